"""The calendar of a month: how many things fall due each day and how they stand, days off by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from thuocdo.directory.models import Person
from thuocdo.kernel.periods import Period
from thuocdo.work import queries as work
from thuocdo.work.models import CalendarDay, Occurrence
from thuocdo.work.queries import Wanted
from thuocdo.work.queries.occurrences import named
from thuocdo.work.queries.standing import counts_by
from thuocdo.work.rules.standing import Counts

LISTED = 100


@dataclass(frozen=True)
class DayCell:
    """One day of the grid; `name` says why it is off, or that it is worked in exchange."""

    day: date
    inside: bool
    counts: Counts
    off: bool
    name: str = ""
    make_up: bool = False

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def month(self) -> str:
        """The month of the day as the address writes it."""
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True)
class Month:
    """The grid, Monday first, with the list of the chosen day (the first hundred)."""

    period: Period
    weeks: list[list[DayCell]]
    rows: list[Occurrence] = field(default_factory=list)
    more: bool = False
    total: Counts = field(default_factory=Counts)


def month(person: Person | None, period: Period, wanted: Wanted, *, on: date, chosen: date | None) -> Month:
    """One month as it stands on a day; six queries whatever falls due."""
    first = period.start - timedelta(days=period.start.weekday())
    days = -(-(period.end - first).days // 7) * 7
    found = work.occurrences(person, wanted, on).order_by()
    inside = found.filter(due_on__gte=first, due_on__lt=first + timedelta(days=days))
    counts = counts_by(inside, "due_on", on)
    calendar = work.working_calendar()
    special_days = CalendarDay.objects.filter(day__gte=first, day__lt=first + timedelta(days=days))
    named_days = {row.day: row for row in special_days}
    cells = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        special = named_days.get(day)
        make_up = special is not None and special.kind == "working_weekend"
        name = special.name if special is not None else ""
        off = not calendar.is_working(day)
        cells.append(DayCell(day, day in period, counts.get(day, Counts()), off, name, make_up))
    rows = _rows(found, chosen, on)
    total: dict[str, int] = {}
    for day, one in counts.items():
        for code, number in one.by_standing.items() if day in period else ():
            total[code] = total.get(code, 0) + number
    weeks = [cells[at : at + 7] for at in range(0, days, 7)]
    return Month(period, weeks, rows[:LISTED], len(rows) > LISTED, Counts(total))


def _rows(found: QuerySet[Occurrence], chosen: date | None, on: date) -> list[Occurrence]:
    if chosen is None:
        return []
    day = work.with_standing(found.filter(due_on=chosen), on).select_related("task", "plan")
    return named(list(day.order_by("plan", "task__order", "pk")[: LISTED + 1]), on)
