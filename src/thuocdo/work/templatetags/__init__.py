"""Tags of the work room."""
