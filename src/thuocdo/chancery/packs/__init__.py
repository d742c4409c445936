"""Facts of the chancery taken over from packs."""
