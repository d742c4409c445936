"""Rules of the directory, as plain Python: names, phrases of documents, lineage. No database, no clock."""
