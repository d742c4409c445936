"""Facts of the documents room that are taken over from packs."""
