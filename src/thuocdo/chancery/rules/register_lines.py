"""Lines of the export of another document system: what each cell says, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.chancery.rules.register_columns import FIELDS
from thuocdo.documents.rules.numbers import number_key
from thuocdo.kernel.cells import MOST_DIGITS, count_of, day_of, plain_cell
from thuocdo.kernel.columns import Columns
from thuocdo.kernel.text import fold, squeeze

FIGURES = re.compile(r"\d+")
URGENCIES = {
    "khan": "khan", "thuong khan": "thuong_khan", "hoa toc": "hoa_toc", "hoa toc hen gio": "hoa_toc",
    "thuong": "", "binh thuong": "", "khong": "", "": "",
}  # fmt: skip
SECRETS = {"mat", "toi mat", "tuyet mat", "a", "b", "c"}
NOT_SECRET = {"", "thuong", "khong", "khong mat", "binh thuong", "0"}
DAYS = ("arrived_on", "issued_on", "given_on", "due_on")
# A number of a book may be so far above its last: ten times the lines of the file for that year, at least 10,000, so
# that the end of a year can come without its beginning. What is further is a slip that would spoil the book.
LEAPS, FEWEST = 10, 1_000
LONGEST = {"number": 120, "doc_type": 60, "issuer": 300, "signer": 200, "key": 200}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the field, the words, what to do."""

    field: str
    message: str
    remedy: str


@dataclass
class Line:
    """One line of the file: its row as the spreadsheet numbers it (from 1), what it says, what is wrong.

    `secret` is set for a line marked with a degree of secrecy: nothing else is kept of it.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    secret: bool = False

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")

    def day(self, name: str) -> date | None:
        found = self.values.get(name)
        return found if isinstance(found, date) else None

    @property
    def key(self) -> str:
        """The key of the line in its system, else its number, day and issuer; empty when nothing tells it apart."""
        if own := self.text("key"):
            return own
        number = number_key(self.text("number")) or fold(self.text("number"))
        if not number:
            return ""
        issued = self.day("issued_on")
        return "|".join((number, issued.isoformat() if issued else "", fold(self.text("issuer"))))


def read_line(number: int, row: Sequence[object], columns: Columns, today: date) -> Line | None:
    """What one row says; nothing for an empty row. Rows of column numbers "(1) (2) (3)" are no lines either."""
    cells = {name: row[place] if place < len(row) else None for name, place in columns.places.items()}
    words = [squeeze(str(cell)) for cell in cells.values() if cell not in (None, "") and squeeze(str(cell))]
    if not words or all(re.fullmatch(r"\(?\d{1,2}\)?", word) for word in words):
        return None
    line = Line(number)
    if _is_secret(cells.get("secrecy"), line):
        return Line(number, secret=True)
    for name, cell in cells.items():
        if name in DAYS:
            _day(line, name, cell, today)
        else:
            line.values[name] = _words(name, cell)
    _check(line)
    return line


def _is_secret(cell: object, line: Line) -> bool:
    said = fold(plain_cell(cell))
    if said in SECRETS:
        return True
    if said not in NOT_SECRET:
        line.faults.append(
            Fault("secrecy", f"Độ mật “{plain_cell(cell)[:40]}” không rõ.", "Ghi Thường, hoặc bỏ dòng văn bản mật ra.")
        )
    return False


def _words(name: str, cell: object) -> str:
    return plain_cell(cell)[: LONGEST.get(name, 4000)]


def _day(line: Line, name: str, cell: object, today: date) -> None:
    if cell is None or not plain_cell(cell):
        return
    found = day_of(cell, today)
    if found is None:
        line.faults.append(
            Fault(
                name,
                f"{FIELDS[name]}: “{plain_cell(cell)[:40]}” không phải ngày có trong lịch.",
                "Ghi dạng 15/07/2025.",
            )
        )
    elif found > today and name != "due_on":
        line.faults.append(
            Fault(name, f"{FIELDS[name]}: {found:%d/%m/%Y} chưa đến.", f"Ghi ngày từ {today:%d/%m/%Y} trở về trước.")
        )
    else:
        line.values[name] = found


def _check(line: Line) -> None:
    """What a line needs to be taken, and values that are not plain words."""
    if not line.text("subject") and not line.text("number"):
        line.faults.append(
            Fault("subject", "Dòng không có trích yếu lẫn số, ký hiệu.", "Ghi thêm ít nhất một trong hai.")
        )
    elif not line.key:
        line.faults.append(
            Fault("number", "Không có mã lẫn số, ký hiệu để nhận ra văn bản ở lần nhập sau.", "Ghi số, ký hiệu.")
        )
    said = fold(line.text("urgency"))
    if said in URGENCIES:
        line.values["urgency"] = URGENCIES[said]
    else:
        line.faults.append(
            Fault("urgency", f"Độ khẩn “{said[:40]}” không có.", "Ghi Thường, Khẩn, Thượng khẩn, Hỏa tốc.")
        )
    if (copies := line.text("copies")) and count_of(copies) is None:
        line.faults.append(
            Fault(
                "copies",
                f"Số lượng bản “{copies[:20]}” không phải số.",
                f"Ghi một số, nhiều nhất {MOST_DIGITS} chữ số.",
            )
        )


def book_number(line: Line, direction: str) -> int | None:
    """The number of the line in the book: the column, or for papers going out the figures of the paper's own number."""
    said = line.text("book_number") or (line.text("number") if direction == "out" else "")
    found = FIGURES.match(said.strip())
    return (count_of(found.group()) if found else None) or None


