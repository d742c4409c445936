"""Filters that several list pages of the room share, and pages cut from rows that are already in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked, Filter, Page
from thuocdo.work import queries
from thuocdo.work.permissions import reach
from thuocdo.work.queries import plan_page
from thuocdo.work.rules.standing import STANDINGS

Choices = Sequence[tuple[str, Any]]


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def field_choices(request: HttpRequest) -> Choices:
    """The seven fields with their Roman numbers; one query."""
    return [(field.code, f"{field.number}. {field.short_name}") for field in queries.fields()]


def standing_choices(request: HttpRequest) -> Choices:
    """Standings from the most urgent, in the officials' words."""
    return [(code, look(code).word) for code in STANDINGS]


def unit_choices(request: HttpRequest) -> Choices:
    """Provincial agencies of today, and the one in the address whatever its level; three queries."""
    provinces = reach(person_of(request)).provinces()
    return plan_page.agency_choices(provinces, clock.today(), request.GET.get("don-vi", ""))


FIELD = Filter(name="linh-vuc", label=_("Lĩnh vực"), choices=field_choices, all_words=_("Cả 7 lĩnh vực"))
UNIT = Filter(name="don-vi", label=_("Cơ quan"), choices=unit_choices, all_words=_("Mọi cơ quan"))
STANDING = Filter(name="tinh-trang", label=_("Tình trạng"), choices=standing_choices, all_words=_("Mọi tình trạng"))


def cut(rows: Sequence[Any], asked: Asked) -> Page:
    """The page of rows that the address asks for, of rows already narrowed and ordered."""
    start = (asked.number - 1) * asked.size
    return Page(asked, rows[start : start + asked.size], len(rows) > start + asked.size, len(rows))
