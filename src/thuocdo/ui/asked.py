"""What an address or a form says, turned into what the program counts with (giá trị trình duyệt gửi lên)."""

from __future__ import annotations

import re

LARGEST_KEY = 2**63 - 1
DIGITS = re.compile(r"[0-9]{1,19}")


def whole(text: str | None, most: int = LARGEST_KEY) -> int | None:
    """The whole number from 0 to `most` that the text is, written with the digits 0 to 9; nothing for anything else.

    The usual `most` is the largest key that the database takes. Nothing that a browser sends makes this raise: other
    digits ("²"), signs, blanks, thousands of digits are no number.

    >>> whole("12"), whole("²"), whole("9" * 5000), whole("120", 99), whole(None)
    (12, None, None, None, None)
    """
    if not text or not DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if number <= most else None
