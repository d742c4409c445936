"""Decisions of the room of money, by phase of life."""

from thuocdo.funding.services.judging import (
    appraise_estimate,
    decide_estimate,
    forward_estimate,
    refuse_estimate,
    return_estimate,
)
from thuocdo.funding.services.preparing import (
    open_estimate,
    record_routine,
    send_estimate,
    withdraw_estimate,
    write_estimate,
)
from thuocdo.funding.services.spending import note_spending, withdraw_spending

__all__ = [
    "appraise_estimate", "decide_estimate", "forward_estimate", "note_spending", "open_estimate", "record_routine",
    "refuse_estimate", "return_estimate", "send_estimate", "withdraw_estimate", "withdraw_spending", "write_estimate",
]  # fmt: skip
