"""Vietnamese text: one form for comparing, one for searching, one for addresses."""

from __future__ import annotations

import re
import unicodedata

SPACES = re.compile(r"\s+")
NOT_WORD = re.compile(r"[^a-z0-9]+")
CROSSED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


def nfc(text: str) -> str:
    """The composed Unicode form (dựng sẵn), in which everything is stored."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Composed form with every run of white space folded to one space and none at the ends."""
    return SPACES.sub(" ", nfc(text)).strip()


def strip_marks(text: str) -> str:
    """Letters without tone and vowel marks (bỏ dấu); keeps case and length in composed letters.

    >>> strip_marks("Đề nghị Ủy ban")
    'De nghi Uy ban'
    """
    letters = unicodedata.normalize("NFD", text.translate(CROSSED))
    return unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))


def fold(text: str) -> str:
    """Search form: no marks, lower case, single spaces; "Hoà", "Hòa" and "hoa" fold alike.

    >>> fold("  Uỷ ban   NHÂN DÂN ") == fold("Ủy ban nhân dân")
    True
    """
    return SPACES.sub(" ", strip_marks(text).lower()).strip()


def slug(text: str) -> str:
    """An address part: folded, with hyphens; keeps đ as d.

    >>> slug("Sở Thông tin & Truyền thông")
    'so-thong-tin-truyen-thong'
    """
    return NOT_WORD.sub("-", fold(text)).strip("-")
