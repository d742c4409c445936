"""Moves that a merger may make (trạng thái của đợt sắp xếp)."""

from __future__ import annotations

from thuocdo.kernel.transitions import Transitions

WORDS = {
    "draft": "dự thảo",
    "approved": "đã duyệt, chờ đến ngày",
    "carried_out": "đã bàn giao",
    "withdrawn": "đã hủy",
    "replace_mapping": "thay ánh xạ",
    "simulate_merger": "mô phỏng",
    "approve_merger": "duyệt",
    "withdraw_merger": "hủy",
    "carry_out_merger": "thực hiện bàn giao",
    "confirm_minute": "xác nhận biên bản",
}
# After the approval nothing is undone: a wrong merger is put right by another one that corrects it.
MERGERS = Transitions(
    "mergers.merger",
    {
        ("draft", "replace_mapping"): "draft",
        ("draft", "simulate_merger"): "draft",
        ("draft", "approve_merger"): "approved",
        ("draft", "withdraw_merger"): "withdrawn",
        ("approved", "carry_out_merger"): "carried_out",
        ("carried_out", "confirm_minute"): "carried_out",
    },
    WORDS,
)
