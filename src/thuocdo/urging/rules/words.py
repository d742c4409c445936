"""How urging is said: the sections of a digest in their order, counts as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

OVERDUE, TODAY, SOON, BACK, DECIDE, ASKED, BLOCKED, CHECK = (
    "overdue", "today", "soon", "returned", "decide", "asked", "blocked", "check",
)  # fmt: skip
SECTIONS = (OVERDUE, TODAY, BACK, SOON, DECIDE, ASKED, BLOCKED, CHECK)
NAMES = {
    OVERDUE: "việc quá hạn", TODAY: "việc đến hạn hôm nay", SOON: "việc sắp đến hạn", BACK: "việc bị trả lại",
    DECIDE: "kết quả chờ bạn duyệt", ASKED: "đề nghị phối hợp", BLOCKED: "việc đang vướng",
    CHECK: "việc đến ngày rà soát",
}  # fmt: skip
HEADS = {
    OVERDUE: "Quá hạn", TODAY: "Đến hạn hôm nay", SOON: "Sắp đến hạn", BACK: "Bị trả lại", DECIDE: "Chờ bạn duyệt",
    ASKED: "Được đề nghị phối hợp", BLOCKED: "Đang vướng, chờ gỡ", CHECK: "Đến ngày rà soát",
}  # fmt: skip


def sentence(counts: Mapping[str, int], day: date, *, urgent: bool) -> str:
    """What a notice says: day and counts by section, nothing of zero.

    >>> sentence({"overdue": 3, "soon": 1}, date(2025, 7, 15), urgent=False)
    'Tổng hợp ngày 15/07/2025: 3 việc quá hạn, 1 việc sắp đến hạn.'
    """
    parts = [f"{counts[code]} {NAMES[code]}" for code in SECTIONS if counts.get(code)]
    head = f"Khẩn, ngày {day:%d/%m/%Y}" if urgent else f"Tổng hợp ngày {day:%d/%m/%Y}"
    return f"{head}: {', '.join(parts)}." if parts else f"{head}: không còn việc nào."


def how_far(day: date, today: date) -> str:
    """How far a day is, as a digest says it.

    >>> how_far(date(2025, 7, 10), date(2025, 7, 15)), how_far(date(2025, 7, 18), date(2025, 7, 15))
    ('hạn 10/07/2025, quá 5 ngày', 'hạn 18/07/2025, còn 3 ngày')
    """
    days = (day - today).days
    tail = f"quá {-days} ngày" if days < 0 else f"còn {days} ngày" if days else "hôm nay"
    return f"hạn {day:%d/%m/%Y}, {tail}"
