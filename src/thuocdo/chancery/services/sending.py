"""Sending papers (gửi văn bản): one delivery an addressee; inside at once, by mail and edXML through the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from thuocdo.chancery import permissions
from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.chancery.queries.addressees import receivers
from thuocdo.chancery.rules.life import SENT_NO_MORE, DeliveryState
from thuocdo.chancery.services.moving import Moving
from thuocdo.chancery.services.packing import Packing
from thuocdo.core import audit, clock, notify
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Document, Holder
from thuocdo.kernel.errors import NotAllowed, Refused

INSIDE, MAIL, EDXML = Delivery.Way.INSIDE, Delivery.Way.MAIL, Delivery.Way.EDXML


@dataclass(frozen=True)
class Addressee:
    """One addressee: a unit inside, or a name with a mailbox or an electronic identifier."""

    way: str
    name: str
    unit: Unit | None = None
    address: str = ""
    for_action: bool = True

    @property
    def key(self) -> tuple[str, object]:
        """What makes two of them the same."""
        return (self.way, self.unit.pk if self.way == INSIDE and self.unit else self.address.casefold())


@decision("chancery.send_document", about="document", ask=permissions.sending)
def send_document(
    *, document: Document, sender: Unit, addressees: Sequence[Addressee], due_on: date | None, by: Any, at: datetime
) -> list[Delivery]:
    """Send a paper to its addressees (gửi văn bản); those who have it already are passed over.

    Units inside may read it at once and are told; mail and packages wait for the worker. `sender` issued the paper or
    received it. Refused
    `chancery.not_official`, `chancery.withdrawn`, `chancery.no_addressee`, `chancery.due_passed`,
    `chancery.bad_mailbox`, `chancery.no_mail_server`, `edxml.no_code` with the names.
    """
    permissions.refuse_elsewhere(by, sender, "send_document")
    if by is not audit.SYSTEM and sender not in permissions.senders(by, document):
        raise NotAllowed(
            "chancery.not_its_paper", "Đơn vị này không ban hành, không tiếp nhận văn bản nên không gửi đi được.",
            "Chọn đơn vị ban hành hoặc đơn vị đã tiếp nhận văn bản.",
        )  # fmt: skip
    _refuse_unsendable(document)
    if due_on is not None and due_on < at.astimezone(clock.ZONE).date():
        raise Refused("chancery.due_passed", f"Hạn {due_on:%d/%m/%Y} đã qua.", "Chọn ngày từ hôm nay trở đi.")
    fresh = _fresh(document, sender, addressees)
    _refuse_unreachable(fresh)
    made = [_delivery(document, sender, one, due_on, by=by, at=at) for one in fresh]
    _hand_in(document, [one for one in made if one.way == INSIDE], by=by, at=at)
    packed = [one for one in made if one.way == EDXML]
    if packed:
        _pack(document, sender, packed, due_on, by=by, at=at)
    told = {"to": [one.name for one in fresh], "sender": sender.audit_name, "due_on": str(due_on or "")}
    audit.changed(after=told, thing=document)
    return made


def _refuse_unsendable(document: Document) -> None:
    """Only what is official is sent: confirmed by a person, or issued here; and not withdrawn."""
    if document.withdrawn_at is not None:
        raise Refused(
            "chancery.withdrawn", f"Văn bản đã bị thu hồi: {document.withdrawn_why}.", "Gửi văn bản thay thế."
        )
    issued_here = getattr(document, "draft", None) is not None
    if document.state != Document.State.CONFIRMED and not issued_here:
        raise Refused(
            "chancery.not_official", "Văn bản chưa được xác nhận nên chưa gửi được.",
            "Xác nhận nội dung văn bản trước, rồi gửi.",
        )  # fmt: skip


def _fresh(document: Document, sender: Unit, addressees: Sequence[Addressee]) -> list[Addressee]:
    """Addressees once each, without the sender and those who have the paper already; who had it taken back, or sent it
    back, perhaps by mistake, may be sent it again."""
    rows = Delivery.objects.filter(document=document).exclude(state__in=SENT_NO_MORE)
    known: set[tuple[str, object]] = {
        (row.way, row.unit_id if row.way == INSIDE else row.address.casefold()) for row in rows
    }
    known.add((INSIDE, sender.pk))
    found: dict[tuple[str, object], Addressee] = {}
    for one in addressees:
        if one.key not in known:
            found.setdefault(one.key, one)
    if not found:
        raise Refused(
            "chancery.no_addressee",
            "Không có nơi nhận mới: chưa chọn nơi nào, hoặc mọi nơi đã chọn đều được gửi trước đó.",
            "Chọn hoặc thêm nơi nhận rồi gửi.",
        )
    return list(found.values())


def _refuse_unreachable(addressees: Sequence[Addressee]) -> None:
    mailed = [one for one in addressees if one.way == MAIL]
    if mailed and not settings.THUOCDO_MAIL_ON:
        raise Refused(
            "chancery.no_mail_server", "Hệ thống chưa được cấu hình máy chủ thư nên không gửi thư được.",
            "Bỏ nơi nhận bằng thư, hoặc nhờ người quản trị đặt THUOCDO_MAIL.",
        )  # fmt: skip
    for one in mailed:
        try:
            validate_email(one.address)
        except ValidationError:
            raise Refused(
                "chancery.bad_mailbox", f"“{one.address}” không phải địa chỉ thư ({one.name}).", "Sửa địa chỉ rồi gửi."
            ) from None
    Packing.refuse_without_code([(one.name, one.address) for one in addressees if one.way == EDXML])


def _delivery(
    document: Document, sender: Unit, one: Addressee, due_on: date | None, *, by: Any, at: datetime
) -> Delivery:
    return Delivery.objects.create(
        document=document, sender=sender, way=one.way, unit=one.unit, name=one.name, address=one.address,
        for_action=one.for_action, due_on=due_on if one.for_action else None, made_at=at,
        made_by=by, state=DeliveryState.WAITING,
    )  # fmt: skip


def _hand_in(document: Document, made: Sequence[Delivery], *, by: Any, at: datetime) -> None:
    """Inside, the paper is there at once: the unit holds it, and who receives papers there is told."""
    units = {one.unit_id for one in made if one.unit_id is not None}
    held = [Holder(document=document, unit_id=unit, why="delivered", since=at) for unit in units]
    Holder.objects.bulk_create(held, ignore_conflicts=True)
    people: dict[int, list[Person]] = {}
    for post in receivers(units, at.astimezone(clock.ZONE).date()):
        people.setdefault(post.unit_id, []).append(post.person)
    for one in made:
        Moving(one, by=by, at=at).go("send")
        words = f"Có văn bản đến chờ tiếp nhận: {document.title}."
        for person in {person.pk: person for person in people.get(one.unit_id or 0, [])}.values():
            notify.tell(person, "chancery.delivered", words, link=f"/van-ban/den/{one.pk}/", at=at)


def _pack(
    document: Document, sender: Unit, made: Sequence[Delivery], due_on: date | None, *, by: Any, at: datetime
) -> None:
    """One package for all addressees of the axis; it waits for the axis, or to be handed over by a person."""
    packing = Packing(document, sender, at=at)
    stored, key = packing.package([(one.name, one.address) for one in made], due_on=due_on, by=by)
    Delivery.objects.filter(pk__in=[one.pk for one in made]).update(package=stored, message_id=key)
    AxisMessage.objects.create(
        direction=AxisMessage.Direction.OUT, kind=AxisMessage.Kind.EDOC, unit=sender, document_id=key, code="0",
        subject=document.subject, file=stored, at=at,
    )  # fmt: skip
