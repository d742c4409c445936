"""A calendar as other programs read it (RFC 5545): all-day events with lasting names, settled ones cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from thuocdo.urging.queries.feeds import Event as Due

PRODUCT = "-//Thuoc Do//Han viec//VI"


def calendar(title: str, events: Sequence[Due], *, place: str = "") -> bytes:
    """The bytes of a calendar; `place` is the address of the program, where it is known.

    The same due instances give the same bytes, so that a program that asks again sees that nothing has changed.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for one in events:
        made.add_component(_event(one, place))
    return bytes(made.to_ical())


def _event(one: Due, place: str) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", one.summary)
    event.add("description", one.description)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if place:
        event.add("url", f"{place}{one.link}")
    return event
