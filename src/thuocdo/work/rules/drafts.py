"""What the parts of a draft of a plan must say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from thuocdo.kernel.errors import Refused

LEVEL, TREND, AGAINST_BASE = "level", "trend", "against_base"


def refuse_span(starts_on: date, ends_on: date) -> None:
    """Refuse an end before a start (`work.end_before_start`); `ends_on` is the first day that no longer belongs."""
    if ends_on <= starts_on:
        last = date.fromordinal(ends_on.toordinal() - 1)
        raise Refused(
            "work.end_before_start",
            f"Ngày cuối ({last:%d/%m/%Y}) đứng trước ngày đầu ({starts_on:%d/%m/%Y}) của kế hoạch.",
            "Sửa một trong hai ngày.", where={"field": "ends_on"},
        )  # fmt: skip


def refuse_target(values: Mapping[str, Any]) -> None:
    """Refuse a target whose kind lacks what it compares with (`work.target_incomplete`)."""
    kind = values.get("kind", LEVEL)
    lacks = {
        TREND: [("direction", "tăng hay giảm")],
        AGAINST_BASE: [
            ("direction", "tăng hay giảm"), ("base_year", "năm gốc"), ("value", "mức thay đổi so với năm gốc"),
        ],
    }.get(kind, [])  # fmt: skip
    for name, words in lacks:
        if values.get(name) in (None, ""):
            raise Refused(
                "work.target_incomplete", f"Chỉ tiêu loại này cần ghi {words}.", f"Ghi {words}.", where={"field": name}
            )
