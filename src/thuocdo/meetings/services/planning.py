"""A meeting is planned: its head, who is invited, its agenda; people are called, or it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.clock import ZONE
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc
from thuocdo.meetings import permissions
from thuocdo.meetings.models import Invitee, Meeting
from thuocdo.meetings.queries.lists import people_to_invite, post_of, previous_of, units_to_invite
from thuocdo.meetings.services.arranging import Change, Desk
from thuocdo.meetings.services.hand import WHY, Hand
from thuocdo.work.services.history import Words

TITLE = Words("meetings.no_title", "tên cuộc họp")
PLACE = Words("meetings.no_place", "địa điểm")
LONGEST_MINUTES, MOST_GUESTS, LONGEST_TITLE, LATEST = 1440, 400, 300, timedelta(days=730)
# A meeting may be entered after the fact, but not from another year.
EARLIEST = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class MeetingContent:
    """Head of a meeting as it is typed."""

    title: str
    kind: str
    starts_at: datetime
    minutes: int
    place: str
    link: str = ""
    chair: Person | None = None
    secretary: Person | None = None
    purpose: str = ""


@dataclass(frozen=True)
class Guests:
    """Who is invited: people of the own unit, and units that send somebody."""

    people: Sequence[Person] = ()
    units: Sequence[Unit] = ()


@decision("meetings.plan_meeting", about="unit", ask=permissions.rights)
def plan_meeting(
    *, unit: Unit, content: MeetingContent, by: Actor | None, at: datetime, synthetic: bool = False
) -> Meeting:
    """Plan a meeting of a unit (lập cuộc họp); it follows the last concluded one of its kind.

    Refused as `_write`.
    """
    hand = Hand(by, at)
    meeting = Meeting(
        unit=unit, made_at=at, made_by=hand.person, made_by_name=hand.name, synthetic=synthetic,
        previous=previous_of(unit, content.kind, content.starts_at),
    )  # fmt: skip
    _write(meeting, content, hand)
    meeting.save()
    audit.changed(after=meeting.told(), thing=meeting)
    return meeting


@decision("meetings.write_meeting", about="meeting", ask=permissions.rights)
def write_meeting(
    *, meeting: Meeting, content: MeetingContent, revision: int, by: Actor | None, at: datetime
) -> Meeting:
    """Change the head of a meeting; once people were called, they are told of another time or place.

    Raises `Stale`; refused as `plan_meeting`.
    """
    hand, before = Hand(by, at), meeting.told()
    hand.take(meeting, "write_meeting", revision=revision)
    _write(meeting, content, hand)
    meeting.previous = previous_of(meeting.unit, meeting.kind, meeting.starts_at)
    meeting.revision += 1
    meeting.save()
    audit.changed(before=before, after=meeting.told())
    moved = [name for name in ("starts_at", "place", "link") if before[name] != meeting.told()[name]]
    if moved and meeting.called_at is not None:
        hand.tell(hand.people_of(meeting.invitees.all()), meeting, f"Cuộc họp đổi giờ hoặc nơi họp: {meeting.when}")
    return meeting


def _write(meeting: Meeting, content: MeetingContent, hand: Hand) -> None:
    """Check the head and write it; the caller saves.

    Refused `meetings.no_title`, `meetings.no_place`, `meetings.bad_length`, `meetings.bad_time`, `meetings.bad_link`,
    `meetings.same_person`, `meetings.person_elsewhere`, `meetings.unknown_kind`.
    """
    if content.kind not in Meeting.Kind.values:
        raise Refused("meetings.unknown_kind", "Không có loại cuộc họp này.", "Chọn trong danh sách.")
    if not 0 < content.minutes <= LONGEST_MINUTES:
        raise Refused(
            "meetings.bad_length", "Thời lượng phải từ 1 phút đến 24 giờ.", "Ghi số phút dự kiến.",
            where={"field": "minutes"},
        )  # fmt: skip
    if not hand.at - EARLIEST <= content.starts_at <= hand.at + LATEST:
        raise Refused(
            "meetings.bad_time", f"Ngày {content.starts_at.astimezone(ZONE):%d/%m/%Y} quá xa hôm nay.",
            "Chọn ngày từ 60 ngày trước đến hai năm sau.", where={"field": "day"},
        )  # fmt: skip
    if content.link and urlsplit(content.link).scheme not in ("http", "https"):
        raise Refused(
            "meetings.bad_link", "Địa chỉ họp trực tuyến phải bắt đầu bằng https:// hoặc http://.", "Sửa địa chỉ.",
            where={"field": "link"},
        )  # fmt: skip
    _refuse_people(meeting, content, hand)
    meeting.title, meeting.place = nfc(TITLE(content.title))[:LONGEST_TITLE], nfc(PLACE(content.place))[:LONGEST_TITLE]
    meeting.kind, meeting.starts_at, meeting.minutes = content.kind, content.starts_at, content.minutes
    meeting.link, meeting.purpose = content.link.strip(), nfc(content.purpose.strip())
    meeting.chair, meeting.secretary = content.chair, content.secretary


def _refuse_people(meeting: Meeting, content: MeetingContent, hand: Hand) -> None:
    if content.chair is not None and content.chair == content.secretary:
        raise Refused(
            "meetings.same_person", "Chủ trì và thư ký phải là hai người.", "Chọn người khác ghi biên bản.",
            where={"field": "secretary"},
        )  # fmt: skip
    for name, one in (("chair", content.chair), ("secretary", content.secretary)):
        as_before = meeting.pk is not None and one is not None and one.pk == getattr(meeting, f"{name}_id")
        if one is not None and not as_before and not post_of(one, meeting.unit_id, hand.on):
            raise Refused(
                "meetings.person_elsewhere", f"{one.full_name} không giữ vị trí ở cơ quan này hôm nay.",
                "Chọn người đang làm việc ở cơ quan.", where={"field": name},
            )  # fmt: skip


@decision("meetings.invite", about="meeting", ask=permissions.rights)
def invite(*, meeting: Meeting, guests: Guests, by: Actor | None, at: datetime) -> int:
    """Say who is invited (thành phần); whoever is there already stays as they are. Returns how many are invited.

    Once the meeting was called, who is new is told. Refused `meetings.too_many`, `meetings.person_elsewhere`,
    `meetings.unit_elsewhere`, `meetings.was_counted`.
    """
    hand = Hand(by, at)
    hand.take(meeting, "invite")
    posts = {post.person_id: post for post in people_to_invite(meeting.unit, hand.on)}
    allowed = {unit.pk: name for unit, name in units_to_invite(meeting.unit, hand.on)}
    people, units = {one.pk: one for one in guests.people}, {one.pk: one for one in guests.units}
    there = list(meeting.invitees.all())
    _refuse_guests(set(people) - set(posts) - {row.person_id for row in there},
                   set(units) - set(allowed) - {row.unit_id for row in there}, len(people) + len(units))  # fmt: skip
    gone = [row for row in there if row.person_id not in people and row.unit_id not in units]
    _drop(gone)
    kept = {(row.person_id, row.unit_id) for row in there}
    last = max((row.order for row in there), default=0)
    rows = [
        Invitee(meeting=meeting, person=one, name=one.full_name, post=posts[pk].title)
        for pk, one in people.items() if (pk, None) not in kept
    ] + [
        Invitee(meeting=meeting, unit=one, name=allowed[pk]) for pk, one in units.items() if (None, pk) not in kept
    ]  # fmt: skip
    for order, row in enumerate(rows, start=last + 1):
        row.order = order
    made = Invitee.objects.bulk_create(rows)
    audit.changed(after={"added": [row.name for row in made], "removed": [row.name for row in gone]})
    if meeting.called_at is not None:
        _call(meeting, made, hand)
    return meeting.invitees.count()


def _refuse_guests(people: set[int], units: set[int], number: int) -> None:
    if people:
        raise Refused(
            "meetings.person_elsewhere", "Có người không giữ vị trí ở cơ quan này hôm nay.",
            "Mời cơ quan của người đó; cơ quan sẽ cử người dự.",
        )  # fmt: skip
    if units:
        raise Refused(
            "meetings.unit_elsewhere", "Có cơ quan không mời được: đã giải thể, hoặc ở tỉnh khác.",
            "Chọn trong danh sách.",
        )  # fmt: skip
    if number > MOST_GUESTS:
        raise Refused(
            "meetings.too_many", f"Mời nhiều nhất {MOST_GUESTS} người, cơ quan.", "Bỏ bớt, hoặc mời cơ quan cấp trên."
        )


def _drop(gone: Sequence[Invitee]) -> None:
    if any(row.attendance != Invitee.Attendance.UNKNOWN for row in gone):
        raise Refused(
            "meetings.was_counted", "Có người đã điểm danh, không bỏ khỏi thành phần được.", "Giữ người đó lại."
        )
    Invitee.objects.filter(pk__in=[row.pk for row in gone]).delete()


@decision("meetings.arrange_agenda", about="meeting", ask=permissions.rights)
def arrange_agenda(*, meeting: Meeting, change: Change, by: Actor | None, at: datetime) -> int:
    """Put something on the agenda, move it, take it out (sắp xếp nội dung). Returns how many points there are.

    Refused as the changes of `arranging`.
    """
    hand = Hand(by, at)
    hand.take(meeting, "arrange_agenda")
    told = change(Desk(meeting, hand))
    audit.changed(after=told)
    return meeting.items.count()


@decision("meetings.call_meeting", about="meeting", ask=permissions.rights)
def call_meeting(*, meeting: Meeting, by: Actor | None, at: datetime) -> Meeting:
    """Call whoever is invited and was not told yet (mời họp); from now on they see the meeting.

    Refused `meetings.nobody_invited`, `meetings.no_chair`, `meetings.all_told`.
    """
    hand = Hand(by, at)
    state = hand.take(meeting, "call_meeting")
    waiting = list(meeting.invitees.filter(told_at=None).select_related("person"))
    if not meeting.invitees.exists():
        raise Refused("meetings.nobody_invited", "Chưa mời ai.", "Chọn thành phần rồi mời.")
    if meeting.chair is None:
        raise Refused("meetings.no_chair", "Chưa có người chủ trì.", "Chọn người chủ trì ở trang sửa cuộc họp.")
    if not waiting:
        raise Refused("meetings.all_told", "Mọi người trong thành phần đã được mời.", "Thêm thành phần nếu cần.")
    before, meeting.state = meeting.state, Meeting.State(state)
    meeting.called_at = meeting.called_at or at
    meeting.save()
    told = _call(meeting, waiting, hand)
    audit.changed(before={"state": before}, after={"state": state, "told": told})
    return meeting


def _call(meeting: Meeting, invitees: Sequence[Invitee], hand: Hand) -> int:
    people = hand.people_of(invitees) | {one for one in (meeting.chair, meeting.secretary) if one is not None}
    told = hand.tell(people, meeting, f"Mời họp {meeting.when}: {meeting.title}")
    Invitee.objects.filter(pk__in=[row.pk for row in invitees]).update(told_at=hand.at)
    return told


@decision("meetings.cancel_meeting", about="meeting", ask=permissions.rights)
def cancel_meeting(*, meeting: Meeting, reason: str, by: Actor | None, at: datetime) -> Meeting:
    """Cancel a meeting before it is held (hủy cuộc họp), with the reason; who was called is told.

    Refused `meetings.reason_needed`.
    """
    hand, why = Hand(by, at), WHY(reason)
    state = hand.take(meeting, "cancel_meeting")
    before, meeting.state, meeting.state_reason = meeting.state, Meeting.State(state), why
    meeting.revision += 1
    meeting.save()
    audit.changed(before={"state": before}, after={"state": state}, why=why)
    if meeting.called_at is not None:
        hand.tell(hand.people_of(meeting.invitees.all()), meeting, f"Hủy họp {meeting.when}: {why}")
    return meeting
