"""Pages of the room urging."""