def book_day(line: Line, direction: str) -> date | None:
    """The day under which the line stands in the book: that of arrival, or that of the paper."""
    return (line.day("arrived_on") if direction == "in" else None) or line.day("issued_on")


def far_numbers(lines: Sequence[Line], direction: str, last: Mapping[int, int]) -> None:
    """Mark every line whose number is far above the last of its year and the lines of the file.

    `last` is the last number of the unit's books by year, where there are any.
    """
    years: dict[int, list[tuple[Line, int]]] = {}
    for line in lines:
        number, day = book_number(line, direction), book_day(line, direction)
        if number is not None and day is not None:
            years.setdefault(day.year, []).append((line, number))
    for year, numbered in years.items():
        most = last.get(year, 0) + LEAPS * max(len(numbered), FEWEST)
        for line, number in numbered:
            if number > most:
                line.faults.append(_far(line, number, year, last.get(year, 0)))


def _far(line: Line, number: int, year: int, last: int) -> Fault:
    return Fault(
        "book_number" if line.text("book_number") else "number",
        f"Số {number} cách quá xa số cuối của sổ năm {year} ({last}); nhận vào thì số cấp tiếp theo sẽ nhảy theo.",
        "Xem lại số; nếu đúng thì gửi bảng của cả năm.",
    )


def kind_of(line: Line, kinds: Mapping[str, str]) -> str:
    """The kind of paper in small letters: the column, else how the subject begins, else the symbol of the number.

    `kinds` are printed names by abbreviation ("QĐ": "Quyết định"); a letter has none ("": "Công văn").

    >>> kind_of(Line(1, {"number": "12/QĐ-UBND"}), {"QĐ": "Quyết định", "": "Công văn"})
    'quyết định'
    """
    if said := line.text("doc_type"):
        return said.lower()
    begins = fold(line.text("subject"))
    for name in sorted(kinds.values(), key=len, reverse=True):
        if begins.startswith(f"{fold(name)} "):
            return name.lower()
    parts = re.split(r"[/-]", line.text("number"))
    symbol = next(
        (name for part in parts[1:3] for mark, name in kinds.items() if mark and fold(mark) == fold(part)), ""
    )
    if symbol:
        return symbol.lower()
    return kinds.get("", "").lower() if len(parts) > 1 and parts[0].strip().isdigit() else ""


def subject_of(line: Line, kind: str) -> str:
    """The subject without the kind before it, as registers print both in one column.

    >>> subject_of(Line(1, {"subject": "Quyết định về việc kiện toàn"}), "quyết định")
    'Về việc kiện toàn'
    """
    subject = line.text("subject")
    if kind and "doc_type" not in line.values and fold(subject).startswith(f"{fold(kind)} "):
        rest = subject[len(kind) :].strip(" :-–")
        return rest[:1].upper() + rest[1:]
    return subject


def twins(lines: Sequence[Line]) -> None:
    """Mark every line whose key an earlier one has."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.secret or not line.key:
            continue
        if line.key in seen:
            line.faults.append(
                Fault(
                    "key" if line.text("key") else "number", f"Trùng văn bản với dòng {seen[line.key]}.",
                    "Giữ một dòng; nếu là hai văn bản thì ghi số, ngày hoặc cơ quan cho khác nhau.",
                )
            )  # fmt: skip
        else:
            seen[line.key] = line.number
