"""The exchange with the axis, on a schedule: what waits is handed over, what came is taken in; twice does no harm."""

from __future__ import annotations

import logging

from django.conf import settings

from thuocdo.chancery import services
from thuocdo.chancery.queries.axis import outgoing_messages
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
        with message.file.content.open("rb") as content:
            data = content.read()
        try:
            key = axis.send(data, kind=KIND[message.kind], sender=message.sender_code)
        except (Refused, OSError) as error:
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
        try:
            services.take_message(data=axis.fetch(key), outside_id=key, by=SYSTEM, at=clock.now())
        except Refused as refusal:
            if refusal.code == "outside.no_answer":
                raise
            log.warning("message %s of the axis not taken: %s", key, refusal.code)
            axis.settle(key, taken=False)
            left += 1
        else:
            axis.settle(key, taken=True)
            taken += 1
    return taken, left


def _said(error: Exception) -> str:
    return error.message if isinstance(error, Refused) else f"không ghi được vào thư mục ({type(error).__name__})"
