"""The order of the parts of a draft: places among their like, tasks by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Max

from thuocdo.work.models import Objective, Plan, PlanText, Target, Task
from thuocdo.work.queries.facts import fields as reform_fields

Row = Objective | Target | PlanText | Task
ROWS: dict[str, Any] = {"objective": Objective, "target": Target, "text": PlanText, "task": Task}
OUT_OF_THE_WAY = 100_000


def next_order(plan: Plan, kind: str, text_kind: str = "") -> int:
    """The place behind all rows of a kind; of texts, behind those of one kind of text."""
    found = ROWS[kind].objects.filter(plan=plan, **({"kind": text_kind} if text_kind else {}))
    return int(found.aggregate(last=Max("order"))["last"] or 0) + 1


def like(plan: Plan, kind: str, row: Row) -> list[Row]:
    """Rows among which a row has its place: legal bases among legal bases, tasks among all tasks."""
    found = ROWS[kind].objects.filter(plan=plan, **({"kind": row.kind} if isinstance(row, PlanText) else {}))
    return list(found.order_by("order", "pk"))


def put_in_order(rows: Sequence[Row]) -> None:
    """Places 1, 2, 3 in this order; a task that was numbered by its place keeps being so."""
    if not rows:
        return
    model: Any = type(rows[0])
    for place, row in enumerate(rows, start=1):
        if isinstance(row, Task) and row.number == str(row.order):
            row.number = str(place)
        row.order = place
    if model is PlanText:
        # Two rows never share a place, not even for a moment.
        model.objects.filter(pk__in=[row.pk for row in rows]).update(order=OUT_OF_THE_WAY + F("pk"))
    model.objects.bulk_update(rows, ["order", "number"] if model is Task else ["order"])


def settle(plan: Plan) -> None:
    """Tasks in the order of the seven fields, those of one field together as they stand; without a field at the end."""
    places = {one.code: one.order for one in reform_fields()}
    rows = list(Task.objects.filter(plan=plan).order_by("order", "pk"))
    rows.sort(key=lambda row: places.get(row.field, len(places) + 1))
    put_in_order(rows)
