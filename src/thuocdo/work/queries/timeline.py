"""Tasks along the year (dòng thời gian): from when to when, what falls due on which day, whose data it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from thuocdo.directory.models import Person
from thuocdo.kernel.text import fold
from thuocdo.work.models import Obligation, Occurrence, Plan, Task, TaskDeadline
from thuocdo.work.queries.occurrences import Wanted
from thuocdo.work.queries.pictures import counted, total
from thuocdo.work.queries.standing import current, filter_standing
from thuocdo.work.rules.standing import Counts


@dataclass(frozen=True)
class Dated:
    """What falls due on one day, of all agencies."""

    day: date
    counts: Counts


@dataclass(frozen=True)
class Line:
    """One task: bar [start, end], its dates in order, data windows as half-open spans, counts of all and undated."""

    task: Task
    start: date
    end: date
    dates: list[Dated]
    windows: list[tuple[date, date]]
    counts: Counts
    undated: Counts = field(default_factory=Counts)


def tasks_of(plan: Plan, wanted: Wanted, on: date) -> QuerySet[Task]:
    """Tasks of a plan that the filters leave, in the plan's order."""
    tasks = plan.tasks.order_by("order")
    if wanted.text:
        tasks = tasks.filter(folded__contains=fold(wanted.text))
    if wanted.fields:
        tasks = tasks.filter(field__in=wanted.fields)
    if wanted.units:
        tasks = tasks.filter(Exists(Obligation.objects.filter(task=OuterRef("pk"), unit__in=wanted.units)))
    if wanted.standings or wanted.due_from or wanted.due_to:
        tasks = tasks.filter(Exists(_narrowed(current().filter(task=OuterRef("pk")), wanted, on)))
    return tasks


def _narrowed(found: QuerySet[Occurrence], wanted: Wanted, on: date) -> QuerySet[Occurrence]:
    if wanted.units:
        found = found.filter(unit__in=wanted.units)
    if wanted.due_from:
        found = found.filter(due_on__gte=wanted.due_from)
    if wanted.due_to:
        found = found.filter(due_on__lte=wanted.due_to)
    return filter_standing(found, on, wanted.standings) if wanted.standings else found


def lines(plan: Plan, tasks: Sequence[Task], wanted: Wanted, on: date, *, person: Person | None) -> list[Line]:
    """The tasks of a page as lines; four statements whatever the number of agencies."""
    keys = [task.pk for task in tasks]
    sums: dict[int, dict[date | None, Counts]] = {}
    for (task, day), counts in counted(person, wanted, on, ("task", "due_on"), tasks=keys).items():
        sums.setdefault(task, {})[day] = counts
    windows = _windows(keys)
    return [_line(plan, task, sums.get(task.pk, {}), windows.get(task.pk, [])) for task in tasks]


def _line(plan: Plan, task: Task, days: dict[date | None, Counts], windows: list[tuple[date, date]]) -> Line:
    dates = [Dated(day, days[day]) for day in sorted(day for day in days if day is not None)]
    start = max(plan.starts_on, task.begins_on or plan.starts_on)
    end = task.ended_on or (dates[-1].day if dates else plan.ends_on)
    return Line(task, min(start, end), end, dates, windows, total(list(days.values())), days.get(None, Counts()))


def _windows(tasks: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    """Data windows by task: of each deadline those of one agency, since all its agencies have the same."""
    inside = Occurrence.objects.filter(
        deadline=OuterRef("pk"), obligation__state="in_force", window_start__isnull=False
    )
    chosen = TaskDeadline.objects.filter(task__in=tasks).annotate(one=Subquery(inside.values("obligation")[:1]))
    pairs = [(pk, one) for pk, one in chosen.values_list("pk", "one") if one is not None]
    found = Occurrence.objects.filter(
        deadline__in=[pk for pk, _one in pairs], obligation__in=[one for _pk, one in pairs], window_start__isnull=False
    )
    windows: dict[int, set[tuple[date, date]]] = {}
    for task, start, end in found.order_by().values_list("task", "window_start", "window_end"):
        if start is not None and end is not None:
            windows.setdefault(task, set()).add((start, end))
    return {task: sorted(spans) for task, spans in windows.items()}
