"""Workbooks: the official form with its heads and signature, and the plain list; a cell of text never is a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from thuocdo.kernel.columns import FAULT_HEAD
from thuocdo.ui.formatting import VIETNAM

Cell = str | int | Decimal | date | None
FONT = "Times New Roman"
LONGEST, LARGEST = 32_767, 1e15
CUT = " … (còn nữa, xem trên hệ thống)"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Control characters and halves of surrogate pairs, which no workbook may hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
MM = 1 / 25.4


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: head, width in characters, and the common head above it when several columns share one."""

    title: str
    width: float = 20
    group: str = ""
    align: str = "left"


@dataclass(frozen=True)
class Section:
    """A row across the table that opens a part: number in the first column, title over the rest."""

    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above an official table (phụ lục ban hành kèm theo văn bản)."""

    issuer: Sequence[str]
    title: str
    heading: str = "PHỤ LỤC"
    basis: str = ""
    unit_of_measure: str = ""
    sheet: str = "Phụ lục"
    column_numbers: bool = False


@dataclass(frozen=True, kw_only=True)
class Foot:
    """What stands below: place and date, who made the table, who signs."""

    place_and_date: str = ""
    left: Sequence[str] = field(default=("NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)"))
    right: Sequence[str] = field(default=("THỦ TRƯỞNG ĐƠN VỊ", "(Ký tên, đóng dấu)"))


Row = Section | Sequence[Cell]
NO_KEYS: Sequence[str] = ()


@dataclass(frozen=True)
class Keys:
    """What a workbook needs to come back: a mark of the whole and a key for each row, in a hidden last column; and
    the line for people that says how many rows there are and the code to compare."""

    mark: str
    rows: Sequence[str]
    line: str


class _Sheet:
    """One worksheet being written from the top down."""

    def __init__(self, name: str) -> None:
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self.book.set_calc_mode("manual")
        self.sheet = self.book.add_worksheet(SHEET_NAME.sub(" ", name)[:31].strip("' ") or "Danh sách")
        self.row = 0
        self.keys: Iterator[str] = iter(NO_KEYS)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """A cell format; the same properties give the same format."""
        wanted = {"font_name": FONT, "font_size": 12, "valign": "top", "text_wrap": True, **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]

    def put(self, column: int, value: Cell, **properties: Any) -> None:
        """Write one cell of the current row by its type; text is always text, whatever it begins with."""
        if value is None or value == "":
            self.sheet.write_blank(self.row, column, None, self.style(**properties))
        elif isinstance(value, bool) or not isinstance(value, int | Decimal | date):
            self.sheet.write_string(self.row, column, as_text(str(value)), self.style(**properties))
        elif isinstance(value, date):
            style = self.style(**{**properties, "num_format": _day_format(value), "align": "center"})
            self.sheet.write_datetime(self.row, column, _naive(value), style)
        else:
            shown = "#,##0" if value == int(value) else "#,##0.##"
            style = self.style(**{**properties, "num_format": shown, "align": "right"})
            self.sheet.write_number(self.row, column, value, style)

    def across(self, first: int, last: int, text: str, **properties: Any) -> None:
        """One text over several columns of the current row."""
        style = self.style(align="center", **properties) if "align" not in properties else self.style(**properties)
        if first >= last:
            self.sheet.write_string(self.row, first, as_text(text), style)
        else:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
            self.sheet.write_string(self.row, first, as_text(text), style)

    def done(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def _day_format(value: date) -> str:
    return "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"


def _naive(value: date) -> date:
    """An instant as the clock on the wall showed it in Vietnam: a workbook knows no zones."""
    return value.astimezone(VIETNAM).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def as_text(value: str) -> str:
    """Text as a cell can hold it: no control characters, and cut with a remark where it is too long."""
    clean = UNWRITABLE.sub("", value)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - len(CUT)] + CUT


def official_form(
    head: Head, columns: Sequence[Column], rows: Iterable[Row], *, foot: Foot | None = None, landscape: bool = True,
    keys: Keys | None = None,
) -> bytes:  # fmt: skip
    """The table in its official form: issuer and motto, "Phụ lục", title, two-row heads, parts, signatures.

    A4, Times New Roman, the heads on every page, page numbers on top; margins as for official papers
    (Nghị định 30/2020/NĐ-CP, Phụ lục I: trên dưới 20-25 mm, trái 30-35 mm, phải 15-20 mm; tables lie across).
    """
    sheet = _Sheet(head.sheet)
    last = max(len(columns) - 1, 1)
    _paper(sheet, columns, landscape=landscape)
    _letterhead(sheet, head, last)
    first_head = sheet.row
    _heads(sheet, columns)
    sheet.sheet.repeat_rows(first_head, sheet.row - 1)
    if head.column_numbers:
        _numbers(sheet, len(columns))
    if keys:
        _hide_keys(sheet, keys, first_head, last + 1)
    for row in rows:
        _line(sheet, row, columns)
    if keys:
        sheet.put(0, keys.line, italic=True, font_size=10, text_wrap=False)
        sheet.row += 1
    if foot:
        _signatures(sheet, foot, last)
    sheet.sheet.print_area(0, 0, max(sheet.row - 1, 0), last)
    return sheet.done()


def plain_list(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, note: str = "") -> bytes:
    """A list to work on: one head row that stays and filters, a line saying what it is and of when."""
    sheet = _Sheet(title)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.fit_to_pages(1, 0)
    for number, column in enumerate(columns):
        sheet.sheet.set_column(number, number, column.width)
    sheet.put(0, title, bold=True, font_size=14, text_wrap=False)
    sheet.row += 1
    if note:
        sheet.put(0, note, italic=True, text_wrap=False)
        sheet.row += 1
    top = sheet.row
    for number, column in enumerate(columns):
        sheet.put(number, column.title, bold=True, border=1, bg_color="#EEEBE1", valign="vcenter")
    sheet.row += 1
    for row in rows:
        for number, value in enumerate(row):
            sheet.put(number, value, border=1, align=columns[number].align)
        sheet.row += 1
    sheet.sheet.freeze_panes(top + 1, 0)
    sheet.sheet.repeat_rows(top)
    if columns:
        sheet.sheet.autofilter(top, 0, max(sheet.row - 1, top), len(columns) - 1)
    return sheet.done()


WRONG = {"bg_color": "#FBE3DE", "font_color": "#8C1D04"}
MOST_NOTED = 2_000


def with_faults(
    title: str, rows: Sequence[Sequence[Cell | float]], faults: Mapping[tuple[int, int], str], *,
    head: int, hidden: int = -1, merged: Iterable[tuple[int, int, int, int]] = (),
) -> bytes:  # fmt: skip
    """A table as it came, every cell in its place, the wrong ones in colour and with a note, and all that is wrong in
    a row once more in a last column "Lỗi"; `faults` are words by row and column (from 0), a column of -1 the whole
    row; `head` is the row of the heads.
    """
    sheet = _Sheet(title)
    width = max((len(row) for row in rows), default=0)
    by_row: dict[int, list[str]] = {}
    for (row, _column), words in sorted(faults.items()):
        by_row.setdefault(row, []).append(words)
    for row, cells in enumerate(rows):
        sheet.row = row
        for column, value in enumerate(cells):
            wrong = faults.get((row, column))
            if wrong or value not in (None, ""):
                sheet.put(column, _whole(value), **(WRONG if wrong else {}))
        if row in by_row and row != head:
            sheet.put(width, " ".join(by_row[row]), **WRONG)
    for (row, column), words in list(faults.items())[:MOST_NOTED]:
        sheet.sheet.write_comment(row, max(column, 0), words, {"x_scale": 2, "y_scale": 1.5})
    sheet.row = head
    sheet.put(width, FAULT_HEAD, bold=True)
    sheet.sheet.set_column(0, max(width - 1, 0), 22)
    sheet.sheet.set_column(width, width, 60)
    if hidden >= 0:
        sheet.sheet.set_column(hidden, hidden, 20, None, {"hidden": True})
    _merge_again(sheet, rows, merged, faults)
    return sheet.done()


def _whole(value: Cell | float) -> Cell:
    """A cell as it is written: whole numbers without a point, others with the digits that they had."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < LARGEST else str(value)
    return value


