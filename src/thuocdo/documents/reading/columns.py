"""Two columns side by side: the header and the closing part as a printed page has them."""

from __future__ import annotations

import re

from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.lines import Line

Stream = list[Line]

GAP = re.compile(r"(?<=\S)(?:\s{3,}|\t+)(?=\S)")
# A blank to be filled in by hand is wide too: "Số:        /UBND", "ngày      tháng      năm".
BLANK_BEFORE = re.compile(r"(?:Số\s*:?|ngày|tháng|năm|/)[\s*_]*$", re.IGNORECASE)
BLANK_BEHIND = re.compile(r"(?:/|tháng|năm|\d{1,4}\b)", re.IGNORECASE)
RIGHT_HALF = 24


def streams(pieces: list[Line | Grid]) -> list[Stream]:
    """The columns of a zone, each as its own run of lines: every cell of a grid, the left and right half of text."""
    found: list[Stream] = []
    left: Stream = []
    right: Stream = []
    for piece in pieces:
        if isinstance(piece, Grid):
            found += [stream for stream in (left, right) if stream]
            left, right = [], []
            found += [list(cell) for row in piece.rows for cell in row if cell]
        else:
            halves = split_columns(piece)
            (right if piece.indent >= RIGHT_HALF and len(halves) == 1 else left).append(halves[0])
            right += halves[1:]
    return found + [stream for stream in (left, right) if stream]


def split_columns(line: Line) -> list[Line]:
    """The line's pieces left and right of a wide gap; a line in one column comes back alone."""
    raw = line.raw
    places = [0]
    for gap in GAP.finditer(raw):
        if gap.start() < 3 or is_blank_to_fill(raw, gap) or len(places) > 2:
            continue
        places += [gap.start(), gap.end()]
    places.append(len(raw))
    if len(places) == 2:
        return [line]
    pieces = [line.cut(start, end) for start, end in zip(places[::2], places[1::2], strict=True)]
    return [piece for piece in pieces if piece.passage] or [line]


def is_blank_to_fill(raw: str, gap: re.Match[str]) -> bool:
    """Whether the gap is the place of a number or day that was not filled in."""
    return bool(BLANK_BEFORE.search(raw, 0, gap.start()) and BLANK_BEHIND.match(raw, gap.end()))
