"""Tables: the header once, rows with their ordinal, section headings inside, cells with their lists."""

from __future__ import annotations

import re

from thuocdo.documents.reading.blocks import Cell, Row, Table
from thuocdo.documents.reading.grids import Grid, RowOfLines
from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import Passage, join

HEADER_WORD = re.compile(
    r"(?:S?TT|Số TT|Nhiệm vụ|Nội dung|Tên|Cơ quan|Đơn vị|Chủ trì|Phối hợp|Thời gian|Thời hạn|Tiến độ|Sản phẩm"
    r"|Kết quả|Chỉ tiêu|Ghi chú"
    r"|Lĩnh vực|Hoạt động|Mã|Kinh phí|Hình thức|Lộ trình|Mục tiêu|Danh mục|Trách nhiệm|Người|Văn bản|Đầu ra)",
    re.IGNORECASE,
)
SECTION_LABEL = pattern(r"(?P<label>[IVX]{1,6}|[A-HKĐ])(?:\s*[.):]\s*|\s+|$)(?=[A-ZÀ-Ỹ]|$)")
NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})*\.?")


def read_table(grid: Grid, base: str) -> tuple[Table, Passage]:
    """The table of a grid and its whole clean text; row paths open with `base` ("PL")."""
    header: list[Passage] = []
    rows = list(grid.rows)
    if rows and is_header(rows[0]):
        header = [cell_of(cell).passage for cell in rows.pop(0)]
    table = Table(header, [])
    add_rows(table, rows, base)
    return table, join(line.passage for line in grid.lines)


def continue_table(table: Table, grid: Grid, base: str) -> bool:
    """Add the rows of a grid that goes on after a page break (header repeated or none); False for another table."""
    rows = list(grid.rows)
    width = len(table.header) or max((len(row.cells) for row in table.rows), default=0)
    if not rows:
        return True
    if is_header(rows[0]):
        if not same_header(table, rows[0]):
            return False
        rows.pop(0)
    elif len(rows[0]) != width:
        return False
    add_rows(table, rows, base)
    return True


def same_header(table: Table, row: RowOfLines) -> bool:
    """Whether a row repeats the table's header."""
    return bool(table.header) and [cell_of(cell).text for cell in row] == [cell.text for cell in table.header]


def is_header(row: RowOfLines) -> bool:
    """A row that names columns: at least two column words and no ordinal in front."""
    texts = [cell_of(cell).text for cell in row]
    filled = [text for text in texts if text]
    named = sum(bool(HEADER_WORD.match(text)) and len(text) < 60 for text in filled)
    return len(filled) >= 2 and named * 2 >= len(filled) and not NUMBER.fullmatch(filled[0])


def cell_of(lines: list[Line]) -> Cell:
    """A cell with its whole text and the entries of a list in it."""
    passage = join(line.passage for line in lines)
    opened = [bool(re.match(r"[-–+•]\s*\S|\d{1,2}[.)]\s", line.text)) for line in lines]
    if len(lines) < 2 or not any(opened):
        return Cell(passage, [passage] if passage else [])
    groups: list[list[Passage]] = []
    for line, opens in zip(lines, opened, strict=True):
        if opens or not groups:
            groups.append([])
        groups[-1].append(line.passage)
    return Cell(passage, [join(group) for group in groups])


def add_rows(table: Table, rows: list[RowOfLines], base: str) -> None:
    """Rows with ordinal, path and the section heading they stand under."""
    section = next((row.section for row in reversed(table.rows)), base)
    for lines in rows:
        cells = [cell_of(cell) for cell in lines]
        if not any(cells) or same_header(table, lines):
            continue
        row = Row(cells)
        title = section_title(cells)
        if title:
            label, row.title = title
            row.kind, row.number = "section", label
            section = row.path = ".".join(part for part in (base, label) if part)
        elif goes_on(table, cells):
            extend(table.rows[-1], cells)
            continue
        else:
            row.number = cells[0].text.rstrip(".") if NUMBER.fullmatch(cells[0].text) else ""
            row.path = ".".join(part for part in (base, row.number) if part)
        row.section = section
        table.rows.append(row)


def section_title(cells: list[Cell]) -> tuple[str, Passage] | None:
    """Label and title of a row that is a heading inside the table, else None."""
    filled = [cell for cell in cells if cell]
    first = cells[0].text if cells else ""
    if len(filled) == 1 and not NUMBER.fullmatch(filled[0].text):
        match = SECTION_LABEL.match(filled[0].text)
        return (match["label"], filled[0].passage[match.end() :]) if match else ("", filled[0].passage)
    if len(filled) == 2 and SECTION_LABEL.fullmatch(first.rstrip(".")):
        return first.rstrip("."), filled[1].passage
    return None


def goes_on(table: Table, cells: list[Cell]) -> bool:
    """Whether a row is the rest of the row above, cut by the page: no ordinal, and every cell starts small."""
    if not table.rows or table.rows[-1].kind != "row" or cells[0]:
        return False
    return all(cell.text[:1].islower() for cell in cells if cell)


def extend(row: Row, cells: list[Cell]) -> None:
    """Put the rest of a cut row behind its beginning."""
    for index, cell in enumerate(cells):
        if cell and index < len(row.cells):
            passage = join([row.cells[index].passage, cell.passage])
            row.cells[index] = Cell(passage, [passage])
