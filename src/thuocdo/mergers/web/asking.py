"""What every view of the room asks first: who, which merger, and how much of it they may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.mergers import permissions, queries
from thuocdo.mergers.models import Merger, Minute
from thuocdo.ui.tables import Asked, Page
from thuocdo.ui.xlsx import CONTENT_TYPE


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def seen_merger(request: HttpRequest, pk: int, *, whole: bool = False) -> Merger:
    """The merger, when the person may see it; `whole` asks for more than the minutes of the own unit. Else 404."""
    person = person_of(request)
    found = queries.visible_merger(person, pk)
    if found is None or (whole and not sees_whole(person, found)):
        raise Http404(_("Không có đợt sắp xếp này, hoặc đợt không thuộc phạm vi bạn được xem."))
    return found


def sees_whole(person: Person | None, merger: Merger) -> bool:
    """Whether the person oversees the merger, and not only hands over or takes over by it."""
    return merger.province_key in permissions.Reach(person).provinces("view", PROVINCE)


def seen_minute(request: HttpRequest, pk: int, number: int) -> Minute:
    """A minute that the person may see, with its merger; else 404."""
    merger = seen_merger(request, pk)
    seen = merger.minutes.filter(permissions.visible_minutes(person_of(request), merger), number=number)
    found = seen.select_related("giving_unit", "taking_unit").first()
    if found is None:
        raise Http404(_("Không có biên bản này, hoặc biên bản không thuộc phạm vi bạn được xem."))
    found.merger = merger
    return found


def cut(rows: Sequence[Any], asked: Asked) -> Page:
    """The page of rows that the address asks for, of rows already narrowed and ordered."""
    start = (asked.number - 1) * asked.size
    return Page(asked, rows[start : start + asked.size], len(rows) > start + asked.size, len(rows))


def attached(content: bytes, name: str, content_type: str = CONTENT_TYPE) -> HttpResponse:
    """A file to keep; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def amounts(minute: Minute) -> tuple[int, int]:
    """How many obligations a minute holds, and how many lines in all."""
    work = sum(lines for kind, (lines, _held) in minute.counts.items() if kind.startswith("work."))
    return work, sum(lines for lines, _held in minute.counts.values())
