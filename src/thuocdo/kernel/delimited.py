"""Tables kept as text (.csv, .tsv): which sign parts the cells, and the rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

SIGNS = (";", "\t", ",", "|")
LOOKED_AT = 200
LONGEST_CELL = 1_000_000
# The limit belongs to the process, not to a reader: it is set once, here, and every table is read through `rows`.
csv.field_size_limit(LONGEST_CELL)


def rows(text: str, sign: str) -> Iterator[tuple[int, list[str]]]:
    """Rows as (line on which the row ends, cells). Raises `csv.Error` at a cell longer than `LONGEST_CELL` characters.

    >>> list(rows('TT;Tên\\n1;"Sở;\\nNội vụ"', ";"))
    [(1, ['TT', 'Tên']), (3, ['1', 'Sở;\\nNội vụ'])]
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    for cells in reader:
        yield reader.line_num, cells


def delimiter(text: str) -> str:
    """The sign that parts most lines into the same number of cells, at least two; empty when none does.

    >>> delimiter("TT;Nhiệm vụ\\n1;Rà soát, công bố\\n2;Báo cáo"), delimiter("Kính gửi: Sở Nội vụ")
    (';', '')
    """
    best, best_share = "", 0.5
    for sign in SIGNS:
        seen = [row for row in _first_rows(text, sign) if any(row)]
        widths = Counter(len(row) for row in seen)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        if width > 1 and count / len(seen) > best_share:
            best, best_share = sign, count / len(seen)
    return best


def _first_rows(text: str, sign: str) -> list[list[str]]:
    """The first rows as they would be with this sign; none where it makes no table."""
    found: list[list[str]] = []
    try:
        for _, row in rows(text[: LOOKED_AT * 1000], sign):
            found.append(row)
            if len(found) >= LOOKED_AT:
                break
    except csv.Error:
        return []
    return found
