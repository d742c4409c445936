"""Moves that a receipt of work handed over may make (biên nhận bàn giao công việc)."""

from __future__ import annotations

from thuocdo.kernel.transitions import Transitions

WORDS = {
    "offered": "chờ nhận", "taken": "đã nhận", "refused": "không nhận", "withdrawn": "đã rút lại",
    "take_work": "nhận việc", "refuse_work": "không nhận", "withdraw_work": "rút lại",
}  # fmt: skip
RECEIPTS = Transitions(
    "directory.receipt",
    {
        ("offered", "take_work"): "taken",
        ("offered", "refuse_work"): "refused",
        ("offered", "withdraw_work"): "withdrawn",
    },
    WORDS,
)
