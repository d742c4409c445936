"""The counts behind the pictures of a plan: due instances by task, agency, month or day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from thuocdo.directory.models import Person
from thuocdo.work.queries.occurrences import Wanted, countable
from thuocdo.work.queries.standing import grouped
from thuocdo.work.rules.standing import Counts, add_counts


def counted(
    person: Person | None, wanted: Wanted, on: date, keys: Collection[str], *, tasks: Collection[int] | None = None
) -> dict[tuple[Any, ...], Counts]:
    """Counts by standing for each combination of `keys` (unit, field, plan, task, due_on, month) that occurs.

    Only what the person may see; `tasks` narrows to some tasks. One statement and one for the policy.
    """
    sums: dict[tuple[Any, ...], dict[str, int]] = {}
    for *key, standing, number in grouped(countable(person, wanted, on, keys, tasks=tasks), on, *keys):
        sums.setdefault(tuple(key), {})[standing] = number
    return {key: Counts(numbers) for key, numbers in sums.items()}


def total(counts: Collection[Counts]) -> Counts:
    """All of them together."""
    return add_counts(list(counts))
