"""The monthly list as a workbook in the official form, and as a Word paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.chancery.queries.drafts import Made, issuer_of, made_from
from thuocdo.chancery.rules.content import Printed, paper_data
from thuocdo.chancery.rules.starting import blank
from thuocdo.directory.models import Unit
from thuocdo.documents.composing.kinds import from_data
from thuocdo.meetings.rules.months import Line, counts
from thuocdo.ui.standings import look
from thuocdo.ui.xlsx import Cell, Column, Foot, Head, Row, Section, official_form

FORM = "bao_cao"
GRADES = {"good": "Tốt", "met": "Đạt", "lacking": "Còn tồn tại, hạn chế"}
WORDS = {"done_late": "Xong, trễ hạn", "done": "Đã xong"}
COLUMNS = (
    Column(title="TT", width=6, align="center"), Column(title="Nội dung công việc", width=56),
    Column(title="Nguồn giao", width=34), Column(title="Thời hạn", width=13, align="center"),
    Column(title="Ngày xong", width=13, align="center"), Column(title="Tình trạng", width=20),
    Column(title="Số ngày chậm", width=12, align="center"), Column(title="Chất lượng", width=16),
    Column(title="Ghi chú", width=26),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A list to be written: unit, month, as at which day, the people with their lines, what nobody has."""

    unit: Unit
    first: date
    as_at: date
    sheets: Sequence[tuple[str, str, Sequence[Line]]]
    unassigned: Sequence[Line]
    version: int = 0


def standing_words(line: Line) -> str:
    """Where a line stands, in words."""
    return WORDS.get(line.code) or str(look(line.code).word)


def _summary(lines: Sequence[Line]) -> str:
    found = counts(lines)
    return (
        f"{found['total']} việc, xong {found['done']} (đúng hạn {found['on_time']}), chậm {found['late']}, "
        f"còn {found['open']}"
    )


def _title(shown: Shown) -> str:
    return f"Danh sách công việc của cán bộ, công chức, viên chức tháng {shown.first:%m/%Y}"


def _basis(shown: Shown) -> str:
    version = f", công bố lần {shown.version}" if shown.version else ", chưa công bố"
    return f"(Tính đến ngày {shown.as_at:%d/%m/%Y}{version})"


def xlsx_of(shown: Shown) -> bytes:
    """The workbook: person by person, with a row of sums for each."""
    issuer = issuer_of(shown.unit, FORM, shown.as_at)
    lines = [line.upper() for line in (issuer.superior, issuer.agency) if line]
    head = Head(issuer=lines, heading="DANH SÁCH", title=_title(shown), basis=_basis(shown), sheet="Việc tháng")
    rows: list[Row] = []
    for number, (name, post, found) in enumerate(shown.sheets, start=1):
        rows.append(Section(str(number), f"{name}{f', {post}' if post else ''}: {_summary(found)}"))
        rows += [_cells(place, line) for place, line in enumerate(found, start=1)]
    if shown.unassigned:
        rows.append(Section("", f"Việc chưa giao cho ai: {len(shown.unassigned)}"))
        rows += [_cells(place, line) for place, line in enumerate(shown.unassigned, start=1)]
    place = f"{issuer.place}, ngày … tháng … năm {shown.as_at.year}"
    return official_form(head, COLUMNS, rows, foot=Foot(place_and_date=place))


def _cells(place: int, line: Line) -> list[Cell]:
    note = "; ".join(one for one in ("kết luận cuộc họp" if line.from_meeting else "", line.note) if one)
    return [
        place, line.text, line.source, line.due_on, line.done_on, standing_words(line), line.late_days or None,
        GRADES.get(line.quality, ""), note,
    ]  # fmt: skip


def docx_of(shown: Shown) -> Made:
    """The list as a paper: a report of the unit with one table for each person, on pages across."""
    base = blank(FORM, issuer_of(shown.unit, FORM, shown.as_at))
    opening = (
        f"Danh sách công việc trong tháng {shown.first:%m/%Y} của {len(shown.sheets)} cán bộ, công chức, viên chức, "
        f"tính đến ngày {shown.as_at:%d/%m/%Y}; chi tiết tại Phụ lục."
    )
    summary = [
        [str(number), f"{name}{f', {post}' if post else ''}", *_numbers(found)]
        for number, (name, post, found) in enumerate(shown.sheets, start=1)
    ]
    content = {
        **base, "subject": "danh sách công việc của cán bộ, công chức, viên chức "
        f"tháng {shown.first:%m/%Y}", "body": [{"text": opening}, _table(SUMMARY, summary)],
        "attachments": [{
            "kind": "Phụ lục", "subject": _title(shown), "landscape": True, "own_head": False,
            "body": [_table(DETAIL, _detail(shown))],
        }],
    }  # fmt: skip
    data = paper_data(FORM, content, Printed(year=shown.as_at.year))
    return made_from(from_data(FORM, data))


SUMMARY = [
    {"title": "TT", "width": 6, "align": "center"}, {"title": "Họ và tên, chức vụ", "width": 44},
    {"title": "Số việc", "width": 12, "align": "center"}, {"title": "Đã xong", "width": 12, "align": "center"},
    {"title": "Chậm", "width": 12, "align": "center"}, {"title": "Còn làm", "width": 12, "align": "center"},
]  # fmt: skip
DETAIL = [
    {"title": "TT", "width": 5, "align": "center"}, {"title": "Nội dung công việc", "width": 42},
    {"title": "Nguồn giao", "width": 24}, {"title": "Thời hạn", "width": 12, "align": "center"},
    {"title": "Tình trạng", "width": 17},
]  # fmt: skip


def _table(columns: list[dict[str, Any]], rows: list[list[str]]) -> dict[str, Any]:
    return {"table": {"columns": columns, "rows": rows}}


def _numbers(lines: Sequence[Line]) -> list[str]:
    found = counts(lines)
    return [str(found[name]) for name in ("total", "done", "late", "open")]


def _detail(shown: Shown) -> list[list[str]]:
    rows: list[list[str]] = []
    named = [(f"{name}{f', {post}' if post else ''}", found) for name, post, found in shown.sheets]
    if shown.unassigned:
        named.append(("Việc chưa giao cho ai", shown.unassigned))
    for title, found in named:
        rows.append([f"{title} ({len(found)} việc)"])
        rows += [
            [
                str(place),
                line.text,
                line.source,
                f"{line.due_on:%d/%m/%Y}" if line.due_on else "",
                f"{standing_words(line)}{f' {line.late_days} ngày' if line.late_days else ''}",
            ]
            for place, line in enumerate(found, start=1)
        ]
    return rows
