"""The counts behind the pictures of a plan: due instances by task, agency, month or day, from the smallest table that
can answer: the running counts that the database keeps, or the due instances themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.aggregates import Aggregate
from django.db.models.functions import TruncMonth

from thuocdo.directory.models import Person
from thuocdo.work.models import Occurrence, TaskTally, UnitTally
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.facts import policy
from thuocdo.work.queries.occurrences import Wanted, narrow
from thuocdo.work.queries.standing import current, standing_on
from thuocdo.work.rules.standing import Counts, add_counts


def counted(
    person: Person | None, wanted: Wanted, on: date, keys: Collection[str], *, tasks: Collection[int] | None = None
) -> dict[tuple[Any, ...], Counts]:
    """Counts by standing for each combination of `keys` (unit, task, plan, task__field, due_on, month) that occurs.

    Only what the person may see; `tasks` narrows to some tasks. One statement and one for the policy.
    """
    found, number = _source(wanted, keys, tasks is not None)
    if found.model is UnitTally and wanted.fields:
        found, wanted = found.filter(field__in=wanted.fields), replace(wanted, fields=())
    found = narrow(found.filter(visible_to(person, Occurrence)), wanted, on)
    if tasks is not None:
        found = found.filter(task__in=tasks)
    if "month" in keys:
        found = found.annotate(month=TruncMonth("due_on"))
    rows = found.annotate(standing=standing_on(on, policy(on).soon_until)).order_by()
    sums: dict[tuple[Any, ...], dict[str, int]] = {}
    for *key, standing, n in rows.values_list(*keys, "standing").annotate(n=number):
        if n:
            sums.setdefault(tuple(key), {})[standing] = n
    return {key: Counts(numbers) for key, numbers in sums.items()}


def _source(wanted: Wanted, keys: Collection[str], by_tasks: bool) -> tuple[QuerySet[Any], Aggregate]:
    """The rows to add up and how: running counts know tasks or agencies, never both."""
    by_unit = "unit" in keys or bool(wanted.units)
    by_task = bool({"task", "task__field"} & set(keys) or wanted.task or wanted.text or by_tasks)
    if by_unit and by_task:
        return current(), Count("pk")
    model = UnitTally if by_unit else TaskTally
    return model.objects.exclude(state=Occurrence.State.HANDED_OVER), Sum("number")


def total(counts: Collection[Counts]) -> Counts:
    """All of them together."""
    return add_counts(list(counts))
