"""What a file is, by its first bytes."""

from __future__ import annotations


def is_pdf(head: bytes) -> bool:
    """Whether the bytes open as a PDF does; a few may stand before its mark.

    >>> is_pdf(b"\\n%PDF-1.7"), is_pdf(b"{\\\\rtf1")
    (True, False)
    """
    return b"%PDF-" in head[:1024]
