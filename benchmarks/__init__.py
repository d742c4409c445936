"""Measured claims: `make bench` prints them with the machine and the commit."""
