"""Messages of the document axis (trục liên thông): taken in, answered by people, handed out; who does what how far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.axis_screening import letting_go, screened
from thuocdo.chancery.edxml.building import build_status
from thuocdo.chancery.edxml.content import STATUS, Answered, Head, Status
from thuocdo.chancery.edxml.reading import LONGEST_ID, Message, read_message
from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.chancery.queries.addressees import receivers
from thuocdo.chancery.rules.life import DELIVERY_LIFE
from thuocdo.chancery.services.moving import Moving
from thuocdo.chancery.services.packing import Sides
from thuocdo.core import audit, clock, files, notify
from thuocdo.core.decision import decision
from thuocdo.core.models import StoredFile
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.documents import services as documents
from thuocdo.kernel.errors import Refused

IN, OUT = AxisMessage.Direction.IN, AxisMessage.Direction.OUT
EDOC, STATE, CHANGE = AxisMessage.Kind.EDOC, AxisMessage.Kind.STATUS, AxisMessage.Kind.CHANGE
WAITING, DONE, FAILED = AxisMessage.State.WAITING, AxisMessage.State.DONE, AxisMessage.State.FAILED
# What a status code of the other side says about the state of a delivery.
STATE_OF = {"01": "arrived", "03": "received", "04": "read", "05": "read", "06": "acted"}
ARRIVED, RETURNED, TAKEN, AGREED, DECLINED = "01", "02", "03", "15", "16"
TOLD_BY_PEOPLE = ("04", "05", "06")


@letting_go
@decision("chancery.take_message", ask=permissions.exchanging)
def take_message(*, data: bytes, outside_id: str, by: Any, at: datetime) -> list[AxisMessage]:
    """Take in a message that the axis holds for us; the same one again changes nothing.

    A package is kept and its arrival told at once (01); a person decides about it, and about recalls and updates. A
    status moves the delivery it is about. Only the exchange does it, as the system. Refused `edxml.broken`,
    `edxml.unsafe`, `edxml.not_edxml`, and `documents.state_secret` for a stamped paper: it is counted for the units
    named, nothing of it is kept.
    """
    known = list(AxisMessage.objects.filter(direction=IN, outside_id=outside_id)) if outside_id else []
    if known:
        return known
    if len(outside_id) > LONGEST_ID:
        raise Refused("edxml.bad_id", "Khóa của thông điệp dài quá mức.", "Báo nơi quản lý trục liên thông.")
    message = read_message(data)
    ours = _units([one.code for one in message.head.to], at) if message.head is not None else []
    if message.status is None:
        screened(data, ours)
    stored = files.store(data, name=f"{outside_id or 'thong-diep'}.edxml", content_type="application/xml")
    if message.status is not None:
        made = [_take_status(message.status, stored, outside_id, at=at)]
        told = {"from": made[0].other, "about": made[0].document_id}
    else:
        # A scan in it may turn out to be secret, and nothing takes a name out of the audit again.
        made, told = _take_package(message, ours, stored, outside_id, at=at), {}
    audit.changed(thing=made[0], after={"kind": made[0].kind, **told})
    return made


@letting_go
@decision("chancery.take_package", about="message", ask=permissions.exchanging)
def take_package(*, message: AxisMessage, by: Any, at: datetime) -> AxisMessage:
    """Take the papers of a package into the register of its unit (tiếp nhận gói liên thông); the sender is told (03).

    Refused `documents.state_secret` lets go of the message and counts.
    """
    _refuse_unless_waiting(message)
    if message.kind != EDOC or message.file is None:
        raise Refused("chancery.not_a_package", "Thông điệp này không phải gói văn bản mới.", "Trả lời thông điệp.")
    with message.file.content.open("rb") as content:
        paper = documents.Paper(message.file.name, content.read(), "application/xml")
    message.arrival = documents.receive_bundle(paper=paper, unit=message.unit, by=by, at=at)
    _decide(message, DONE, by=by, at=at)
    _tell(message, TAKEN, "", by=by, at=at)
    audit.changed(after={"papers": message.arrival.parts.count()})
    return message


@decision("chancery.return_package", about="message", ask=permissions.exchanging)
def return_package(*, message: AxisMessage, reason: str, by: Any, at: datetime) -> AxisMessage:
    """Send a package back that was not meant for us (từ chối tiếp nhận, 02). Refused `chancery.reason_missing`."""
    _refuse_unless_waiting(message)
    if not reason.strip():
        raise Refused("chancery.reason_missing", "Từ chối tiếp nhận cần ghi lý do.", "Ghi một câu về lý do.")
    _decide(message, AxisMessage.State.DECLINED, by=by, at=at)
    _tell(message, RETURNED, reason.strip(), by=by, at=at)
    audit.changed(why=reason.strip())
    return message


@decision("chancery.tell_status", about="message", ask=permissions.exchanging)
def tell_status(*, message: AxisMessage, code: str, note: str, by: Any, at: datetime) -> AxisMessage:
    """Tell the sender of a package how far we are: assigned, in work, done (04, 05, 06). Refused
    `chancery.unknown_status`, `chancery.not_taken`."""
    if code not in TOLD_BY_PEOPLE:
        raise Refused("chancery.unknown_status", f"Không có mã trạng thái “{code}” để báo.", "Chọn trong danh sách.")
    if message.kind != EDOC or message.state != DONE:
        raise Refused("chancery.not_taken", "Gói chưa được tiếp nhận.", "Tiếp nhận gói trước.")
    _tell(message, code, note.strip(), by=by, at=at)
    audit.changed(after={"code": code}, why=note.strip())
    return message


@letting_go
@decision("chancery.answer_change", about="message", ask=permissions.exchanging)
def answer_change(*, message: AxisMessage, agree: bool, note: str, by: Any, at: datetime) -> AxisMessage:
    """Agree to a recall, update or replacement of a paper that came over the axis, or decline it (15, 16).

    Agreeing to an update takes its papers in; a recalled paper is withdrawn by whoever keeps it, on its page. Refused
    `chancery.reason_missing` for declining without a reason.
    """
    _refuse_unless_waiting(message)
    if message.kind != CHANGE:
        raise Refused("chancery.not_a_change", "Thông điệp này không xin thay đổi gì.", "Tiếp nhận gói văn bản.")
    if not agree and not note.strip():
        raise Refused("chancery.reason_missing", "Từ chối cần ghi lý do.", "Ghi một câu về lý do.")
    if agree and message.file is not None and message.code in ("2", "3"):
        with message.file.content.open("rb") as content:
            paper = documents.Paper(message.file.name, content.read(), "application/xml")
        message.arrival = documents.receive_bundle(paper=paper, unit=message.unit, by=by, at=at)
    _decide(message, AxisMessage.State.AGREED if agree else AxisMessage.State.DECLINED, by=by, at=at)
    _tell(message, AGREED if agree else DECLINED, note.strip(), by=by, at=at)
    audit.changed(after={"agreed": agree}, why=note.strip())
    return message


@decision("chancery.note_handed", about="message", ask=permissions.exchanging)
def note_handed(*, message: AxisMessage, outside_id: str, by: Any, at: datetime) -> AxisMessage:
    """Note that the axis took a message of ours; the deliveries of a package are sent from now on. System only."""
    if message.state == DONE:
        return message
    message.state, message.outside_id, message.done_at, message.error = DONE, outside_id, at, ""
    message.save()
    for delivery in _deliveries(message):
        if DELIVERY_LIFE.allows(delivery.state, "send"):
            Moving(delivery, by=by, at=at).go("send", note="trục liên thông đã nhận")
    audit.changed(after={"outside_id": outside_id})
    return message


@decision("chancery.note_unhanded", about="message", ask=permissions.exchanging)
def note_unhanded(*, message: AxisMessage, error: str, by: Any, at: datetime) -> AxisMessage:
    """Note that the axis did not take a message of ours, and why; it is tried again. System only."""
    message.state, message.attempts, message.error = FAILED, message.attempts + 1, error[:500]
    message.save()
    for delivery in _deliveries(message):
        # Told once: how often it was tried since, the message knows.
        if delivery.state == Delivery.State.WAITING:
            Moving(delivery, by=by, at=at).go("fail", note=error[:200])
    audit.changed(after={"attempts": message.attempts, "error": message.error})
    return message


def _deliveries(message: AxisMessage) -> list[Delivery]:
    if message.kind != EDOC:
        return []
    rows = Delivery.objects.filter(package=message.file_id, message_id=message.document_id)
    return list(rows.select_for_update(of=("self",)))


def _take_status(status: Status, stored: StoredFile, outside_id: str, *, at: datetime) -> AxisMessage:
    """What the other side says of a paper of ours moves its delivery, as far as the states allow."""
    delivery = _delivery_about(status)
    made = AxisMessage.objects.create(
        direction=IN, kind=STATE, unit=delivery.sender if delivery else None, other=status.sender.code,
        other_name=status.sender.name, document_id=status.about.document_id, code=status.code,
        note=status.description, outside_id=outside_id, file=stored, delivery=delivery, at=at,
        state=DONE if delivery else FAILED, done_at=at,
        error="" if delivery else "không có lần gửi nào ứng với văn bản và nơi nhận này",
    )  # fmt: skip
    if delivery is None:
        return made
    moving = Moving(delivery, by=audit.SYSTEM, at=at)
    note = status.description or STATUS.get(status.code, "")
    if status.code == RETURNED and DELIVERY_LIFE.allows(delivery.state, "refuse"):
        moving.go("refuse", note=note, code=status.code)
        moving.tell_sender("chancery.refused", f"{delivery.name} từ chối tiếp nhận: {delivery.document.title}.")
    elif not moving.go_on_to(STATE_OF.get(status.code, ""), note=note, code=status.code):
        moving.note("note", note=note, code=status.code)
        if status.code == DECLINED:
            moving.tell_sender("chancery.recall_declined", f"{delivery.name} không đồng ý lấy lại văn bản: {note}.")
    return made


def _delivery_about(status: Status) -> Delivery | None:
    """The delivery that a status is about; old and new identifiers are both in use, so a single addressee is enough."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(
        way=Delivery.Way.EDXML, message_id=status.about.document_id
    )
    # Sent again after a recall or a refusal: news are about the latest.
    listed = list(rows.select_related("document", "sender").order_by("-pk"))
    if status.code in (AGREED, DECLINED):
        listed.sort(key=lambda row: row.state != Delivery.State.RECALLED)
    found = next((row for row in listed if row.address.casefold() == status.sender.code.casefold()), None)
    return found or (listed[0] if len(listed) == 1 else None)


