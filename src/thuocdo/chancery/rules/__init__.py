"""Pure rules of the chancery: numbers, lives of drafts and deliveries."""
