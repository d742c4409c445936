"""What due instances took over with the work of a former agency: its proof and ticked products, read where they stand.

Nothing is copied: whoever took over sees what the former agency showed, with its name and the day, and it counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from thuocdo.directory.models import Person
from thuocdo.work.models import Evidence, Move, Occurrence, Product
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.standing import names_on

# How a due instance comes to stand for another one when its agency ends (`services.transferring`).
TAKING_OVER = ["take_over", "absorb"]


@dataclass(frozen=True)
class Former:
    """The due instance at a former agency from which something comes, by the agency's name on its last day there."""

    occurrence: Occurrence
    name: str

    @property
    def on(self) -> date | None:
        """The day on which the work was handed over."""
        return self.occurrence.handed_over_on


def sources_of(occurrences: Collection[int]) -> dict[int, set[int]]:
    """By key the due instances that each one stands for since their agencies ended, however many agencies ago; one
    query."""
    if not occurrences:
        return {}
    table = Move._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE came(goal, source) AS (SELECT occurrence_id, other_id FROM {table}"
            "  WHERE occurrence_id = ANY(%s) AND verb = ANY(%s) AND other_id IS NOT NULL"
            f" UNION SELECT came.goal, move.other_id FROM came JOIN {table} move ON move.occurrence_id = came.source"
            "  WHERE move.verb = ANY(%s) AND move.other_id IS NOT NULL)"
            " SELECT goal, source FROM came WHERE goal <> source",
            [list(occurrences), TAKING_OVER, TAKING_OVER],
        )
        found: dict[int, set[int]] = {}
        for goal, source in cursor.fetchall():
            found.setdefault(goal, set()).add(source)
    return found


def formers(keys: Iterable[int]) -> dict[int, Former]:
    """Former due instances by key, with the names of their agencies; two queries, none for no keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Occurrence.objects.in_bulk(wanted)
    last = max((row.handed_over_on for row in rows.values() if row.handed_over_on), default=None)
    names = names_on({row.unit_id for row in rows.values()}, last) if last else {}
    return {key: Former(row, names.get(row.unit_id, "")) for key, row in rows.items()}


def proof_taken_over(keys: Collection[int], person: Person | None) -> list[Evidence]:
    """Proof at former due instances that the person may see, the oldest first; one query, none for no keys."""
    if not keys:
        return []
    found = Evidence.objects.filter(visible_to(person, Evidence), occurrence__in=keys)
    return list(found.select_related("file", "document").order_by("at", "pk").distinct())


def has_proof(occurrence: Occurrence) -> bool:
    """Whether a former agency attached proof for what this due instance stands for."""
    keys = sources_of([occurrence.pk]).get(occurrence.pk, set())
    return bool(keys) and Evidence.objects.filter(occurrence__in=keys).exists()


def ticks_in_force(occurrences: Collection[int]) -> dict[int, set[int]]:
    """Places of the products that are there, by due instance, those ticked at a former agency among them; two
    queries."""
    sources = sources_of(occurrences)
    goals: dict[int, list[int]] = {key: [key] for key in occurrences}
    for goal, several in sources.items():
        for source in several:
            goals.setdefault(source, []).append(goal)
    found: dict[int, set[int]] = {}
    rows = Product.objects.filter(occurrence__in=list(goals), withdrawn_at=None).order_by()
    for pk, place in rows.values_list("occurrence", "place"):
        for goal in goals[pk]:
            found.setdefault(goal, set()).add(place)
    return found
