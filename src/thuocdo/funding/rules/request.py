"""The request for the year's money (tờ trình dự trù kinh phí) as content of a draft: what for, how much, the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thuocdo.kernel.amounts import money_in_words

COLUMNS = [
    {"title": "STT", "width": 6, "align": "center"}, {"title": "Nội dung", "width": 40},
    {"title": "Cơ quan thực hiện", "width": 26}, {"title": "Nguồn", "width": 18},
    {"title": "Đề nghị (đồng)", "width": 18, "align": "right"},
    {"title": "Thẩm định (đồng)", "width": 18, "align": "right"},
]  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """One estimate as it is printed; sums in đồng, `appraised` where the need was appraised."""

    content: str
    agency: str
    source: str
    asked: Decimal
    appraised: Decimal | None = None
    allocated: Decimal | None = None

    @property
    def needed(self) -> Decimal:
        """What the need is taken to be: as appraised, else as asked for."""
        return self.asked if self.appraised is None else self.appraised


@dataclass(frozen=True)
class Group:
    """Estimates of one field of reform."""

    title: str
    rows: Sequence[Wanted]


def content(blank: dict[str, Any], groups: Sequence[Group], year: int) -> dict[str, Any]:
    """The content of the request; its table goes into an appendix, field by field, with the sums below."""
    rows = [row for group in groups for row in group.rows]
    needed = sum((row.needed for row in rows), Decimal(0))
    given = sum((row.allocated or Decimal(0) for row in rows), Decimal(0))
    agencies = len({row.agency for row in rows})
    body = [
        {
            "text": f"Thực hiện kế hoạch cải cách hành chính năm {year}, trên cơ sở dự toán của {agencies} cơ quan, "
            f"đơn vị, {blank['letterhead']['agency']} tổng hợp dự trù kinh phí cải cách hành chính năm {year} như sau:"
        },
        {
            "text": f"Tổng nhu cầu kinh phí: {_dong(needed)} ({money_in_words(needed).lower()}), gồm {len(rows)} nội "
            "dung thuộc các lĩnh vực tại Phụ lục kèm theo. Nội dung đã thẩm định lấy số thẩm định; nội dung chưa thẩm "
            "định lấy số cơ quan đề nghị."
        },
    ]
    if given:
        body.append(
            {"text": f"Trong đó đã được cấp: {_dong(given)}; còn lại đề nghị xem xét: {_dong(needed - given)}."}
        )
    body.append({"text": f"Kính trình xem xét, bố trí kinh phí cải cách hành chính năm {year}."})
    return {
        **blank, "subject": f"dự trù kinh phí cải cách hành chính năm {year}", "body": body,
        "addressees": [blank["letterhead"]["superior"]] if blank["letterhead"]["superior"] else [],
        "attachments": [_appendix(groups, rows, needed, year)],
    }  # fmt: skip


def _appendix(groups: Sequence[Group], rows: Sequence[Wanted], needed: Decimal, year: int) -> dict[str, Any]:
    lines: list[list[str]] = []
    for group in groups:
        lines.append([f"{group.title} ({len(group.rows)} nội dung)"])
        lines += [_line(number, row) for number, row in enumerate(group.rows, start=1)]
    asked = sum((row.asked for row in rows), Decimal(0))
    lines.append(["", "Tổng cộng", "", "", _number(asked), _number(needed)])
    return {
        "kind": "Phụ lục", "subject": f"Dự trù kinh phí cải cách hành chính năm {year}", "landscape": True,
        "body": [{"table": {"columns": COLUMNS, "rows": lines}}],
    }  # fmt: skip


def _line(number: int, row: Wanted) -> list[str]:
    appraised = _number(row.appraised) if row.appraised is not None else ""
    return [str(number), row.content, row.agency, row.source, _number(row.asked), appraised]


def _dong(value: Decimal) -> str:
    return f"{_number(value)} đồng"


def _number(value: Decimal) -> str:
    """A sum as it is printed.

    >>> _number(Decimal(1250000))
    '1.250.000'
    """
    return f"{value:,.0f}".replace(",", ".")
