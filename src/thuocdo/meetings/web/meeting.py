"""The page of one meeting, and the meeting for calendars."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.queries import name_on
from thuocdo.kernel.text import slug
from thuocdo.meetings import permissions, queries
from thuocdo.meetings.ical import calendar
from thuocdo.meetings.models import Meeting
from thuocdo.meetings.queries.agenda import agenda
from thuocdo.meetings.queries.months import latest
from thuocdo.meetings.queries.outcomes import last_conclusions, outcomes
from thuocdo.meetings.queries.papers import forms_of
from thuocdo.meetings.web.asking import LOOKS, attached, person_of, seen_meeting


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: how the last conclusions stand, the agenda with what was said, conclusions, who came, papers."""
    found, on = seen_meeting(request, pk), clock.today()
    may = permissions.abilities(person_of(request), found)
    guests = list(found.invitees.all())
    context = {
        "meeting": found, "look": LOOKS[found.state], "unit_name": name_on(found.unit, on), "may": may, "on": on,
        "points": points_of(found, on), "last": last_of(found), "decided": decided_of(found, on), "guests": guests,
        "came": sum(row.attendance in ("present", "instead") for row in guests),
        "papers": queries.papers_of(found), "forms": forms_of(found), "after": queries.next_after(found),
        "month": latest(found.unit, clock.today().replace(day=1)) if found.state != "concluded" else None,
        "may_open_now": (found.starts_at - clock.now()).days < 1,
        "waiting_guests": sum(row.told_at is None for row in guests),
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context)


def points_of(found: Meeting, on: date) -> list[dict[str, Any]]:
    """Points of the agenda with how they stand, and the conclusions about each."""
    rows = agenda(found, on)
    return [{"row": row, "how": with_day(how), "link": _link(row)} for row, how in rows]


def with_day(how: dict[str, Any]) -> dict[str, Any]:
    """A kept standing with its dates as days."""
    return how | {name: date.fromisoformat(how[name]) for name in ("due_on", "on") if how.get(name)}


def _link(row: Any) -> str:
    """Where the thing of a point is."""
    about = row.occurrence or (row.extension and row.extension.occurrence) or (row.block and row.block.occurrence)
    if about:
        return f"/nghia-vu/{about.obligation_id}/?ky={about.pk}"
    if row.conclusion is None:
        return ""
    return f"/nhiem-vu/{row.conclusion.task_id}/" if row.conclusion.task_id else f"/hop/{row.conclusion.meeting_id}/"


def last_of(found: Meeting) -> list[dict[str, Any]]:
    """How the conclusions of the meeting before stand: as kept when this one was opened, else now."""
    rows: list[Any] = found.last_conclusions
    if found.opened_at is None and found.state != Meeting.State.CANCELLED:
        rows = last_conclusions(found, clock.today())
    return [with_day(dict(row)) for row in rows]


def decided_of(found: Meeting, on: date) -> list[dict[str, Any]]:
    """Conclusions in their order with what became of each."""
    rows = list(found.conclusions.select_related("item", "task", "step").order_by("order"))
    now = outcomes(rows, on)
    return [{"row": row, "now": now[row.pk]} for row in rows]


@login_required
@require_safe
def meeting_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for the calendar of a phone or computer."""
    found = seen_meeting(request, pk)
    content = calendar(found, name_on(found.unit, clock.today()), request.build_absolute_uri(f"/hop/{found.pk}/"))
    return attached(content, f"hop-{slug(found.title)[:40] or found.pk}.ics")
