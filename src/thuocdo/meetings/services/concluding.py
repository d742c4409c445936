"""What a meeting concludes: written, carried out through the services of work, dropped; the meeting is concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.clock import ZONE
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import below
from thuocdo.directory.queries import name_on
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.kernel.text import nfc
from thuocdo.meetings import permissions
from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting
from thuocdo.meetings.queries.agenda import occurrence_of
from thuocdo.meetings.rules.life import CONCLUSIONS
from thuocdo.meetings.services.hand import WHY, Hand
from thuocdo.work import services as work
from thuocdo.work.models import Occurrence, Task
from thuocdo.work.services.history import Words

Kind = Conclusion.Kind
WHAT = Words("meetings.conclusion_says_nothing", "nội dung kết luận")
MOST, LONGEST = 200, 4000
ABOUT_WORK = (Kind.STEP, Kind.EXTENSION, Kind.WAIVER)


@dataclass(frozen=True, kw_only=True)
class ConclusionContent:
    """A conclusion as it is typed; what each kind needs, `write_conclusion` says."""

    kind: str
    text: str
    item: AgendaItem | None = None
    unit: Unit | None = None
    person: Person | None = None
    due_on: date | None = None
    output: str = ""
    granted: bool | None = None


@decision("meetings.write_conclusion", about="meeting", ask=permissions.rights)
def write_conclusion(
    *, meeting: Meeting, content: ConclusionContent, by: Actor | None, at: datetime,
    conclusion: Conclusion | None = None, revision: int = 0,
) -> Conclusion:  # fmt: skip
    """Write a conclusion of the meeting (ghi kết luận), or say anew one that was not carried out yet.

    A task needs who and by when (the own unit where none is named), a step a person and a point about work, an
    extension whether it is granted, a waiver a point about work. Refused `meetings.conclusion_says_nothing`,
    `meetings.unknown_kind`, `meetings.no_date`, `meetings.date_passed`, `meetings.not_about_work`,
    `meetings.no_person`, `meetings.person_elsewhere`, `meetings.unit_elsewhere`, `meetings.no_request`,
    `meetings.say_whether`, `meetings.too_many_conclusions`; raises `Stale`.
    """
    hand = Hand(by, at)
    hand.take(meeting, "write_conclusion")
    row = conclusion or _begun(meeting, hand)
    before = row.told() if conclusion is not None else {}
    if conclusion is not None:
        _refuse_changed(row, revision)
    _write(row, meeting, content, hand)
    row.revision += 1
    row.save()
    audit.changed(before=before, after={"conclusion": row.pk, **row.told()})
    return row


def _begun(meeting: Meeting, hand: Hand) -> Conclusion:
    last = meeting.conclusions.aggregate(last=Max("order"))["last"] or 0
    if meeting.conclusions.count() >= MOST:
        raise Refused("meetings.too_many_conclusions", f"Một cuộc họp có nhiều nhất {MOST} kết luận.", "Gộp bớt lại.")
    return Conclusion(meeting=meeting, order=last + 1, made_at=hand.at, made_by_name=hand.name)


def _refuse_changed(row: Conclusion, revision: int) -> None:
    now = Conclusion.objects.select_for_update(of=("self",)).get(pk=row.pk)
    CONCLUSIONS.move(now.state, "write_conclusion")
    if now.revision != revision:
        raise Stale(
            "meetings.stale", "Kết luận này vừa được người khác sửa.", "Mở lại trang để xem bản mới rồi sửa tiếp."
        )


def _write(row: Conclusion, meeting: Meeting, content: ConclusionContent, hand: Hand) -> None:
    if content.kind not in Kind.values:
        raise Refused("meetings.unknown_kind", "Không có loại kết luận này.", "Chọn trong danh sách.")
    row.kind, row.text, row.item = Kind(content.kind), nfc(WHAT(content.text))[:LONGEST], content.item
    row.unit = row.person = row.due_on = row.granted = None
    row.output = row.who = ""
    occurrence = occurrence_of(content.item) if content.item is not None else None
    if row.kind in ABOUT_WORK and occurrence is None:
        raise Refused(
            "meetings.not_about_work", "Kết luận loại này phải gắn với một nội dung về việc đang làm.",
            "Chọn nội dung của chương trình họp.", where={"field": "item"},
        )  # fmt: skip
    if row.kind == Kind.TASK:
        _as_task(row, meeting, content, hand)
    elif row.kind == Kind.STEP:
        assert occurrence is not None
        _as_step(row, occurrence, content, hand)
    elif row.kind == Kind.EXTENSION:
        _as_extension(row, content)
    if occurrence is not None and not row.who:
        row.who = name_on(occurrence.unit, hand.on)


def _as_task(row: Conclusion, meeting: Meeting, content: ConclusionContent, hand: Hand) -> None:
    unit = content.unit or meeting.unit
    if unit.pk not in below([meeting.unit_id], hand.on):
        raise Refused(
            "meetings.unit_elsewhere", f"{name_on(unit, hand.on)} không thuộc cơ quan họp.",
            "Chọn cơ quan họp hoặc cơ quan trực thuộc; với cơ quan khác thì ghi nhận và gửi văn bản.",
            where={"field": "unit"},
        )  # fmt: skip
    row.unit, row.person, row.due_on = unit, content.person, _day(content.due_on, hand)
    row.output = nfc(content.output.strip())[:1000]
    _refuse_elsewhere(row.person, unit.pk, hand)
    name = name_on(unit, hand.on)
    row.who = f"{row.person.full_name}, {name}" if row.person is not None else name


def _as_step(row: Conclusion, occurrence: Occurrence, content: ConclusionContent, hand: Hand) -> None:
    if content.person is None:
        raise Refused(
            "meetings.no_person", "Chưa chọn người làm bước này.", "Chọn một người.", where={"field": "person"}
        )  # fmt: skip
    _refuse_elsewhere(content.person, occurrence.unit_id, hand)
    row.person, row.unit, row.due_on = content.person, occurrence.unit, _day(content.due_on, hand)
    row.who = f"{content.person.full_name}, {name_on(occurrence.unit, hand.on)}"


def _as_extension(row: Conclusion, content: ConclusionContent) -> None:
    assert content.item is not None
    request = content.item.extension
    if request is None or request.state != "asked":
        raise Refused(
            "meetings.no_request", "Nội dung này không có đề nghị gia hạn đang chờ.",
            "Chọn nội dung “Đề nghị gia hạn”.", where={"field": "item"},
        )  # fmt: skip
    if content.granted is None:
        raise Refused(
            "meetings.say_whether", "Chưa chọn đồng ý hay không đồng ý.", "Chọn một trong hai.",
            where={"field": "granted"},
        )  # fmt: skip
    row.granted = content.granted
    row.due_on = (content.due_on or request.asked_until) if content.granted else None


def _day(day: date | None, hand: Hand) -> date:
    if day is None:
        raise Refused("meetings.no_date", "Chưa ghi thời hạn.", "Ghi ngày phải xong.", where={"field": "due_on"})
    if day < hand.on:
        raise Refused(
            "meetings.date_passed", f"Ngày {day:%d/%m/%Y} đã qua.", "Chọn hôm nay hoặc một ngày sau.",
            where={"field": "due_on"},
        )  # fmt: skip
    return day


def _refuse_elsewhere(person: Person | None, unit: int, hand: Hand) -> None:
    held = Position.objects.filter(person=person, unit=unit, valid__contains=hand.on)
    if person is not None and not held.exists():
        raise Refused(
            "meetings.person_elsewhere", f"{person.full_name} không giữ vị trí ở cơ quan được giao hôm nay.",
            "Chọn người của cơ quan đó, hoặc để cơ quan tự phân công.", where={"field": "person"},
        )  # fmt: skip


@decision("meetings.drop_conclusion", about="conclusion", ask=permissions.rights)
def drop_conclusion(*, conclusion: Conclusion, reason: str, by: Actor | None, at: datetime) -> Conclusion:
    """Drop a conclusion that was not carried out (bỏ kết luận), with the reason. Refused `meetings.reason_needed`."""
    hand, why = Hand(by, at), WHY(reason)
    hand.take(conclusion.meeting, "drop_conclusion")
    state = CONCLUSIONS.move(_fresh(conclusion).state, "drop_conclusion")
    conclusion.state, conclusion.dropped_why = Conclusion.State(state), why
    conclusion.save()
    audit.changed(after={"state": state}, why=why)
    return conclusion


@decision("meetings.carry_out_conclusion", about="conclusion", ask=permissions.rights)
def carry_out_conclusion(*, conclusion: Conclusion, by: Actor | None, at: datetime) -> Conclusion:
    """Give out at once what was concluded (giao việc theo kết luận): the task, the step, the decision on the due
    instance; nothing is typed twice. Refused as the service of work that does it."""
    hand = Hand(by, at)
    hand.take(conclusion.meeting, "carry_out_conclusion")
    return _carry_out(conclusion, hand)


@decision("meetings.conclude_meeting", about="meeting", ask=permissions.rights)
def conclude_meeting(*, meeting: Meeting, by: Actor | None, at: datetime, closing: str | None = None) -> Meeting:
    """Conclude a meeting (chốt kết luận): what was not given out yet is given out now, all of it or nothing.

    Refused `meetings.cannot_carry_out` with the conclusion that work refuses, and why.
    """
    hand = Hand(by, at)
    state = hand.take(meeting, "conclude_meeting")
    waiting = meeting.conclusions.filter(state=Conclusion.State.DRAFT).order_by("order")
    rows = list(waiting.select_related("unit", "person", "item"))
    for row in rows:
        row.meeting = meeting
        try:
            _carry_out(row, hand)
        except Refused as refusal:
            raise _unfit(row, refusal) from refusal
    if closing is not None:
        meeting.closing = nfc(closing.strip())
    meeting.state, meeting.concluded_at, meeting.concluded_by_name = Meeting.State(state), at, hand.name
    meeting.revision += 1
    meeting.save()
    audit.changed(before={"state": "under_way"}, after={"state": state, "carried_out": len(rows)})
    people = hand.people_of(meeting.invitees.all())
    hand.tell(people, meeting, f"Đã chốt kết luận: {meeting.title}")
    return meeting


def _unfit(row: Conclusion, refusal: Refused) -> Refused:
    words = f"Kết luận {row.order} (“{row.text[:80]}”): {refusal.message}"
    kind = NotAllowed if isinstance(refusal, NotAllowed) else Refused
    remedy = f"{refusal.remedy} Sửa hoặc bỏ kết luận này rồi chốt lại."
    return kind("meetings.cannot_carry_out", words, remedy, where={"conclusion": row.pk})


def _fresh(conclusion: Conclusion) -> Conclusion:
    return Conclusion.objects.select_for_update(of=("self",)).get(pk=conclusion.pk)


def _carry_out(row: Conclusion, hand: Hand) -> Conclusion:
    row.state = Conclusion.State(CONCLUSIONS.move(_fresh(row).state, "carry_out_conclusion"))
    row.done_at, row.done_by_name = hand.at, hand.name
    MAKERS[Kind(row.kind)](row, hand)
    row.save()
    audit.changed(after={"conclusion": row.pk, "kind": row.kind, "task": row.task_id, "step": row.step_id}, thing=row)
    return row


def _said_in(row: Conclusion) -> str:
    return f"Kết luận {row.meeting.title} ngày {row.meeting.starts_at.astimezone(ZONE):%d/%m/%Y}"


def _make_task(row: Conclusion, hand: Hand) -> None:
    assert row.unit is not None and row.due_on is not None
    given = work.take_conclusion(
        unit=row.meeting.unit, by=hand.by, at=hand.at,
        concluded=work.Concluded(
            text=row.text, lead=row.unit, due_on=row.due_on, said_in=_said_in(row), officer=row.person,
            output=row.output, origin=_task_of(row),
        ),
    )  # fmt: skip
    row.task = given.task


def _task_of(row: Conclusion) -> Task | None:
    occurrence = occurrence_of(row.item) if row.item is not None else None
    return occurrence.task if occurrence is not None else None


def _occurrence(row: Conclusion) -> Occurrence:
    found = occurrence_of(row.item) if row.item is not None else None
    assert found is not None  # what is about work has its point
    return Occurrence.objects.select_for_update(of=("self",)).select_related("plan", "task").get(pk=found.pk)


def _make_step(row: Conclusion, hand: Hand) -> None:
    occurrence = _occurrence(row)
    # What is late already gets a step of the part itself: its own date may not come after the one that has passed.
    late = occurrence.due_on is not None and row.due_on is not None and row.due_on > occurrence.due_on
    words = work.StepWords(text=row.text, person=row.person, due_on=row.due_on)
    row.step = work.give_step(
        obligation=occurrence.obligation, step=words, occurrence=None if late else occurrence, by=hand.by, at=hand.at
    )


def _decide(row: Conclusion, hand: Hand) -> None:
    assert row.item is not None and row.item.extension is not None
    work.decide_extension(
        extension=row.item.extension, granted=bool(row.granted), until=row.due_on,
        reason=f"{_said_in(row)}: {row.text}", by=hand.by, at=hand.at,
    )  # fmt: skip


def _waive(row: Conclusion, hand: Hand) -> None:
    work.waive_occurrence(occurrence=_occurrence(row), reason=f"{_said_in(row)}: {row.text}", by=hand.by, at=hand.at)


def _nothing(row: Conclusion, hand: Hand) -> None:
    """Words are only recorded."""


MAKERS = {
    Kind.TASK: _make_task, Kind.STEP: _make_step, Kind.EXTENSION: _decide, Kind.WAIVER: _waive, Kind.WORDS: _nothing,
}  # fmt: skip
