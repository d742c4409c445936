"""Tables and columns as they come: bars alone on a line, markdown rows, drawn columns, tabs.

A grid is rows of cells, a cell is a list of lines. What a grid means (header, recipients, table of tasks) is
decided later, by what stands in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.terms import type_of

RowOfLines = list[list[Line]]

ORDINAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})?|[IVX]{1,5}|[A-Zđa-z])[.)]?|[-+–]")
NUMBER_COLUMN = re.compile(r"(?i:s?tt|số tt)")
DRAWN_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*")
ENTRY_TAG = re.compile(r"<(?:li|p|br|div)(?=[\s/>])[^<>]*>", re.IGNORECASE)


@dataclass(slots=True)
class Grid:
    """Rows of cells found in one of the shapes: bars, rows, drawn, tabs."""

    rows: list[RowOfLines]
    shape: str

    @property
    def lines(self) -> list[Line]:
        return [line for row in self.rows for cell in row for line in cell]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def start(self) -> int:
        return min((line.start for line in self.lines), default=0)


def bar_grid(lines: list[Line], first: int) -> tuple[Grid, int]:
    """A table crawled as a bar alone on a line, then one cell a line; with the index behind its last bar.

    A cell follows its bar without a blank line; a bar with a blank line behind it ends the table.
    """
    cells: list[list[Line]] = []
    index = first
    while index < len(lines) and is_bar(lines[index]):
        inside = index + 1
        if inside < len(lines) and lines[inside].blank_above:
            index = inside
            break
        while inside < len(lines) and not is_bar(lines[inside]):
            if lines[inside].blank_above and not closes_later(lines, inside):
                break
            inside += 1
        if inside == len(lines) or not is_bar(lines[inside]):
            inside = title_behind(lines, index + 1, inside)
        cells.append(lines[index + 1 : inside])
        index = inside
        if index < len(lines) and not is_bar(lines[index]):
            break
    return Grid(rows_of(cells), "bars"), index


def title_behind(lines: list[Line], first: int, end: int) -> int:
    """Where a last cell without a closing bar ends: before the title of the paper ("KẾ HOẠCH"), which is no cell."""
    return next((place for place in range(first, end) if type_of(lines[place].text)[0]), end)


def closes_later(lines: list[Line], index: int) -> bool:
    """Whether a cell that has a blank line inside is closed by a bar within a few lines."""
    return any(is_bar(line) for line in lines[index : index + 12])


def rows_of(cells: list[list[Line]]) -> list[RowOfLines]:
    """Rows out of a run of cells: an empty cell behind a complete row is the seam between two rows."""
    rows: list[RowOfLines] = []
    row: RowOfLines = []
    width = filled = 0
    for position, cell in enumerate(cells):
        if not cell and filled and ends_row(cells, position, len(row) >= width, filled):
            rows.append(row)
            width = width or len(row)
            row, filled = [], 0
        else:
            row.append(cell)
            filled += bool(cell)
    if filled:
        rows.append(row)
    return rows


def ends_row(cells: list[list[Line]], position: int, complete: bool, filled: int) -> bool:
    """Whether the empty cell at this position ends the row; a short row ends only before an ordinal (merged cells)."""
    if complete:
        return True
    follower = cells[position + 1] if position + 1 < len(cells) else []
    return filled <= 2 and (not follower or bool(ORDINAL.fullmatch(" ".join(line.text for line in follower))))


def is_bar(line: Line) -> bool:
    return line.raw.strip() == "|"


def is_row(line: Line) -> bool:
    raw = line.raw.strip()
    return raw.count("|") >= 2 and raw.startswith("|") and len(raw) > 1


def row_grid(lines: list[Line], first: int) -> tuple[Grid, int] | None:
    """Rows drawn with bars: markdown (a rule below the header) or columns drawn by a word processor's text export."""
    last = first
    while last < len(lines) and (is_row(lines[last]) or is_drawn_rule(lines[last])):
        if last > first and lines[last].blank_above:
            break
        last += 1
    raw_rows = [line for line in lines[first:last] if not is_drawn_rule(line)]
    if not raw_rows:
        return None
    rows = [cells_between_bars(line) for line in raw_rows]
    if len(raw_rows) == last - first and is_drawn(raw_rows):
        return Grid(stacked(rows), "drawn"), last
    return Grid([[[cell] if cell.passage else [] for cell in row] for row in rows], "rows"), last


def is_drawn_rule(line: Line) -> bool:
    return bool(line.raw.strip()) and bool(DRAWN_RULE.fullmatch(line.raw))


def is_drawn(lines: list[Line]) -> bool:
    """Columns padded with spaces to a width, several printed lines a row; a heading inside may span columns."""
    counts = [line.raw.count("|") for line in lines]
    usual = max(set(counts), key=counts.count)
    regular = counts[0] == usual and max(counts) == usual and counts.count(usual) * 4 >= 3 * len(counts)
    padded = sum(bool(re.search(r"\s{2,}\|", line.raw)) for line in lines)
    return len(lines) > 1 and regular and padded * 2 >= len(lines)


def cells_between_bars(line: Line) -> list[Line]:
    """The cells of one printed row."""
    raw = line.raw
    places = [match.start() for match in re.finditer(r"\|", raw)]
    if raw.rstrip()[-1:] != "|":
        places.append(len(raw))
    return [line.cut(left + 1, right) for left, right in pairwise(places)]


def stacked(rows: list[list[Line]]) -> list[RowOfLines]:
    """Rows of drawn columns: a new row starts where the first column prints an ordinal, or the header again."""
    result: list[RowOfLines] = []
    for row in rows:
        starts = bool(row and (ORDINAL.fullmatch(row[0].text) or NUMBER_COLUMN.fullmatch(row[0].text)))
        if not result or starts or len(result[-1]) != len(row):
            result.append([[] for _ in row])
        for cell, line in zip(result[-1], row, strict=True):
            if line.passage:
                cell.append(line)
    return result


def is_tabbed(line: Line) -> bool:
    """A row with tabs between cells; a line that is only pushed to the right by tabs is none."""
    raw = line.raw.rstrip("\r\n")
    return raw.count("\t") >= 2 and bool(raw.split("\t", 1)[0].strip())


def tab_grid(lines: list[Line], first: int) -> tuple[Grid, int] | None:
    """Rows whose cells are separated by tabs."""
    rows: list[RowOfLines] = []
    index = first
    while index < len(lines) and is_tabbed(lines[index]):
        line, cells, behind = lines[index], [], 0
        for piece in line.raw.split("\t"):
            cells.append(entries(line, behind, behind + len(piece)))
            behind += len(piece) + 1
        rows.append(cells)
        index += 1
    return (Grid(rows, "tabs"), index) if rows else None


def entries(line: Line, start: int, end: int) -> list[Line]:
    """The lines of a cell: HTML list entries and breaks count as lines."""
    raw = line.raw
    places = [start, *(match.start() for match in ENTRY_TAG.finditer(raw, start, end)), end]
    parts = [line.cut(left, right) for left, right in pairwise(places)]
    return [part for part in parts if part.passage]
