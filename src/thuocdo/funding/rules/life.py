"""Moves that an estimate may make, and what a spending must say when it goes beyond the allocation."""

from __future__ import annotations

from decimal import Decimal

from thuocdo.kernel.transitions import Transitions

WORDS = {
    "draft": "đang lập",
    "sent": "chờ thẩm định nhu cầu",
    "returned": "trả lại để sửa",
    "appraised": "đã thẩm định nhu cầu",
    "forwarded": "đã chuyển cơ quan tổng hợp",
    "decided": "đã cấp kinh phí",
    "refused": "không được cấp",
    "withdrawn": "đã rút",
    "write_estimate": "sửa dự toán",
    "send_estimate": "gửi thẩm định",
    "record_routine": "ghi dự toán được giao",
    "appraise_estimate": "thẩm định nhu cầu",
    "return_estimate": "trả lại",
    "forward_estimate": "chuyển cơ quan tổng hợp",
    "decide_estimate": "ghi quyết định cấp",
    "refuse_estimate": "không đồng ý cấp",
    "withdraw_estimate": "rút dự toán",
    "note_spending": "ghi khoản chi",
    "withdraw_spending": "rút khoản chi",
}
ESTIMATES = Transitions(
    "funding.estimate",
    {
        ("draft", "write_estimate"): "draft",
        ("draft", "send_estimate"): "sent",
        ("draft", "record_routine"): "decided",
        ("draft", "withdraw_estimate"): "withdrawn",
        ("returned", "write_estimate"): "returned",
        ("returned", "send_estimate"): "sent",
        ("returned", "withdraw_estimate"): "withdrawn",
        ("sent", "appraise_estimate"): "appraised",
        ("sent", "return_estimate"): "returned",
        ("sent", "refuse_estimate"): "refused",
        ("sent", "withdraw_estimate"): "withdrawn",
        ("appraised", "forward_estimate"): "forwarded",
        ("appraised", "return_estimate"): "returned",
        ("appraised", "withdraw_estimate"): "withdrawn",
        ("forwarded", "return_estimate"): "returned",
        ("forwarded", "decide_estimate"): "decided",
        ("forwarded", "refuse_estimate"): "refused",
        ("decided", "note_spending"): "decided",
        ("decided", "withdraw_spending"): "decided",
    },
    WORDS,
)
# In these states the estimate stands at the body that consolidates it.
AT_BODY = frozenset({"forwarded"})
# Verbs of an ad-hoc estimate that a routine one does not need, and the other way round.
ONLY_AD_HOC, ONLY_ROUTINE = frozenset({"send_estimate"}), frozenset({"record_routine"})


def open_verbs(state: str, kind: str) -> frozenset[str]:
    """Verbs that an estimate of a kind can undergo in a state, whoever asks.

    >>> sorted(open_verbs("draft", "routine"))
    ['record_routine', 'withdraw_estimate', 'write_estimate']
    """
    wrong = ONLY_AD_HOC if kind == "routine" else ONLY_ROUTINE
    return frozenset(ESTIMATES.verbs(state)) - wrong


def over_by(allocated: Decimal, spent: Decimal, more: Decimal) -> Decimal:
    """By how much the spending goes beyond the allocation; nothing below zero.

    >>> over_by(Decimal(100), Decimal(80), Decimal(30))
    Decimal('10')
    """
    return max(Decimal(0), spent + more - allocated)
