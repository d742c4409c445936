"""Old Vietnamese encodings (bảng mã cũ): what a text is written in, and the same text in composed Unicode.

TCVN3 (ABC) and VISCII give each letter one byte, VNI writes a vowel and its mark as two. Such texts come as raw bytes,
and also as Unicode files in which the bytes of an old font were kept as if they were Western letters ("thñ tôc").
Detection is conservative: a text is only converted when its own words then are Vietnamese and were not before.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from thuocdo.kernel.syllables import is_syllable

UNICODE, TCVN3, VNI, VISCII, CP1258 = "unicode", "tcvn3", "vni", "viscii", "cp1258"
LABELS = {
    UNICODE: "Unicode",
    TCVN3: "TCVN3 (ABC)",
    VNI: "VNI",
    VISCII: "VISCII",
    CP1258: "Windows-1258",
}

# first code of a run -> the letters that follow one another from there
TCVN3_RUNS: dict[int, str] = {
    0x01: "ÚỤ",
    0x04: "ỪỬỮ",
    0x11: "ỨỰỲỶỸÝỴ",
    0x80: "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ",
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđẰ",
    0xB5: "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
}
VISCII_RUNS: dict[int, str] = {
    0x02: "Ẳ",
    0x05: "ẴẪ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
    0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    0xE0: "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
}
# VNI: marks written behind a plain vowel, then letters that are one byte
VNI_MARKS = {
    "": dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True)),
    "a": dict(zip("âáàåãäêéèúüë", "âấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("âáàåãä", "êếềểễệ", strict=True)),
    "o": dict(zip("âáàåãä", "ôốồổỗộ", strict=True)),
}
VNI_SINGLE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))
VNI_TONED = "aeouyôö"

# Some codes of old fonts (0x85, 0xA0) count as blanks in Unicode, so they never end a run of letters here.
RUN = re.compile(r"[\S\x85\xa0]+")
WESTERN = re.compile(r"[\x80-\xff]")
NOT_ASCII = re.compile(r"\S*[\x80-\xff]\S*")
LONGEST_WORD = 200
OWN_LETTERS = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
MARKED = re.compile(r"[\u0080-\ufffc]")
MARKS = re.compile(r"[\u0300-\u036f]")
TRIM = re.compile(r"^[^\w\u0300-\u036f]+|[^\w\u0300-\u036f]+$|[\d_]+")
ENOUGH_WORDS = 3
BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Decoded:
    """A text in composed Unicode and what had to be done to it.

    `encoding` is what it was written in (a key of LABELS), `decomposed` whether marks stood apart from their letters;
    `replaced` counts bytes that stand for nothing, `first_bad` is the place of the first of them, -1 for none.
    """

    text: str
    encoding: str = UNICODE
    decomposed: bool = False
    replaced: int = 0
    first_bad: int = -1

    @property
    def label(self) -> str:
        return LABELS[self.encoding]


def decode(data: bytes) -> Decoded:
    """The text of raw bytes: by its byte order mark, as UTF-8, else by the old encoding in which it makes words."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return with_gaps(data, name)
    try:
        return repair(data.decode("utf-8"))
    except UnicodeDecodeError:
        broken = with_gaps(data, "utf-8")
    # Where few of the marked letters are broken it is UTF-8 that was damaged or cut, not another encoding.
    if broken.replaced * 20 <= len(MARKED.findall(broken.text)):
        return broken
    legacy = repair(data.decode("latin-1"), from_bytes=True)
    return legacy if legacy.encoding != UNICODE else broken


