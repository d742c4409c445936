"""Plans, tasks, obligations of units, deadlines, progress and evidence (kế hoạch, nhiệm vụ)."""
