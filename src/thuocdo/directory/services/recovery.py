"""A forgotten password (quên mật khẩu): asked for by anybody, used by whoever reads the owner's mail."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory import live_sessions, tokens
from thuocdo.directory.models import Account
from thuocdo.directory.services.accounts import set_password
from thuocdo.kernel.errors import Refused

STALE_LINK = (
    "directory.recovery_link",
    "Liên kết đặt lại mật khẩu không còn dùng được: đã dùng rồi, quá 30 phút, hoặc chép thiếu.",
    "Xin liên kết mới ở trang “Quên mật khẩu”, hoặc nhờ quản trị đặt lại.",
)  # fmt: skip


@decision("directory.ask_recovery")
def ask_recovery(*, username: str, site: str, by: Actor | None, at: datetime) -> Account | None:
    """Note that somebody asks for a new password of this name; a worker mails the link, if there is somebody to mail.

    The same is done whether or not the name exists, so that neither answer nor time tells. `site` is the address under
    which the link leads back here. A name that no account has is not written down.
    """
    account = Account.objects.filter(username=username.strip().lower()).first()
    audit.changed(after={"site": site})
    return account


@decision("directory.recover_password", about="account")
def recover_password(*, account: Account, token: str, password: str, by: Actor | None, at: datetime) -> Account:
    """Set a new password with the link of a mail; the link is used up by it and every session ends.

    The second factor stays: whoever reads the mail alone does not get in. Refused for a link that is used or too old.
    """
    if not account.is_active or not tokens.RECOVERY.check_token(account, token):
        raise Refused(*STALE_LINK)
    set_password(account=account, password=password, by=account.person, at=at)
    live_sessions.end_all(account)
    return account
