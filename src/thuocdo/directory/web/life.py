"""The life of a unit: its lineage as a drawing and a table, its names, and what was believed of them before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory import queries
from thuocdo.directory.models import Unit
from thuocdo.directory.permissions import abilities
from thuocdo.directory.queries.revisions import revisions
from thuocdo.kernel.errors import Refused
from thuocdo.ui.tables import Unreadable, read_date

CHANGES = frozenset({"amend_unit", "correct_unit"})


@require_safe
def life(request: HttpRequest, key: str) -> HttpResponse:
    """The life of one unit (vòng đời), as of a day (`?ngay=`) and as believed on another (`?ghi-nhan=`)."""
    unit = unit_of(key)
    problems: list[str] = []
    on = asked_day(request, "ngay", problems) or clock.today()
    known = asked_day(request, "ghi-nhan", problems)
    facts = None
    try:
        at = queries.end_of_belief(known) if known else None
        facts = queries.unit_facts(unit, on, believed_at=at)
    except Refused as refusal:
        problems.append(f"{refusal.message} {refusal.remedy}")
    context: dict[str, Any] = {
        "unit": unit, "on": on, "known": known, "facts": facts, "problems": problems, "is_today": on == clock.today(),
        "name": facts.name if facts else queries.name_on(unit, on), "revisions": revisions(unit),
        "has_page": unit.province_key in own_provinces(request),
        "may_change": bool(CHANGES & abilities(getattr(request, "person", None), unit)),
        "typed_day": request.GET.get("ngay", ""), "typed_known": request.GET.get("ghi-nhan", ""),
    }  # fmt: skip
    return render(request, "directory/life.html", context, status=422 if facts is None else 200)


def own_provinces(request: HttpRequest) -> set[str]:
    """Provinces of the person's posts: only their units have a page of their own."""
    return {position.unit.province_key for position in getattr(request, "positions", ())}


def unit_of(key: str) -> Unit:
    """The unit with this key; anything else does not exist."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise Http404(say("Không có đơn vị nào mang mã này."))
    return unit


def asked_day(request: HttpRequest, name: str, problems: list[str]) -> date | None:
    """A day of the address; what is no day is named in `problems`."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return read_date(text)
    except Unreadable:
        problems.append(say("“%(text)s” không phải một ngày; viết dạng 15/07/2025.") % {"text": text[:40]})
        return None
