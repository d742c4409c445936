"""What the sender does after sending: urge, recall, try again (đôn đốc, thu hồi, gửi lại)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.chancery.queries.deliveries import UNREAD
from thuocdo.chancery.queries.policy import rules_on
from thuocdo.chancery.rules.life import DeliveryState
from thuocdo.chancery.rules.urging import HEAD, RECEIVERS
from thuocdo.chancery.services.moving import Moving
from thuocdo.chancery.services.packing import Packing
from thuocdo.chancery.services.repacking import Repacking
from thuocdo.core import audit, clock
from thuocdo.core.decision import decision
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import Refused


@decision("chancery.urge_delivery", about="delivery", ask=permissions.delivering)
def urge_delivery(
    *, delivery: Delivery, by: Any, at: datetime, tell: Sequence[str] = (RECEIVERS,), step: int = 0
) -> Delivery:
    """Remind a unit that it has not opened a paper, or not answered one in time (đôn đốc); every urging leaves a row.

    `step` is the number of the policy's step, 0 for a person's own. Refused `chancery.nothing_to_urge`,
    `chancery.cannot_urge`, `chancery.urged_today` (the policy says how often a day), `chancery.nobody_there`.
    """
    day = at.astimezone(clock.ZONE).date()
    unread = delivery.state in UNREAD
    owed = unread or (delivery.for_action and delivery.state == DeliveryState.READ)
    if delivery.way != Delivery.Way.INSIDE or delivery.unit is None:
        raise Refused(
            "chancery.cannot_urge", f"{delivery.name} nhận ngoài hệ thống nên không nhắc được ở đây.",
            "Liên hệ trực tiếp, hoặc gửi công văn đôn đốc.",
        )  # fmt: skip
    if not owed:
        raise Refused("chancery.nothing_to_urge", f"{delivery.name} không còn việc phải nhắc.", "Tải lại trang.")
    today = delivery.moves.filter(verb="urge", at__gte=clock.at_day(day)).count()
    if today >= rules_on(day).most_a_day:
        raise Refused(
            "chancery.urged_today", f"Hôm nay đã nhắc {delivery.name} {today} lần.", "Nhắc lại vào ngày làm việc sau."
        )
    head = directory.head_of(delivery.unit, day).acts if HEAD in tell else None
    what = "chưa mở" if unread else "chưa có kết quả xử lý"
    words = f"Đề nghị xem: {what} văn bản {delivery.document.title}."
    moving = Moving(delivery, by=by, at=at)
    told = moving.tell_receivers("chancery.urged", words, also=[head] if isinstance(head, Person) else [])
    if not told:
        raise Refused(
            "chancery.nobody_there", f"{delivery.name} chưa có ai tiếp nhận văn bản trong hệ thống.",
            "Nhờ người quản trị giao vị trí ở đơn vị này, hoặc liên hệ trực tiếp.",
        )  # fmt: skip
    delivery.urged_at, delivery.urged_times = at, delivery.urged_times + 1
    delivery.save(update_fields=["urged_at", "urged_times"])
    moving.note("urge", note=f"{what}; báo {told} người", code=str(step) if step else "")
    audit.changed(after={"told": told, "step": step, "times": delivery.urged_times})
    return delivery


@decision("chancery.recall_delivery", about="delivery", ask=permissions.delivering)
def recall_delivery(*, delivery: Delivery, reason: str, by: Any, at: datetime) -> Delivery:
    """Take a sent paper back from an addressee (thu hồi gửi) with a reason, and tell it.

    A unit inside may no longer read it; over the axis a recall goes out that the other side answers, and what was not
    handed over yet stays here; a mail cannot be taken back, a second one asks to disregard it. Refused
    `chancery.reason_missing`.
    """
    if not reason.strip():
        raise Refused("chancery.reason_missing", "Thu hồi cần ghi lý do.", "Ghi một câu, ví dụ “gửi nhầm bản”.")
    before, moving = delivery.state, Moving(delivery, by=by, at=at)
    moving.go("recall", note=reason.strip())
    words = f"Văn bản đã gửi bị thu hồi: {delivery.document.title}. Lý do: {reason.strip()}."
    moving.tell_receivers("chancery.recalled", words)
    moving.take_back_copy()
    if delivery.way == Delivery.Way.EDXML and delivery.sent_at is None:
        Repacking(delivery, by=by, at=at).leave()
    elif delivery.way == Delivery.Way.EDXML:
        packing = Packing(delivery.document, delivery.sender, at=at)
        stored = packing.recall([(delivery.name, delivery.address)], reason=reason.strip(), by=by)
        AxisMessage.objects.create(
            direction=AxisMessage.Direction.OUT, kind=AxisMessage.Kind.CHANGE, unit=delivery.sender, code="1",
            other=delivery.address, other_name=delivery.name, document_id=packing.key, note=reason.strip(),
            subject=delivery.document.subject, file=stored, delivery=delivery, at=at,
        )  # fmt: skip
    audit.changed(before={"state": before}, after={"state": delivery.state}, why=reason.strip())
    return delivery


@decision("chancery.retry_delivery", about="delivery", ask=permissions.delivering)
def retry_delivery(*, delivery: Delivery, by: Any, at: datetime) -> Delivery:
    """Try a failed sending again at once (gửi lại). Refused `chancery.not_failed`."""
    if delivery.state != DeliveryState.FAILED:
        raise Refused("chancery.not_failed", "Lần gửi này không bị lỗi.", "Tải lại trang để xem trạng thái.")
    Moving(delivery, by=by, at=at).note("retry")
    if delivery.way == Delivery.Way.EDXML:
        waiting = AxisMessage.objects.filter(direction=AxisMessage.Direction.OUT, file=delivery.package_id)
        waiting.filter(state=AxisMessage.State.FAILED).update(attempts=0)
    return delivery


@decision("chancery.hand_over_package", about="delivery", ask=permissions.delivering)
def hand_over_package(*, delivery: Delivery, note: str, by: Any, at: datetime) -> Delivery:
    """Say that a person handed the package to the document axis outside the platform (đã chuyển gói bằng tay).

    All addressees of the same package are sent with it. Refused `chancery.not_a_package`.
    """
    if delivery.way != Delivery.Way.EDXML or delivery.package_id is None:
        raise Refused("chancery.not_a_package", "Nơi nhận này không nhận bằng gói edXML.", "Chọn dòng khác.")
    same = Delivery.objects.select_for_update(of=("self",)).filter(
        document=delivery.document_id, package=delivery.package_id, state__in=["waiting", "failed"]
    )
    moved = list(same)
    for one in moved:
        Moving(one, by=by, at=at).go("send", note=note.strip() or "chuyển gói bằng tay")
    AxisMessage.objects.filter(
        direction=AxisMessage.Direction.OUT, kind=AxisMessage.Kind.EDOC, file=delivery.package_id
    ).exclude(state=AxisMessage.State.DONE).update(state=AxisMessage.State.DONE, done_at=at)
    delivery.refresh_from_db()
    audit.changed(after={"sent": [one.name for one in moved]}, why=note.strip())
    return delivery
