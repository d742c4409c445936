"""Tables of the room: meetings with agenda, conclusions and papers; published lists of each person's work."""

from __future__ import annotations

from thuocdo.meetings.models.meetings import AgendaItem, Conclusion, Invitee, Meeting, MeetingPaper
from thuocdo.meetings.models.months import MonthList, MonthRemark, MonthSheet

__all__ = [
    "AgendaItem", "Conclusion", "Invitee", "Meeting", "MeetingPaper", "MonthList", "MonthRemark", "MonthSheet",
]  # fmt: skip
