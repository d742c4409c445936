"""Saved filters of a page and of a person; asked once for each request."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from thuocdo.core import clock
from thuocdo.directory.models import Person, Position, SavedView
from thuocdo.ui.saved_views import Saved

KEPT = "_thuocdo_saved_views"


def offered(person: Person) -> QuerySet[SavedView]:
    """The person's own views and those that colleagues of the units where the person works share with them."""
    units = Position.objects.filter(person=person, valid__contains=clock.today()).values("unit")
    mine = Q(person=person) | Q(shared=SavedView.Shared.UNIT, unit__in=units)
    return SavedView.objects.filter(mine, deleted_at=None).select_related("person")


def views_of(request: HttpRequest) -> list[Saved]:
    """The views of the page that is being opened, own ones first (wiring: `SAVED_VIEWS`); one query a request."""
    person = getattr(request, "person", None)
    if not isinstance(person, Person):
        return []
    found: list[Saved] | None = getattr(request, KEPT, None)
    if found is None:
        rows = offered(person).filter(page=request.path)
        found = sorted((_shown(row, person) for row in rows), key=lambda one: (not one.own, one.name.lower()))
        setattr(request, KEPT, found)
    return found


def _shown(row: SavedView, person: Person) -> Saved:
    own = row.person_id == person.pk
    return Saved(
        key=row.pk, name=row.name, url=address(row), query=row.query, own=own, is_default=own and row.is_default,
        shared=row.get_shared_display() if own else row.person.full_name, is_shared=row.shared != SavedView.Shared.OWN,
    )  # fmt: skip


def address(row: SavedView) -> str:
    """The page with its filters, and which view they are."""
    return f"{row.page}?{row.query}{'&' if row.query else ''}xem={row.pk}"


def kept_by(person: Person) -> tuple[list[SavedView], list[SavedView], list[SavedView]]:
    """All views of a person by page: own ones, those of colleagues, own ones that were deleted; two queries."""
    rows = list(offered(person))
    deleted = SavedView.objects.filter(person=person, deleted_at__isnull=False).order_by("-deleted_at")[:20]
    own = [row for row in rows if row.person_id == person.pk]
    return own, [row for row in rows if row.person_id != person.pk], list(deleted)


def by_token(token: str) -> SavedView | None:
    """The view behind a link that somebody passed on."""
    return SavedView.objects.filter(token=token, shared=SavedView.Shared.LINK, deleted_at=None).first()
