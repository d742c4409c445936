"""Vietnamese text: one form for comparing, one for searching, one for addresses."""

from __future__ import annotations

import re
import unicodedata

SPACES = re.compile(r"\s+")
NOT_WORD = re.compile(r"[^a-z0-9]+")
CROSSED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
NOT_ASCII = re.compile("[^\x00-\x7f]+")


def _stripped(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.translate(CROSSED))
    return unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))


# Latin letters and marks with what is left of them: texts are stripped by the million letters, one look-up each.
LATIN = (*range(0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00))
BARE = {code: _stripped(chr(code)) for code in LATIN}


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
    if text.isascii():
        return text
    bare = text.translate(BARE)
    return bare if bare.isascii() else NOT_ASCII.sub(lambda found: _stripped(found[0]), bare)


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
