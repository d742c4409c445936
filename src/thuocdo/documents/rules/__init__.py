"""Pure rules of the documents room."""
