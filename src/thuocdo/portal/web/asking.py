"""What the pages ask in the same words: who asks, and the filters by plan, field and agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.ui.tables import Asked, Filter, Unreadable, read_date
from thuocdo.work import queries as work
from thuocdo.work.models import Plan
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries import Wanted, plan_page


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def _plans(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    found = Plan.objects.filter(visible_to(person_of(request))).order_by("-year", "kind", "pk")
    return [(str(pk), title[:90]) for pk, title in found.values_list("pk", "title")[:200]]


def _fields(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    return [(field.code, f"{field.number}. {field.short_name}") for field in work.fields()]


def _units(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    return plan_page.agency_choices(reach(person_of(request)).provinces(), clock.today(), request.GET.get("don-vi", ""))


PLAN = Filter(name="ke-hoach", label=_("Kế hoạch"), choices=_plans, all_words=_("Mọi kế hoạch"))
FIELD = Filter(name="linh-vuc", label=_("Lĩnh vực"), choices=_fields, all_words=_("Cả 7 lĩnh vực"))
UNIT = Filter(name="don-vi", label=_("Cơ quan"), choices=_units, all_words=_("Mọi cơ quan"))


def wanted(asked: Asked) -> Wanted:
    """Plan, field and agency of the address as a filter of due instances."""
    key, field = asked.value("don-vi"), asked.value("linh-vuc")
    units: tuple[int, ...] = ()
    if key:
        units = (Unit.objects.filter(key=key).values_list("pk", flat=True).first() or 0,)
    return Wanted(plan=int(asked.value("ke-hoach") or 0) or None, units=units, fields=(field,) if field else ())


def rows_url(**filters: object) -> str:
    """Address of the list of due instances behind a figure; underscores in names become hyphens."""
    query = {name.replace("_", "-"): value for name, value in filters.items() if value not in (None, "")}
    return f"{_rows_path()}?{urlencode(query)}" if query else _rows_path()


@cache
def _rows_path() -> str:
    return reverse("work:occurrences")


def day_of(request: HttpRequest, name: str = "ngay") -> date | None:
    """A day in the address, nothing when there is none or it cannot be read."""
    try:
        return read_date(request.GET.get(name, ""))
    except Unreadable:
        return None
