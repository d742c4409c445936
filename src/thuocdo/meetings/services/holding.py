"""A meeting is held: opened as things stand that day, who came, what was said to each point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze
from thuocdo.meetings import permissions
from thuocdo.meetings.models import Invitee, Meeting
from thuocdo.meetings.queries.lists import previous_of
from thuocdo.meetings.queries.outcomes import last_conclusions
from thuocdo.meetings.rules.notes import mark, plain, together
from thuocdo.meetings.services.hand import Hand

LONGEST = 10_000
CAME = {one.value for one in Invitee.Attendance}


@dataclass(frozen=True)
class Heard:
    """What is noted during a meeting: who came (attendance and who came instead, by key of the invitee), what was
    said (by key of the point), what was said to the whole.

    `shown` are marks of what the form showed (`rules.notes`), by name of the field (`a-KEY`, `s-KEY`, `closing`): what
    somebody else wrote meanwhile is not lost.
    """

    attendance: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    said: Mapping[int, str] = field(default_factory=dict)
    closing: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)


@decision("meetings.open_meeting", about="meeting", ask=permissions.rights)
def open_meeting(*, meeting: Meeting, by: Actor | None, at: datetime) -> Meeting:
    """Open a meeting (khai mạc): every point of the agenda is kept as it stands this day, the last conclusions too.

    Refused `meetings.no_chair`, `meetings.too_early`.
    """
    hand = Hand(by, at)
    state = hand.take(meeting, "open_meeting")
    if meeting.chair is None:
        raise Refused("meetings.no_chair", "Chưa có người chủ trì.", "Chọn người chủ trì ở trang sửa cuộc họp.")
    if (meeting.starts_at - at).days >= 1:
        raise Refused(
            "meetings.too_early", f"Cuộc họp này vào ngày {meeting.starts_at:%d/%m/%Y}.",
            "Đổi thời gian trước nếu họp sớm hơn.",
        )  # fmt: skip
    before, meeting.state, meeting.opened_at = meeting.state, Meeting.State(state), at
    meeting.previous = previous_of(meeting.unit, meeting.kind, meeting.starts_at)
    meeting.last_conclusions = last_conclusions(meeting, hand.on)
    meeting.save()
    hand.freeze(meeting)
    audit.changed(before={"state": before}, after={"state": state, "items": meeting.items.count()})
    return meeting


@decision("meetings.record_meeting", about="meeting", ask=permissions.rights)
def record_meeting(*, meeting: Meeting, heard: Heard, by: Actor | None, at: datetime) -> Meeting:
    """Note who came and what was said (điểm danh, ghi diễn biến); what is not named stays as it is.

    Refused `meetings.unknown_attendance`, `meetings.who_came`, `meetings.too_long`.
    """
    hand = Hand(by, at)
    hand.take(meeting, "record_meeting")
    came = _attendance(meeting, heard)
    said = _said(meeting, heard, hand)
    closed = _closing(meeting, heard)
    audit.changed(after={"attendance": came, "said": said, "closing": closed})
    return meeting


def _closing(meeting: Meeting, heard: Heard) -> bool:
    if heard.closing is None:
        return False
    now = Meeting.objects.values_list("closing", flat=True).get(pk=meeting.pk)
    meeting.closing = _fitting(together(now, heard.closing, heard.shown.get("closing")))
    if meeting.closing == now:
        return False
    meeting.save(update_fields=["closing"])
    return True


def _attendance(meeting: Meeting, heard: Heard) -> list[str]:
    rows = [row for row in meeting.invitees.all() if row.pk in heard.attendance]
    changed = []
    for row in rows:
        code, came_as = heard.attendance[row.pk]
        shown = heard.shown.get(f"a-{row.pk}")
        if shown is not None and shown == mark(f"{code} {squeeze(came_as)}"):
            continue  # Not touched here; somebody else may have changed it.
        if code not in CAME:
            raise Refused("meetings.unknown_attendance", "Không có mức điểm danh này.", "Chọn trong danh sách.")
        words = nfc(squeeze(came_as))[:200]
        if code == Invitee.Attendance.INSTEAD and not words:
            raise Refused(
                "meetings.who_came", f"Chưa ghi ai dự thay {row.name}.", "Ghi họ tên, chức vụ người dự thay.",
                where={"invitee": row.pk},
            )  # fmt: skip
        if (row.attendance, row.came_as) != (code, words):
            row.attendance, row.came_as = Invitee.Attendance(code), words
            changed.append(row)
    Invitee.objects.bulk_update(changed, ["attendance", "came_as"])
    return [f"{row.name}: {row.get_attendance_display()}" for row in changed]


def _said(meeting: Meeting, heard: Heard, hand: Hand) -> list[str]:
    changed = []
    for row in meeting.items.filter(pk__in=list(heard.said)):
        words = _fitting(together(row.said, heard.said[row.pk], heard.shown.get(f"s-{row.pk}")))
        if words != row.said:
            row.said, row.said_at, row.said_by_name = words, hand.at, hand.name
            row.save(update_fields=["said", "said_at", "said_by_name"])
            changed.append(row.text[:80])
    return changed


def _fitting(text: str) -> str:
    words = nfc(plain(text))
    if len(words) > LONGEST:
        raise Refused("meetings.too_long", f"Ghi nhiều nhất {LONGEST} chữ cái cho một nội dung.", "Ghi gọn lại.")
    return words
