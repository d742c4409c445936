"""What urging adds to the pages of an obligation and of an agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.urging import permissions
from thuocdo.urging.queries import ledger
from thuocdo.urging.web.asking import outcome_of, person_of
from thuocdo.work.models import Obligation

Panels = list[tuple[str, dict[str, Any]]]


def of_obligation(request: HttpRequest, obligation: Obligation) -> Panels:
    """What was done to urge this part, due instance by due instance; nothing for whom it is none of their business."""
    person = person_of(request)
    if permissions.VIEW not in permissions.abilities(person, obligation.unit):
        return []
    rows = ledger.timeline(obligation.occurrences.values_list("pk", flat=True), person)
    return [("urging/parts/obligation.html", {"rows": [(row, *outcome_of(row)) for row in rows]})]


def of_unit(request: HttpRequest, unit: Unit) -> Panels:
    """How often an agency was urged lately, with the way to the ledger and to a letter."""
    person = person_of(request)
    verbs = permissions.abilities(person, unit)
    if permissions.VIEW not in verbs:
        return []
    counts = ledger.of_agency(unit.pk, person, clock.today())
    may_draft = "draft_letter" in permissions.abilities(person, None)
    return [("urging/parts/unit.html", {"counts": counts, "unit": unit, "may_draft": may_draft})]
