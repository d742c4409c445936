"""Who is asking: person, position and roles of each request. See `web.guard` and `web.gate` for who may go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from thuocdo.core import clock
from thuocdo.directory import permissions
from thuocdo.directory.models import Account, Position, UnitVersion

WORKS_AS = "directory_works_as"


class PersonMiddleware:
    """Sets `request.person`, `position`, `positions`, `roles` and `position_label` with one query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identify(request)
        return self.get_response(request)


def account_of(request: HttpRequest) -> Account | None:
    """The account of the session itself, not the lazy stand-in that Django puts on the request."""
    user = get_user(request)
    return user if isinstance(user, Account) else None


def identify(request: Any) -> None:
    """Put person and positions on the request."""
    account = account_of(request)
    person = account.person if account is not None else None
    held: list[Position] = []
    if person is not None:
        today = clock.today()
        names = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=today).values("name")[:1]
        rows = permissions.positions_in_force(person, today).select_related("unit")
        counting = list(rows.annotate(unit_name=Subquery(names)))
        permissions.remember_posts(person, today, counting)
        held = [position for position in counting if position.person_id == person.pk]
        for own in held:
            own.person = person
    request.person = person
    request.positions = held
    request.position = position = _works_as(request, held)
    request.roles = frozenset(position.role for position in held)
    request.position_label = label(position) if position else ""


def _works_as(request: Any, held: list[Position]) -> Position | None:
    """The post that the person chose to work as in this session, else the first; rights are those of all posts."""
    chosen = request.session.get(WORKS_AS) if len(held) > 1 else None
    return next((position for position in held if position.pk == chosen), held[0] if held else None)


def label(position: Any) -> str:
    """Title and unit as a person would say them."""
    return ", ".join(part for part in (position.title, getattr(position, "unit_name", "") or "") if part)


def to_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in page, back to here afterwards; a fragment asked by HTMX moves the whole page."""
    fragment = request.headers.get("HX-Request") == "true"
    back = request.headers.get("HX-Current-URL", "") if fragment else request.get_full_path()
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    if fragment:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=302, headers={"Location": address})
