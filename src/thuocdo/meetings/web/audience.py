"""Who may open the pages of the room meetings; which meeting or list, `meetings.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import Audience, having, signed_in

SEE = "meetings.view"
AUDIENCES: dict[str, Audience] = {
    "list": having(SEE),
    "list_xlsx": having(SEE),
    "calendar": having(SEE),
    "new": having("meetings.plan_meeting"),
    "meeting": having(SEE, about="meeting"),
    "meeting_ics": having(SEE, about="meeting"),
    "paper_file": having(SEE, about="meeting"),
    "edit": having("meetings.write_meeting", about="meeting"),
    "guests": having("meetings.invite", about="meeting"),
    "agenda": having("meetings.arrange_agenda", about="meeting"),
    "call": having("meetings.call_meeting", about="meeting"),
    "open": having("meetings.open_meeting", about="meeting"),
    "cancel": having("meetings.cancel_meeting", about="meeting"),
    "conclude": having("meetings.conclude_meeting", about="meeting"),
    "run": having("meetings.record_meeting", about="meeting"),
    "new_conclusion": having("meetings.write_conclusion", about="meeting"),
    "conclusion": having("meetings.write_conclusion", about="conclusion"),
    "drop_conclusion": having("meetings.drop_conclusion", about="conclusion"),
    "carry_out": having("meetings.carry_out_conclusion", about="conclusion"),
    "paper": having("meetings.draft_paper", about="meeting"),
    "mine": signed_in(),
    "months": having(SEE),
    "month_unit": having("meetings.view_months", about="month_unit", key="key"),
    "month_publish": having("meetings.publish_month", about="month_unit", key="key"),
    "month_unit_file": having("meetings.view_months", about="month_unit", key="key"),
    "month_list": having(SEE, about="month_list"),
    "month_file": having(SEE, about="month_list"),
    "month_remark": signed_in(about="own_month_sheet"),
    "month_measure": having("meetings.note_measure", about="month_sheet"),
}
THINGS: dict[str, str] = {
    "meeting": "meetings.Meeting", "conclusion": "meetings.Conclusion", "month_list": "meetings.MonthList",
    "month_sheet": "meetings.MonthSheet", "own_month_sheet": "meetings.MonthSheet", "month_unit": "directory.Unit.key",
}  # fmt: skip
