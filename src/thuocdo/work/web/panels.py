"""What this room adds to the pages of a plan and of an agency (wiring: `PLAN_PANELS`, `AGENCY_PANELS`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.work.models import Plan
from thuocdo.work.queries import inside_lists
from thuocdo.work.web import lists

Panels = list[tuple[str, dict[str, Any]]]


def quality_of_plan(request: HttpRequest, plan: Plan) -> Panels:
    """How many of a plan's accepted results still lack something; nothing while none is accepted."""
    counts = inside_lists.quality_of_plan(plan, lists.person_of(request))
    given = {"counts": counts, "query": f"ke-hoach={plan.pk}", "blocks": [], "holding": 0}
    return [("work/parts/quality_panel.html", given)] if counts.total else []


def quality_of_agency(request: HttpRequest, unit: Unit) -> Panels:
    """The same for an agency, with what it waits for and whom it keeps waiting."""
    person = lists.person_of(request)
    counts = inside_lists.quality_total(inside_lists.accepted(person).filter(unit=unit))
    found = inside_lists.blocks_now(person).filter(ended_at=None)
    blocks = list(found.filter(occurrence__unit=unit)[:10])
    holding = found.filter(waits_for__unit=unit).count()
    if not counts.total and not blocks and not holding:
        return []
    given = {
        "counts": counts, "query": f"don-vi={unit.key}", "blocks": blocks, "holding": holding, "today": clock.today(),
    }  # fmt: skip
    return [("work/parts/quality_panel.html", given)]
