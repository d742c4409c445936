"""Meetings of a unit, what they conclude, and the monthly list of each person's work."""
