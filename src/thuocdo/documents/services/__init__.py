"""Decisions of the documents room: receive and read, decide about items, confirm the paper."""

from __future__ import annotations

from thuocdo.documents.services.arriving import receive_bundle
from thuocdo.documents.services.confirming import (
    confirm_document,
    confirm_item,
    confirm_many,
    correct_item,
    correct_metadata,
    discard_item,
    restore_item,
    undo_last,
)
from thuocdo.documents.services.erasing import erase_secret
from thuocdo.documents.services.proposing import PROPOSED_KINDS, Proposal, take_proposals
from thuocdo.documents.services.receiving import Paper, Received, read_again, read_waiting, receive_document
from thuocdo.documents.services.relations import add_relation, decide_relation, judge_twin
from thuocdo.documents.services.reshaping import add_item, merge_items, split_item
from thuocdo.documents.services.signatures import check_signatures
from thuocdo.documents.services.withdrawing import reopen, withdraw

__all__ = [
    "PROPOSED_KINDS",
    "Paper",
    "Proposal",
    "Received",
    "add_item",
    "add_relation",
    "check_signatures",
    "confirm_document",
    "confirm_item",
    "confirm_many",
    "correct_item",
    "correct_metadata",
    "decide_relation",
    "discard_item",
    "erase_secret",
    "judge_twin",
    "merge_items",
    "read_again",
    "read_waiting",
    "receive_bundle",
    "receive_document",
    "reopen",
    "restore_item",
    "split_item",
    "take_proposals",
    "undo_last",
    "withdraw",
]
