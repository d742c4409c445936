"""Telling the owner of an account what happened to it (báo cho chủ tài khoản)."""

from __future__ import annotations

from datetime import datetime, timedelta

from thuocdo.core import notify
from thuocdo.core.models import Notice
from thuocdo.directory.models import Account

ACCOUNT_PAGE = "/tai-khoan/"
# One notice about the same kind of trouble in this time; the audit has every event.
ONCE_IN = timedelta(minutes=5)


def tell_owner(account: Account, kind: str, words: str, *, at: datetime) -> None:
    """Tell the person who owns an account; an account of nobody has nobody to tell."""
    if account.person is not None:
        notify.tell(account.person, f"directory.{kind}", words, link=ACCOUNT_PAGE, at=at)


def tell_owner_once(account: Account, kind: str, words: str, *, at: datetime) -> None:
    """Tell the owner unless the same kind was told a moment ago: an attacker cannot fill the page of notices."""
    if account.person is None:
        return
    told = Notice.objects.filter(recipient_key=account.person.actor_key, kind=f"directory.{kind}")
    if not told.filter(at__gt=at - ONCE_IN).exists():
        tell_owner(account, kind, words, at=at)
