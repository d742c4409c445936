"""Security events (sự kiện an toàn): noted in the audit, whoever caused them."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Account


@decision("directory.sign_in", about="account")
def sign_in(*, account: Account, by: Actor | None, at: datetime) -> None:
    """Note that an account signed in (đăng nhập)."""


@decision("directory.sign_out", about="account")
def sign_out(*, account: Account, why: str = "", by: Actor | None, at: datetime) -> None:
    """Note that an account signed out, by its owner or after idling."""
    audit.changed(why=why)


@decision("directory.fail_sign_in")
def fail_sign_in(*, username: str, locked: bool, by: Actor | None, at: datetime) -> Account | None:
    """Note a failed sign-in; a name that no account has is not written down, because people type passwords there."""
    account = Account.objects.filter(username=username.strip().lower()).first()
    audit.changed(why="bị khóa tạm vì thử sai nhiều lần" if locked else "sai tên đăng nhập hoặc mật khẩu")
    return account