def _take_package(
    message: Message, ours: Sequence[Unit], stored: StoredFile, outside_id: str, *, at: datetime
) -> list[AxisMessage]:
    """One row for each unit of ours that the package names; nobody of ours is told as a failure."""
    head, about = message.head, message.business
    assert head is not None
    kind = CHANGE if message.is_change else EDOC
    facts = {
        "direction": IN, "kind": kind, "other": head.sender.code, "other_name": head.sender.name,
        "document_id": about.document_id or head.document_id, "subject": head.subject, "code": about.kind,
        "note": about.reason, "outside_id": outside_id, "file": stored, "at": at,
    }  # fmt: skip
    if not ours:
        named = "; ".join(one.name or one.code for one in head.to)
        return [AxisMessage.objects.create(**facts, state=FAILED, error=f"không có đơn vị nào của ta: {named}"[:500])]
    made = [AxisMessage.objects.create(**facts, unit=unit) for unit in ours]
    for one in made:
        if kind == EDOC:
            _tell(one, ARRIVED, "", by=audit.SYSTEM, at=at)
        _tell_people(one, head, at=at)
    return made


def _units(codes: list[str], at: datetime) -> list[Unit]:
    day = at.astimezone(clock.ZONE).date()
    rows = UnitVersion.objects.filter(edoc_code__in=[code for code in codes if code], valid__contains=day)
    return [row.unit for row in rows.select_related("unit").order_by("unit_id")]


