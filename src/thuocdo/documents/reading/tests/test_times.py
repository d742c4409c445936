"""Deadlines that need the paper around them: its year of issue, its kind, the clause they stand in."""

from __future__ import annotations

from typing import Any

from thuocdo.documents.reading import read_text

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA SƠN\n\nSố: 12/{kind}-UBND\n\nHòa Sơn, ngày 21 tháng 11 năm 2025\n\n"
PLAN = HEAD.format(kind="KH") + "KẾ HOẠCH\nCải cách hành chính năm 2026\n\nIII. TỔ CHỨC THỰC HIỆN\n\n"
RULES = HEAD.format(kind="QĐ") + (
    "QUYẾT ĐỊNH\nBan hành Quy định\n\nCăn cứ Luật Đầu tư;\n\nĐiều 1. Ban hành Quy định.\n\n"
    "Điều 2. Trách nhiệm của Sở Nội vụ\n\n"
)


def limits(text: str) -> list[dict[str, Any]]:
    (task,) = read_text(text).tasks
    return [
        {name: limit.get(name) for name in ("kind", "value", "op", "recurrence", "dates")} for limit in task.deadlines
    ]


def limit(kind: str, value: str | None = None, op: str | None = None, **more: list[str]) -> dict[str, Any]:
    return {"kind": kind, "value": value, "op": op, "recurrence": None, "dates": None, **more}


def test_a_plan_for_next_year_may_order_things_for_the_year_of_its_issue() -> None:
    text = PLAN + "1. Sở Nội vụ tham mưu phân công nhiệm vụ trước ngày 15/12/2025; sơ kết trước ngày 30/6.\n"
    assert limits(text) == [limit("date", "2025-12-15", "before"), limit("date", "2026-06-30", "before")]


def test_what_was_done_in_the_year_of_issue_sets_no_limit() -> None:
    assert limits(PLAN + "1. Sở Nội vụ rà soát các quy định đã ban hành ngày 15/9/2025.\n") == []


def test_a_day_behind_hang_nam_in_one_clause_comes_every_year() -> None:
    text = PLAN + "1. Sở Nội vụ báo cáo kết quả hằng năm về Bộ Nội vụ trước ngày 15/12.\n"
    assert limits(text) == [limit("recurring", None, "before", recurrence=["yearly"], dates=["--12-15"])]


def test_a_yearly_report_ordered_by_rules_comes_every_year() -> None:
    text = RULES + "1. Gửi báo cáo năm về Bộ Nội vụ trước ngày 20 tháng 12.\n"
    assert limits(text) == [limit("recurring", None, "before", recurrence=["yearly"], dates=["--12-20"])]


def test_a_yearly_report_ordered_by_a_plan_falls_into_its_year() -> None:
    text = PLAN + "1. Sở Nội vụ gửi báo cáo năm về Bộ Nội vụ trước ngày 20 tháng 12.\n"
    assert limits(text) == [limit("date", "2026-12-20", "before")]


def test_a_length_of_time_counts_though_nothing_says_from_when() -> None:
    (task,) = read_text(RULES + "1. Cử người tham gia trong thời hạn 05 ngày làm việc.\n").tasks
    assert task.deadlines[0]["kind"] == "relative"
    assert task.deadlines[0]["within"] == {"amount": 5, "unit": "working_day", "after": ""}
