"""The sheet of people, posts and accounts (danh sách tài khoản): its columns, and what each cell says or why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from thuocdo.directory.rules import contact
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze

Cell = str | int | float | bool | date | None
MOST_LINES = 5_000
HEAD_WITHIN = 15
DOT = "•"
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
KEY_IN_BRACKETS = re.compile(r"\[([^\]]+)\]\s*$")
YES, NO = {"x", "co", "1", "true", "v"}, {"", "khong", "0", "false"}
OPEN_WORDS, CLOSED_WORDS = {"mo", "dang mo"}, {"khoa", "da khoa", "dong"}
# Why the first columns of a line are empty while later ones are filled.
SHIFTED = "các ô của dòng bị lệch cột"


@dataclass(frozen=True)
class Column:
    """One column: name in the program, head as printed, whether a line needs it, width, what to write in it."""

    key: str
    head: str
    hint: str
    required: bool = False
    width: int = 16
    example: str = ""


COLUMNS = (
    Column("person", "Mã người", "Hệ thống ghi; để trống khi nhập người mới", width=10),
    Column("full_name", "Họ và tên", "Như trong quyết định", True, 26, "Nguyễn Văn An"),
    Column("national_id", "Số định danh cá nhân", "12 chữ số, định dạng văn bản; để trống thì giữ nguyên", width=20),
    Column("email", "Thư điện tử", "Để trống thì giữ nguyên", width=28, example="annv@nghean.gov.vn"),
    Column("phone", "Điện thoại", "Định dạng văn bản; để trống thì giữ nguyên", width=16),
    Column("unit", "Đơn vị", "Chọn trong danh sách, hoặc ghi mã hay đúng tên", True, 44),
    Column("title", "Chức vụ", "Như trong quyết định", True, 26, "Chuyên viên"),
    Column("role", "Vai trò", "Chọn trong danh sách", True, 30),
    Column("is_head", "Đứng đầu", "Ghi x nếu là người đứng đầu đơn vị", width=10),
    Column("fields", "Lĩnh vực", "Số La Mã cách nhau dấu chấm phẩy, chỉ cho vai trò theo lĩnh vực", width=14),
    Column("legal_basis", "Quyết định", "Số, ngày, cơ quan ban hành", width=32),
    Column("start", "Từ ngày", "Ngày đầu giữ vị trí, ví dụ 01/07/2025", True, 13),
    Column("end", "Đến hết ngày", "Ngày cuối; để trống khi chưa biết", width=13),
    Column("username", "Tên đăng nhập", "Ghi thì mở tài khoản nếu người này chưa có", width=18, example="annv"),
    Column("account", "Tài khoản", "mở hoặc khóa; để trống thì giữ nguyên", width=12),
)
BY_KEY = {column.key: column for column in COLUMNS}
BY_HEAD = {fold(column.head): column.key for column in COLUMNS}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the column's key and the words; without a key, the whole line."""

    column: str
    message: str


@dataclass
class Line:
    """One line of the sheet: its row as the spreadsheet numbers it, cells as they were, what they say, what is wrong.

    `values` has a key for every column that the sheet has; a masked value (with dots) is left as it is written.
    """

    number: int
    given: dict[str, Cell]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, message: str) -> None:
        """Note a fault once for each column."""
        if all(fault.column != column for fault in self.faults):
            self.faults.append(Fault(column, message))

    def get(self, key: str) -> Any:
        """What a column says; nothing when the sheet has no such column or the cell could not be read."""
        return self.values.get(key)


@dataclass(frozen=True)
class Head:
    """Where the columns are: row of the heads (from 1), place of each column (from 0), heads that nobody knows."""

    row: int
    places: Mapping[str, int]
    unknown: tuple[str, ...]


def find_head(rows: Sequence[Sequence[Cell]]) -> Head:
    """The row of heads among the first rows. Refused `import.no_head`, `import.missing_columns`, `import.twice`."""
    best: tuple[int, int] = (0, -1)
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        known = sum(1 for cell in row if _known(cell))
        best = max(best, (known, -number))
    known, place = best
    if known < 3:
        raise Refused(
            "import.no_head", f"Không thấy dòng tiêu đề cột trong {HEAD_WITHIN} dòng đầu của trang tính.",
            "Dùng mẫu tải từ trang này; giữ nguyên tên các cột.", where={"dòng": 1},
        )  # fmt: skip
    heads = rows[-place]
    places: dict[str, int] = {}
    for column, cell in enumerate(heads):
        key = _known(cell)
        if key in places:
            raise Refused(
                "import.twice", f"Cột “{BY_KEY[key].head}” có hai lần.", "Bỏ một trong hai cột.",
                where={"dòng": 1 - place, "cột": letter(column)},
            )  # fmt: skip
        if key:
            places[key] = column
    missing = [column.head for column in COLUMNS if column.required and column.key not in places]
    if missing:
        raise Refused(
            "import.missing_columns", f"Thiếu cột: {', '.join(missing)}.", "Dùng mẫu tải từ trang này.",
            where={"dòng": 1 - place},
        )  # fmt: skip
    unknown = tuple(squeeze(str(cell)) for cell in heads if cell not in (None, "") and not _known(cell))
    return Head(1 - place, places, unknown)


