"""The calendar of due dates: a month day by day with days off by name, and the year month by month."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from thuocdo.directory.models import Person
from thuocdo.kernel.periods import Period
from thuocdo.work.models import CalendarDay, Occurrence, Task
from thuocdo.work.queries.facts import working_calendar
from thuocdo.work.queries.occurrences import Wanted, occurrences
from thuocdo.work.queries.pictures import counted, total
from thuocdo.work.queries.standing import names_on, with_standing
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
class YearMonth:
    """One month of the year's strip with what falls due in it."""

    first_day: date
    counts: Counts

    @property
    def code(self) -> str:
        """The month as the address writes it."""
        return f"{self.first_day:%Y-%m}"


@dataclass(frozen=True)
class Month:
    """The grid, Monday first, with the tasks of the chosen day and the year around the month; of an empty month the
    nearest due date, later first."""

    period: Period
    weeks: list[list[DayCell]]
    year: list[YearMonth]
    rows: list[DayTask] = field(default_factory=list)
    total: Counts = field(default_factory=Counts)
    nearest: date | None = None


def month(person: Person | None, period: Period, wanted: Wanted, *, on: date, chosen: date | None) -> Month:
    """One month as it stands on a day, and its year; at most eight queries whatever falls due."""
    first = period.start - timedelta(days=period.start.weekday())
    days = -(-(period.end - first).days // 7) * 7
    year = Period.year(period.start.year)
    span = replace(wanted, due_from=_later(wanted.due_from, min(first, year.start)),
                   due_to=_sooner(wanted.due_to, max(first + timedelta(days=days), year.end)))  # fmt: skip
    counts = {day: found for (day,), found in counted(person, span, on, ("due_on",)).items()}
    cells = _cells([first + timedelta(days=offset) for offset in range(days)], period, counts)
    inside = total([found for day, found in counts.items() if day in period])
    months = [Period.month(year.start.year, number) for number in range(1, 13)]
    strip = [YearMonth(one.start, total([found for day, found in counts.items() if day in one])) for one in months]
    found = occurrences(person, wanted, on).order_by()
    nearest = None if inside.total else _nearest(found, period)
    weeks = [cells[at : at + 7] for at in range(0, days, 7)]
    return Month(period, weeks, strip, _tasks(found, chosen, on), inside, nearest)


def _later(asked: date | None, usual: date) -> date:
    return max(asked, usual) if asked else usual


def _sooner(asked: date | None, usual: date) -> date:
    return min(asked, usual) if asked else usual


def _cells(days: list[date], period: Period, counts: dict[date, Counts]) -> list[DayCell]:
    """The days of the grid with why they are off or worked in exchange."""
    calendar = working_calendar()
    named_days = {row.day: row.name for row in CalendarDay.objects.filter(day__gte=days[0], day__lte=days[-1])}
    cells = []
    for day in days:
        off = not calendar.is_working(day)
        make_up = day.weekday() >= SATURDAY and not off
        cells.append(DayCell(day, day in period, counts.get(day, Counts()), off, named_days.get(day, ""), make_up))
    return cells


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
    day: QuerySet[Any] = with_standing(found.filter(due_on=chosen), on)
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
    names = names_on(single, on)
    rows = [
        DayTask(tasks[key[0]], key[1], Counts(numbers), firsts[key][0], firsts[key][1],
                names.get(firsts[key][2], "") if sum(numbers.values()) == 1 else "")
        for key, numbers in counts.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.task.plan_id, row.task.order, row.label))