def with_gaps(data: bytes, name: str) -> Decoded:
    """The text with each undecodable place shown as U+FFFD."""
    bad: list[int] = []

    def replace(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        bad.append(error.start)
        return "\ufffd", error.end

    codecs.register_error("thuocdo-count", replace)
    text = data.decode(name, errors="thuocdo-count")
    repaired = repair(text)
    return Decoded(repaired.text, repaired.encoding, repaired.decomposed, len(bad), bad[0] if bad else -1)


def repair(text: str, *, from_bytes: bool = False) -> Decoded:
    """The same text in composed Unicode; codes of an old font kept as Western letters are turned into Vietnamese.

    >>> repair("Uû ban nh©n d©n tØnh NghÖ An, c¶i c¸ch hµnh chÝnh").text
    'Uỷ ban nhân dân tỉnh Nghệ An, cải cách hành chính'
    >>> repair("Ủy ban nhân dân tỉnh Nghệ An").encoding
    'unicode'
    """
    encoding = detect(text, from_bytes=from_bytes)
    if encoding != UNICODE:
        return Decoded(to_unicode(text, encoding), encoding)
    composed = unicodedata.normalize("NFC", text)
    return Decoded(composed, decomposed=bool(MARKS.search(text)) and composed != text)


def detect(text: str, *, from_bytes: bool = False) -> str:
    """The encoding a text is in. Windows-1258 and VISCII are considered for raw bytes only."""
    words = suspicious_words(text)
    if len(words) < ENOUGH_WORDS or len(OWN_LETTERS.findall(text)) * 20 > len(words):
        return UNICODE
    own = share_of_syllables(words)
    candidates = (TCVN3, VNI, VISCII, CP1258) if from_bytes else (TCVN3, VNI)
    shares = {name: share_of_syllables([to_unicode(word, name) for word in words]) for name in candidates}
    best = max(candidates, key=lambda name: shares[name])
    needed = 0.85 if len(words) < 20 else 0.7
    # Raw bytes that are no UTF-8 are not text as they stand, so their own share says nothing.
    return best if shares[best] >= needed and (from_bytes or shares[best] > own + 0.3) else UNICODE


def suspicious_words(text: str, limit: int = 2000) -> list[str]:
    """Words with letters from the Western half of Latin-1, at most `limit` of them spread over the text."""
    # Runs without such a letter are left out first: searching inside a long one takes the square of its length.
    runs = (run for run in RUN.findall(text) if WESTERN.search(run))
    words = [word[:LONGEST_WORD] for run in runs for word in NOT_ASCII.findall(run)]
    step = max(1, len(words) // limit)
    return words[::step]


def share_of_syllables(words: list[str]) -> float:
    """How many of the words have the shape of a Vietnamese syllable, 0 to 1."""
    parts = [part for word in words for part in re.split(r"[^\w\u0300-\u036f]+", TRIM.sub("", word)) if part]
    return sum(map(is_syllable, parts)) / len(parts) if parts else 0.0


def to_unicode(text: str, encoding: str) -> str:
    """A text in an old encoding, given letter for byte, as composed Unicode. KeyError for an unknown encoding."""
    return unicodedata.normalize("NFC", CONVERTERS[encoding](text))


def from_unicode(text: str, encoding: str) -> str:
    """The opposite of `to_unicode`, letter for byte; for making and checking old files."""
    composed = unicodedata.normalize("NFC", text)
    if encoding == CP1258:
        return to_cp1258(composed)
    table = vni_letters() if encoding == VNI else {ord(letter): code for code, letter in single(encoding).items()}
    return composed.translate({letter: code if isinstance(code, str) else chr(code) for letter, code in table.items()})


@cache
def single(encoding: str) -> dict[int, str]:
    """code -> letter of an encoding with one byte a letter."""
    runs = TCVN3_RUNS if encoding == TCVN3 else VISCII_RUNS
    return {first + number: letter for first, letters in runs.items() for number, letter in enumerate(letters)}


@cache
def vni_pairs() -> dict[str, str]:
    """What VNI writes (one or two letters) -> the Vietnamese letter, in both cases."""
    pairs = dict(VNI_SINGLE)
    for vowel, marks in VNI_MARKS.items():
        for mark, letter in marks.items():
            if vowel:
                pairs[vowel + mark] = letter
                continue
            for base in VNI_TONED:
                toned = unicodedata.normalize("NFC", VNI_SINGLE.get(base, base) + letter)
                pairs.setdefault(base + mark, toned)
    pairs.pop("yï")
    return pairs | {old.upper(): new.upper() for old, new in pairs.items()}


@cache
def vni_letters() -> dict[int, str]:
    return {ord(new): old for old, new in vni_pairs().items()}


@cache
def vni_pattern() -> re.Pattern[str]:
    """Pairs before single letters; a mark follows the case of its vowel or is small behind a capital."""
    known = sorted(vni_pairs(), key=len, reverse=True)
    mixed = [old[0].upper() + old[1] for old in known if len(old) == 2 and old.islower()]
    return re.compile("|".join(map(re.escape, [*mixed, *known])))


def from_vni(text: str) -> str:
    pairs = vni_pairs()

    def letter(found: re.Match[str]) -> str:
        old = found.group()
        return pairs.get(old) or pairs[old.lower()].upper()

    return vni_pattern().sub(letter, text)


def from_cp1258(text: str) -> str:
    return text.encode("latin-1", "replace").decode("cp1258", "replace")


def to_cp1258(text: str) -> str:
    """Vowels with their own mark stay whole, tones stand behind them."""
    written = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        written.append(base + tones)
    return "".join(written).encode("cp1258").decode("latin-1")


def by_table(encoding: str) -> Callable[[str], str]:
    return lambda text: text.translate(single(encoding))


CONVERTERS: dict[str, Callable[[str], str]] = {
    UNICODE: str,
    TCVN3: by_table(TCVN3),
    VISCII: by_table(VISCII),
    VNI: from_vni,
    CP1258: from_cp1258,
}


def of_font(font: str) -> str:
    """The encoding a font name stands for: ".VnTime" is TCVN3, "VNI-Times" VNI, others Unicode.

    >>> of_font(".VnTimeH"), of_font("VNI-Times"), of_font("Times New Roman")
    ('tcvn3', 'vni', 'unicode')
    """
    if font.lower().startswith(".vn"):
        return TCVN3
    return VNI if font.lower().startswith("vni-") else UNICODE


def is_capital_font(font: str) -> bool:
    """Whether a TCVN3 font shows small letters as capitals (".VnTimeH")."""
    return of_font(font) == TCVN3 and font.rstrip().endswith("H")
