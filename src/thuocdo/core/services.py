"""What operators decide about the program itself; each a decision with its audit row and its event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from thuocdo.core import audit, maintenance
from thuocdo.core.audit import Actor
from thuocdo.core.clock import ZONE
from thuocdo.core.decision import decision
from thuocdo.core.models import Maintenance
from thuocdo.core.privacy_rules import Retention
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze


@decision("core.start_maintenance")
def start_maintenance(*, why: str, until: datetime | None = None, by: Actor | None, at: datetime) -> Maintenance:
    """Switch the read-only mode on (bật chế độ chỉ xem); `until` is what people are told, it does not switch it off."""
    reason = squeeze(why)
    if not reason:
        raise Refused("core.no_reason", "Chưa ghi lý do bảo trì.", "Ghi lý do để mọi người đọc được trên từng trang.")
    if until is not None and until <= at:
        raise Refused(
            "core.until_is_past", f"Giờ dự kiến xong {until.astimezone(ZONE):%H:%M %d/%m/%Y} đã qua.",
            "Ghi một giờ sau lúc này, hoặc bỏ trống.",
        )  # fmt: skip
    name = by.actor_name if by is not None else ""
    mode = Maintenance(pk=1, since=at, until=until, why=reason, by_name=name)
    try:
        with transaction.atomic():
            mode.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "core.already_read_only", "Chế độ bảo trì đang bật.", "Tắt trước, rồi bật lại với lý do mới."
        ) from error
    audit.changed(after={"until": until}, why=reason)
    maintenance.forget()
    return mode


@decision("core.end_maintenance", about="mode")
def end_maintenance(*, mode: Maintenance, by: Actor | None, at: datetime) -> None:
    """Switch the read-only mode off (tắt chế độ chỉ xem)."""
    audit.changed(before={"since": mode.since, "until": mode.until}, why=mode.why)
    Maintenance.objects.all().delete()
    maintenance.forget()


@decision("core.delete_expired", ask=lambda _by, _thing: frozenset())
def delete_expired(*, rows: QuerySet[Any], rule: Retention, by: Actor | None, at: datetime) -> int:
    """Delete rows of personal data whose time is over by a rule (xóa dữ liệu hết hạn lưu); the program alone may."""
    count, _by_model = rows.delete()
    audit.changed(after={"rule": rule.code, "count": count}, why=rule.basis or rule.what)
    return count
