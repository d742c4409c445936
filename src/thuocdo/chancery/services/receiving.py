"""What the unit that a paper was sent to does with it: receive, see, act, refuse (tiếp nhận, xem, xử lý, từ chối)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.rules.life import DELIVERY_LIFE, DeliveryState
from thuocdo.chancery.services.moving import Moving
from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.directory import queries as directory
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused

BEFORE_RECEIVING = (DeliveryState.SENT, DeliveryState.ARRIVED)


@decision("chancery.receive_delivery", about="delivery", ask=permissions.delivering)
def receive_delivery(*, delivery: Delivery, by: Any, at: datetime) -> Delivery:
    """Acknowledge that a paper came (tiếp nhận văn bản đến); a paper that was opened before is seen at once."""
    before, moving = delivery.state, Moving(delivery, by=by, at=at)
    moving.go("receive")
    if delivery.read_at is not None:
        moving.go("read", note="đã mở trước khi tiếp nhận")
    audit.changed(before={"state": before}, after={"state": delivery.state})
    return delivery


@decision("chancery.note_read", about="delivery", ask=permissions.delivering)
def note_read(*, delivery: Delivery, by: Any, at: datetime) -> Delivery:
    """Note that somebody of the unit opened the paper (đã xem), once; before it is received, only the moment."""
    before, moving = delivery.state, Moving(delivery, by=by, at=at)
    if DELIVERY_LIFE.allows(delivery.state, "read"):
        moving.go("read")
    elif delivery.state in BEFORE_RECEIVING and delivery.read_at is None:
        delivery.read_at = at
        delivery.save(update_fields=["read_at"])
        moving.note("read", note="mở khi chưa tiếp nhận")
    audit.changed(before={"state": before}, after={"state": delivery.state})
    return delivery


@decision("chancery.act_on_delivery", about="delivery", ask=permissions.delivering)
def act_on_delivery(*, delivery: Delivery, answer: Document | None, note: str, by: Any, at: datetime) -> Delivery:
    """Say that the unit has dealt with the paper (báo đã xử lý), with the paper that answers it or in a sentence.

    What was not received yet is received with it. Refused `chancery.nothing_said`, `chancery.answers_itself`.
    """
    if answer is None and not note.strip():
        raise Refused(
            "chancery.nothing_said", "Chưa có văn bản trả lời, cũng chưa ghi kết quả xử lý.",
            "Chọn văn bản trả lời, hoặc ghi một câu về kết quả.",
        )  # fmt: skip
    if answer is not None and answer.pk == delivery.document_id:
        raise Refused("chancery.answers_itself", "Văn bản không tự trả lời chính nó.", "Chọn văn bản khác.")
    before, moving = delivery.state, Moving(delivery, by=by, at=at)
    delivery.answer = answer
    if DELIVERY_LIFE.allows(delivery.state, "receive"):
        moving.go("receive")
    moving.go("act", note=note.strip())
    name = directory.name_on(delivery.unit, at.date()) if delivery.unit else delivery.name
    moving.tell_sender("chancery.acted", f"{name} báo đã xử lý: {delivery.document.title}.")
    audit.changed(
        before={"state": before}, after={"state": delivery.state, "answer": answer.pk if answer else None},
        why=note.strip(),
    )  # fmt: skip
    return delivery


@decision("chancery.refuse_delivery", about="delivery", ask=permissions.delivering)
def refuse_delivery(*, delivery: Delivery, reason: str, by: Any, at: datetime) -> Delivery:
    """Send a paper back that was not meant for the unit (từ chối tiếp nhận), with the reason; it may no longer read
    it. Refused `chancery.reason_missing`."""
    if not reason.strip():
        raise Refused(
            "chancery.reason_missing", "Từ chối tiếp nhận cần ghi lý do.", "Ghi một câu, ví dụ “gửi nhầm đơn vị”."
        )
    before, moving = delivery.state, Moving(delivery, by=by, at=at)
    moving.go("refuse", note=reason.strip())
    moving.take_back_copy()
    moving.tell_sender(
        "chancery.refused", f"{delivery.name} từ chối tiếp nhận {delivery.document.title}: {reason.strip()}."
    )
    audit.changed(before={"state": before}, after={"state": delivery.state}, why=reason.strip())
    return delivery
