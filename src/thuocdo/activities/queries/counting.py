"""How many activities: unit by unit, kind by kind, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count as NumberOf
from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractMonth

from thuocdo.activities.models import Activity, ActivityKind
from thuocdo.directory.queries import names_on

MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class Count:
    """Activities of one kind at one unit in one month: how many, and the sum of their main measure."""

    unit: int
    kind: str
    month: int
    number: int
    amount: int


@dataclass(frozen=True)
class Line:
    """One line of the counts: its name, twelve months, the year; nothing for a month without any."""

    name: str
    key: Any
    months: tuple[int | None, ...]
    total: int


@dataclass(frozen=True)
class Grid:
    """Counts of a year by kind and by unit, with what each kind is counted in."""

    by_kind: list[Line]
    by_unit: list[Line]
    measures: dict[str, str]

    @property
    def highest(self) -> int:
        """The largest month of any line, for the shades of the picture."""
        return max((month or 0 for line in [*self.by_kind, *self.by_unit] for month in line.months), default=0)


def counts(rows: QuerySet[Activity], year: int) -> list[Count]:
    """Counts of a year by unit, kind and month of the first day; one query."""
    found = rows.filter(withdrawn_at=None, starts_on__gte=date(year, 1, 1), starts_on__lt=date(year + 1, 1, 1))
    grouped = found.order_by().annotate(month=ExtractMonth("starts_on")).values("unit", "kind", "month")
    return [
        Count(row["unit"], row["kind"], row["month"], row["number"], row["sum"] or 0)
        for row in grouped.annotate(number=NumberOf("pk"), sum=Sum("amount"))
    ]


def grid(found: Iterable[Count], kinds: Iterable[ActivityKind], on: date) -> Grid:
    """Counts laid out: kinds by the sum of their main measure, units by the number of activities; one query."""
    rows, known = list(found), {kind.code: kind for kind in kinds}
    missing = {row.kind for row in rows} - set(known)
    known |= {kind.code: kind for kind in ActivityKind.objects.filter(pk__in=missing)} if missing else {}
    names = names_on({row.unit for row in rows}, on)
    by_kind = [
        _line(kind.name, code, [row for row in rows if row.kind == code], "amount")
        for code, kind in known.items()
        if any(row.kind == code for row in rows)
    ]
    units = {row.unit for row in rows}
    by_unit = [_line(names.get(unit, ""), unit, [row for row in rows if row.unit == unit], "number") for unit in units]
    measures = {code: str(kind.measures[0].get("unit", "")) for code, kind in known.items()}
    return Grid(by_kind, sorted(by_unit, key=lambda line: (-line.total, line.name)), measures)


def _line(name: str, key: Any, rows: list[Count], what: str) -> Line:
    months = tuple(sum(getattr(row, what) for row in rows if row.month == month) or None for month in MONTHS)
    return Line(name, key, months, sum(month or 0 for month in months))