def _merge_again(
    sheet: _Sheet, rows: Sequence[Sequence[Cell | float]], merged: Iterable[tuple[int, int, int, int]],
    faults: Mapping[tuple[int, int], str],
) -> None:  # fmt: skip
    """Stretches of one row or one column as they were, where they hold nothing wrong."""
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in list(merged)[:MOST_NOTED]:
        small = (bottom - top + 1) * (right - left + 1) <= MOST_NOTED and bottom < len(rows)
        cells = (
            {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)} if small else set()
        )
        if len(cells) > 1 and not cells & taken and not any(cell in faults for cell in cells):
            taken |= cells
            value = rows[top][left] if left < len(rows[top]) else ""
            sheet.sheet.merge_range(top, left, bottom, right, "", sheet.style())
            sheet.row = top
            sheet.put(left, _whole(value))


def _paper(sheet: _Sheet, columns: Sequence[Column], *, landscape: bool) -> None:
    page = sheet.sheet
    page.set_paper(9)
    if landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=20 * MM if landscape else 30 * MM, right=15 * MM, top=20 * MM, bottom=20 * MM)
    page.set_header(f'&C&"{FONT},Regular"&13&P')
    page.hide_gridlines(0)
    for number, column in enumerate(columns):
        page.set_column(number, number, column.width)


