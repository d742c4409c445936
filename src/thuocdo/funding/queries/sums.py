"""Sums of estimates (tổng hợp kinh phí): asked, appraised, allocated, spent, left, by any of several views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.queries import names_on
from thuocdo.funding.models import Estimate, Source
from thuocdo.work.models import Task
from thuocdo.work.queries import fields

ZERO = Decimal(0)
# How the sums may be laid out: word of the address -> label, columns of the rows.
GROUPS: dict[str, tuple[Any, str]] = {
    "linh-vuc": (_("Lĩnh vực"), "field"),
    "co-quan": (_("Cơ quan"), "unit"),
    "nhiem-vu": (_("Nhiệm vụ"), "task"),
    "nguon": (_("Nguồn"), "source"),
    "nam": (_("Năm"), "year"),
}
COUNTED = [
    Estimate.State.SENT, Estimate.State.APPRAISED, Estimate.State.FORWARDED, Estimate.State.DECIDED,
    Estimate.State.REFUSED,
]  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """One line of the sums, in đồng: what was asked, found needed, allocated, spent; `key` is what was grouped by."""

    name: str
    key: Any
    number: int
    asked: Decimal
    appraised: Decimal
    allocated: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What is left of the allocation, below zero when more was spent."""
        return self.allocated - self.spent

    @property
    def bar(self) -> list[dict[str, Any]]:
        """Spent and left as parts of a bar; what was spent beyond the allocation as a part of its own."""
        over = max(ZERO, -self.left)
        parts = (
            ("done", _("Đã chi"), self.spent - over), ("overdue", _("Chi vượt"), over),
            ("not_due", _("Còn lại"), max(ZERO, self.left)),
        )  # fmt: skip
        return [{"code": code, "label": str(label), "count": int(value)} for code, label, value in parts if value > 0]


def _summed(rows: QuerySet[Estimate]) -> dict[str, Any]:
    return {
        "number": Count("pk"), "asked": Sum("total"), "appraised": Sum("appraised_total"),
        "allocated_sum": Sum("allocated"), "spent_sum": Sum("spent"),
    }  # fmt: skip


def counted(rows: QuerySet[Estimate]) -> QuerySet[Estimate]:
    """Estimates that count: sent at least once to be judged, and not withdrawn or in the hands of who writes."""
    return rows.filter(state__in=COUNTED)


def sums_by(rows: QuerySet[Estimate], group: str, on: date) -> list[Sums]:
    """Sums by one of `GROUPS`, the largest allocation first; two queries at most."""
    column = GROUPS[group][1]
    found = list(counted(rows).order_by().values(column).annotate(**_summed(rows)))
    names = _names(column, {row[column] for row in found}, on)
    lines = [_line(names.get(row[column], str(_("Chưa ghi"))), row[column], row) for row in found]
    return sorted(lines, key=lambda line: (-line.allocated, -line.asked, line.name))


def total_of(rows: QuerySet[Estimate]) -> Sums:
    """The sums of all rows; one query."""
    return _line("", None, counted(rows).order_by().aggregate(**_summed(rows)))


def _line(name: str, key: Any, row: dict[str, Any]) -> Sums:
    return Sums(
        name, key, row["number"], row["asked"] or ZERO, row["appraised"] or ZERO, row["allocated_sum"] or ZERO,
        row["spent_sum"] or ZERO,
    )  # fmt: skip


def _names(column: str, keys: Iterable[Any], on: date) -> dict[Any, str]:
    known = [key for key in keys if key not in (None, "")]
    if column == "field":
        return {field.code: f"{field.number}. {field.short_name}" for field in fields()}
    if column == "unit":
        return names_on(known, on)
    if column == "task":
        return {task.pk: f"{task.number}. {task.text[:140]}" for task in Task.objects.filter(pk__in=known)}
    if column == "source":
        return {value: str(label) for value, label in Source.choices}
    return {key: str(key) for key in known}


def consolidated(rows: QuerySet[Estimate], on: date) -> list[tuple[str, list[tuple[Estimate, str]]]]:
    """Estimates of a year field by field, each with the name of its unit: the yearly dự trù kinh phí; three queries."""
    found = list(counted(rows).exclude(state=Estimate.State.REFUSED).order_by("field", "unit", "pk"))
    names = names_on({row.unit_id for row in found}, on)
    titles = {field.code: f"{field.name}" for field in fields()}
    order = {code: place for place, code in enumerate(titles)}
    groups: dict[str, list[tuple[Estimate, str]]] = {}
    for row in sorted(found, key=lambda row: order.get(row.field, len(order))):
        groups.setdefault(titles.get(row.field, str(_("Chưa ghi lĩnh vực"))), []).append(
            (row, names.get(row.unit_id, ""))
        )
    return list(groups.items())
