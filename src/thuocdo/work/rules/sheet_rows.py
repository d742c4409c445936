"""Rows of a table of tasks, whoever drew it: titles above, heads over several rows, parts, merged cells, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from thuocdo.kernel.cells import plain_cell
from thuocdo.kernel.columns import Columns, Merged
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, nfc, squeeze
from thuocdo.work.rules.sheet_signs import AGENCY, TIME, Signs

FIELDS = {
    "number": "TT", "text": "Nhiệm vụ", "outputs": "Sản phẩm, kết quả đầu ra", "lead": "Cơ quan chủ trì",
    "coordinating": "Cơ quan phối hợp", "deadline": "Thời gian hoàn thành",
}  # fmt: skip
BESIDE = ("outputs", "lead", "coordinating", "deadline")
LISTED, AGENCIES = {"outputs", "lead", "coordinating"}, {"lead", "coordinating"}
SHIFTED = "sheet.row_shifted"
LONGEST_NUMBER, MOST_FILLED = 40, 1_000_000
NUMBERS_ONLY = re.compile(r"\(?\d{1,2}\)?(?:\s*=.*)?")
PART = re.compile(r"([IVXLC]+|[A-ZĐ])(?:\.\d+)*")
PART_WITH_TITLE = re.compile(r"((?:[IVXLC]+|[A-ZĐ]|\d+)(?:\.\d+)*)\s*[.):-]\s*(\S.*)", re.DOTALL)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the field ("" the whole row), a code, what happened and why, what to do."""

    field: str
    code: str
    message: str
    remedy: str


@dataclass
class Line:
    """One task in a table: its row as the spreadsheet numbers it (from 1), what it says, the part it stands under.

    `values` has the fields that the table has a column for, in the form of `canonical`.
    """

    row: int
    values: dict[str, str]
    key: str = ""
    heading: tuple[str, str] = ("", "")
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, name: str, code: str, message: str, remedy: str) -> None:
        """Note a fault of one field."""
        self.faults.append(Fault(name, code, message, remedy))

    @property
    def text(self) -> str:
        return self.values.get("text", "")

    @property
    def number(self) -> str:
        return self.values.get("number", "")


def canonical(name: str, value: str) -> str:
    """The form in which a field is compared: white space folded; of lists one entry a line, none twice.

    >>> canonical("lead", "Sở Nội vụ;  Sở Y tế\\nSở Nội vụ"), canonical("text", " Rà  soát\\n thủ tục ")
    ('Sở Nội vụ\\nSở Y tế', 'Rà soát thủ tục')
    """
    value = CONTROL.sub("", value)
    if name not in LISTED:
        return squeeze(value)
    parts = value.replace(";", "\n") if name in AGENCIES else value
    return "\n".join(dict.fromkeys(part for line in parts.splitlines() if (part := squeeze(line))))


def words_of(cell: object) -> str:
    """A cell as text with its lines; numbers and days as people write them."""
    return nfc(cell.replace("_x000D_", "")) if isinstance(cell, str) else plain_cell(cell)