def _tell_people(message: AxisMessage, head: Head, *, at: datetime) -> None:
    assert message.unit is not None
    what = "Gói văn bản" if message.kind == EDOC else "Thông điệp thu hồi, cập nhật"
    words = f"{what} từ trục liên thông chờ xử lý: {head.subject} ({head.sender.name})."
    posts = receivers({message.unit.pk}, at.astimezone(clock.ZONE).date())
    for person in {post.person_id: post.person for post in posts}.values():
        notify.tell(person, "chancery.package", words, link=f"/van-ban/den/truc/{message.pk}/", at=at)


def _refuse_unless_waiting(message: AxisMessage) -> None:
    if message.state != WAITING:
        raise Refused(
            "chancery.already_decided", "Thông điệp này đã được xử lý.", "Tải lại trang để xem kết quả."
        )  # fmt: skip


def _decide(message: AxisMessage, state: str, *, by: Any, at: datetime) -> None:
    message.state, message.decided_by, message.decided_at, message.done_at = state, by, at, at
    message.save()


def _tell(message: AxisMessage, code: str, note: str, *, by: Any, at: datetime) -> None:
    """A status message to the sender of a package, waiting for the axis."""
    assert message.unit is not None
    local = at.astimezone(clock.ZONE)
    key = message.document_id
    number = key.split(",", 2)[2] if key.count(",") >= 2 else ""
    status = Status(
        Sides.agency(message.unit, local.date()), Answered(message.other, number, None, key), code,
        note or STATUS[code], local.replace(tzinfo=None), Sides.staff(by),
    )  # fmt: skip
    stored = files.store(build_status(status), name=f"trang-thai-{code}.edxml", content_type="application/xml")
    AxisMessage.objects.create(
        direction=OUT, kind=STATE, unit=message.unit, other=message.other, other_name=message.other_name,
        document_id=key, subject=message.subject, code=code, note=note, file=stored, at=at, arrival=message.arrival,
    )  # fmt: skip
