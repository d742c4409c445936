"""Deliveries that wait for a person's unit: to be received, or to be dealt with."""

from __future__ import annotations

from datetime import date

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.queries.deliveries import ARRIVED, open_of
from thuocdo.chancery.queries.policy import late_since
from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.queries.open_work import OpenWork


def open_deliveries_of(person: Person, on: date) -> list[OpenWork]:
    """What was sent to the units for which a person receives papers (văn bản đến chờ xử lý); it belongs to the unit."""
    standing = permissions.Standing(person)
    if not standing.has("receive_delivery"):
        return []
    rows = open_of(permissions.reading_units(person)).order_by("due_on", "sent_at", "pk")
    return [
        OpenWork(
            kind="chancery.delivery", key=str(row.pk), unit=row.unit_id, words=row.document.title, due_on=_due(row),
            link=f"/van-ban/den/{row.pk}/", note=str(row.get_state_display()),
        )
        for row in rows
    ]  # fmt: skip


def waiting_deliveries(person: Person, on: date) -> tuple[int, int]:
    """How many deliveries wait for the person's units, and how many of them are late; for the first page."""
    if not permissions.Standing(person).has("receive_delivery"):
        return 0, 0
    limit = late_since(on)
    rows = list(open_of(permissions.reading_units(person)))
    late = sum(
        (row.due_on is not None and row.due_on < on)
        or (row.state in ARRIVED and row.sent_at is not None and row.sent_at.astimezone(clock.ZONE).date() <= limit)
        for row in rows
    )
    return len(rows), late


def _due(row: Delivery) -> date | None:
    """The day asked for; for what was not received yet, the day it came."""
    if row.state in ARRIVED and row.sent_at is not None:
        return row.sent_at.astimezone(clock.ZONE).date()
    return row.due_on
