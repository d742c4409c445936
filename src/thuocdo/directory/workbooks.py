"""The sheet of people as a workbook: read with every doubt named, written with lists to choose from and guidance."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from thuocdo.core.sheets import Limits, damaged, read_sheet
from thuocdo.directory.rules.accounts_sheet import COLUMNS, MOST_LINES, Cell, Column

SHEET, GUIDE, LISTS = "Tài khoản", "Hướng dẫn", "Danh mục"
MOST_BYTES = 10 * 2**20
LIMITS = Limits(size=MOST_BYTES, rows=4 * MOST_LINES, smaller="Chia tệp theo đơn vị.")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BLANK_LINES = 200
FONT = "Times New Roman"


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was written: rows from the top, and the places (row, column from 1) that hold a formula."""

    name: str
    rows: list[list[Cell]]
    formulas: frozenset[tuple[int, int]]


def read(data: bytes, name: str) -> Sheet:
    """The sheet of people in a workbook: the one called so, else the first. Refused as `core.sheets.read_sheet`."""
    found = read_sheet(data, name, LIMITS, called=SHEET)
    return Sheet(found.name, found.rows, _formulas(data, found.part, {"tệp": name}))


def _formulas(data: bytes, path: str, place: Mapping[str, object]) -> frozenset[tuple[int, int]]:
    """Places of cells with a formula: their value is the program's guess, not what somebody wrote."""
    found: set[tuple[int, int]] = set()
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts, parts.open(path) as file:
            for _event, node in iterparse(file):
                if not node.tag.endswith("}c"):
                    continue
                if any(child.tag.endswith("}f") for child in node):
                    found.add(_place(node.get("r", "")))
                node.clear()
    except KeyError:
        return frozenset()
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise damaged(place) from error
    return frozenset(found)


