"""Occurrences as lists: filters, pages that never count the whole table, due dates between two days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncMonth

from thuocdo.directory.models import Person
from thuocdo.kernel.text import fold
from thuocdo.work.models import MonthTally, Occurrence, Plan, Task, TaskTally, UnitTally
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.standing import (
    Counted,
    by_months,
    current,
    filter_standing,
    names_on,
    tallies,
    with_standing,
)

COUNTED_UP_TO = 10_000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """Filters of a list of occurrences; dates are inclusive on both ends, text is searched without marks."""

    plan: int | None = None
    task: int | None = None
    units: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""


@dataclass(frozen=True)
class OccurrencePage:
    """One page of a list; `total` is None past 10,000 ("hơn 10.000"), since nobody reads that far."""

    rows: list[Occurrence]
    number: int
    has_next: bool
    total: int | None


def occurrences(person: Person | None, wanted: Wanted, on: date) -> QuerySet[Occurrence]:
    """Occurrences that a person may see, narrowed, soonest first; those without a date last."""
    found = narrow(current().filter(visible_to(person, Occurrence)), wanted, on)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def countable(
    person: Person | None, wanted: Wanted, on: date, keys: Collection[str], *, tasks: Collection[int] | None = None
) -> list[Counted]:
    """What to add up by `keys` (unit, field, plan, task, due_on, month): parts of the smallest tables that can answer.

    Running counts know tasks, or agencies with fields, never both: then the due instances themselves are counted. Only
    what the person may see; `tasks` narrows to some tasks.
    """
    parts: list[Counted] = []
    for part in _smallest(wanted, keys, tasks is not None, on):
        asked, knows_fields = wanted, part.model in (UnitTally, MonthTally)
        if knows_fields and wanted.fields:
            part, asked = part.filter(field__in=wanted.fields), replace(wanted, fields=())
        found = narrow(part.filter(visible_to(person, Occurrence)), asked, on)
        if tasks is not None:
            found = found.filter(task__in=tasks)
        if "field" in keys and not knows_fields:
            found = found.annotate(field=F("task__field"))
        parts.append(found.annotate(month=TruncMonth("due_on")) if "month" in keys else found)
    return parts


def _smallest(wanted: Wanted, keys: Collection[str], by_tasks: bool, on: date) -> Sequence[QuerySet[Any]]:
    by_task = bool("task" in keys or wanted.task or wanted.text or by_tasks)
    if by_task:
        return [current() if "unit" in keys or wanted.units else tallies(TaskTally)]
    by_day = "due_on" in keys or _cuts_a_month(wanted)
    return [tallies(UnitTally)] if by_day else by_months(on)


def _cuts_a_month(wanted: Wanted) -> bool:
    """Whether the dates asked for take only a part of some month."""
    ends_inside = wanted.due_to is not None and wanted.due_to < date.max and (wanted.due_to + DAY).day != 1
    return ends_inside or bool(wanted.due_from and wanted.due_from.day != 1)


def narrow(found: QuerySet[Occurrence], wanted: Wanted, on: date) -> QuerySet[Occurrence]:
    """Apply the filters; tasks are found first, since they are few and occurrences many."""
    conditions = Q()
    if wanted.plan:
        conditions &= Q(plan=wanted.plan)
    if wanted.task:
        conditions &= Q(task=wanted.task)
    if wanted.units:
        conditions &= Q(unit__in=wanted.units)
    if wanted.due_from:
        conditions &= Q(due_on__gte=wanted.due_from)
    if wanted.due_to:
        conditions &= Q(due_on__lte=wanted.due_to)
    if wanted.fields or wanted.text:
        tasks = Task.objects.filter(folded__contains=fold(wanted.text))
        conditions &= Q(task__in=tasks.filter(field__in=wanted.fields) if wanted.fields else tasks)
    found = found.filter(conditions)
    return filter_standing(found, on, wanted.standings) if wanted.standings else found


def occurrence_page(
    person: Person | None, wanted: Wanted, on: date, *, number: int = 1, size: int = 50
) -> OccurrencePage:
    """One page with task, plan, `standing` and `unit_name` on every row; six queries whatever the size."""
    found = occurrences(person, wanted, on)
    total = found.order_by()[: COUNTED_UP_TO + 1].count()
    number = max(1, number)
    start = (number - 1) * size
    rows = list(with_standing(found, on).select_related("task", "plan")[start : start + size + 1])
    return OccurrencePage(
        rows=named(rows[:size], on), number=number, has_next=len(rows) > size,
        total=total if total <= COUNTED_UP_TO else None,
    )  # fmt: skip


def named(rows: list[Occurrence], on: date) -> list[Occurrence]:
    """The same rows, each with `unit_name`: the unit's name on its due date or, without one, on the given day."""
    names = names_on((row.unit_id for row in rows), on)
    for row in rows:
        row.unit_name = names.get(row.unit_id, "")
    return rows


def due_between(
    start: date,
    end: date,
    *,
    on: date,
    person: Person | None = None,
    units: Iterable[int] | None = None,
    plan: Plan | None = None,
) -> QuerySet[Occurrence]:
    """Occurrences due in `[start, end)` with `standing`, soonest first; of some units, of a plan, or all visible ones."""  # noqa: E501
    found = current().filter(due_on__gte=start, due_on__lt=end)
    if person is not None:
        found = found.filter(visible_to(person, Occurrence))
    if units is not None:
        found = found.filter(unit__in=list(units))
    if plan is not None:
        found = found.filter(plan=plan)
    return with_standing(found, on).select_related("task", "plan").order_by("due_on", "pk")  # fmt: skip
