"""Calendars that programs subscribe to: made, renewed, revoked."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import Refused
from thuocdo.urging import permissions
from thuocdo.urging.models import Feed
from thuocdo.urging.rules.secret import hash_of

BYTES = 32


def _renew(feed: Feed) -> str:
    secret = secrets.token_urlsafe(BYTES)
    feed.secret_hash = hash_of(secret)
    return secret


def _refuse_revoked(feed: Feed) -> None:
    if feed.pk is None or feed.revoked_at is not None:
        raise Refused("urging.feed_revoked", "Không có địa chỉ lịch nào đang dùng.", "Lập địa chỉ mới.")


class Secret:
    """The secret of a feed for the moment in which it is shown; it is kept nowhere."""

    def __init__(self, feed: Feed, secret: str) -> None:
        self.feed, self.secret = feed, secret


@decision("urging.open_feed", about="feed", ask=permissions.abilities)
def open_feed(*, feed: Feed, by: Any, at: datetime) -> Secret:
    """Make the address of a calendar (lập địa chỉ lịch) of a person or an agency; `feed` names whose it shall be.

    Refused `urging.feed_there` when one is live.
    """
    secret = _renew(feed)
    feed.made_at, feed.made_by_name = at, by.actor_name
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError:
        raise Refused(
            "urging.feed_there", "Đã có địa chỉ lịch đang dùng.", "Đổi địa chỉ mới nếu địa chỉ cũ đã lộ hoặc đã mất."
        ) from None
    audit.changed(thing=feed, after={"whose": _whose(feed)})
    return Secret(feed, secret)


@decision("urging.renew_feed", about="feed", ask=permissions.abilities)
def renew_feed(*, feed: Feed, by: Any, at: datetime) -> Secret:
    """Give a calendar another address (đổi địa chỉ lịch); the old one answers nothing from now on."""
    _refuse_revoked(feed)
    secret = _renew(feed)
    feed.renewed_at = at
    feed.save(update_fields=["secret_hash", "renewed_at"])
    audit.changed(after={"whose": _whose(feed)})
    return Secret(feed, secret)


@decision("urging.revoke_feed", about="feed", ask=permissions.abilities)
def revoke_feed(*, feed: Feed, by: Any, at: datetime) -> Feed:
    """Take the address of a calendar back for good (thu hồi địa chỉ lịch)."""
    _refuse_revoked(feed)
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    audit.changed(after={"whose": _whose(feed)})
    return feed


def _whose(feed: Feed) -> str:
    return feed.unit.key if feed.unit is not None else "cá nhân"
