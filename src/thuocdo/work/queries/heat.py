"""Agency x month (bản đồ nhiệt): how many due instances, and how the worst of them stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from thuocdo.directory.models import Person, Unit
from thuocdo.directory.queries import told_apart
from thuocdo.kernel.periods import Period
from thuocdo.work.queries.occurrences import Wanted
from thuocdo.work.queries.pictures import counted, total
from thuocdo.work.rules.standing import Counts


@dataclass(frozen=True)
class HeatRow:
    """An agency with its counts by the first day of the month they fall due in; None is what has no date."""

    key: str
    name: str
    months: dict[date | None, Counts] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        return total(list(self.months.values()))


@dataclass(frozen=True)
class Heat:
    """Rows by name, the months of the columns in order, sums below."""

    rows: list[HeatRow]
    months: list[date]
    sums: dict[date | None, Counts]
    has_undated: bool


def heat(person: Person | None, wanted: Wanted, on: date) -> Heat:
    """The whole map in five statements whatever the number of agencies."""
    cells: dict[int, dict[date | None, Counts]] = {}
    for (unit, month), counts in counted(person, wanted, on, ("unit", "month")).items():
        cells.setdefault(unit, {})[month] = counts
    keys = dict(Unit.objects.filter(pk__in=cells).values_list("pk", "key"))
    names = told_apart(cells, on)
    rows = [HeatRow(keys[unit], names.get(unit, keys[unit]), months) for unit, months in cells.items()]
    every = {month for row in rows for month in row.months}
    months = between(month for month in every if month is not None)
    sums = {month: total([row.months[month] for row in rows if month in row.months]) for month in every}
    return Heat(rows, months, sums, None in every)


def between(found: Iterable[date]) -> list[date]:
    """Every month from the first to the last of those found, also the empty ones; at most three years of them.

    >>> [day.month for day in between([date(2025, 3, 1), date(2025, 1, 1)])]
    [1, 2, 3]
    """
    listed = sorted(set(found))
    months: list[date] = []
    day = listed[0] if listed else date.max
    while listed and day <= listed[-1] and len(months) < 36:
        months.append(day)
        day = Period.month(day.year, day.month).end
    return months
