"""Spreadsheets (.xlsx, .xls, .ods): each sheet as a page, its rows with tabs between cells; formulas are never run."""

from __future__ import annotations

import io
import math
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from thuocdo.documents.reading.formats import apart
from thuocdo.documents.reading.formats.drawn import side_by_side
from thuocdo.documents.reading.formats.loaded import Extracted, Notice, encrypted, notices_of, refused, truncated
from thuocdo.documents.reading.formats.packages import Package, with_macros
from thuocdo.kernel.encodings import repair
from thuocdo.kernel.workbooks import extent

MOST_CELLS = 2_000_000
WIDE = 3


def extract(data: bytes) -> Extracted:
    """The visible sheets that hold anything. Refused when locked, unsafe or broken.

    Looked over here, laid out in a process of its own.
    """
    parts = Package(data, ".xlsx").found.notices() if data.startswith(b"PK") else ()
    refuse_large(data)
    read = apart.read("spreadsheet", data)
    return Extracted(read.pages, (*read.notices, *parts))


def laid_out(data: bytes) -> Extracted:
    """The visible sheets of a workbook that was looked over before, with a notice of the ones left out."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        refuse_programs(book)
        pages = [page for name in shown(book) if (page := page_of(book, name)).strip()]
    except python_calamine.PasswordError as error:
        raise encrypted("bảng tính") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise truncated("bảng tính") from error
    except BaseException as error:
        # The library is written in Rust: where it meets what it never expected, its panic is no usual exception.
        if type(error).__name__ != "PanicException":
            raise
        raise truncated("bảng tính") from error
    decoded = repair("\f".join(pages))
    return Extracted(tuple(decoded.text.split("\f")), (*notices_of(decoded), *left_out(book)))


def refuse_programs(book: python_calamine.CalamineWorkbook) -> None:
    """Refuse a workbook with sheets of old macros (XLM): they hold commands where others hold numbers."""
    if any(sheet.typ == python_calamine.SheetTypeEnum.MacroSheet for sheet in book.sheets_metadata):
        raise with_macros("bảng tính")


def refuse_large(data: bytes) -> None:
    """Refuse a workbook whose cells lie so far apart that laying them out would take the machine's memory."""
    rows, columns = extent(data)
    if rows * columns > MOST_CELLS:
        raise refused(
            "too_large", f"Bảng tính trải tới dòng {rows}, cột {columns}: quá lớn.", "Xóa các ô thừa ở xa rồi gửi lại."
        )


def shown(book: python_calamine.CalamineWorkbook) -> list[str]:
    """Names of the sheets that a person sees."""
    visible = python_calamine.SheetVisibleEnum.Visible
    kind = python_calamine.SheetTypeEnum.WorkSheet
    return [sheet.name for sheet in book.sheets_metadata if sheet.visible == visible and sheet.typ == kind]


def left_out(book: python_calamine.CalamineWorkbook) -> list[Notice]:
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.name not in shown(book)]
    if not hidden:
        return []
    return [
        Notice(
            "documents.hidden_sheets",
            f"Bỏ qua {len(hidden)} trang tính ẩn: {', '.join(hidden[:5])}.",
            "Bỏ ẩn trong bảng tính nếu cần đọc.",
            {"sheets": hidden},
        )
    ]


def page_of(book: python_calamine.CalamineWorkbook, name: str) -> str:
    """One sheet as text: lines above and below the table, rows with tabs, merged cells as spreadsheets show them."""
    sheet = book.get_sheet_by_name(name)
    if sheet.height * sheet.width > MOST_CELLS:
        raise refused(
            "too_large", f"Trang tính “{name}” có {sheet.height} dòng, {sheet.width} cột: quá lớn.", "Tách bảng."
        )
    rows = [[words(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    rows = without_empty_columns([row for row in rows if any(row)])
    lines: list[str] = []
    for row in rows:
        said = [cell for cell in row if cell]
        if len(said) < min(WIDE, len(row)) and not looks_like_row(row):
            lines += [*side_by_side([[[part] for part in said]]).replace("<br>", "\n").split("\n"), ""]
        else:
            lines.append("\t".join(row))
    return "\n".join(lines)


def looks_like_row(row: list[str]) -> bool:
    """Whether a line with few cells still is a row of the table: its first cell is a number or an ordinal."""
    return bool(row and row[0]) and row[0].rstrip(".)").replace(".", "").isalnum() and len(row[0]) <= 6 and len(row) > 1


def without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the columns in which nothing stands."""
    used = [
        column
        for column in range(max(map(len, rows), default=0))
        if any(row[column : column + 1] != [""] for row in rows)
    ]
    return [[row[column] if column < len(row) else "" for column in used] for row in rows]


def words(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as 05/03/2025, lines as `<br>`.

    >>> words(3.0), words(0.955), words(date(2025, 3, 5)), words("Rà soát\\nCông bố")
    ('3', '0,955', '05/03/2025', 'Rà soát<br>Công bố')
    """
    if isinstance(cell, datetime) and cell.time() == time(0):
        cell = cell.date()
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) else str(cell).replace(".", ",")
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, datetime):
        return f"{cell:%H:%M %d/%m/%Y}"
    if isinstance(cell, time | timedelta):
        return str(cell)
    return "<br>".join(" ".join(line.split()) for line in str(cell).splitlines() if line.strip())
