"""Tables as text, the same from every format: a row a line, tabs between cells, `<br>` between a cell's paragraphs.

Tables that only place the header or the signature side by side become lines.
"""

from __future__ import annotations

from thuocdo.kernel.text import fold

LAYOUT_WORDS = (
    "cong hoa xa hoi",
    "doc lap - tu do",
    "noi nhan",
    "kinh gui",
    "tm. uy ban",
    "kt. chu tich",
    "kt. giam doc",
)
WIDEST_LAYOUT = 3


def is_layout(rows: list[list[list[str]]]) -> bool:
    """Whether the table holds a document's header, addressees or signature and no data."""
    if not rows or max(map(len, rows)) > WIDEST_LAYOUT or len(rows) > 6:
        return False
    said = fold(" ".join(line for row in rows for cell in row for line in cell))
    return any(words in said for words in LAYOUT_WORDS)


def side_by_side(rows: list[list[list[str]]]) -> str:
    """A table that only places texts side by side, cell after cell as lines."""
    return "\n\n".join("\n".join(line for line in cell if line.strip()) for row in rows for cell in row if any(cell))


def cell_text(lines: list[str]) -> str:
    """A cell on one line: its paragraphs with `<br>` between them, tabs and line breaks inside them as blanks."""
    return "<br>".join(" ".join(line.replace("\n", "<br>").split()) for line in lines if line.strip())
