"""Sending papers by e-mail (gửi thư điện tử), by the worker: sent only after the server took the mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.queries.mail import FOR_GOOD
from thuocdo.chancery.rules.life import DeliveryState
from thuocdo.chancery.services.moving import Moving
from thuocdo.core import audit, notify
from thuocdo.core.decision import decision
from thuocdo.directory import queries as directory
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused

LONGEST_SUBJECT = 120


@decision("chancery.mail_delivery", about="delivery", ask=permissions.delivering)
def mail_delivery(*, delivery: Delivery, by: Any, at: datetime) -> Delivery:
    """Hand the mail of a delivery to the server, with the paper attached; failing leaves the reason and the state.

    Only the worker does it, as the system. What is no longer waiting stays as it is, and so does what was withdrawn.
    """
    if delivery.way != Delivery.Way.MAIL or delivery.state not in (DeliveryState.WAITING, DeliveryState.FAILED):
        return delivery
    # Under the lock of the paper nobody withdraws it while it is on its way.
    kept = Document.objects.select_for_update(of=("self",), no_key=True).only("withdrawn_at")
    if kept.get(pk=delivery.document_id).withdrawn_at is not None:
        return delivery
    before, moving, document = delivery.state, Moving(delivery, by=by, at=at), delivery.document
    data = _attached(document)
    if data is None:
        moving.go("fail", note="văn bản không có tệp để đính kèm", code=FOR_GOOD)
        audit.changed(before={"state": before}, after={"state": delivery.state})
        return delivery
    _hand_to_server(moving, document, data)
    audit.changed(before={"state": before}, after={"state": delivery.state})
    return delivery


def _attached(document: Document) -> bytes | None:
    """The paper's bytes; nothing for a line of a register without a file, or a file that is lost."""
    try:
        with document.original.content.open("rb") as content:
            return bytes(content.read())
    except (Refused, OSError, ValueError):
        return None


def _hand_to_server(moving: Moving, document: Document, data: bytes) -> None:
    delivery = moving.delivery
    subject = f"[{document.number_symbol or 'Văn bản'}] {document.subject or document.title}"
    try:
        notify.send(
            delivery.address, " ".join(subject.split())[:LONGEST_SUBJECT], _body(delivery, moving.at),
            attachments=[(document.file_name, data, "application/octet-stream")],
        )  # fmt: skip
    except notify.MailRefused as error:
        moving.go("fail", note=str(error), code=FOR_GOOD)
    except notify.MailFailed as error:
        moving.go("fail", note=str(error))
    else:
        moving.go("send")


@decision("chancery.mail_recall", about="delivery", ask=permissions.delivering)
def mail_recall(*, delivery: Delivery, by: Any, at: datetime) -> Delivery:
    """Ask the addressee of a mail to disregard it; only the worker does it, once, as the system."""
    if delivery.sent_at is None or delivery.moves.filter(verb="tell").exists():
        return delivery
    moving, why = Moving(delivery, by=by, at=at), delivery.moves.filter(verb="recall").last()
    text = (
        f"Văn bản {delivery.document.title} đã gửi tới Quý cơ quan được thu hồi, đề nghị không sử dụng.\n"
        f"Lý do: {why.note if why else ''}"
    )
    try:
        notify.send(delivery.address, f"Thu hồi văn bản {delivery.document.number_symbol}"[:LONGEST_SUBJECT], text)
    except (notify.MailRefused, notify.MailFailed) as error:
        moving.note("tell", note=f"chưa báo được việc thu hồi: {error}")
    else:
        moving.note("tell", note="đã báo thu hồi bằng thư")
    return delivery


def _body(delivery: Delivery, at: datetime) -> str:
    document = delivery.document
    asked = [f"Đề nghị xử lý trước ngày {delivery.due_on:%d/%m/%Y}."] if delivery.due_on else []
    lines = [
        f"Kính gửi: {delivery.name}", "",
        f"{directory.name_on(delivery.sender, at.date())} gửi văn bản: {document.title}.",
        "Để thực hiện." if delivery.for_action else "Để biết.", *asked, "",
        "Văn bản đính kèm thư này." + (f" Nơi gửi: {settings.THUOCDO_URL}" if settings.THUOCDO_URL else ""),
    ]  # fmt: skip
    return "\n".join(lines)
