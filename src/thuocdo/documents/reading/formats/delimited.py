"""Tables kept as text (.csv, .tsv): whatever sign parts the cells, a row a line with tabs between them."""

from __future__ import annotations

import csv

from thuocdo.documents.reading.formats.loaded import Extracted, refused
from thuocdo.documents.reading.formats.plain import read_plain
from thuocdo.kernel.delimited import delimiter, rows

MOST_ROWS = 100_000


def extract(data: bytes) -> Extracted:
    """The rows of a table; a text in which no sign parts cells stays as it is. Refused when it has too many rows."""
    plain = read_plain(data)
    text = "\n".join(plain.pages)
    sign = delimiter(text)
    if not sign:
        return plain
    lines: list[str] = []
    try:
        for _, row in rows(text, sign):
            lines.append("\t".join(cell_of(cell) for cell in row))
            if len(lines) > MOST_ROWS:
                raise refused("too_large", f"Bảng có hơn {MOST_ROWS} dòng: quá lớn.", "Tách bảng rồi gửi từng phần.")
    except csv.Error:
        return plain
    return Extracted(("\n".join(line.rstrip("\t") and line for line in lines),), plain.notices)


def cell_of(cell: str) -> str:
    """A cell on one line, its own lines with `<br>` between them, as in every table that is read."""
    return "<br>".join(" ".join(line.split()) for line in cell.splitlines() if line.strip())
