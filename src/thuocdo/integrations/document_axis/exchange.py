"""The exchange with the axis, on a schedule: what waits is handed over, what came is taken in; twice does no harm."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError

from thuocdo.chancery import services
from thuocdo.chancery.queries.axis import outgoing_messages, still_outgoing
from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.integrations.document_axis.gateways import FolderAxis, Gateway, HttpAxis
from thuocdo.kernel.errors import Refused

log = logging.getLogger(__name__)
# As many as one run takes in: the next run goes on.
MOST = 200
KIND = {"edoc": "edoc", "status": "status", "change": "edoc"}


def exchange() -> str:
    """Hand over and fetch; says how many of each, for the ledger."""
    if not settings.THUOCDO_AXIS.on:
        return "chưa nối trục liên thông"
    axis = gateway()
    sent, unsent = hand_over(axis)
    taken, left = fetch(axis)
    return f"chuyển {sent}, chưa chuyển được {unsent}; nhận {taken}, không nhận được {left}"


def gateway() -> Gateway:
    """The way that is configured."""
    given = settings.THUOCDO_AXIS
    if given.folder:
        return FolderAxis(given)
    return HttpAxis(given, milliseconds=lambda: int(clock.real_now().timestamp() * 1000))


def hand_over(axis: Gateway) -> tuple[int, int]:
    """Messages of ours that wait: those that were taken, and those that were not."""
    sent = unsent = 0
    for message in outgoing_messages(clock.now())[:MOST]:
        if not still_outgoing(message):
            continue
        try:
            with message.file.content.open("rb") as content:
                data = content.read()
            key = axis.send(data, kind=KIND[message.kind], sender=message.sender_code)
        except (Refused, OSError, ValueError) as error:
            services.note_unhanded(message=message, error=_said(error), by=SYSTEM, at=clock.now())
            unsent += 1
        else:
            services.note_handed(message=message, outside_id=key, by=SYSTEM, at=clock.now())
            sent += 1
    return sent, unsent


def fetch(axis: Gateway) -> tuple[int, int]:
    """Messages that wait for us: those that were taken in, and those that could not be."""
    taken = left = 0
    for key in list(axis.waiting())[:MOST]:
        if _taken(axis, key):
            axis.settle(key, taken=True)
            taken += 1
        else:
            axis.settle(key, taken=False)
            left += 1
    return taken, left


def _taken(axis: Gateway, key: str) -> bool:
    """Whether one message was taken in; one that cannot be, whatever is wrong with it, does not stop the others.

    Where the axis, the database or the disk does not answer, nothing is wrong with the message: that goes on up.
    """
    try:
        services.take_message(data=axis.fetch(key), outside_id=key, by=SYSTEM, at=clock.now())
    except (OperationalError, InterfaceError, OSError):
        raise
    except Refused as refusal:
        if refusal.code == "outside.no_answer":
            raise
        # The name of a message with state secrets is not kept either.
        named = "" if refusal.code == "documents.state_secret" else key
        log.warning("message %s of the axis not taken: %s", named, refusal.code)
        return False
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one message, the others go on
        # Without its words: they may repeat what the message says.
        log.error("message %s of the axis not taken: %s", key, type(error).__name__)
        return False
    return True


def _said(error: Exception) -> str:
    return error.message if isinstance(error, Refused) else f"không đọc, ghi được tệp ({type(error).__name__})"
