"""The order of the parts of a draft: places among their like, tasks by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from thuocdo.work.models import Plan, PlanText, Task
from thuocdo.work.queries.facts import fields as reform_fields
from thuocdo.work.queries.plan_parts import Row

OUT_OF_THE_WAY = 100_000


class Places:
    """Gives the rows of a plan their places."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def settle(self) -> None:
        """Tasks in the order of the seven fields, those of one field together as they stand; without a field at the
        end."""
        places = {one.code: one.order for one in reform_fields()}
        rows = list(Task.objects.filter(plan=self.plan).order_by("order", "pk"))
        rows.sort(key=lambda row: places.get(row.field, len(places) + 1))
        self.put_in_order(rows)

    @staticmethod
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
