"""Moves that a plan, an occurrence and an extension may make, and the verbs open in each state."""

from __future__ import annotations

OCCURRENCE_MOVES: dict[tuple[str, str], str] = {
    ("open", "submit_occurrence"): "submitted",
    ("returned", "submit_occurrence"): "submitted",
    ("submitted", "return_occurrence"): "returned",
    ("submitted", "accept_occurrence"): "accepted",
    ("open", "waive_occurrence"): "waived",
    ("returned", "waive_occurrence"): "waived",
    ("open", "hand_over"): "handed_over",
    ("returned", "hand_over"): "handed_over",
}
EXTENSION_MOVES: dict[tuple[str, str], str] = {
    ("asked", "grant"): "granted",
    ("asked", "refuse"): "refused",
}
PLAN_MOVES: dict[tuple[str, str], str] = {
    ("draft", "put_in_force"): "in_force",
    ("in_force", "close_plan"): "closed",
}

# Verbs that leave the state as it is, and the states in which they make sense.
WORKING = frozenset({"open", "returned"})
STILL: dict[str, frozenset[str]] = {
    "note_progress": WORKING,
    "attach_evidence": WORKING,
    "ask_extension": WORKING,
    "see_proof": frozenset({"open", "returned", "submitted", "accepted", "waived", "handed_over"}),
}


def open_verbs(state: str) -> frozenset[str]:
    """Verbs that an occurrence in this state can undergo, whoever asks.

    >>> sorted(open_verbs("submitted"))
    ['accept_occurrence', 'return_occurrence', 'see_proof']
    """
    moves = {verb for (start, verb) in OCCURRENCE_MOVES if start == state}
    return frozenset(moves | {verb for verb, states in STILL.items() if state in states})
