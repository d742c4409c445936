"""Rows of a table of progress (bảng tiến độ): what each says of one due instance, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from thuocdo.kernel.cells import day_of, plain_cell
from thuocdo.kernel.columns import Columns
from thuocdo.kernel.text import fold, squeeze
from thuocdo.work.rules.sheet_marks import digest_of
from thuocdo.work.rules.sheet_rows import NUMBERS_ONLY, Line, words_of

FIELDS = {
    "number": "TT", "text": "Nhiệm vụ", "unit": "Cơ quan", "label": "Kỳ", "due_on": "Hạn", "state": "Tình trạng",
    "percent": "Khối lượng (%)", "note": "Kết quả, tiến độ", "result_number": "Số, ký hiệu văn bản kết quả",
    "result_on": "Ngày văn bản", "submit": "Đề nghị duyệt",
}  # fmt: skip
EDITED = ("percent", "note", "result_number", "result_on", "submit")
YES, NO = {"x", "co", "1", "true", "v", "da nop", "hoan thanh", "xong"}, {"", "khong", "0", "false", "chua"}
LONGEST_NOTE, LONGEST_RESULT = 4000, 120
NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")
RESULT = re.compile(r"(.*?)\s*Văn bản kết quả: số (.+?)(?: ngày (\d\d/\d\d/\d{4}))?\.", re.DOTALL)


@dataclass(frozen=True)
class Open:
    """One due instance as its row: what is printed, and the values that may be changed."""

    pk: int
    printed: Mapping[str, str]
    values: Mapping[str, str]
    state: str = "open"

    @property
    def digest(self) -> str:
        return digest_of(self.values[name] for name in EDITED)


def note_of(values: Mapping[str, str]) -> str:
    """The words of a note: what was done, and the paper that shows it.

    >>> note_of({"note": "Đã xong", "result_number": "12/BC-SNV", "result_on": "20/06/2025", "percent": "80"})
    'Đã xong. Văn bản kết quả: số 12/BC-SNV ngày 20/06/2025.'
    """
    said = squeeze(values.get("note", ""))
    number, day = values.get("result_number", ""), values.get("result_on", "")
    if number:
        paper = f"Văn bản kết quả: số {number}{f' ngày {day}' if day else ''}."
        said = f"{said}{'' if not said or said[-1] in '.!?…' else '.'} {paper}".strip()
    return said or (f"Khối lượng đã xong: {values['percent']}%." if values.get("percent") else "")


def values_of(text: str, percent: int | None) -> dict[str, str]:
    """What a note says, as the cells of a row; the opposite of `note_of`.

    >>> values_of("Đã xong. Văn bản kết quả: số 12/BC-SNV ngày 20/06/2025.", None)["result_number"]
    '12/BC-SNV'
    """
    found = RESULT.fullmatch(text)
    note, number, day = (found[1], found[2], found[3] or "") if found else (text, "", "")
    return {
        "percent": "" if percent is None else str(percent), "note": squeeze(note), "result_number": number,
        "result_on": day, "submit": "",
    }  # fmt: skip


def read_rows(
    rows: Sequence[Sequence[object]], columns: Columns, key_at: int, ends: Sequence[str], today: date
) -> list[Line]:
    """Rows of the table under its heads; a row that says nothing is passed over."""
    lines = []
    ended = False
    for number, row in enumerate(rows[columns.body :], start=columns.body + 1):
        key = words_of(row[key_at]).strip() if 0 <= key_at < len(row) else ""
        cells = {name: row[at] if at < len(row) else None for name, at in columns.places.items()}
        said = [plain_cell(cell) for cell in cells.values() if plain_cell(cell)]
        if not key:
            ended = ended or _is_end(said, ends)
            written = any(plain_cell(cells.get(name)) for name in EDITED) and plain_cell(cells.get("text"))
            if not said or all(NUMBERS_ONLY.fullmatch(one) for one in said) or (ended and not written):
                continue
        lines.append(_line(number, cells, key, today))
    return lines


def _is_end(said: Sequence[str], ends: Sequence[str]) -> bool:
    return len(said) <= 2 and any(fold(one).startswith(end) for one in said for end in ends)


def _line(number: int, cells: Mapping[str, object], key: str, today: date) -> Line:
    line = Line(number, {name: squeeze(words_of(cell)) for name, cell in cells.items()}, key)
    values = line.values
    if "percent" in values:
        _percent(line, cells["percent"])
    if "result_on" in values:
        _day(line, cells["result_on"], today)
    if "submit" in values:
        _submit(line)
    if len(values.get("note", "")) > LONGEST_NOTE:
        line.wrong("note", "sheet.long_note", "Nội dung tiến độ dài quá 4.000 chữ.", "Ghi gọn lại.")
    if len(values.get("result_number", "")) > LONGEST_RESULT:
        line.wrong("result_number", "sheet.long_number", "Số, ký hiệu dài quá 120 chữ.", "Chỉ ghi số, ký hiệu.")
    return line


def _percent(line: Line, cell: object) -> None:
    """A share as 0 to 100: 80, "80%", or 0,8 in a cell formatted as per cent."""
    text = line.values["percent"]
    if not text:
        return
    if isinstance(cell, float) and 0 < cell < 1:
        line.values["percent"] = str(round(cell * 100))
        return
    found = NUMBER.fullmatch(text)
    share = float(found[1].replace(",", ".")) if found else -1.0
    if not 0 <= share <= 100:
        line.wrong(
            "percent", "sheet.bad_percent", f"“{text[:40]}” không phải tỷ lệ từ 0 đến 100.",
            "Ghi số nguyên từ 0 đến 100, hoặc để trống.",
        )  # fmt: skip
    else:
        line.values["percent"] = str(round(share))


def _day(line: Line, cell: object, today: date) -> None:
    text = line.values["result_on"]
    if not text:
        return
    day = day_of(cell, today)
    if day is None:
        line.wrong(
            "result_on", "sheet.bad_day", f"“{text[:40]}” không phải ngày có trong lịch.", "Ghi dạng 20/06/2025."
        )
    elif day > today:
        line.wrong(
            "result_on", "sheet.day_to_come", f"Ngày {day:%d/%m/%Y} chưa đến.", f"Ghi ngày đến {today:%d/%m/%Y}."
        )
    else:
        line.values["result_on"] = f"{day:%d/%m/%Y}"


def _submit(line: Line) -> None:
    said = fold(line.values["submit"])
    if said in YES:
        line.values["submit"] = "x"
    elif said in NO:
        line.values["submit"] = ""
    else:
        line.wrong(
            "submit", "sheet.bad_mark", f"“{line.values['submit'][:40]}” không rõ có đề nghị duyệt không.",
            "Ghi x để đề nghị duyệt, để trống nếu chưa.",
        )  # fmt: skip
