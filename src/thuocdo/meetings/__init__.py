"""Meetings: agenda from late work, conclusions that become tasks, minutes (họp, giao ban)."""
