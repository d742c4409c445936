"""One meeting as calendars read it (RFC 5545): a lasting name, a number that grows, cancelled when it is."""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event

from thuocdo.meetings.models import Meeting

PRODUCT = "-//Thuoc Do//Hop//VI"


def calendar(meeting: Meeting, agency: str, url: str) -> bytes:
    """The bytes of a calendar with one event; the same meeting gives the same bytes until it is changed."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"hop-{meeting.pk}@thuocdo")
    event.add("sequence", meeting.revision)
    event.add("dtstamp", (meeting.called_at or meeting.made_at).astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", f"{meeting.place} ({meeting.link})" if meeting.link else meeting.place)
    event.add("description", "\n".join(line for line in (agency, meeting.purpose) if line))
    cancelled = meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED" if meeting.called_at else "TENTATIVE")
    event.add("url", url)
    made.add_component(event)
    return bytes(made.to_ical())
