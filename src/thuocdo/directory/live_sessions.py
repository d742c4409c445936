"""Open sessions in the store: which there are, and how they end. Real time counts, whatever a demo's clock shows."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from thuocdo.core import clock
from thuocdo.directory.models import Account
from thuocdo.directory.rules.devices import Device, device


def real_now() -> datetime:
    """This instant in the world outside, in which sessions live."""
    return datetime.fromtimestamp(time.time(), UTC)


def by_our_clock(moment: datetime) -> datetime:
    """A real instant by the clock of the program, which a demo may have set to another day."""
    return clock.now() - (real_now() - moment)


def open_sessions(account: Account) -> list[UserSession]:
    """Sessions with which somebody can still act for the account, latest used first."""
    rows = list(UserSession.objects.filter(user=account).order_by("-last_seen_at", "-pk"))
    stored = Session.objects.filter(pk__in=[row.session_key for row in rows], expire_date__gt=real_now())
    usable = {session.pk for session in stored if _is_of(session, account)}
    return [row for row in rows if row.session_key in usable]


def _is_of(session: Session, account: Account) -> bool:
    """Whether a session was opened with the password that is in force: another one makes it worthless."""
    mark = SessionStore().decode(session.session_data).get(HASH_SESSION_KEY, "")
    return constant_time_compare(mark, account.get_session_auth_hash())


def one(account: Account, pk: int) -> UserSession | None:
    """One session of an account, or nothing."""
    return UserSession.objects.filter(user=account, pk=pk).first()


def device_of(session: UserSession) -> Device:
    """The device on which a session was opened or last used."""
    return device(session.user_agent)


def end(session: UserSession) -> None:
    """End a session: its cookie opens nothing any more."""
    session.end()


def forget(session_key: str) -> None:
    """Drop the record of a session that is over already."""
    UserSession.objects.filter(session_key=session_key).delete()


def end_all(account: Account, *, but: str = "") -> int:
    """End the sessions of an account, all but the one with the key `but`; how many there were."""
    rows = UserSession.objects.filter(user=account).exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    rows.delete()
    return len(keys)


def touched(session_key: str, *, address: str) -> None:
    """Note that a session is in use, from this address."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=real_now(), ip=address)


def renamed(old: str, new: str) -> None:
    """Follow a session to its new key."""
    UserSession.objects.filter(session_key=old).update(session_key=new)
