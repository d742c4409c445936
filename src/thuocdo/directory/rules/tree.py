"""The tree of units over time (cây tổ chức): half-open spans of days, gaps in a life, a unit below itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import TypeVar

Days = tuple[date | None, date | None]
Key = TypeVar("Key", bound=Hashable)


def common(one: Days, other: Days) -> Days | None:
    """The days that two half-open spans share, None when there are none; an open end is None.

    >>> common((None, date(2025, 7, 1)), (date(2025, 3, 1), None))
    (datetime.date(2025, 3, 1), datetime.date(2025, 7, 1))
    >>> common((None, date(2025, 7, 1)), (date(2025, 7, 1), None)) is None
    True
    """
    start = max((day for day in (one[0], other[0]) if day), default=None)
    end = min((day for day in (one[1], other[1]) if day), default=None)
    return None if start and end and end <= start else (start, end)


def holds(days: Days, day: date) -> bool:
    """Whether a day lies in a half-open span."""
    return (days[0] is None or days[0] <= day) and (days[1] is None or day < days[1])


def first_gap(days: Days, lives: Iterable[Days]) -> date | None:
    """The first day of a span that none of the lives covers (date.min for an open start), None when all are covered.

    >>> first_gap((date(2025, 1, 1), None), [(None, date(2025, 7, 1)), (date(2025, 9, 1), None)])
    datetime.date(2025, 7, 1)
    """
    at = days[0] or date.min
    for start, end in sorted(((start or date.min, end or date.max) for start, end in lives)):
        if start > at:
            break
        at = max(at, end)
    return None if at >= (days[1] or date.max) else at


def cycle_day(
    unit: Key, parent: Key, days: Days, above: Callable[[Key], Iterable[tuple[Key | None, Days]]]
) -> date | None:
    """The first day on which a unit put under `parent` would hang below itself, None when there is no such day.

    `above(unit)` gives the parents of a unit over time, each with its span of days. A unit may hang below another that
    once hung below it, as long as the days differ. An open start answers date.min.
    """
    found: list[date] = []
    seen: set[tuple[Key, Days]] = set()
    stack: list[tuple[Key, Days]] = [(parent, days)]
    while stack:
        at, span = stack.pop()
        if at == unit:
            found.append(span[0] or date.min)
        elif (at, span) not in seen:
            seen.add((at, span))
            for upper, other in above(at):
                if upper is not None and (shared := common(span, other)):
                    stack.append((upper, shared))
    return min(found, default=None)
