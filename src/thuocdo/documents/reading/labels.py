"""Labels that open a line: "Điều 2.", "IV.", "1.2.", "đ)", "-": what they are called and how they rank."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.documents.reading.letters import pattern

# INNER is the rank of Roman numerals inside an article; no form of label has it by itself.
CHAPTER, LETTERED, ROMAN, ARTICLE, INNER, NUMBER, NUMBER2, NUMBER3, LETTER, DASH, PLUS, TEXT = range(12)

# Vietnamese lettering runs a b c d đ e g h i k l m n o p q r s t u v x y.
ALPHABET = "abcdđeghiklmnopqrstuvxy"
MISREAD = str.maketrans({"H": "II", "L": "I", "l": "I"})

PATTERNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, pattern(r"(?P<label>(?:Chương|CHƯƠNG|Phần|PHẦN)\s+(?:[IVXLC]+|\d+|thứ \w+|THỨ \w+))\b\s*[.:]?\s*")),
    (LETTERED, pattern(r"(?P<label>(?:Mục|MỤC)\s+(?:\d+|[IVX]+))(?:\s*[.:]\s*|$)")),
    (ARTICLE, pattern(r"(?P<label>(?:Điều|ĐIỀU)\s+\d+[a-zđ]?)\s*(?:[.:]\s*|$)")),
    (ROMAN, pattern(r"(?!V/[Vv]\b)(?P<label>[IVX]{1,6})\s*(?:[.)]|/(?=\s)|\s?[-–]\s)\s*(?=\S|$)")),
    # "Il. MỤC TIÊU", "HI. NỘI DUNG", "LV. KINH PHÍ": Roman numerals as scanners misread them
    (ROMAN, pattern(r"(?P<label>(?=[IVX]*[HLl])[IVXHLl]{2,5})\s*\.\s*(?=[A-ZÀ-ỸĐ]{2})")),
    (LETTERED, pattern(r"(?P<label>[A-HKĐ])\s*[.)]\s+(?=[A-ZÀ-Ỹ])")),
    (NUMBER3, pattern(r"(?P<label>\d{1,2}\.\d{1,2}\.\d{1,2})\s*\.?\s+(?=\S)")),
    (NUMBER2, pattern(r"(?P<label>\d{1,2}\.\d{1,2})\s*(?:\.\s*|\)\s*|\s+)(?=[^\W\d_]|$|[“\"(])")),
    (NUMBER, pattern(r"(?P<label>\d{1,2})(?:\s*\.\s*|\s*/\s+)(?=[^\W\d_]|$|[“\"(]|\d{2,}%|\d+ )")),
    (LETTER, pattern(r"\(?(?P<label>\d{1,2}|[ivx]{1,4})\)\s*(?=\S)")),
    (LETTER, pattern(r"(?P<label>[a-zđ]\d?)\s*[).]\s*(?=\S|$)")),
    (DASH, pattern(r"(?P<label>[-–—~¬•●▪◦‣\uf02d\uf0b7\uf0a7\uf0fc])\s*(?=[^\s\d-]|\d)")),
    (PLUS, pattern(r"(?P<label>\+)\s*(?=\S)")),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its plain form ("Điều 2", "IV", "1.2", "đ", "-", "+"), rank, and how many characters it takes."""

    text: str
    level: int
    length: int

    @property
    def number(self) -> int | None:
        """The ordinal that a number or a letter stands for, None for dashes."""
        last = re.split(r"[. ]", self.text)[-1]
        if last.isdigit():
            return int(last)
        if self.level == LETTER and last in ALPHABET:
            return ALPHABET.index(last) + 1
        return None


def label_of(text: str) -> Label | None:
    """The label that opens a clean line, or None.

    >>> label_of("đ) Tổ chức thực hiện")
    Label(text='đ', level=8, length=3)
    >>> label_of("2025 là năm bản lề") is None
    True
    """
    for level, opening in PATTERNS:
        match = opening.match(text)
        if match:
            return Label(plain(match["label"], level), level, match.end())
    return None


def plain(label: str, level: int) -> str:
    """The label as paths print it."""
    label = re.sub(r"\s+", " ", label)
    if level == DASH:
        return "-"
    if level in (CHAPTER, ARTICLE) or label.upper().startswith("MỤC"):
        return (
            label.capitalize() if level == ARTICLE else label.split(" ")[0].capitalize() + " " + label.split(" ", 1)[1]
        )
    if level == ROMAN:
        return label.translate(MISREAD)
    if level in (NUMBER, NUMBER2, NUMBER3):
        return ".".join(str(int(part)) for part in label.split("."))
    return label
