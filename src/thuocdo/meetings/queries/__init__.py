"""Questions to the room: meetings, what may stand on an agenda and how it stands, lists of people's work."""

from __future__ import annotations

from thuocdo.meetings.queries.lists import (
    meetings,
    next_after,
    papers_of,
    people_to_invite,
    previous_of,
    units_to_invite,
    visible_conclusion,
    visible_meeting,
)

__all__ = [
    "meetings", "next_after", "papers_of", "people_to_invite", "previous_of", "units_to_invite", "visible_conclusion",
    "visible_meeting",
]  # fmt: skip
