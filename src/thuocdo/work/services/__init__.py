"""Decisions of the room of work, by phase of life."""

from __future__ import annotations

from thuocdo.work.services.amending import prepare_amendment, write_amendment
from thuocdo.work.services.amending_life import (
    amend_plan,
    discard_amendment,
    hold_amendment,
    propose_amendment,
    put_amendment_in_force,
    return_amendment,
)
from thuocdo.work.services.assigning import choose_units, set_aside_party
from thuocdo.work.services.blocking import end_block, note_block
from thuocdo.work.services.calling import Asked, Event, call_occurrence, date_event
from thuocdo.work.services.checking import check_evidence
from thuocdo.work.services.concluding import Concluded, take_conclusion
from thuocdo.work.services.contributing import (
    decline_contribution,
    give_contribution,
    recall_contribution,
    request_contribution,
    return_contribution,
    take_contribution,
)
from thuocdo.work.services.extensions import ask_extension, decide_extension
from thuocdo.work.services.history import Ground
from thuocdo.work.services.lifecycle import approve_plan, discard_plan, propose_plan, put_in_force, return_plan
from thuocdo.work.services.officers import change_officer, name_officer
from thuocdo.work.services.planning import draft_plan, keep_typed, write_plan
from thuocdo.work.services.plans import adopt_document, close_plan
from thuocdo.work.services.products import tick_product, withdraw_product
from thuocdo.work.services.progress import (
    accept_many,
    accept_occurrence,
    attach_evidence,
    attach_paper,
    note_progress,
    return_occurrence,
    submit_occurrence,
    waive_occurrence,
)
from thuocdo.work.services.quality import judge_quality
from thuocdo.work.services.stepping import (
    StepWords,
    change_step,
    drop_step,
    finish_step,
    give_step,
    pass_step,
    reopen_step,
)
from thuocdo.work.services.succession import hand_over_merged_units
from thuocdo.work.services.upkeep import extend_occurrences

__all__ = [
    "Asked",
    "Concluded",
    "Event",
    "Ground",
    "StepWords",
    "accept_many",
    "accept_occurrence",
    "adopt_document",
    "amend_plan",
    "approve_plan",
    "ask_extension",
    "attach_evidence",
    "attach_paper",
    "call_occurrence",
    "change_officer",
    "change_step",
    "check_evidence",
    "choose_units",
    "close_plan",
    "date_event",
    "decide_extension",
    "decline_contribution",
    "discard_amendment",
    "discard_plan",
    "draft_plan",
    "drop_step",
    "end_block",
    "extend_occurrences",
    "finish_step",
    "give_contribution",
    "give_step",
    "hand_over_merged_units",
    "hold_amendment",
    "judge_quality",
    "keep_typed",
    "name_officer",
    "note_block",
    "note_progress",
    "pass_step",
    "prepare_amendment",
    "propose_amendment",
    "propose_plan",
    "put_amendment_in_force",
    "put_in_force",
    "recall_contribution",
    "reopen_step",
    "request_contribution",
    "return_amendment",
    "return_contribution",
    "return_occurrence",
    "return_plan",
    "set_aside_party",
    "submit_occurrence",
    "take_conclusion",
    "take_contribution",
    "tick_product",
    "waive_occurrence",
    "withdraw_product",
    "write_amendment",
    "write_plan",
]
