"""The furniture of every page: base templates, components, table and workbook helpers; no tables in the database."""
