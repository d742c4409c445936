"""Moves that a plan, an occurrence and an extension may make, and the verbs open in each state."""

from __future__ import annotations

from datetime import date, timedelta

from thuocdo.kernel.transitions import Transitions

WORDS = {
    "draft": "dự thảo",
    "proposed": "đã trình",
    "approved": "đã phê duyệt, chưa đến ngày thực hiện",
    "in_force": "đang thực hiện",
    "discarded": "đã bỏ",
    "write_plan": "soạn thảo",
    "propose_plan": "trình",
    "discard_plan": "bỏ dự thảo",
    "return_plan": "trả lại để soạn tiếp",
    "approve_plan": "ghi văn bản phê duyệt",
    "prepare_amendment": "chuẩn bị điều chỉnh",
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
    "withdraw_first": "rút kết quả nộp nhầm",
    "withdraw_again": "rút kết quả nộp nhầm",
    "note_progress": "ghi tiến độ",
    "attach_evidence": "gắn tài liệu kiểm chứng",
    "ask_extension": "đề nghị gia hạn",
    "request_contribution": "đề nghị phối hợp",
    "tick_product": "ghi sản phẩm đã có",
    "note_block": "ghi vướng mắc",
    "judge_quality": "đánh giá chất lượng",
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
        ("open", "request_contribution"): "open",
        ("open", "tick_product"): "open",
        ("open", "note_block"): "open",
        ("open", "submit_occurrence"): "submitted",
        ("open", "waive_occurrence"): "waived",
        ("open", "hand_over"): "handed_over",
        ("submitted", "return_occurrence"): "returned",
        ("submitted", "accept_occurrence"): "accepted",
        # Taken back by whoever handed it in by mistake in a workbook, to where it stood before.
        ("submitted", "withdraw_first"): "open",
        ("submitted", "withdraw_again"): "returned",
        ("submitted", "tick_product"): "submitted",
        ("returned", "note_progress"): "returned",
        ("returned", "attach_evidence"): "returned",
        ("returned", "ask_extension"): "returned",
        ("returned", "request_contribution"): "returned",
        ("returned", "tick_product"): "returned",
        ("returned", "note_block"): "returned",
        ("returned", "submit_occurrence"): "submitted",
        ("returned", "waive_occurrence"): "waived",
        ("returned", "hand_over"): "handed_over",
        ("accepted", "judge_quality"): "accepted",
        ("accepted", "tick_product"): "accepted",
    },
    WORDS,
)
EXTENSIONS = Transitions("work.extension", {("asked", "grant"): "granted", ("asked", "refuse"): "refused"}, WORDS)
PLANS = Transitions(
    "work.plan",
    {
        ("draft", "write_plan"): "draft",
        ("draft", "propose_plan"): "proposed",
        ("draft", "discard_plan"): "discarded",
        ("proposed", "return_plan"): "draft",
        ("proposed", "approve_plan"): "approved",
        ("approved", "put_in_force"): "in_force",
        ("in_force", "prepare_amendment"): "in_force",
        ("in_force", "close_plan"): "closed",
    },
    WORDS,
)
AMENDMENTS = Transitions(
    "work.amendment",
    {
        ("draft", "write_amendment"): "draft",
        ("draft", "discard_amendment"): "discarded",
        ("draft", "propose_amendment"): "proposed",
        ("proposed", "return_amendment"): "draft",
        ("proposed", "discard_amendment"): "discarded",
        ("draft", "amend_plan"): "in_force",
        ("proposed", "amend_plan"): "in_force",
        ("draft", "amend_later"): "approved",
        ("proposed", "amend_later"): "approved",
        ("approved", "put_amendment_in_force"): "in_force",
        ("approved", "hold_amendment"): "draft",
    },
    {
        "draft": "đang chuẩn bị", "in_force": "đã có hiệu lực", "discarded": "đã bỏ", "write_amendment": "soạn",
        "proposed": "đã trình", "approved": "đã duyệt, chưa đến ngày hiệu lực", "propose_amendment": "trình",
        "return_amendment": "trả lại để soạn tiếp", "amend_later": "duyệt", "hold_amendment": "thu lại để sửa",
        "put_amendment_in_force": "cho có hiệu lực",
        "discard_amendment": "bỏ đợt điều chỉnh", "amend_plan": "cho có hiệu lực",
    },
)  # fmt: skip
SEEING = frozenset({"see", "see_proof"})
# Moves that only the program makes, on behalf of a decision about something else.
NO_BUTTON = frozenset({"hand_over", "withdraw_first", "withdraw_again"})


def open_verbs(state: str) -> frozenset[str]:
    """Verbs that an occurrence in this state can undergo, whoever asks; it can always be seen.

    >>> sorted(open_verbs("submitted"))
    ['accept_occurrence', 'return_occurrence', 'see', 'see_proof', 'tick_product']
    """
    return SEEING | frozenset(OCCURRENCES.verbs(state)) - NO_BUTTON


# Chosen by the program, no law sets it: later than that a plan could not be closed.
LONGEST_MONTHS = 3


def latest_day(end: date) -> date:
    """The last day that may be asked for: the end of the third month after the plan's (or the due date's) end.

    >>> latest_day(date(2025, 12, 31))
    datetime.date(2026, 3, 31)
    """
    months = end.year * 12 + end.month + LONGEST_MONTHS
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
