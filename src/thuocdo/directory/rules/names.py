"""Names compared as officials write them: tone placement, i/y, "&", abbreviations and initials do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from thuocdo.kernel.text import nfc, squeeze, strip_marks

TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
ABBREVIATIONS = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tp": "thành phố",
    "tx": "thị xã",
    "vp": "văn phòng",
    "vpub": "văn phòng ủy ban nhân dân",
    "vpubnd": "văn phòng ủy ban nhân dân",
    "cchc": "cải cách hành chính",
    "hcc": "hành chính công",
    "pvhcc": "phục vụ hành chính công",
    "ttpvhcc": "trung tâm phục vụ hành chính công",
    "ttđt": "thông tin điện tử",
    "cttđt": "cổng thông tin điện tử",
    "bql": "ban quản lý",
    "bcđ": "ban chỉ đạo",
    "kkt": "khu kinh tế",
    "kcn": "khu công nghiệp",
    "pct": "phó chủ tịch",
    "cvp": "chánh văn phòng",
    "kbnn": "kho bạc nhà nước",
    "bhxh": "bảo hiểm xã hội",
}
SILENT = frozenset({"và"})
SHORT_KINDS = {"P": "phường", "X": "xã", "H": "huyện", "Q": "quận"}
UPPER = "A-ZĐÀ-Ỹ"
SHORT_KIND = re.compile(rf"\b([PXHQ])\.\s*(?=[{UPPER}])")
GLUED = re.compile(r"(?<=[A-ZĐ])[&,\-–](?=[A-ZĐ])")
NOT_WORD = re.compile(r"[^\w]+")
LONE_Y = re.compile(r"(?:[bcdđghklmnprstvx]+|qu)y")


def syllable(word: str) -> str:
    """A syllable with its tone at the end, so that Hòa and Hoà, Thủy and Thuỷ, Lý and Lí are one.

    >>> syllable("hòa") == syllable("hoà"), syllable("lý") == syllable("lí"), syllable("hóa") == syllable("hòa")
    (True, True, False)
    """
    letters, tone = [], ""
    for letter in unicodedata.normalize("NFD", word):
        tone = TONES.get(letter, tone)
        if letter not in TONES:
            letters.append(letter)
    plain = unicodedata.normalize("NFC", "".join(letters))
    return (plain[:-1] + "i" if LONE_Y.fullmatch(plain) else plain) + tone


@lru_cache(maxsize=4096)
def _syllables(word: str) -> tuple[str, ...]:
    return tuple(syllable(part) for part in ABBREVIATIONS.get(word, word).split())


@lru_cache(maxsize=65536)
def exact(text: str) -> str:
    """The form in which two writings of one name are equal, accents kept.

    >>> exact("UBND Xã Quỳ Hợp") == exact("Uỷ ban nhân dân xã Quì Hợp")
    True
    >>> exact("Sở KH&CN") == exact("Sở KHCN"), exact("Sở Tài nguyên & Môi trường") == exact("sở Tài nguyên Môi trường")
    (True, True)
    """
    spelled = SHORT_KIND.sub(lambda found: SHORT_KINDS[found[1]] + " ", nfc(text))
    words = NOT_WORD.sub(" ", GLUED.sub("", spelled).lower()).split()
    return " ".join(part for word in words if word not in SILENT for part in _syllables(word))


@lru_cache(maxsize=65536)
def loose(text: str) -> str:
    """The same without accents, for names typed without them.

    >>> loose("So Noi vu") == loose("Sở Nội vụ")
    True
    """
    words = NOT_WORD.sub(" ", GLUED.sub("", nfc(text)).lower()).split()
    spelled = [ABBREVIATIONS.get(word, word) for word in words if word not in SILENT]
    plain = strip_marks(" ".join(spelled)).split()
    return " ".join(word[:-1] + "i" if LONE_Y.fullmatch(word) else word for word in plain if word != "va")


def initials(text: str) -> str:
    """First letters, as departments abbreviate themselves; "và" does not count.

    >>> initials("Lao động - Thương binh và Xã hội")
    'LĐTBXH'
    """
    words = NOT_WORD.sub(" ", squeeze(text)).split()
    return "".join(word[0].upper() for word in words if word.lower() not in SILENT)


def short_name(full_name: str, kind: str, province: str) -> str:
    """How pages name an agency inside its own province.

    >>> short_name("Sở Nội vụ tỉnh Nghệ An", "so", "Nghệ An"), short_name("Ủy ban nhân dân xã Nga My", "ubnd_xa", "")
    ('Sở Nội vụ', 'UBND xã Nga My')
    """
    name = full_name.replace("Ủy ban nhân dân", "UBND")
    if kind in ("so", "ban"):
        return name.removesuffix(f" tỉnh {province}")
    if kind in ("van_phong", "thanh_tra", "trung_tam_hcc"):
        return name.removesuffix(f" {province}")
    return name
