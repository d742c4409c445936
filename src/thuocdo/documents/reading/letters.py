"""Vietnamese capitals and small letters in patterns: a plain range such as À-Ỹ would hold both."""

from __future__ import annotations

import re

LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA)) if chr(code).isalpha()]
CAPITALS = "".join(letter for letter in LETTERS if letter.isupper())
SMALL = "".join(letter for letter in LETTERS if letter.islower())


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern in which the range "A-ZÀ-Ỹ" means the capitals and "a-zà-ỹ" the small letters.

    >>> bool(pattern("[A-ZÀ-Ỹ]").match("ă")), bool(pattern("[a-zà-ỹ]").match("ă"))
    (False, True)
    """
    return re.compile(text.replace("A-ZÀ-Ỹ", CAPITALS).replace("a-zà-ỹ", SMALL), flags)
