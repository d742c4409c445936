"""Words and parts about people for templates of any room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from thuocdo.directory.models import Absence, Unit
from thuocdo.directory.queries import Headship, head_of, in_force, signers
from thuocdo.ui.formatting import vn_date

register = template.Library()


@register.filter
def iso_day(text: str | None) -> str:
    """A day that was kept as text, as people write it."""
    return vn_date(date.fromisoformat(text)) if text else ""


@register.inclusion_tag("directory/_unit_authority.html")
def unit_authority(unit: Unit, on: date) -> dict[str, Any]:
    """Who heads a unit on a day, who acts, who signs as what, and who is away."""
    head: Headship = head_of(unit, on)
    away = Absence.objects.filter(
        person__positions__unit=unit, person__positions__valid__contains=on, valid__contains=on, cancelled_at=None
    )
    return {
        "head": head, "on": on, "signers": signers(unit, on), "loans": in_force(on).filter(position__unit=unit),
        "away": away.select_related("person", "deputy").distinct(),
    }  # fmt: skip
