"""What was asked for against what was done (giao bao nhiêu, làm được bao nhiêu)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, Func, OuterRef, Q, QuerySet, Subquery, Sum, TextField, When
from django.db.models.functions import Cast, Coalesce

from thuocdo.activities.models import Activity, Asked
from thuocdo.directory.queries import names_on


@dataclass(frozen=True)
class AskedRow:
    """One number that was asked for: by whom it is owed, what is counted, how much of it is done by a day."""

    asked: Asked
    unit_name: str
    measure_name: str
    measure_unit: str
    done: int
    days_left: int

    @property
    def standing(self) -> str:
        """Reached, missed when the time is over, or still running."""
        if self.done >= self.asked.number:
            return "done"
        return "overdue" if self.days_left < 0 else "doing"


def _sum(units: Q) -> Subquery:
    """The sum of the measure that a row of what was asked names, over activities that began in its time."""
    number = Cast(
        Func(F("measures"), OuterRef("measure"), function="jsonb_extract_path_text", output_field=TextField()),
        BigIntegerField(),
    )
    found = Activity.objects.filter(
        units, kind=OuterRef("kind"), withdrawn_at=None, starts_on__gte=OuterRef("starts_on"),
        starts_on__lt=OuterRef("ends_on"),
    )  # fmt: skip
    return Subquery(found.order_by().values("kind").annotate(sum=Sum(number)).values("sum"))


def with_done(rows: QuerySet[Asked]) -> QuerySet[Any]:
    """Rows with `done`, of their unit or of the whole province; in the same query."""
    return rows.annotate(
        done=Coalesce(
            Case(
                When(unit=None, then=_sum(Q(unit__province_key=OuterRef("province_key")))),
                default=_sum(Q(unit=OuterRef("unit"))),
            ),
            0,
        )
    )


def asked_rows(rows: QuerySet[Asked], on: date) -> list[AskedRow]:
    """Numbers that were asked for with what is done by a day; two queries."""
    found = list(with_done(rows.select_related("kind", "unit", "task")))
    names = names_on({row.unit_id for row in found if row.unit_id}, on)
    return [_row(row, names, on) for row in found]


def _row(row: Any, names: dict[int, str], on: date) -> AskedRow:
    measure: dict[str, Any] = next((one for one in row.kind.measures if one["code"] == row.measure), {})
    return AskedRow(
        row, names.get(row.unit_id, "") if row.unit_id else "", str(measure.get("name", row.measure)),
        str(measure.get("unit", "")), row.done, (row.ends_on - on).days - 1,
    )  # fmt: skip
