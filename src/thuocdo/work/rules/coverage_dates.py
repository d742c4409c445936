"""Whether the dates of a derived plan keep those of its parent (mâu thuẫn thời hạn); plain days in, plain days out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LATER, NO_TURN, NO_DAY = "later", "no_turn", "no_day"


@dataclass(frozen=True)
class Clash:
    """A date of the parent that the derived plan does not keep.

    `later`: it falls due on `lower_on`, after `upper_on`; `no_turn`: nothing falls due for this date any more;
    `no_day`: the derived plan names no day at all.
    """

    kind: str
    upper_on: date
    lower_on: date | None = None


def clashes(upper: Iterable[date], lowers: Sequence[Iterable[date]], *, begins_on: date) -> list[Clash]:
    """Dates of a task of the parent that the tasks which carry it out do not keep, each given by its own due days.

    For every date of the parent something must fall due after the date before it and not after itself. A task that
    begins after the parent's last date is late however many others keep it. Dates before the derived plan begins
    (`begins_on`) are left out where later ones follow: nobody owes reports for the time before.

    >>> from datetime import date as d
    >>> clashes([d(2025, 1, 19)], [[d(2025, 1, 25)]], begins_on=d(2025, 1, 1))
    [Clash(kind='later', upper_on=datetime.date(2025, 1, 19), lower_on=datetime.date(2025, 1, 25))]
    >>> clashes([d(2025, 3, 31), d(2025, 6, 30)], [[d(2025, 3, 25), d(2025, 6, 25)]], begins_on=d(2025, 1, 1))
    []
    """
    asked, own = sorted(set(upper)), [sorted(set(days)) for days in lowers]
    asked = [day for day in asked if day >= begins_on] or asked[-1:]
    if not asked or not own:
        return []
    given = sorted({day for days in own for day in days})
    if not given:
        return [Clash(NO_DAY, asked[0])]
    late = {days[0] for days in own if days and days[0] > asked[-1]}
    found = [clash for day, before in zip(asked, [date.min, *asked], strict=False)
             if (clash := _missed(day, before, given, late)) is not None]  # fmt: skip
    return found + [Clash(LATER, asked[-1], day) for day in sorted(late)]


def _missed(day: date, before: date, given: Sequence[date], late: Iterable[date]) -> Clash | None:
    if any(before < one <= day for one in given):
        return None
    after = [one for one in given if one > day and one not in set(late)]
    if after:
        return Clash(LATER, day, after[0])
    # A task that only begins after the parent's last date is told once, by its own date.
    return None if late else Clash(NO_TURN, day)
