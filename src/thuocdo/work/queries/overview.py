"""Overviews: how many stand where, by field, by agency, by month; each one GROUP BY."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person
from thuocdo.work.models import Occurrence, Plan
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.facts import fields, policy
from thuocdo.work.queries.standing import counts_by, current, names_on, standing_on
from thuocdo.work.rules.standing import STANDINGS, Counts, add_counts


@dataclass(frozen=True)
class StandingRow:
    """One row of an overview: what is counted (key and words) and its counts."""

    key: str
    label: str
    counts: Counts
    unit: int | None = None

    @property
    def total(self) -> int:
        return self.counts.total


@dataclass(frozen=True)
class DueMonth:
    """A month of due dates with its counts."""

    first_day: date
    counts: Counts


def _of(plan: Plan | None, person: Person | None, province: str) -> QuerySet[Occurrence]:
    found = current()
    if plan is not None:
        found = found.filter(plan=plan)
    if province:
        found = found.filter(plan__province_key=province)
    return found.filter(visible_to(person, Occurrence)) if person is not None else found


def totals(plan: Plan | None, on: date, *, person: Person | None = None, province: str = "") -> Counts:
    """Counts of a plan, or of everything the person may see."""
    return add_counts(list(counts_by(_of(plan, person, province), "plan", on).values()))


def standings_by_field(
    plan: Plan | None, on: date, *, person: Person | None = None, province: str = ""
) -> list[StandingRow]:
    """Counts for each of the seven fields in official order; what lies outside comes last, when there is any."""
    counts = counts_by(_of(plan, person, province), "task__field", on)
    rows = [
        StandingRow(one.code, f"{one.number}. {one.short_name}", counts.pop(one.code, Counts())) for one in fields()
    ]
    if counts:
        rows.append(StandingRow("", _("Ngoài bảy lĩnh vực"), add_counts(list(counts.values()))))
    return rows


def standings_by_unit(
    plan: Plan | None, on: date, *, person: Person | None = None, province: str = "", worst_first: bool = True
) -> list[StandingRow]:
    """Counts for each agency that has occurrences; the most overdue first, or by name."""
    counts = counts_by(_of(plan, person, province), "unit", on)
    names = names_on(counts, on)
    keys = _keys(list(counts))
    rows = [StandingRow(keys[unit], names.get(unit, keys[unit]), count, unit) for unit, count in counts.items()]
    if worst_first:
        return sorted(rows, key=lambda row: (-row.counts["overdue"], -row.counts.late, row.label))
    return sorted(rows, key=lambda row: row.label)


def _keys(units: list[int]) -> dict[int, str]:
    from thuocdo.directory.models import Unit

    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "key"))


def due_by_month(plan: Plan | None, on: date, *, person: Person | None = None, province: str = "") -> list[DueMonth]:
    """Counts by month of the due date in force, earliest first; what has no date is not in it."""
    found = _of(plan, person, province).filter(due_on__isnull=False).annotate(month=TruncMonth("due_on"))
    counts = counts_by(found, "month", on)
    return [DueMonth(month, counts[month]) for month in sorted(counts)]


def obligations_by_standing(plan: Plan | None, on: date, *, person: Person | None = None, province: str = "") -> Counts:
    """How many obligations stand where, each counted once at the most urgent of its occurrences."""
    standing = standing_on(on, policy(on).soon_until)
    ranks = [When(standing_text=code, then=Value(rank)) for rank, code in enumerate(STANDINGS)]
    worst = (
        _of(plan, person, province)
        .order_by()
        .annotate(standing_text=standing)
        .values("obligation")
        .annotate(worst=Min(Case(*ranks, output_field=IntegerField())))
    )
    numbers: dict[str, int] = {}
    for rank, number in _grouped(worst):
        numbers[STANDINGS[rank]] = number
    return Counts(numbers)


def _grouped(worst: QuerySet[Any, Any]) -> list[tuple[int, int]]:
    """Count rows of a grouped query by its `worst` column; the ORM cannot group twice, so one subquery is wrapped."""
    from django.db import connection

    sql, params = worst.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT worst, count(*) FROM ({sql}) AS grouped GROUP BY worst", params)
        return list(cursor.fetchall())


__all__ = [
    "Count",
    "DueMonth",
    "StandingRow",
    "due_by_month",
    "obligations_by_standing",
    "standings_by_field",
    "standings_by_unit",
    "totals",
]
