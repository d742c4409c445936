"""Secrets of calendar addresses: only their hash is kept."""

from __future__ import annotations

import hashlib


def hash_of(secret: str) -> str:
    """What is kept of a secret address.

    >>> len(hash_of("x"))
    64
    """
    return hashlib.sha256(secret.encode()).hexdigest()
