"""Who may open the pages of the room activities; which activity, `activities.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import Audience, having

SEE = "activities.view"
TAKING = ("activities.take_sheet", "activities.discard_sheet")
AUDIENCES: dict[str, Audience] = {
    "list": having(SEE),
    "list_xlsx": having(SEE),
    "calendar": having(SEE),
    "counts": having(SEE),
    "counts_xlsx": having(SEE),
    "new": having("activities.record_activity"),
    "activity": having(SEE, about="activity"),
    "correct": having("activities.correct_activity", about="activity"),
    "withdraw": having("activities.withdraw_activity", about="activity"),
    "proof": having("activities.attach_proof", about="activity"),
    "step": having("activities.note_step", about="activity"),
    "step_withdraw": having("activities.withdraw_step", about="activity_step"),
    "proof_file": having(SEE, about="activity_proof"),
    "asked": having(SEE),
    "asked_xlsx": having(SEE),
    "ask": having("activities.ask_for_activities"),
    "asked_withdraw": having("activities.withdraw_asked", about="asked"),
    "imports": having("activities.check_sheet"),
    "template": having("activities.check_sheet"),
    "import": having(SEE, about="activity_import", acts=TAKING),
    "undo": having("activities.undo_sheet", about="activity_import"),
}
THINGS: dict[str, str] = {
    "activity": "activities.Activity", "activity_step": "activities.ActivityStep", "activity_proof": "activities.Proof",
    "asked": "activities.Asked", "activity_import": "activities.ActivityImport",
}  # fmt: skip
