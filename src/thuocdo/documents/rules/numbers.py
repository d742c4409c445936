"""Numbers of papers (số, ký hiệu) in one spelling, so that a citation finds the paper it means."""

from __future__ import annotations

import re

from thuocdo.kernel.text import strip_marks

LEADING = re.compile(r"^\s*(?:số|so)\s*[:.]?\s*", re.IGNORECASE)
SPACES = re.compile(r"\s+")
ZEROS = re.compile(r"^0+(?=\d)")


def number_key(number: str | None) -> str:
    """Comparable form of a number: capitals without marks or spaces, no leading zeros; empty without a digit in front.

    >>> number_key("Số: 03667 /QĐ - UBND") == number_key("3667/QĐ-UBND")
    True
    >>> number_key("/UBND-KSTT")
    ''
    """
    text = LEADING.sub("", number or "")
    key = ZEROS.sub("", SPACES.sub("", strip_marks(text).upper()).replace("–", "-"))
    return key if key[:1].isdigit() else ""
