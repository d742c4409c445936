"""Questions to urging."""
