"""The text a deadline is looked for in, and what surrounds a place in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|[*_#|\u00a0\t]|&nbsp;")
LABEL = re.compile(
    r"(?:thời\s+(?:gian|hạn|điểm)|tiến\s+độ|lộ\s+trình)"
    r"(?:\s+(?:thực\s+hiện|hoàn\s+thành|triển\s+khai|báo\s+cáo|gửi|gửi\s+báo\s+cáo|tổ\s+chức|xong)){0,2}"
    r"(?:\s*\([^()]{0,40}\))?\s*:\s*"
)
ZONE_END = re.compile(r"\.(?=\s|$)(?!\s*\.)|\n\s*\n|\n\s*[-–+•]")
CLAUSE_BREAK = re.compile(r"[.;:()\n](?=\s|$)|[;:(\n]|[-–•+]\s")
BEFORE_CLAUSE = re.compile(
    r"(?:^|[.;:(\n•“\"]|(?:^|[\n;:.])\s*[-–+]|(?:^|\s)(?:đảm\s+bảo|bảo\s+đảm|phấn\s+đấu|đồng\s+thời|mục\s+tiêu))\s*$"
)


def pattern(wording: str) -> re.Pattern[str]:
    """A pattern whose blanks stand for any white space and whose dots pass line ends: printed lines are wrapped."""
    return re.compile(wording.replace(" ", r"\s+"), re.S)


def mask(text: str) -> str:
    """Lower case and without markup, letter for letter as long as the text, so that places stay the same."""
    plain = MARKUP.sub(lambda found: " " * len(found.group()), text)
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in plain)


def compose(text: str) -> tuple[str, list[int]]:
    """Composed text and, for every place in it, the place in the text that was given."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        joined = unicodedata.normalize("NFC", letters[-1] + letter) if letters else ""
        if joined and len(joined) == 1 and unicodedata.combining(letter):
            letters[-1] = joined
        else:
            letters.append(letter)
            places.append(place)
    return "".join(letters), [*places, len(text)]


@dataclass(frozen=True)
class Passage:
    """A cell of a table or a stretch of prose with the plan's year; knows where wording may be terse."""

    text: str
    low: str
    year: int | None
    zones: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, year: int | None) -> Passage:
        low = mask(text)
        zones = []
        for label in LABEL.finditer(low):
            stop = ZONE_END.search(low, label.end())
            zones.append((label.end(), stop.start() if stop else len(low)))
        return cls(text, low, year, tuple(zones))

    def as_cell(self) -> Passage:
        """The same passage read as a table cell: terse wording counts everywhere."""
        return Passage(self.text, self.low, self.year, ((0, len(self.low)),))

    def terse_at(self, place: int) -> bool:
        """Whether the place is in a cell or behind a label such as "Thời gian thực hiện:"."""
        return any(start <= place <= end for start, end in self.zones)

    def left(self, place: int, length: int = 60) -> str:
        return self.low[max(0, place - length) : place]

    def right(self, place: int, length: int = 40) -> str:
        return self.low[place : place + length]

    def opens_clause(self, place: int) -> bool:
        """Whether a clause begins here (đầu vế câu)."""
        return bool(BEFORE_CLAUSE.search(self.left(place, 40)))

    def clause_start(self, place: int) -> int:
        """Where the clause holding the place begins."""
        start = 0
        for stop in CLAUSE_BREAK.finditer(self.low, 0, place):
            start = stop.end()
        return start

    def words(self, start: int, end: int) -> str:
        """The text between two places in clean form: markup dropped, white space single."""
        plain = MARKUP.sub(" ", self.text[start:end])
        return " ".join(plain.split())
