"""What the page of a plan shows of plans that carry it out, and of the plan that it carries out (`PLAN_PANELS`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thuocdo.work.models import Plan
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.derived import HAVING
from thuocdo.work.web import lists


def of_plan(request: HttpRequest, plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    """Links to agencies' plans, coverage, loads and papers; two queries."""
    derived = Plan.objects.filter(parent=plan).exclude(state=Plan.State.DISCARDED).count()
    seen = Plan.objects.filter(visible_to(lists.person_of(request)), pk=plan.parent_id) if plan.parent_id else ()
    given = {
        "derived": derived, "parent": next(iter(seen), None), "gives": plan.state in HAVING, "issued": plan.issuer_id,
    }  # fmt: skip
    return [("work/parts/derived_panel.html", given)]
