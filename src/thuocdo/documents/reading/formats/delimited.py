"""Tables kept as text (.csv, .tsv): whatever sign parts the cells, a row a line with tabs between them."""

from __future__ import annotations

import csv
import io
from collections import Counter

from thuocdo.documents.reading.formats.loaded import Extracted, refused
from thuocdo.documents.reading.formats.plain import read_plain

SIGNS = (";", "\t", ",", "|")
LOOKED_AT = 200
MOST_ROWS = 100_000
LONGEST_CELL = 1_000_000


def extract(data: bytes) -> Extracted:
    """The rows of a table; a text in which no sign parts cells stays as it is. Refused when it has too many rows."""
    plain = read_plain(data)
    text = "\n".join(plain.pages)
    sign = delimiter(text)
    if not sign:
        return plain
    csv.field_size_limit(LONGEST_CELL)
    lines: list[str] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=sign):
            lines.append("\t".join(cell_of(cell) for cell in row))
            if len(lines) > MOST_ROWS:
                raise refused("too_large", f"Bảng có hơn {MOST_ROWS} dòng: quá lớn.", "Tách bảng rồi gửi từng phần.")
    except csv.Error:
        return plain
    return Extracted(("\n".join(line.rstrip("\t") and line for line in lines),), plain.notices)


def cell_of(cell: str) -> str:
    """A cell on one line, its own lines with `<br>` between them, as in every table that is read."""
    return "<br>".join(" ".join(line.split()) for line in cell.splitlines() if line.strip())


def delimiter(text: str) -> str:
    """The sign that parts most lines into the same number of cells, at least two; empty when none does.

    >>> delimiter("TT;Nhiệm vụ\\n1;Rà soát, công bố\\n2;Báo cáo"), delimiter("Kính gửi: Sở Nội vụ")
    (';', '')
    """
    best, best_share = "", 0.5
    for sign in SIGNS:
        rows = [row for row in _rows(text, sign) if any(row)]
        widths = Counter(len(row) for row in rows)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        if width > 1 and count / len(rows) > best_share:
            best, best_share = sign, count / len(rows)
    return best


def _rows(text: str, sign: str) -> list[list[str]]:
    """The first rows as they would be with this sign."""
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text[: LOOKED_AT * 1000]), delimiter=sign):
            found.append(row)
            if len(found) >= LOOKED_AT:
                break
    except csv.Error:
        return []
    return found
