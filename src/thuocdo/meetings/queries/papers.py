"""A meeting gathered for its papers, and the paper in Word and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from thuocdo.chancery.queries.drafts import Made, issuer_of, made_from
from thuocdo.chancery.rules.content import Printed, paper_data
from thuocdo.chancery.rules.starting import blank
from thuocdo.core.clock import ZONE
from thuocdo.directory.models import Person
from thuocdo.directory.queries import name_on
from thuocdo.documents.composing.kinds import from_data
from thuocdo.kernel.errors import Refused
from thuocdo.meetings.models import Conclusion, Invitee, Meeting
from thuocdo.meetings.queries.agenda import agenda
from thuocdo.meetings.queries.lists import post_of
from thuocdo.meetings.rules.papers import FORMS, INVITATION, MINUTES, NOTICE, Decided, Point, Told
from thuocdo.ui.standings import look

State = Meeting.State
# When each paper can be made: an invitation before the meeting, minutes and notice from what was held.
STATES = {
    INVITATION: (State.PLANNED, State.CALLED), MINUTES: (State.UNDER_WAY, State.CONCLUDED),
    NOTICE: (State.CONCLUDED,),
}  # fmt: skip
CAME = (Invitee.Attendance.PRESENT, Invitee.Attendance.INSTEAD)


def forms_of(meeting: Meeting) -> list[str]:
    """Forms of papers that the meeting can have now."""
    return [form for form, states in STATES.items() if meeting.state in states]


def told_of(meeting: Meeting, on: date) -> Told:
    """What papers tell of a meeting; eleven queries at the most."""
    guests = list(meeting.invitees.all())
    opened, ended = meeting.opened_at, meeting.concluded_at
    return Told(
        title=meeting.title, agency=name_on(meeting.unit, on), starts=meeting.starts_at.astimezone(ZONE),
        place=meeting.place, link=meeting.link, purpose=meeting.purpose, closing=meeting.closing,
        opened=opened.astimezone(ZONE) if opened else None, ended=ended.astimezone(ZONE) if ended else None,
        chair=_name(meeting.chair), secretary=_name(meeting.secretary),
        chair_post=post_of(meeting.chair, meeting.unit_id, on),
        guests=[_called(row) for row in guests],
        present=[_came(row) for row in guests if row.attendance in CAME],
        absent=[_absent(row) for row in guests if row.attendance in ("excused", "absent")],
        points=[Point(row.text, _standing(how), row.said) for row, how in agenda(meeting, on)],
        decided=[
            Decided(row.text, row.who, row.due_on, row.output, row.kind != Conclusion.Kind.WORDS)
            for row in meeting.conclusions.exclude(state=Conclusion.State.DROPPED).order_by("order")
        ],
    )  # fmt: skip


def _name(person: Person | None) -> str:
    return person.full_name if person is not None else ""


def _called(row: Invitee) -> str:
    return f"{row.name}, {row.post}" if row.post else row.name


def _came(row: Invitee) -> str:
    return f"{_called(row)} ({row.came_as})" if row.came_as else _called(row)


def _absent(row: Invitee) -> str:
    why = "có lý do" if row.attendance == Invitee.Attendance.EXCUSED else "không lý do"
    return f"{_called(row)} ({why}{f': {row.came_as}' if row.came_as else ''})"


def _standing(how: Mapping[str, Any]) -> str:
    if not how:
        return ""
    due = f", hạn {date.fromisoformat(how['due_on']):%d/%m/%Y}" if how.get("due_on") else ""
    unit = f"{how['unit']}: " if how.get("unit") else ""
    late = f" {how['late_days']} ngày" if how.get("late_days") else ""
    return f"{unit}{str(look(how['code']).word).lower()}{late}{due}"


def content_of(meeting: Meeting, form: str, on: date) -> dict[str, Any]:
    """The content of a paper of the meeting. Refused `meetings.no_such_paper` when it has none of this form now."""
    if form not in STATES or meeting.state not in STATES[form]:
        raise Refused(
            "meetings.no_such_paper",
            f"Cuộc họp {meeting.get_state_display().lower()} nên chưa lập được văn bản này.",
            "Giấy mời lập trước khi họp; biên bản từ khi họp; thông báo sau khi chốt kết luận.",
        )
    return FORMS[form](blank(form, issuer_of(meeting.unit, form, on)), told_of(meeting, on))


def made_of(meeting: Meeting, form: str, on: date) -> Made:
    """The paper in Word and PDF, without number and signature."""
    day = meeting.starts_at.astimezone(ZONE).date()
    return made_from(from_data(form, paper_data(form, content_of(meeting, form, on), Printed(year=day.year))))
