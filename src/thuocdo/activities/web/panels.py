"""What activities add to the page of a task and of an agency."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from thuocdo.activities import permissions, queries
from thuocdo.activities.models import Activity, Asked
from thuocdo.activities.web.asking import person_of
from thuocdo.activities.web.lists import measured
from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import names_on
from thuocdo.work.models import Task

Panel = list[tuple[str, dict[str, Any]]]
SHOWN = 8


def of_task(request: HttpRequest, task: Task) -> Panel:
    """Activities for a task, and the way to record one."""
    person = person_of(request)
    if not permissions.Reach(person).has(permissions.VIEW):
        return []
    rows = queries.of_task(person, task)
    units = permissions.units_to_enter(person)
    may_record = task.plan.state == "in_force" and any(unit.province_key == task.plan.province_key for unit in units)
    if not rows and not may_record:
        return []
    names = names_on({row.unit_id for row in rows}, clock.today()) if rows else {}
    return [("activities/parts/panel.html", {**_shown(rows, names), "task": task, "may_record": may_record})]


def of_unit(request: HttpRequest, unit: Unit) -> Panel:
    """Activities of an agency this year against what was asked of it."""
    person, on = person_of(request), clock.today()
    if not permissions.Reach(person).has(permissions.VIEW):
        return []
    rows = list(queries.of_unit(person, unit)[: SHOWN + 1])
    wanted = Asked.objects.filter(
        Q(unit=unit), permissions.asked_visible_to(person), withdrawn_at=None, starts_on__lte=on, ends_on__gt=on
    )
    asked = queries.asked_rows(wanted, on)
    if not rows and not asked:
        return []
    return [("activities/parts/panel.html", {**_shown(rows, {}), "unit": unit, "asked": asked})]


def _shown(rows: list[Activity], names: dict[int, str]) -> dict[str, Any]:
    return {
        "rows": [(row, names.get(row.unit_id, ""), measured(row)) for row in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
    }  # fmt: skip
