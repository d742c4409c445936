"""The letter of urging (công văn đôn đốc) as content of a draft: to whom, what for, the table of what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

SUBJECT = "đôn đốc thực hiện nhiệm vụ cải cách hành chính đã quá hạn"
IN_TEXT = 6
COLUMNS = [
    {"title": "STT", "width": 6, "align": "center"}, {"title": "Nhiệm vụ", "width": 44},
    {"title": "Văn bản giao", "width": 20}, {"title": "Thời hạn", "width": 14, "align": "center"},
    {"title": "Số ngày quá hạn", "width": 12, "align": "center"},
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One late thing as it is printed."""

    agency: str
    task: str
    paper: str
    due_on: date
    late_days: int


def content(blank: dict[str, Any], rows: Sequence[Row], on: date, answer_by: date) -> dict[str, Any]:
    """The content of the letter; a long table goes into an appendix, agency by agency."""
    agencies = list(dict.fromkeys(row.agency for row in rows))
    told = f"còn {len(rows)} nhiệm vụ" if len(agencies) > 1 or len(rows) > IN_TEXT else f"còn {len(rows)} nhiệm vụ sau"
    inside = len(rows) <= IN_TEXT and len(agencies) == 1
    where = "" if inside else " (chi tiết tại Phụ lục kèm theo)"
    body: list[dict[str, Any]] = [
        {
            "text": f"Qua theo dõi việc thực hiện các kế hoạch, văn bản chỉ đạo về cải cách hành chính, tính đến ngày "
            f"{on:%d/%m/%Y}, {_who(agencies)} {told} đã quá thời hạn mà chưa có kết quả{where}."
        }
    ]
    if inside:
        body.append({"table": {"columns": COLUMNS, "rows": _rows(rows)}})
    body += [
        {
            "text": f"Đề nghị {_addressed(agencies)} khẩn trương hoàn thành, cập nhật kết quả kèm tài liệu kiểm chứng "
            f"lên hệ thống trước ngày {answer_by:%d/%m/%Y}; trường hợp có khó khăn, vướng mắc, nêu rõ nguyên nhân, "
            "thời gian hoàn thành và đề xuất (nếu có)."
        },
    ]
    made = {**blank, "subject": SUBJECT, "addressees": agencies, "body": body}
    if not inside:
        made["attachments"] = [_appendix(rows, agencies, on)]
    return made


def _who(agencies: Sequence[str]) -> str:
    return agencies[0] if len(agencies) == 1 else f"{len(agencies)} cơ quan, đơn vị"


def _addressed(agencies: Sequence[str]) -> str:
    return agencies[0] if len(agencies) == 1 else "các cơ quan, đơn vị"


def _appendix(rows: Sequence[Row], agencies: Sequence[str], on: date) -> dict[str, Any]:
    lines: list[list[str]] = []
    for agency in agencies:
        own = [row for row in rows if row.agency == agency]
        lines += [[f"{agency} ({len(own)} nhiệm vụ)"], *_rows(own)]
    return {
        "kind": "Phụ lục", "subject": f"Danh mục nhiệm vụ quá hạn tính đến ngày {on:%d/%m/%Y}", "landscape": True,
        "body": [{"table": {"columns": COLUMNS, "rows": lines}}],
    }  # fmt: skip


def _rows(rows: Sequence[Row]) -> list[list[str]]:
    return [
        [str(number), row.task, row.paper, f"{row.due_on:%d/%m/%Y}", str(row.late_days)]
        for number, row in enumerate(rows, start=1)
    ]