def _place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a cell's name.

    >>> _place("AB12")
    (12, 28)
    """
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter.upper()) - 64
    digits = reference[len(reference.rstrip("0123456789")) :]
    return int(digits or 0), column


# --- writing


@dataclass(frozen=True)
class Choices:
    """What the lists of the template offer: units as "name [key]", names of roles; fields in words for the guidance."""

    units: Sequence[str]
    roles: Sequence[str]
    fields: Sequence[str]


@dataclass(frozen=True)
class Marked:
    """A line to give back: its cells by column, and the words of what is wrong in each column ("" the whole line)."""

    cells: Mapping[str, Cell]
    faults: Mapping[str, str]


def template(lines: Iterable[Mapping[str, Cell]], choices: Choices, *, note: str) -> bytes:
    """The template, filled in with lines that are known already."""
    return _write([Marked(line, {}) for line in lines], choices, note=note, with_faults=False)


def corrected(lines: Iterable[Marked], choices: Choices, *, note: str) -> bytes:
    """The lines as they came, wrong cells in colour and a column that says what is wrong beside each of them."""
    return _write(list(lines), choices, note=note, with_faults=True)


class _Writer:
    """The workbook being written, with its few formats."""

    def __init__(self) -> None:
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )

    def style(self, **more: Any) -> Any:
        return self.book.add_format({"font_name": FONT, "font_size": 11, "valign": "top", **more})


def _write(lines: Sequence[Marked], choices: Choices, *, note: str, with_faults: bool) -> bytes:
    writer = _Writer()
    sheet = writer.book.add_worksheet(SHEET)
    plain, day = writer.style(num_format="@", border=1), writer.style(num_format="dd/mm/yyyy", border=1)
    wrong = writer.style(num_format="@", border=1, bg_color="#FBE3DE", font_color="#8C1D04")
    wrong_day = writer.style(num_format="dd/mm/yyyy", border=1, bg_color="#FBE3DE", font_color="#8C1D04")
    head, wrap = writer.style(bold=True, border=1, bg_color="#EEEBE1", text_wrap=True), writer.style(text_wrap=True)
    sheet.write_string(0, 0, note, writer.style(italic=True))
    for number, column in enumerate(COLUMNS):
        sheet.write_string(1, number, f"{column.head} *" if column.required else column.head, head)
        sheet.set_column(number, number, column.width, day if column.key in ("start", "end") else plain)
    if with_faults:
        sheet.write_string(1, len(COLUMNS), "Cần sửa", head)
        sheet.set_column(len(COLUMNS), len(COLUMNS), 70)
    for row, line in enumerate(lines, start=2):
        for number, column in enumerate(COLUMNS):
            bad = column.key in line.faults
            styles = (wrong, wrong_day) if bad else (plain, day)
            _cell(sheet, row, number, line.cells.get(column.key), styles)
        if with_faults and line.faults:
            sheet.write_string(row, len(COLUMNS), _words(line.faults), wrap)
    sheet.freeze_panes(2, 2)
    sheet.autofilter(1, 0, 1 + max(1, len(lines)), len(COLUMNS) - 1)
    _lists(writer, choices)
    _choose(sheet, choices, 1 + len(lines) + BLANK_LINES)
    _guide(writer, choices)
    writer.book.close()
    return writer.buffer.getvalue()


def _cell(sheet: Any, row: int, number: int, value: Cell, styles: tuple[Any, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, number, value, styles[1])
    elif value in (None, ""):
        sheet.write_blank(row, number, None, styles[0])
    else:
        whole = isinstance(value, float) and value.is_integer()
        sheet.write_string(row, number, str(int(value) if whole else value), styles[0])


def _words(faults: Mapping[str, str]) -> str:
    heads = {column.key: column.head for column in COLUMNS}
    return "; ".join(f"{heads[key]}: {words}" if key in heads else words for key, words in faults.items())


def _lists(writer: _Writer, choices: Choices) -> None:
    sheet = writer.book.add_worksheet(LISTS)
    for column, (title, words, width) in enumerate((("Đơn vị", choices.units, 60), ("Vai trò", choices.roles, 40))):
        sheet.set_column(column, column, width)
        sheet.write_column(0, column, [title, *words], writer.style())


def _choose(sheet: Any, choices: Choices, last: int) -> None:
    """Lists to choose from; another value may still be written, and is read with a remark."""
    sources = {
        "unit": f"='{LISTS}'!$A$2:$A${len(choices.units) + 1}", "role": f"='{LISTS}'!$B$2:$B${len(choices.roles) + 1}",
        "is_head": ["x"], "account": ["mở", "khóa"],
    }  # fmt: skip
    for number, column in enumerate(COLUMNS):
        if column.key in sources:
            sheet.data_validation(
                2, number, last, number,
                {"validate": "list", "source": sources[column.key], "error_type": "warning",
                 "error_title": column.head, "error_message": column.hint[:200]},
            )  # fmt: skip


RULES = (
    "Mỗi dòng là một vị trí của một người. Người giữ hai vị trí có hai dòng, cùng mã người hoặc cùng số định danh.",
    "Cột có dấu * là bắt buộc. Không đổi tên cột; thứ tự cột đổi được. Không ghép ô, không dùng công thức.",
    "Dữ liệu cá nhân đang có hiện dạng che (•••234). Giữ nguyên ô che là giữ nguyên dữ liệu.",
    "Kết thúc một vị trí: ghi ngày cuối vào cột Đến hết ngày. Xóa dòng không làm mất gì trong hệ thống.",
    "Tài khoản mới nhận mật khẩu dùng một lần, hiện đúng một lần ngay sau khi nhập.",
    "Hệ thống cho xem trước mọi thay đổi; chưa bấm Nhập thì chưa có gì đổi. Nhập xong hoàn tác được khi chưa ai dùng.",
)


def _guide(writer: _Writer, choices: Choices) -> None:
    sheet = writer.book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    wrap, bold = writer.style(text_wrap=True), writer.style(bold=True)
    for row, words in enumerate(RULES):
        sheet.write_string(row, 1, words, wrap)
    start = len(RULES) + 1
    for row, column in enumerate(COLUMNS, start=start):
        sheet.write_string(row, 0, column.head, bold)
        sheet.write_string(row, 1, _hint(column, choices), wrap)


def _hint(column: Column, choices: Choices) -> str:
    example = f" Ví dụ: {column.example}." if column.example else ""
    listed = f" {'; '.join(choices.fields)}." if column.key == "fields" else ""
    return f"{column.hint}.{example}{listed}"
