"""File formats of the reading workshop: each module turns bytes of one format into text and pages."""
