"""The calendar of a month: how many things fall due each day and how they stand, days off by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from thuocdo.directory.models import Person
from thuocdo.kernel.periods import Period
from thuocdo.work import queries as work
from thuocdo.work.models import CalendarDay, Occurrence, Task
from thuocdo.work.queries import Wanted
from thuocdo.work.queries.standing import counts_by
from thuocdo.work.rules.standing import Counts

SATURDAY = 5


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
class DayTask:
    """One task that falls due on a day: for how many agencies, how they stand; with one agency, which."""

    task: Task
    label: str
    counts: Counts
    first: int
    obligation: int
    unit_name: str


@dataclass(frozen=True)
class Month:
    """The grid, Monday first, with the tasks of the chosen day; of an empty month the nearest due date, later first."""

    period: Period
    weeks: list[list[DayCell]]
    rows: list[DayTask] = field(default_factory=list)
    total: Counts = field(default_factory=Counts)
    nearest: date | None = None


def month(person: Person | None, period: Period, wanted: Wanted, *, on: date, chosen: date | None) -> Month:
    """One month as it stands on a day; at most seven queries whatever falls due."""
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
        name = special.name if special is not None else ""
        off = not calendar.is_working(day)
        make_up = day.weekday() >= SATURDAY and not off
        cells.append(DayCell(day, day in period, counts.get(day, Counts()), off, name, make_up))
    total: dict[str, int] = {}
    for day, one in counts.items():
        for code, number in one.by_standing.items() if day in period else ():
            total[code] = total.get(code, 0) + number
    weeks = [cells[at : at + 7] for at in range(0, days, 7)]
    nearest = None if total else _nearest(found, period)
    return Month(period, weeks, _tasks(found, chosen, on), Counts(total), nearest)


def _nearest(found: QuerySet[Occurrence], period: Period) -> date | None:
    """The first due date after a month without any or, when none follows, the last one before it."""
    days = found.aggregate(
        later=Min("due_on", filter=Q(due_on__gte=period.end)), earlier=Max("due_on", filter=Q(due_on__lt=period.start))
    )
    nearest: date | None = days["later"] or days["earlier"]
    return nearest


def _tasks(found: QuerySet[Occurrence], chosen: date | None, on: date) -> list[DayTask]:
    """What falls due on a day by task and label; three queries whatever the number of agencies."""
    if chosen is None:
        return []
    day: QuerySet[Any] = work.with_standing(found.filter(due_on=chosen), on)
    sums = day.values_list("task", "label", "standing").annotate(
        n=Count("pk"), first=Min("pk"), obligation=Min("obligation"), unit=Min("unit")
    )
    counts: dict[tuple[int, str], dict[str, int]] = {}
    firsts: dict[tuple[int, str], tuple[int, int, int]] = {}
    for task, label, standing, number, first, obligation, unit in sums:
        counts.setdefault((task, label), {})[standing] = number
        firsts.setdefault((task, label), (first, obligation, unit))
    tasks = Task.objects.select_related("plan").in_bulk({task for task, _label in counts})
    single = {firsts[key][2] for key, numbers in counts.items() if sum(numbers.values()) == 1}
    names = work.names_on(single, on)
    rows = [
        DayTask(tasks[key[0]], key[1], Counts(numbers), firsts[key][0], firsts[key][1],
                names.get(firsts[key][2], "") if sum(numbers.values()) == 1 else "")
        for key, numbers in counts.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.task.plan_id, row.task.order, row.label))
