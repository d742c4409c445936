"""Work of the documents room on a schedule."""

from __future__ import annotations

from thuocdo.documents import indexing


def index_stale() -> str:
    """Make the words of papers anew that changed without it: long ones, and those that waited for their reading."""
    return f"{indexing.index_stale()} văn bản"
