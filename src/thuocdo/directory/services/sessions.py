"""Sessions of an account (phiên đăng nhập): ended by their owner, or by an operator."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory import live_sessions
from thuocdo.directory.models import Account
from thuocdo.directory.permissions import abilities
from thuocdo.kernel.errors import Refused


@decision("directory.end_session", about="account", ask=abilities)
def end_session(*, account: Account, session: int, by: Actor | None, at: datetime) -> None:
    """End one session of an account; whoever uses it has to sign in again."""
    found = live_sessions.one(account, session)
    if found is None:
        raise Refused("directory.session_not_found", "Phiên này không còn.", "Mở lại trang để xem các phiên đang mở.")
    audit.changed(before={"device": live_sessions.device_of(found).mark, "address": found.ip})
    live_sessions.end(found)


@decision("directory.end_other_sessions", about="account", ask=abilities)
def end_other_sessions(*, account: Account, keep: str, by: Actor | None, at: datetime) -> int:
    """End every session of an account but the one with the key `keep`; how many there were."""
    ended = live_sessions.end_all(account, but=keep)
    audit.changed(after={"ended": ended})
    return ended


@decision("directory.end_sessions", about="account", ask=abilities)
def end_sessions(*, account: Account, why: str, by: Actor | None, at: datetime) -> int:
    """End all sessions of somebody's account (kết thúc các phiên), as an operator; how many there were."""
    if not why.strip():
        raise Refused("directory.end_without_reason", "Chưa ghi lý do.", "Ghi vì sao, ví dụ: nghi bị người khác dùng.")
    ended = live_sessions.end_all(account)
    audit.changed(after={"ended": ended}, why=why.strip())
    return ended
