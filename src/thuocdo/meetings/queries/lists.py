"""Meetings that a person may see; the one before, the one after; who may be invited; papers."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from thuocdo.directory.models import Person, Position, Unit, UnitVersion
from thuocdo.directory.permissions import below
from thuocdo.meetings.models import Conclusion, Meeting, MeetingPaper
from thuocdo.meetings.permissions import visible_to

MOST = 400


def meetings(person: Person | None) -> QuerySet[Meeting]:
    """Meetings that the person may see, with unit, chair and secretary."""
    seen = Meeting.objects.filter(visible_to(person)).order_by().values("pk").distinct()
    return Meeting.objects.filter(pk__in=seen).select_related("unit", "chair", "secretary")


def visible_meeting(person: Person | None, pk: int) -> Meeting | None:
    """The meeting when the person may see it."""
    return meetings(person).select_related("previous").filter(pk=pk).first()


def visible_conclusion(person: Person | None, pk: int) -> Conclusion | None:
    """A conclusion of a meeting that the person may see."""
    found = Conclusion.objects.select_related("item", "task", "step", "unit", "person").filter(pk=pk).first()
    if found is None or (meeting := visible_meeting(person, found.meeting_id)) is None:
        return None
    found.meeting = meeting
    return found


def previous_of(unit: Unit, kind: str, before: datetime) -> Meeting | None:
    """The meeting of a unit and kind that was concluded last before a moment; one query."""
    found = Meeting.objects.filter(unit=unit, kind=kind, state=Meeting.State.CONCLUDED, starts_at__lt=before)
    return found.order_by("-starts_at", "-pk").first()


def next_after(meeting: Meeting) -> Meeting | None:
    """The meeting that follows this one, where there is one."""
    return meeting.followed_by.exclude(state=Meeting.State.CANCELLED).order_by("starts_at", "pk").first()


def people_to_invite(unit: Unit, on: date) -> list[Position]:
    """Posts at a unit on a day, the head first, one for each person; one query."""
    rows = Position.objects.filter(unit=unit, valid__contains=on).select_related("person")
    found: dict[int, Position] = {}
    for post in rows.order_by("-is_head", "person__full_name", "pk")[:MOST]:
        found.setdefault(post.person_id, post)
    return list(found.values())


def units_to_invite(unit: Unit, on: date) -> list[tuple[Unit, str]]:
    """Units of the province that send somebody: those below first, then the others beside it, with their names."""
    lower = below([unit.pk], on) - {unit.pk}
    rows = UnitVersion.objects.filter(
        unit__province_key=unit.province_key, unit__nature="agency", valid__contains=on
    ).exclude(unit=unit)
    found = list(rows.select_related("unit").order_by("level", "name", "pk"))
    found.sort(key=lambda row: row.unit_id not in lower)
    return [(row.unit, row.name) for row in found]


def papers_of(meeting: Meeting) -> list[MeetingPaper]:
    """Papers of a meeting that were not given up, the newest first; one query."""
    found = meeting.papers.exclude(draft__state="cancelled").select_related("draft__document", "draft__entry")
    return list(found.order_by("-pk"))


def post_of(person: Person | None, unit: int, on: date) -> str:
    """The title of a person at a unit on a day, as papers print it; empty without one."""
    if person is None:
        return ""
    found = Position.objects.filter(person=person, unit=unit, valid__contains=on).order_by("-is_head", "pk").first()
    return found.title if found is not None else ""
