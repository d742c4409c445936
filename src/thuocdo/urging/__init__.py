"""Urging of late and soon-due work: ladder, digests, letters, calendar feeds (đôn đốc)."""
