"""Pages of the chancery."""