class Table:
    """A table under its heads, read from the top down."""

    def __init__(
        self, rows: Sequence[Sequence[object]], columns: Columns, *, merged: Iterable[Merged] = (), key_at: int = -1,
        ends: Iterable[str] = (), signs: Signs,
    ) -> None:  # fmt: skip
        self.rows, self.columns, self.key_at, self.signs = rows, columns, key_at, signs
        self.ends = tuple(ends)
        self.lines: list[Line] = []
        self.across = {top: right for top, left, _bottom, right in merged if left <= 1 and right > left}
        self.filled = _filled(rows, columns, merged)
        self.heading = ("", "")
        self.ended = False

    def read(self) -> list[Line]:
        """Every task of the table in order; rows that are no tasks are passed over."""
        for number, row in enumerate(self.rows[self.columns.body :], start=self.columns.body + 1):
            if any(cell not in (None, "") for cell in row):
                self._row(number, row)
        for line in self.lines:
            self._check(line)
        return self.lines

    def _row(self, number: int, row: Sequence[object]) -> None:
        raw = {name: words_of(row[at]) if at < len(row) else "" for name, at in self.columns.places.items()}
        key = words_of(row[self.key_at]).strip() if 0 <= self.key_at < len(row) else ""
        if not key:
            said = [squeeze(value) for value in raw.values() if squeeze(value)]
            if not said and not any(words_of(cell).strip() for cell in row):
                return
            if all(NUMBERS_ONLY.fullmatch(one) for one in said) and len(said) != 1:
                return
            if self._is_end(row):
                self.ended = True
                return
            if self.ended and not (raw.get("text") and (raw.get("lead") or raw.get("deadline"))):
                return
            if self._continues(raw) or self._opens_part(number, raw, row):
                return
            if not said:
                return
        self._line(number, row, raw, key)

    def _line(self, number: int, row: Sequence[object], raw: dict[str, str], key: str) -> None:
        if raw.get("text", "").strip():
            for name in BESIDE:
                above = self.filled.get((number - 1, self.columns.places.get(name, -1)), "")
                raw[name] = raw.get(name) or above if name in raw else ""
        values = {name: canonical(name, raw[name]) for name in self.columns.places if name in FIELDS}
        line = Line(number, values, key, self.heading)
        at = self.columns.places.get("number", -1)
        if 0 <= at < len(row) and isinstance(row[at], date):
            line.wrong(
                "number", "sheet.number_is_day", f"Số thứ tự đã bị Excel đổi thành ngày {line.number}.",
                "Đặt ô này dạng văn bản (Text) rồi gõ lại số thứ tự.",
            )  # fmt: skip
        self.lines.append(line)

    def _is_end(self, row: Sequence[object]) -> bool:
        words = [fold(words_of(cell)) for cell in row if words_of(cell).strip()]
        return len(words) <= 2 and any(
            one == end or one.startswith((f"{end} ", f"{end}:", f"{end}.")) for one in words for end in self.ends
        )

    def _continues(self, raw: Mapping[str, str]) -> bool:
        """More agencies, products or times of the task above: one task over several rows."""
        if raw.get("number", "").strip() or raw.get("text", "").strip() or not self.lines:
            return False
        more = {name: raw[name] for name in BESIDE if raw.get(name, "").strip()}
        last = self.lines[-1]
        for name, value in more.items():
            given = last.values.get(name, "")
            joined = canonical(name, f"{given}\n{value}" if given else value)
            if name == "deadline" and given:
                joined = given if canonical(name, value) in given else f"{given}; {canonical(name, value)}"
            last.values[name] = joined
        return bool(more)

    def _opens_part(self, number: int, raw: Mapping[str, str], row: Sequence[object]) -> bool:
        """A row that opens a part of the table (I. CẢI CÁCH THỂ CHẾ); what follows stands under it."""
        if any(raw.get(name, "").strip() for name in BESIDE):
            return False
        mark, title = squeeze(raw.get("number", "")), squeeze(raw.get("text", ""))
        if not title:
            words = [squeeze(words_of(cell)) for cell in row if words_of(cell).strip()]
            whole = PART_WITH_TITLE.fullmatch(" ".join(words))
            if whole is None:
                return self._untitled(number, words)
            mark, title = whole[1], whole[2]
        bare = mark.rstrip(".) ")
        is_wide = (number - 1) in self.across
        if not (is_wide or PART.fullmatch(bare) or (title.isupper() and not bare.isdigit())):
            return False
        self.heading = (bare, title)
        return True

    def _untitled(self, number: int, words: list[str]) -> bool:
        """A wide row of words without a number is a part too; a lone number is nothing."""
        if (number - 1) in self.across and words and not NUMBERS_ONLY.fullmatch(words[0]):
            self.heading = ("", " ".join(words))
            return True
        return len(words) == 1 and bool(NUMBERS_ONLY.fullmatch(words[0]))

    def _check(self, line: Line) -> None:
        values = line.values
        if not line.text:
            line.wrong(
                "text", "sheet.no_text", "Dòng có nội dung nhưng không ghi nhiệm vụ.",
                "Ghi nhiệm vụ vào cột này, hoặc xóa cả dòng.",
            )  # fmt: skip
        if len(line.number) > LONGEST_NUMBER:
            line.wrong(
                "number", "sheet.long_number", f"Số thứ tự dài quá {LONGEST_NUMBER} chữ.",
                "Xem lại: có thể các ô của dòng bị lệch cột.",
            )  # fmt: skip
        if self.signs.look(values.get("lead", "")) == TIME and self.signs.look(values.get("deadline", "")) == AGENCY:
            line.wrong(
                "lead", SHIFTED,
                f"Các ô của dòng bị lệch cột: cột cơ quan ghi “{values['lead'][:40]}”, "
                f"cột thời gian ghi “{values['deadline'][:40]}”.",
                "Chuyển từng ô về đúng cột.",
            )  # fmt: skip


def _filled(rows: Sequence[Sequence[object]], columns: Columns, merged: Iterable[Merged]) -> dict[tuple[int, int], str]:
    """What merged stretches say in the rows below their first: (row, column) from 0 -> words."""
    wanted = {at for name, at in columns.places.items() if name in BESIDE}
    found: dict[tuple[int, int], str] = {}
    steps = 0
    for top, left, bottom, right in merged:
        if bottom == top or top < columns.body or top >= len(rows):
            continue
        steps += min(bottom, len(rows)) - top
        value = words_of(rows[top][left]) if left < len(rows[top]) else ""
        for at in wanted:
            if left == at <= right and value:
                found.update({(row, at): value for row in range(top + 1, min(bottom, len(rows) - 1) + 1)})
        if steps > MOST_FILLED:
            raise Refused("import.too_many", "Bảng có quá nhiều ô ghép.", "Bỏ ghép ô rồi gửi lại.")
    return found
