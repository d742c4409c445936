"""The list of each person's work is published before the meeting; people say something to it, the head acts on it."""

from __future__ import annotations

from datetime import date, datetime

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc
from thuocdo.meetings import permissions
from thuocdo.meetings.models import MonthList, MonthRemark, MonthSheet
from thuocdo.meetings.queries.months import latest, month_of_unit
from thuocdo.meetings.rules.months import month_after
from thuocdo.meetings.services.hand import Hand
from thuocdo.work.services.history import Words

WHAT = Words("meetings.remark_says_nothing", "ý kiến")
LONGEST = 4000


@decision("meetings.publish_month", about="unit", ask=permissions.rights)
def publish_month(
    *, unit: Unit, month: date, by: Actor | None, at: datetime, note: str = "", synthetic: bool = False
) -> MonthList:
    """Publish the list of each person's work of a month (công bố công việc cá nhân), frozen as it stands today.

    Published again, it is a new version; the former ones stay. Refused `meetings.month_too_far`,
    `meetings.nobody_at_unit`, `meetings.as_published`.
    """
    hand, first = Hand(by, at), month.replace(day=1)
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if first > month_after(hand.on.replace(day=1)):
        raise Refused(
            "meetings.month_too_far", f"Tháng {first:%m/%Y} còn xa.", "Chọn tháng này, tháng trước hoặc tháng sau."
        )
    found = month_of_unit(unit, first, hand.on)
    if not found.sheets:
        raise Refused(
            "meetings.nobody_at_unit", f"Tháng {first:%m/%Y} không có ai giữ vị trí ở cơ quan này.", "Chọn tháng khác."
        )
    former = latest(unit, first)
    kept = [(sheet, [line.to_json() for line in sheet.lines]) for sheet in found.sheets]
    _refuse_same(former, {sheet.person.pk: lines for sheet, lines in kept}, note)
    row = MonthList.objects.create(
        unit=unit, month=first, version=former.version + 1 if former else 1, as_at=hand.on, staff=found.staff,
        counts=found.counts, unassigned=[line.to_json() for line in found.unassigned], note=nfc(note.strip())[:LONGEST],
        published_at=at, published_by=hand.person, published_by_name=hand.name, synthetic=synthetic,
    )  # fmt: skip
    MonthSheet.objects.bulk_create(
        MonthSheet(published=row, person=sheet.person, order=order, name=sheet.person.full_name, post=sheet.post,
                   lines=lines, counts=sheet.counts)
        for order, (sheet, lines) in enumerate(kept, start=1)
    )  # fmt: skip
    audit.changed(after={"month": first, "version": row.version, "people": len(kept), **row.counts}, thing=row)
    words = f"Đã công bố danh sách công việc cá nhân tháng {first:%m/%Y}, lần {row.version}."
    for sheet, _lines in kept:
        if hand.person is None or sheet.person.pk != hand.person.pk:
            notify.tell(sheet.person, "meetings.month_published", words, link=f"/viec-thang/{row.pk}/", at=at)
    return row


def _refuse_same(former: MonthList | None, lines: dict[int, list[dict[str, object]]], note: str) -> None:
    if former is None or nfc(note.strip()) != former.note:
        return
    kept = {sheet.person_id: sheet.lines for sheet in former.sheets.all()}
    if kept == lines:
        raise Refused(
            "meetings.as_published", f"Danh sách không khác lần {former.version} đã công bố.",
            "Xem lần đã công bố; công bố lại khi có thay đổi.",
        )  # fmt: skip


@decision("meetings.remark_sheet", about="sheet", ask=permissions.rights)
def remark_sheet(*, sheet: MonthSheet, text: str, by: Actor | None, at: datetime) -> MonthRemark:
    """Say something to the own sheet (ý kiến của cá nhân); whoever published it is told.

    Refused `meetings.remark_says_nothing`.
    """
    row = _said(sheet, text, Hand(by, at), is_measure=False)
    publisher = sheet.published.published_by
    if publisher is not None and publisher.pk != sheet.person_id:
        words = f"{sheet.name} có ý kiến về danh sách công việc tháng {sheet.published.month:%m/%Y}."
        notify.tell(publisher, "meetings.month_remark", words, link=f"/viec-thang/{sheet.published_id}/", at=at)
    return row


@decision("meetings.note_measure", about="sheet", ask=permissions.rights)
def note_measure(*, sheet: MonthSheet, text: str, by: Actor | None, at: datetime) -> MonthRemark:
    """Note what is done about a person's slow work (biện pháp xử lý công việc chậm); the person is told.

    Refused `meetings.remark_says_nothing`.
    """
    row = _said(sheet, text, Hand(by, at), is_measure=True)
    words = f"Biện pháp xử lý công việc chậm, tháng {sheet.published.month:%m/%Y}: {row.text[:160]}"
    if row.by_id != sheet.person_id:
        notify.tell(sheet.person, "meetings.month_measure", words, link=f"/viec-thang/{sheet.published_id}/", at=at)
    return row


def _said(sheet: MonthSheet, text: str, hand: Hand, *, is_measure: bool) -> MonthRemark:
    row = MonthRemark.objects.create(
        sheet=sheet, text=nfc(WHAT(text))[:LONGEST], is_measure=is_measure, at=hand.at, by=hand.person,
        by_name=hand.name,
    )  # fmt: skip
    audit.changed(after={"measure" if is_measure else "remark": row.text})
    return row
