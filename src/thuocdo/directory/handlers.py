"""What a worker does after security events: here no visitor waits, so that the time of an answer tells nothing."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from thuocdo.core import clock, notify
from thuocdo.core.models import AuditRow, OutboxEvent
from thuocdo.directory import tokens
from thuocdo.directory.alerts import tell_owner_once
from thuocdo.directory.models import Account
from thuocdo.directory.queries import mail_address


def told_of_lock(event: OutboxEvent) -> None:
    """Tell the owner of an account that somebody tried passwords until it was locked for some minutes."""
    account, row = _about(event)
    if account is None or not (row.after or {}).get("locked"):
        return
    tell_owner_once(
        account, "locked",
        f"Có người nhập sai mật khẩu của bạn nhiều lần lúc {row.at.astimezone(clock.ZONE):%H:%M %d/%m/%Y} nên tài "
        "khoản bị khóa tạm 5 phút. Nếu không phải bạn: không cần làm gì, nhưng nên thêm bước xác thực thứ hai.",
        at=clock.now(),
    )  # fmt: skip


def mail_recovery_link(event: OutboxEvent) -> None:
    """Mail the link for a forgotten password, where there is an open account with an address and a mail server."""
    account, row = _about(event)
    late = clock.now() - event.at > timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if account is None or account.person is None or not account.is_active or late or not settings.THUOCDO_MAIL_ON:
        return
    address = mail_address(account.person.actor_key)
    if not address:
        return
    site = settings.THUOCDO_URL or (row.after or {})["site"]
    link = f"{site}/quen-mat-khau/{tokens.name_of(account)}/{tokens.RECOVERY.make_token(account)}/"
    notify.send(address, "Đặt lại mật khẩu Thước Đo", _letter(link))


def _letter(link: str) -> str:
    lines = [
        "Có yêu cầu đặt lại mật khẩu cho tài khoản của bạn trên Thước Đo.", "",
        "Mở liên kết này trong 30 phút để chọn mật khẩu mới (chỉ dùng được một lần):", link, "",
        "Nếu bạn không yêu cầu, bỏ qua thư này: mật khẩu vẫn như cũ.", "",
        "Thư tự động của hệ thống Thước Đo; xin không trả lời thư này.",
    ]  # fmt: skip
    return "\n".join(lines)


def _about(event: OutboxEvent) -> tuple[Account | None, AuditRow]:
    """The account that an event is about, if it is about one, and its row in the audit."""
    row = AuditRow.objects.get(seq=event.payload["audit_seq"])
    if event.payload.get("type") != Account._meta.label_lower:
        return None, row
    return Account.objects.filter(pk=event.payload["key"]).first(), row
