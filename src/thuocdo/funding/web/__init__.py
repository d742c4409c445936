"""Pages of the room funding."""
