"""Decisions of the room: meetings are planned, held and concluded; lists of people's work are published."""

from __future__ import annotations

from thuocdo.meetings.services.concluding import (
    ConclusionContent,
    carry_out_conclusion,
    conclude_meeting,
    drop_conclusion,
    write_conclusion,
)
from thuocdo.meetings.services.holding import Heard, open_meeting, record_meeting
from thuocdo.meetings.services.monthly import note_measure, publish_month, remark_sheet
from thuocdo.meetings.services.papers import draft_paper
from thuocdo.meetings.services.planning import (
    Guests,
    MeetingContent,
    arrange_agenda,
    call_meeting,
    cancel_meeting,
    invite,
    plan_meeting,
    write_meeting,
)

__all__ = [
    "ConclusionContent", "Guests", "Heard", "MeetingContent", "arrange_agenda", "call_meeting", "cancel_meeting",
    "carry_out_conclusion", "conclude_meeting", "draft_paper", "drop_conclusion", "invite", "note_measure",
    "open_meeting", "plan_meeting", "publish_month", "record_meeting", "remark_sheet", "write_conclusion",
    "write_meeting",
]  # fmt: skip
