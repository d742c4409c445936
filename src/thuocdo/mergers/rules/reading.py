"""Reading a mapping file (tệp ánh xạ, CSV): tolerant of how it was saved, exact about what is wrong in it.

Good lines are never lost: a file with faults is read to its end, each fault with its line and column.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import StringIO
from itertools import islice
from typing import Any

from thuocdo.kernel import encodings
from thuocdo.kernel.delimited import rows
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, slug, squeeze
from thuocdo.mergers.rules.columns import BY_NAME, CODES, COLUMNS, IGNORED, WORDS, Column
from thuocdo.mergers.rules.problems import Problem, error, warning
from thuocdo.mergers.rules.rows import Row

# The largest real mapping of a province has some 1,200 lines.
MOST_ROWS = 5_000
MOST_ABOVE = 8
DELIMITERS = ",;\t|"
PARTED = bytes.maketrans(DELIMITERS.encode(), b" " * len(DELIMITERS))
WIDE = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
# What a spreadsheet would take for a formula; written behind an apostrophe, and read back without it.
FORMULA = re.compile(r"[=+\-@]")


@dataclass
class Sheet:
    """What a file says: its lines, what is wrong, and how it had been written ("UTF-8", "TCVN3 (ABC)", "UTF-16")."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    encoding: str = "UTF-8"


def read(data: bytes) -> Sheet:
    """The mapping of a CSV file. Refused when it is empty, is no text, or has no head that can be understood."""
    text, encoding = text_of(data)
    sheet = Sheet(encoding=encoding)
    if encoding != "UTF-8":
        words = (
            f"Tệp viết bằng bảng mã {encoding}; đã chuyển sang Unicode (UTF-8). Đối chiếu tên đơn vị trước khi duyệt."
        )
        sheet.problems.append(warning("converted", words))
    lines = _cells(text)
    columns = _columns(_head(lines), sheet.problems)
    for line, cells in lines:
        if len(sheet.rows) == MOST_ROWS:
            raise Refused(
                "mergers.too_many_rows", f"Tệp ánh xạ có hơn {MOST_ROWS} dòng.", "Chia thành nhiều đợt sắp xếp."
            )
        sheet.rows.append(_row(line, cells, columns, sheet.problems))
    if not sheet.rows:
        raise Refused(
            "mergers.empty_mapping", "Tệp ánh xạ chỉ có dòng tiêu đề.", "Điền mỗi đơn vị cũ một dòng rồi gửi lại."
        )
    return sheet


def text_of(data: bytes) -> tuple[str, str]:
    """The text of a file and what it was written in; an old Vietnamese encoding is converted, anything else refused."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused("mergers.empty_mapping", "Tệp ánh xạ rỗng.", "Tải tệp mẫu, điền rồi gửi lại.")
    if data.startswith(b"PK\x03\x04"):
        raise Refused(
            "mergers.not_csv", "Đây là sổ Excel (.xlsx) hoặc tệp nén, không phải CSV.",
            "Trong Excel chọn Lưu thành, loại “CSV UTF-8 (Comma delimited)”, rồi gửi tệp .csv.",
        )  # fmt: skip
    decoded = _decoded(data)
    if decoded.replaced or "\x00" in decoded.text:
        place = f" (từ byte {decoded.first_bad})" if decoded.replaced else ""
        raise Refused(
            "mergers.encoding", f"Không đọc được tệp: không phải UTF-8 và cũng không nhận ra bảng mã khác{place}.",
            "Lưu lại tệp dạng CSV UTF-8 rồi gửi lại.",
        )  # fmt: skip
    if decoded.encoding == encodings.UNICODE:
        return decoded.text, "UTF-16" if data.startswith(WIDE) else "UTF-8"
    return decoded.text, decoded.label


def _decoded(data: bytes) -> encodings.Decoded:
    """The text of raw bytes. An old encoding shows in its words, which a CSV joins by commas: they are parted first."""
    decoded = encodings.decode(data)
    if not decoded.replaced:
        return decoded
    encoding = encodings.decode(data.translate(PARTED)).encoding
    if encoding == encodings.UNICODE:
        return decoded
    return encodings.Decoded(encodings.to_unicode(data.decode("latin-1"), encoding), encoding)


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with content as (number, cells); comments before the head and empty lines are passed over."""
    above = text.splitlines()[: 2 * MOST_ABOVE]
    delimiter = max(DELIMITERS, key=lambda one: max((line.count(one) for line in above), default=0))
    begun, line = False, 0
    try:
        for line, cells in rows(text, delimiter):
            if not begun and cells and cells[0].startswith("#"):
                continue
            if any(cell.strip() for cell in cells):
                begun = True
                yield line, cells
    except csv.Error as fault:
        raise Refused(
            "mergers.not_csv", f"Tệp không đúng dạng CSV sau dòng {line}: {fault}.",
            "Mở bằng bảng tính, lưu lại dạng CSV UTF-8 rồi gửi lại.",
        ) from fault  # fmt: skip


