"""Security events (sự kiện an toàn): noted in the audit, whoever caused them; the owner is told of the grave ones."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.alerts import tell_owner, tell_owner_once
from thuocdo.directory.models import Account


@decision("directory.sign_in", about="account")
def sign_in(
    *, account: Account, method: str = "", device: str = "", is_new: bool = False, by: Actor | None, at: datetime
) -> None:
    """Note that an account signed in (đăng nhập): by which steps ("password+totp"), on which device.

    `is_new` says that this browser never signed in with this account before; the owner is told.
    """
    audit.changed(after={"method": method, "device": device, "new_device": is_new})
    if is_new and not settings.THUOCDO_DEMO:  # many people share the accounts of a demo
        words = f"Tài khoản của bạn vừa đăng nhập lần đầu trên một trình duyệt khác: {device}, lúc {at:%H:%M %d/%m/%Y}."
        remedy = "Nếu không phải bạn: kết thúc phiên đó, đổi mật khẩu ngay và báo quản trị."
        tell_owner(account, "new_device", f"{words} {remedy}", at=at)


@decision("directory.sign_out", about="account")
def sign_out(*, account: Account, why: str = "", by: Actor | None, at: datetime) -> None:
    """Note that an account signed out, by its owner or after idling."""
    audit.changed(why=why)


@decision("directory.fail_sign_in")
def fail_sign_in(*, username: str, locked: bool, by: Actor | None, at: datetime) -> Account | None:
    """Note a failed sign-in; a name that no account has is not written down, because people type passwords there.

    The owner of a locked name is told by a worker (`handlers.told_of_lock`), so that a name that exists answers no
    later than one that does not.
    """
    account = Account.objects.filter(username=username.strip().lower()).first()
    audit.changed(
        after={"locked": locked},
        why="bị khóa tạm vì thử sai nhiều lần" if locked else "sai tên đăng nhập hoặc mật khẩu",
    )
    return account


@decision("directory.fail_second_factor", about="account")
def fail_second_factor(*, account: Account, kind: str, locked: bool, by: Actor | None, at: datetime) -> None:
    """Note a wrong second step (sai bước xác thực thứ hai): whoever tries it knows the password already."""
    audit.changed(after={"kind": kind, "locked": locked}, why="bị khóa tạm vì thử sai nhiều lần" if locked else "")
    if locked:
        tell_owner_once(
            account, "second_factor_locked",
            "Có người nhập đúng mật khẩu của bạn nhưng sai mã xác nhận nhiều lần. Nếu không phải bạn: mật khẩu đã lộ, "
            "hãy đổi ngay và báo quản trị.", at=at,
        )  # fmt: skip


@decision("directory.note_stolen_session", about="account")
def note_stolen_session(*, account: Account, was: str, now: str, by: Actor | None, at: datetime) -> None:
    """Note that a session came from another browser than the one that opened it (phiên bị đánh cắp); it is over."""
    audit.changed(before={"device": was}, after={"device": now}, why="phiên được dùng từ trình duyệt khác")
    tell_owner(
        account, "session_stolen",
        "Một phiên đăng nhập của bạn bị dùng từ trình duyệt khác nên đã bị kết thúc. Nếu không phải bạn vừa đổi chế độ "
        "trình duyệt: đổi mật khẩu ngay, xem lại các phiên khác và báo quản trị.", at=at,
    )  # fmt: skip
