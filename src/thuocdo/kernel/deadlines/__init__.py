"""Deadlines: read from words, kept as rules, turned into days."""