def _head(lines: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The line with the names of the columns; a title and a remark may stand above it, as a workbook has them."""
    for line, cells in islice(lines, MOST_ABOVE):
        if sum(slug(cell) in BY_NAME for cell in cells) > 1:
            return line, cells
    raise Refused(
        "mergers.no_head", "Những dòng đầu của tệp không có tên cột nào nhận ra được.",
        f"Cần một dòng có các cột: {', '.join(one.code for one in COLUMNS if one.needed)}; xem tệp mẫu.",
    )  # fmt: skip


def _columns(head: tuple[int, Sequence[str]], problems: list[Problem]) -> list[Column | None]:
    """What each column of the file means; unknown heads are named, missing ones are faults."""
    line, cells = head
    found: list[Column | None] = []
    for cell in cells:
        column = BY_NAME.get(slug(cell))
        if column in found and column is not None:
            problems.append(error("column_twice", f"Cột “{squeeze(cell)}” có hai lần; cột sau bị bỏ qua.", line=line))
            column = None
        elif column is None and cell.strip() and slug(cell) not in IGNORED:
            words = f"Không dùng cột “{squeeze(cell)[:60]}”: không rõ cột này nghĩa là gì."
            problems.append(warning("unknown_column", words, line=line, column=squeeze(cell)[:60]))
        found.append(column)
    for column in COLUMNS:
        if column.needed and column not in found:
            words = f"Thiếu cột {column.code} ({column.title})."
            problems.append(error("missing_column", words, line=line, column=column.code))
    return found


def _row(line: int, cells: Sequence[str], columns: Sequence[Column | None], problems: list[Problem]) -> Row:
    """One line; a cell that cannot be read is left empty and named."""
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        words = f"Dòng có {len(cells)} ô, nhiều hơn {len(columns)} cột của dòng đầu."
        problems.append(error("too_many_cells", words, line=line))
    values: dict[str, Any] = {"line": line}
    for column, cell in zip(columns, cells, strict=False):
        if column is not None:
            values[column.field] = _value(column, cell, line, problems)
    return Row(**{"from_key": "", **values})


def _value(column: Column, cell: str, line: int, problems: list[Problem]) -> Any:
    text = squeeze(CONTROL.sub("", nfc(cell)))
    text = text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
    if CONTROL.search(cell):
        problems.append(error("bad_letters", "Ô có ký tự không in được.", line=line, column=column.code))
    if column.field == "weight":
        return _weight(text, line, problems)
    if text and column.field in WORDS:
        return _code(column, text, WORDS[column.field], line, problems)
    if len(text) > column.longest:
        words = f"“{text[:40]}…” dài {len(text)} ký tự, quá mức {column.longest}."
        problems.append(error("too_long", words, line=line, column=column.code))
    return text[: column.longest]


def _code(column: Column, text: str, known: Mapping[str, str], line: int, problems: list[Problem]) -> str:
    if (code := known.get(slug(text))) is not None:
        return code
    offered = "; ".join(f"{said} ({code})" for code, said in CODES[column.field].items())
    words = f"“{text[:60]}” không phải giá trị của cột {column.code}. Các giá trị: {offered}."
    problems.append(error(f"bad_{column.field}", words, line=line, column=column.code))
    return ""


def _weight(text: str, line: int, problems: list[Problem]) -> Decimal | None:
    """A share written 0.6, 0,6 or 60 %."""
    if not text:
        return None
    plain = text.replace(" ", "").replace(",", ".")
    try:
        weight = Decimal(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)
        if not 0 <= weight <= 1:
            raise InvalidOperation
    except ArithmeticError:
        words = f"“{text[:40]}” không phải tỷ lệ từ 0 đến 1 (ví dụ 0,6 hoặc 60%)."
        problems.append(error("bad_weight", words, line=line, column="weight"))
        return None
    return round(weight, 6)


def write(given: Iterable[Row]) -> str:
    """A mapping as CSV text, as `read` takes it back."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.code for column in COLUMNS)
    for row in given:
        values = (getattr(row, column.field) for column in COLUMNS)
        writer.writerow("" if value is None else _safe(str(value)) for value in values)
    return buffer.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text
