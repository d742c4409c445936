"""Days away, and who stands in (nghỉ phép, đi công tác, đi học)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Absence, Person, Position
from thuocdo.directory.people_rights import rights
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.ui.formatting import vn_date


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Days away [start, end), why, and who stands in (none: nobody was named)."""

    start: date
    end: date
    why: str
    deputy: Person | None = None


@decision("directory.note_absence", about="person", ask=rights)
def note_absence(*, person: Person, leave: Leave, by: Actor | None, at: datetime) -> Absence:
    """Note days on which a person is away (ghi ngày vắng mặt); standing in gives no rights (`delegate` does).

    Refused `directory.absence_twice`, `bad_deputy`, `absence_without_why`, `absence_without_post`, `empty_absence`.
    """
    days = DateRange(leave.start, leave.end)
    _possible(person, leave, days)
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                person=person, deputy=leave.deputy, valid=days, why=squeeze(leave.why), noted_at=at,
                noted_by_name=by.actor_name if by else "",
            )  # fmt: skip
    except IntegrityError as error:
        if "away_once_at_a_time" not in str(error):
            raise
        raise Refused(
            "directory.absence_twice", f"{person.full_name} đã có ngày vắng mặt ghi trong thời gian ấy.",
            "Hủy lần ghi trước, hoặc chọn ngày khác.",
        ) from error  # fmt: skip
    said = {"start": leave.start, "end": leave.end, "deputy": leave.deputy.full_name if leave.deputy else ""}
    audit.changed(after={"absence": absence.pk, **said}, why=absence.why, thing=person)
    if leave.deputy:
        words = f"{person.full_name} vắng mặt từ {vn_date(leave.start)}; bạn được ghi là người làm thay."
        notify.tell(leave.deputy, "directory.stands_in", words, link=f"/nguoi/{leave.deputy.pk}/", at=at)
    return absence


def _possible(person: Person, leave: Leave, days: DateRange) -> None:
    if leave.end <= leave.start:
        raise Refused("directory.empty_absence", "Ngày cuối phải không sớm hơn ngày đầu.", "Kiểm tra lại hai ngày.")
    if not squeeze(leave.why):
        raise Refused("directory.absence_without_why", "Chưa ghi lý do vắng mặt.", "Ghi lý do rồi làm lại.")
    posts = Position.objects.filter(person=person, valid__overlap=days)
    if not posts.exists():
        raise Refused(
            "directory.absence_without_post", f"{person.full_name} không giữ vị trí nào trong những ngày ấy.",
            "Kiểm tra lại ngày.",
        )  # fmt: skip
    if leave.deputy is not None:
        _fits(leave.deputy, person, [post.unit_id for post in posts], days)


def _fits(deputy: Person, person: Person, units: list[int], days: DateRange) -> None:
    reason = ""
    if deputy.pk == person.pk:
        reason = "Người làm thay phải là người khác."
    elif not Position.objects.filter(person=deputy, unit__in=units, valid__contains=days).exists():
        reason = f"{deputy.full_name} không giữ vị trí trong cùng đơn vị suốt những ngày ấy."
    elif Absence.objects.filter(person=deputy, valid__overlap=days, cancelled_at=None).exists():
        reason = f"{deputy.full_name} cũng vắng mặt trong những ngày ấy."
    if reason:
        raise Refused("directory.bad_deputy", reason, "Chọn người khác trong đơn vị.", where={"field": "deputy"})


@decision("directory.cancel_absence", about="absence", ask=rights)
def cancel_absence(*, absence: Absence, why: str = "", by: Actor | None, at: datetime) -> Absence:
    """Cancel noted days (hủy ngày vắng mặt): the person is there after all; the row stays."""
    if absence.cancelled_at is not None:
        raise Refused("directory.absence_cancelled", "Lần vắng mặt này đã được hủy.", "Xem trang của người này.")
    absence.cancelled_at = at
    absence.save(update_fields=["cancelled_at"])
    days = {"start": absence.valid.lower, "end": absence.valid.upper}
    audit.changed(before={"absence": absence.pk, **days}, why=squeeze(why), thing=absence.person)
    return absence
