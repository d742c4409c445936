"""Decisions of the room of work, by phase of life."""

from __future__ import annotations

from thuocdo.work.services.assigning import choose_units, set_aside_party
from thuocdo.work.services.extensions import ask_extension, decide_extension
from thuocdo.work.services.officers import change_officer, name_officer
from thuocdo.work.services.plans import adopt_document, close_plan
from thuocdo.work.services.progress import (
    accept_many,
    accept_occurrence,
    attach_evidence,
    note_progress,
    return_occurrence,
    submit_occurrence,
    waive_occurrence,
)
from thuocdo.work.services.succession import hand_over_merged_units
from thuocdo.work.services.upkeep import extend_occurrences

__all__ = [
    "accept_many",
    "accept_occurrence",
    "adopt_document",
    "ask_extension",
    "attach_evidence",
    "change_officer",
    "choose_units",
    "close_plan",
    "decide_extension",
    "extend_occurrences",
    "hand_over_merged_units",
    "name_officer",
    "note_progress",
    "return_occurrence",
    "set_aside_party",
    "submit_occurrence",
    "waive_occurrence",
]
