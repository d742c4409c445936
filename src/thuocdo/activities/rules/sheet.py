"""Rows of a list of activities that a unit hands in: which column is which, what each row says, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.activities.rules.content import ActivityContent, refuse_unsound
from thuocdo.kernel.cells import count_of, day_of, plain_cell
from thuocdo.kernel.columns import Columns, Names, best_head
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "kind": ("Loại", "Thể loại", "Loại hoạt động", "Hình thức"),
    "title": ("Tên", "Tiêu đề", "Tên tin, bài", "Tên hoạt động", "Nội dung", "Tên tác phẩm"),
    "starts_on": ("Ngày", "Ngày đăng", "Từ ngày", "Ngày đăng, phát", "Ngày thực hiện", "Thời gian"),
    "last_on": ("Đến ngày", "Đến hết ngày"),
    "medium": ("Nơi đăng", "Nơi đăng, phát", "Nơi đăng, phát hoặc tổ chức", "Báo, đài", "Địa điểm", "Cơ quan báo chí"),
    "link": ("Đường dẫn", "Link", "Liên kết", "Địa chỉ bài viết"),
    "amount": ("Số lượng",),
    "text": ("Ghi chú",),
}
NEEDED = ("kind", "title", "starts_on")
MEASURE = "m:"


@dataclass(frozen=True)
class Kind:
    """A kind of activity as rows name it."""

    code: str
    name: str
    measures: Sequence[Mapping[str, Any]]


@dataclass
class Line:
    """One row: its number in the sheet (from 1), the kind and content that it says, or what is wrong with it."""

    line: int
    kind: str = ""
    content: ActivityContent | None = None
    title: str = ""
    faults: list[dict[str, str]] = field(default_factory=list)


def columns_of(rows: Sequence[Sequence[object]], kinds: Iterable[Kind]) -> Columns:
    """The heads of the list. Refused `activities.no_heads` when a needed column is not there."""
    names: dict[str, list[str]] = {field: list(words) for field, words in FIELDS.items()}
    for kind in kinds:
        for measure in kind.measures:
            names.setdefault(f"{MEASURE}{measure['code']}", []).append(str(measure["name"]))
    found = best_head(rows, Names(names))
    missing = [FIELDS[field][0] for field in NEEDED if found is None or field not in found.places]
    if found is None or missing:
        raise Refused(
            "activities.no_heads", f"Bảng thiếu cột: {', '.join(missing)}.",
            "Dùng mẫu tải từ trang này, giữ nguyên dòng đầu bảng.",
        )  # fmt: skip
    return found


def read_lines(rows: Sequence[Sequence[object]], columns: Columns, kinds: Iterable[Kind], today: date) -> list[Line]:
    """What each row below the heads says; empty rows are passed over."""
    by_name = {fold(name): kind for kind in kinds for name in (kind.name, kind.code)}
    return [
        _line(number, row, columns, by_name, today)
        for number, row in enumerate(rows[columns.body :], start=columns.body + 1)
        if any(plain_cell(cell) for cell in row)
    ]


def _line(number: int, row: Sequence[object], columns: Columns, kinds: Mapping[str, Kind], today: date) -> Line:
    def cell(name: str) -> object:
        at = columns.places.get(name)
        return row[at] if at is not None and at < len(row) else None

    line = Line(number, title=plain_cell(cell("title")))
    kind = kinds.get(fold(plain_cell(cell("kind"))))
    start = day_of(cell("starts_on"), today)
    last = day_of(cell("last_on"), today) if plain_cell(cell("last_on")) else start
    if kind is None:
        _fault(line, "kind", f"Không có loại “{plain_cell(cell('kind'))[:60]}”.")
    if start is None:
        _fault(line, "starts_on", f"Không hiểu ngày “{plain_cell(cell('starts_on'))[:40]}”, ghi dạng 15/07/2025.")
    elif last is None:
        _fault(line, "last_on", f"Không hiểu ngày “{plain_cell(cell('last_on'))[:40]}”, ghi dạng 15/07/2025.")
    if kind is None or start is None or last is None:
        return line
    line.kind = kind.code
    measures = _measures(line, kind, columns, cell)
    content = ActivityContent(
        title=line.title, starts_on=start, last_on=last, medium=plain_cell(cell("medium")),
        link=plain_cell(cell("link")), text=plain_cell(cell("text")), measures=measures,
    )  # fmt: skip
    try:
        refuse_unsound(content, kind.measures, today)
    except Refused as refusal:
        _fault(line, str(refusal.where.get("field", "")), f"{refusal.message} {refusal.remedy}".strip())
    if not line.faults:
        line.content = content
    return line


def _measures(line: Line, kind: Kind, columns: Columns, cell: Any) -> dict[str, int]:
    """Numbers of a row: the main one from its own column or from “Số lượng”; one where nothing is written."""
    found: dict[str, int] = {}
    for place, measure in enumerate(kind.measures):
        code = str(measure["code"])
        written = plain_cell(cell(f"{MEASURE}{code}")) or (plain_cell(cell("amount")) if place == 0 else "")
        number = count_of(written.replace(".", "")) if written else (1 if place == 0 else 0)
        if number is None:
            _fault(line, f"m_{code}", f"“{measure['name']}” phải là số nguyên, đang ghi “{written[:30]}”.")
        else:
            found[code] = number
    return found


def _fault(line: Line, column: str, words: str) -> None:
    line.faults.append({"column": column, "words": words})
