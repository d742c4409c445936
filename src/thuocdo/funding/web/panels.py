"""What money adds to the page of a task and of an agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import names_on
from thuocdo.funding import permissions, queries
from thuocdo.funding.models import Estimate
from thuocdo.funding.web.asking import person_of
from thuocdo.funding.web.words import LOOKS
from thuocdo.work.models import Task

Panel = list[tuple[str, dict[str, Any]]]
SHOWN = 10


def of_task(request: HttpRequest, task: Task) -> Panel:
    """Estimates for a task, and the way to ask for money."""
    person = person_of(request)
    if not permissions.Reach(person).has("view"):
        return []
    rows = queries.of_task(person, task)
    asks = [unit for unit in permissions.units_to_enter(person) if unit.province_key == task.plan.province_key]
    may_open = bool(asks) and task.plan.state in ("approved", "in_force") and task.state == Task.State.IN_FORCE
    if not rows and not may_open:
        return []
    return [("funding/parts/panel.html", {**_shown(rows), "task": task, "may_open": may_open})]


def of_unit(request: HttpRequest, unit: Unit) -> Panel:
    """Estimates of an agency for this year."""
    person, year = person_of(request), clock.today().year
    if not permissions.Reach(person).has("view"):
        return []
    rows = queries.of_unit(person, unit, year)
    return [("funding/parts/panel.html", {**_shown(rows), "unit": unit, "year": year})] if rows else []


def _shown(rows: list[Estimate]) -> dict[str, Any]:
    names = names_on({row.unit_id for row in rows}, clock.today()) if rows else {}
    return {
        "rows": [(row, names.get(row.unit_id, ""), LOOKS[row.state]) for row in rows[:SHOWN]],
        "more": max(0, len(rows) - SHOWN),
        "allocated": sum(row.allocated or 0 for row in rows), "spent": sum(row.spent for row in rows),
    }  # fmt: skip
