"""The working life of a person as bars on a line of years (vị trí qua thời gian)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, ROW, TOP = 640, 26, 20
SHORTEST, LETTER = 4, 6
EARLIEST_YEARS = 12
WORDS = 60


@dataclass(frozen=True)
class Bar:
    """One post: where its bar lies, what is written on it, whether it goes on."""

    x: int
    y: int
    width: int
    words: str
    open: bool
    text_x: int
    text_y: int
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """The drawing: size, years with their places, bars, the place of today."""

    width: int
    height: int
    years: list[tuple[int, int]]
    bars: list[Bar]
    today: int


def timeline(posts: Sequence[tuple[str, date | None, date | None]], on: date) -> Timeline | None:
    """Bars for posts `(words, start, end)`, each on its own line, oldest on top; nothing without posts.

    >>> drawn = timeline([("Chuyên viên", date(2024, 1, 1), date(2025, 1, 1))], date(2025, 7, 15))
    >>> [year for _x, year in drawn.years], drawn.bars[0].x, drawn.bars[0].width
    ([2024, 2025], 0, 320)
    """
    if not posts:
        return None
    ends = [on, *(end for _words, _start, end in posts if end)]
    starts = [start for _words, start, _end in posts if start] or [on]
    first = date(max(min(starts).year, on.year - EARLIEST_YEARS), 1, 1)
    last = date(min(max(ends).year, on.year + 2) + 1, 1, 1)
    span = (last - first).days

    def place(day: date | None, otherwise: date) -> int:
        shown = min(max(day or otherwise, first), last)
        return round((shown - first).days * WIDTH / span)

    bars = []
    for number, (words, start, end) in enumerate(sorted(posts, key=lambda post: post[1] or first)):
        left, right = place(start, first), place(end, last)
        width, y = max(SHORTEST, right - left), TOP + number * ROW
        text_x, anchor = _beside(left, width, len(words[:WORDS]) * LETTER)
        bars.append(Bar(left, y, width, words[:WORDS], end is None or end > on, text_x, y + 15, anchor))
    years = [(place(date(year, 1, 1), first), year) for year in range(first.year, last.year)]
    return Timeline(WIDTH, TOP + len(posts) * ROW + 4, years, bars, place(on, on))


def _beside(left: int, width: int, length: int) -> tuple[int, str]:
    """Where words of a length are written: in the bar, before it where it is too short, else over its end."""
    if width < length + 12 and left > length + 12:
        return left - 6, "end"
    return left + 6, "start"
