"""Moves that a plan, an occurrence and an extension may make, and the verbs open in each state."""

from __future__ import annotations

from datetime import date, timedelta

from thuocdo.kernel.transitions import Transitions

WORDS = {
    "draft": "dự thảo",
    "in_force": "đang thực hiện",
    "closed": "đã kết thúc",
    "put_in_force": "đưa vào thực hiện",
    "close_plan": "kết thúc theo dõi",
    "open": "đang thực hiện",
    "submitted": "chờ duyệt",
    "returned": "trả lại",
    "accepted": "đã duyệt",
    "waived": "được miễn",
    "handed_over": "đã chuyển giao cho cơ quan kế tục",
    "submit_occurrence": "nộp kết quả",
    "return_occurrence": "trả lại",
    "accept_occurrence": "duyệt",
    "waive_occurrence": "miễn",
    "hand_over": "chuyển giao",
    "note_progress": "ghi tiến độ",
    "attach_evidence": "gắn tài liệu kiểm chứng",
    "ask_extension": "đề nghị gia hạn",
    "asked": "chờ quyết định",
    "granted": "đã đồng ý",
    "refused": "không đồng ý",
    "grant": "đồng ý gia hạn",
    "refuse": "không đồng ý gia hạn",
}
OCCURRENCES = Transitions(
    "work.occurrence",
    {
        ("open", "note_progress"): "open",
        ("open", "attach_evidence"): "open",
        ("open", "ask_extension"): "open",
        ("open", "submit_occurrence"): "submitted",
        ("open", "waive_occurrence"): "waived",
        ("open", "hand_over"): "handed_over",
        ("submitted", "return_occurrence"): "returned",
        ("submitted", "accept_occurrence"): "accepted",
        ("returned", "note_progress"): "returned",
        ("returned", "attach_evidence"): "returned",
        ("returned", "ask_extension"): "returned",
        ("returned", "submit_occurrence"): "submitted",
        ("returned", "waive_occurrence"): "waived",
        ("returned", "hand_over"): "handed_over",
    },
    WORDS,
)
EXTENSIONS = Transitions("work.extension", {("asked", "grant"): "granted", ("asked", "refuse"): "refused"}, WORDS)
PLANS = Transitions("work.plan", {("draft", "put_in_force"): "in_force", ("in_force", "close_plan"): "closed"}, WORDS)
SEEING = frozenset({"see", "see_proof"})


def open_verbs(state: str) -> frozenset[str]:
    """Verbs that an occurrence in this state can undergo, whoever asks; it can always be seen.

    >>> sorted(open_verbs("submitted"))
    ['accept_occurrence', 'return_occurrence', 'see', 'see_proof']
    """
    return SEEING | frozenset(OCCURRENCES.verbs(state)) - {"hand_over"}


# Chosen by the program, no law sets it: later than that a plan could not be closed.
LONGEST_MONTHS = 3


def latest_day(end: date) -> date:
    """The last day that may be asked for: the end of the third month after the plan's (or the due date's) end.

    >>> latest_day(date(2025, 12, 31))
    datetime.date(2026, 3, 31)
    """
    months = end.year * 12 + end.month + LONGEST_MONTHS
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
