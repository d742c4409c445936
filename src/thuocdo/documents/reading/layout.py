"""Layout repair: lines and grids in reading order, columns apart, page furniture and footnotes out of the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from thuocdo.documents.reading.footnotes import Footnote, take_out_footnotes
from thuocdo.documents.reading.grids import Grid, bar_grid, is_bar, is_row, is_tabbed, row_grid, tab_grid
from thuocdo.documents.reading.lines import Line, is_page_number

Piece = Line | Grid


@dataclass(slots=True)
class Layout:
    """The pieces of the text in reading order, and the footnotes that were taken out of it."""

    pieces: list[Piece]
    footnotes: list[Footnote] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def lay_out(lines: Sequence[Line]) -> Layout:
    """Pieces of the document: lines as they stand, grids where a table or columns were drawn."""
    kept = [line for line in lines if not is_page_number(line)]
    kept, footnotes = take_out_footnotes(kept)
    pieces: list[Piece] = []
    index = 0
    while index < len(kept):
        found = grid_at(kept, index)
        if found:
            pieces += [found[0]] if found[0].rows else []
            index = max(found[1], index + 1)
        else:
            if kept[index].passage:
                pieces.append(kept[index])
            index += 1
    dropped = len(lines) - len(kept)
    return Layout(pieces, footnotes, [f"bỏ {dropped} dòng số trang và chú thích"] if dropped else [])


def grid_at(lines: list[Line], index: int) -> tuple[Grid, int] | None:
    """The grid that starts at this line, with the index behind it."""
    line = lines[index]
    if is_bar(line):
        return bar_grid(lines, index)
    if is_row(line):
        return row_grid(lines, index)
    if is_tabbed(line) and not re.match(r"\s*(?:Số|Nơi nhận|Kính gửi)", line.text):
        return tab_grid(lines, index)
    return None
