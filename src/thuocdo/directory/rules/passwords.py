"""Passwords that guessers try first in Vietnam: common words, whatever digits and signs stand around them."""

from __future__ import annotations

import re
from collections.abc import Collection

from thuocdo.kernel.text import fold

NOT_LETTER = re.compile(r"[^a-z0-9]+")
DIGITS_AT_THE_ENDS = re.compile(r"^[0-9]+|[0-9]+$")
# Signs that stand for letters, as people write them to please a rule about signs.
STANDS_FOR = str.maketrans({"@": "a", "$": "s", "!": "i"})
DIGITS_STAND_FOR = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s"})
FEWEST_LETTERS = 5


def cores(password: str) -> set[str]:
    """What is left of a password without marks, case, spaces, signs, and digits at its ends; both ways to read signs.

    >>> sorted(cores("Matkhau@2025"))
    ['matkhau', 'matkhaua']
    >>> sorted(cores("M@t Khẩu 123!"))
    ['matkhau', 'matkhau123i', 'mtkhau']
    """
    folded = fold(password)
    found = {NOT_LETTER.sub("", folded), NOT_LETTER.sub("", folded.translate(STANDS_FOR))}
    found |= {NOT_LETTER.sub("", re.sub(r"[^\w]+$", "", folded).translate(STANDS_FOR))}
    return {DIGITS_AT_THE_ENDS.sub("", one) for one in found}


def is_common(password: str, words: Collection[str]) -> bool:
    """Whether a password is one of the common words, alone or said twice, or has almost no different letters.

    >>> is_common("NgheAn@123456", {"nghean"}), is_common("matkhaumatkhau1", {"matkhau"}), is_common("a1a1a1a1a1", ())
    (True, True, True)
    >>> is_common("P@ssw0rd2025", {"password"}), is_common("ba con trâu ăn cỏ", {"nghean"})
    (True, False)
    """
    if len(set(fold(password))) < FEWEST_LETTERS:
        return True
    found = {core for core in cores(password) if core}
    found |= {core.translate(DIGITS_STAND_FOR) for core in found}
    return any(core in words or _twice(core) in words for core in found)


def _twice(core: str) -> str:
    half = len(core) // 2
    return core[:half] if len(core) % 2 == 0 and core[:half] == core[half:] else ""