def _known(cell: Cell) -> str:
    text = re.sub(r"[*(:].*$", "", str(cell or "")).strip()
    return BY_HEAD.get(fold(text), "")


def read_lines(rows: Sequence[Sequence[Cell]], formulas: Iterable[tuple[int, int]] = ()) -> tuple[Head, list[Line]]:
    """Every line under the heads that says something; `formulas` are the places (row, column from 1) of formulas."""
    head = find_head(rows)
    written = set(formulas)
    lines = []
    for number, row in enumerate(rows[head.row :], start=head.row + 1):
        given = {key: row[place] if place < len(row) else None for key, place in head.places.items()}
        if all(cell in (None, "") or (isinstance(cell, str) and not cell.strip()) for cell in given.values()):
            continue
        lines.append(_line(number, given, head, written))
        if len(lines) > MOST_LINES:
            raise Refused(
                "import.too_many", f"Trang tính có hơn {MOST_LINES:,} dòng.".replace(",", "."),
                "Chia tệp theo đơn vị, mỗi tệp một phần.", where={"dòng": number},
            )  # fmt: skip
    if not lines:
        raise Refused(
            "import.empty", "Trang tính không có dòng nào dưới tiêu đề.", "Ghi ít nhất một người rồi gửi lại."
        )
    return head, lines


def _line(number: int, given: dict[str, Cell], head: Head, formulas: set[tuple[int, int]]) -> Line:
    line = Line(number, given)
    for key, cell in given.items():
        if (number, head.places[key] + 1) in formulas:
            line.wrong(key, "ô là công thức; chép rồi dán giá trị (Paste values)")
            continue
        value, fault = READERS[key](cell)
        line.values[key] = value
        if fault:
            line.wrong(key, fault)
    for column in COLUMNS:
        if column.required and line.values.get(column.key) in (None, "") and column.key in head.places:
            line.wrong(column.key, f"thiếu {column.head.lower()}")
    _notice_shift(line)
    return line


def _notice_shift(line: Line) -> None:
    """Say that a line slipped sideways when the name is missing and something that is no name stands in its place."""
    bad = {fault.column for fault in line.faults}
    if "full_name" in bad and len(bad & {"full_name", "unit", "role", "start"}) >= 3:
        line.wrong("", SHIFTED)


def letter(column: int) -> str:
    """The letter of a column from 0 (A, B, ..., AA).

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _text(cell: Cell) -> str:
    """A cell as text; whole numbers without the point that spreadsheets give them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return squeeze(str(cell)) if cell is not None else ""


Reading = tuple[Any, str]


def _plain(cell: Cell) -> Reading:
    return _text(cell), ""


def _tidied(tidy: Callable[[str], str], fault: Callable[[str], str]) -> Callable[[Cell], Reading]:
    def read(cell: Cell) -> Reading:
        text = _text(cell)
        if DOT in text:
            return text, ""
        tidied = tidy(text)
        return tidied, fault(tidied)

    return read


def _person(cell: Cell) -> Reading:
    text = _text(cell)
    if not text:
        return None, ""
    return (int(text), "") if text.isascii() and text.isdigit() and len(text) < 10 else (None, "mã người là một số")


def _unit(cell: Cell) -> Reading:
    text = _text(cell)
    found = KEY_IN_BRACKETS.search(text)
    return (found[1].strip() if found else text), ""


def _yes(cell: Cell) -> Reading:
    text = fold(_text(cell))
    if text in YES or text in NO:
        return text in YES, ""
    return None, "ghi x hoặc để trống"


def _day(cell: Cell) -> Reading:
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    text = _text(cell)
    if not text:
        return None, ""
    found = DAY.fullmatch(text)
    try:
        if found and found[1]:
            return date(int(found[3]), int(found[2]), int(found[1])), ""
        if found:
            return date(int(found[4]), int(found[5]), int(found[6])), ""
    except ValueError:
        return None, "không có ngày này trong lịch"
    return None, "không phải ngày; ghi như 15/07/2025"


def _username(cell: Cell) -> Reading:
    name = _text(cell).lower()
    return name, contact.username_fault(name) if name else ""


def _account(cell: Cell) -> Reading:
    text = fold(_text(cell))
    if not text:
        return "", ""
    if text in OPEN_WORDS | CLOSED_WORDS:
        return "open" if text in OPEN_WORDS else "closed", ""
    return "", "ghi mở hoặc khóa"


def _listed(cell: Cell) -> Reading:
    return [part for part in (squeeze(one) for one in re.split(r"[;,]", _text(cell))) if part], ""


READERS: dict[str, Callable[[Cell], Reading]] = {
    "person": _person,
    "full_name": lambda cell: (_text(cell), contact.name_doubt(_text(cell)) if _text(cell) else ""),
    "national_id": _tidied(contact.tidy_national_id, contact.national_id_fault),
    "email": _tidied(str.strip, contact.email_fault),
    "phone": _tidied(contact.tidy_phone, contact.phone_fault),
    "unit": _unit, "title": _plain, "role": _plain, "is_head": _yes, "fields": _listed, "legal_basis": _plain,
    "start": _day, "end": _day, "username": _username, "account": _account,
}  # fmt: skip
