"""Decisions of the room of activities."""

from thuocdo.activities.services.asking import ask_for_activities, withdraw_asked
from thuocdo.activities.services.importing import check_sheet, discard_sheet, take_sheet, undo_sheet
from thuocdo.activities.services.recording import (
    attach_proof,
    correct_activity,
    record_activity,
    withdraw_activity,
)
from thuocdo.activities.services.stepping import note_step, withdraw_step

__all__ = [
    "ask_for_activities", "attach_proof", "check_sheet", "correct_activity", "discard_sheet", "note_step",
    "record_activity", "take_sheet", "undo_sheet", "withdraw_activity", "withdraw_asked", "withdraw_step",
]  # fmt: skip
