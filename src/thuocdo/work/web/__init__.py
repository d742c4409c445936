"""Pages of the work room: plans, tasks, obligations, due instances."""
