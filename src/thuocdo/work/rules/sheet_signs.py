"""Whether what stands in a column fits its head: columns that have slipped are named, with what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thuocdo.kernel.text import nfc, squeeze

# Less than that many filled cells say nothing about a column.
ENOUGH = 3
MOST_SEEN = 500
PARTS = re.compile(r"[\n;,]")
FIGURES = re.compile(r"\d")
DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,4}")
NUMBERING = re.compile(r"[-+*(]?(?:[ivxlcdm]+|[a-zđ]|\d+)(?:[.\-/]?[a-z0-9đ]+)*[.)]*", re.IGNORECASE)
PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%?")
SHORT_TIME, LONG, REST = 14, 12, 2
WORD, ROMAN = re.compile(r"[^\W\d_]+"), re.compile(r"[ivx]+")
AGENCY, TIME, SENTENCE, NUMBER = "agency", "time", "sentence", "number"
LOOKS = {AGENCY: "tên cơ quan", TIME: "thời hạn", SENTENCE: "câu văn dài", NUMBER: "số thứ tự"}


@dataclass(frozen=True)
class Misfit:
    """A column whose content does not fit its head: place (from 0), head, how many of how many, like what, a sample."""

    at: int
    field: str
    head: str
    wrong: int
    of: int
    look: str
    sample: str

    def to_json(self) -> dict[str, object]:
        return dict(self.__dict__)


class Signs:
    """Signs by which content is known: how names of agencies begin, which words speak of time; from the pack."""

    def __init__(self, content: Mapping[str, Sequence[str]]) -> None:
        self.agency = _starts(content["agency"])
        self.time = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, content['time']))})(?!\w)")

    def look(self, value: str) -> str:
        """What a value looks like: an agency, a time, a number of a row, a long sentence; empty when it may be any.

        >>> signs = Signs({"agency": ["sở", "ubnd"], "time": ["quý"]})
        >>> [signs.look(one) for one in ("Các Sở, ban", "Quý I/2025", "12", "20/01/2025", "Tốt")]
        ['agency', 'time', 'number', 'time', '']
        """
        text = squeeze(value).lower()
        words = len(text.split())
        if NUMBERING.fullmatch(text) and not DAY.search(text):
            return NUMBER
        if any(self.agency.match(part.strip()) for part in PARTS.split(text)) and words <= 60:
            return AGENCY
        if words <= SHORT_TIME and self._is_time(text, words):
            return TIME
        return SENTENCE if words > LONG else ""

    def _is_time(self, text: str, words: int) -> bool:
        """Whether a text is about nothing but a time: little is left without its words and figures."""
        rest, signs = self.time.subn(" ", text)
        rest, days = DAY.subn(" ", rest)
        left = [word for word in WORD.findall(rest) if not ROMAN.fullmatch(word)]
        return bool(signs + days) and len(left) <= max(REST, words // 3)


def _starts(words: Iterable[str]) -> re.Pattern[str]:
    known = "|".join(re.escape(nfc(word)) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:- |các |một số |những |toàn thể )?(?:{known})(?!\w)")


# What a column must not mostly look like, by field. Others are open: a product may be a time and a sentence an agency.
STRANGE: dict[str, tuple[str, ...]] = {
    "number": (AGENCY, TIME, SENTENCE), "text": (AGENCY, TIME, NUMBER), "outputs": (AGENCY, NUMBER),
    "lead": (TIME, SENTENCE, NUMBER), "coordinating": (TIME, SENTENCE, NUMBER),
    "deadline": (AGENCY, SENTENCE, NUMBER), "percent": (AGENCY, TIME, SENTENCE),
}  # fmt: skip


def misfits(
    columns: Mapping[str, int], heads: Sequence[str], values: Mapping[str, Sequence[str]], signs: Signs
) -> list[Misfit]:  # fmt: skip
    """Columns in which more cells look like something else than not; `values` are the filled cells by field."""
    found = []
    for field, at in columns.items():
        given = [one for one in values.get(field, ()) if one][:MOST_SEEN]
        if field not in STRANGE or len(given) < ENOUGH:
            continue
        looks = [signs.look(one) for one in given]
        for look in STRANGE[field]:
            wrong = looks.count(look)
            if wrong * 2 > len(given):
                sample = given[looks.index(look)]
                found.append(Misfit(at, field, heads[at], wrong, len(given), LOOKS[look], sample[:80]))
    return found