def _letterhead(sheet: _Sheet, head: Head, last: int) -> None:
    half = last // 2
    for number in range(max(len(head.issuer), len(MOTTO))):
        if number < len(head.issuer):
            sheet.across(0, half, head.issuer[number], bold=True, underline=1 if number == len(head.issuer) - 1 else 0)
        if number < len(MOTTO):
            sheet.across(half + 1, last, MOTTO[number], bold=True, underline=1 if number == len(MOTTO) - 1 else 0)
        sheet.row += 1
    sheet.row += 1
    for text, style in ((head.heading, {"bold": True, "font_size": 14}), (head.title, {"bold": True, "font_size": 14}),
                        (head.basis, {"italic": True})):  # fmt: skip
        if text:
            sheet.sheet.set_row(sheet.row, 18 * (1 + len(text) // 110))
            sheet.across(0, last, text, valign="vcenter", **style)
            sheet.row += 1
    if head.unit_of_measure:
        sheet.across(0, last, f"Đơn vị tính: {head.unit_of_measure}", italic=True, align="right")
        sheet.row += 1
    sheet.row += 1


def _heads(sheet: _Sheet, columns: Sequence[Column]) -> None:
    """One row of heads, or two where columns share a common head."""
    style = sheet.style(bold=True, border=1, align="center", valign="vcenter")
    top = sheet.row
    grouped = any(column.group for column in columns)
    number = 0
    while number < len(columns):
        column = columns[number]
        end = number
        while column.group and end + 1 < len(columns) and columns[end + 1].group == column.group:
            end += 1
        if column.group:
            sheet.across(number, end, column.group, bold=True, border=1, valign="vcenter")
            for inner in range(number, end + 1):
                sheet.sheet.write_string(top + 1, inner, as_text(columns[inner].title), style)
        elif grouped:
            sheet.sheet.merge_range(top, number, top + 1, number, "", style)
            sheet.sheet.write_string(top, number, as_text(column.title), style)
        else:
            sheet.sheet.write_string(top, number, as_text(column.title), style)
        number = end + 1
    sheet.row = top + (2 if grouped else 1)


def _numbers(sheet: _Sheet, count: int) -> None:
    """The row of column numbers (1) (2) (3) that official tables carry under their heads."""
    for number in range(count):
        sheet.put(number, f"({number + 1})", italic=True, border=1, align="center", font_size=10)
    sheet.row += 1


def _line(sheet: _Sheet, row: Row, columns: Sequence[Column]) -> None:
    if isinstance(row, Section):
        sheet.put(0, row.number, bold=True, border=1, align="center")
        sheet.across(1, len(columns) - 1, row.title, bold=True, border=1, align="left")
    else:
        for number, value in enumerate(row):
            sheet.put(number, value, border=1, align=columns[number].align)
        if key := next(sheet.keys, ""):
            sheet.sheet.write_string(sheet.row, max(len(columns), 2), key, sheet.style(font_size=8, text_wrap=False))
    sheet.row += 1


def _hide_keys(sheet: _Sheet, keys: Keys, head: int, column: int) -> None:
    """The hidden column behind the table, the mark in the row of its heads."""
    sheet.keys = iter(keys.rows)
    sheet.sheet.set_column(column, column, 20, None, {"hidden": True})
    sheet.sheet.write_string(head, column, keys.mark, sheet.style(font_size=8, text_wrap=False))


def _signatures(sheet: _Sheet, foot: Foot, last: int) -> None:
    half = last // 2
    sheet.row += 1
    if foot.place_and_date:
        sheet.across(half + 1, last, foot.place_and_date, italic=True)
        sheet.row += 1
    for number in range(max(len(foot.left), len(foot.right))):
        style = {"bold": True} if number == 0 else {"italic": True}
        if number < len(foot.left):
            sheet.across(0, half, foot.left[number], **style)
        if number < len(foot.right):
            sheet.across(half + 1, last, foot.right[number], **style)
        sheet.row += 1
