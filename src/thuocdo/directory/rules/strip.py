"""The days on which units changed as a strip (thước ngày): stops side by side, one for each state between changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, MARGIN, AXIS, TALLEST, CLEAR = 1000, 50, 62, 30, 9
MOST = 16


@dataclass(frozen=True, slots=True)
class Turn:
    """One day on which units began, ended, or were described anew (name, kind, upper unit)."""

    day: date
    began: int
    ended: int
    changed: int


@dataclass(frozen=True, slots=True)
class Stop:
    """The state that a turn opens; the first stop has none. `up` and `down` are the tops of its bars from the axis."""

    index: int
    x: int
    turn: Turn | None
    up: int
    down: int
    current: bool

    @property
    def top(self) -> int:
        """Top of the bar above the dot; the one below starts as far from it."""
        return AXIS - CLEAR - self.up

    @property
    def bar_x(self) -> int:
        return self.x - 5


@dataclass(frozen=True)
class Strip:
    """Stops from left to right in a picture of `WIDTH`; `cut` when earlier ones are left out.

    `first` and `last` are the indexes of the stops shown, `index` that of the day; before and after are the turns
    that lead away from the state of the day.
    """

    stops: tuple[Stop, ...]
    index: int
    before: Turn | None
    after: Turn | None
    cut: int

    @property
    def first(self) -> int:
        return self.stops[0].index

    @property
    def last(self) -> int:
        return self.stops[-1].index

    @property
    def current(self) -> Stop:
        return next(stop for stop in self.stops if stop.current)


def strip(turns: Sequence[Turn], on: date) -> Strip:
    """The strip for a day; of very many turns those around the day.

    >>> found = strip([Turn(date(2025, 3, 1), 12, 18, 0), Turn(date(2025, 7, 1), 134, 437, 0)], date(2025, 7, 15))
    >>> [(stop.index, stop.x, stop.current) for stop in found.stops], found.before.day.month, found.after
    ([(0, 50, False), (1, 500, False), (2, 950, True)], 7, None)
    """
    index = sum(turn.day <= on for turn in turns)
    low = max(0, min(index - MOST // 2, len(turns) + 1 - MOST))
    shown = range(low, min(low + MOST, len(turns) + 1))
    largest = max((max(turn.began, turn.ended) for turn in turns), default=0)
    gap = (WIDTH - 2 * MARGIN) / max(len(shown) - 1, 1)
    stops = []
    for place, at in enumerate(shown):
        turn = turns[at - 1] if at else None
        up, down = (_height(turn.began, largest), _height(turn.ended, largest)) if turn else (0, 0)
        stops.append(Stop(at, MARGIN + round(place * gap), turn, up, down, at == index))
    before = turns[index - 1] if index else None
    return Strip(tuple(stops), index, before, turns[index] if index < len(turns) else None, low)


def _height(count: int, largest: int) -> int:
    """Height of a bar; on a scale of tens, because one day moved thousands and another ten."""
    return round(TALLEST * math.log1p(count) / math.log1p(largest)) if largest else 0
