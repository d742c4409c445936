"""Columns of tables that people hand in (cột của bảng): which field each one is, by its head, whatever its spelling.

Heads may take several rows, as printed tables have them: a common head over "chủ trì" and "phối hợp".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thuocdo.kernel.text import fold, squeeze

NOT_LETTERS = re.compile(r"[^a-z0-9]+")
HEAD_WITHIN = 20
FAULT_HEAD = "Lỗi"
# A heading over fewer columns than these is one of a group of columns, not the title of the table.
FEWEST_UNDER_A_TITLE = 4
# A merged stretch of cells: first row, first column, last row, last column, from 0, both ends in it.
Merged = tuple[int, int, int, int]


@dataclass(frozen=True)
class Columns:
    """The first row of heads (from 0), its heads, the place of each field (from 0), how many rows the heads take."""

    row: int
    heads: tuple[str, ...]
    places: Mapping[str, int]
    height: int = 1

    @property
    def unknown(self) -> list[str]:
        """Heads that stand for no field."""
        known = set(self.places.values())
        return [head for place, head in enumerate(self.heads) if head and place not in known]

    @property
    def body(self) -> int:
        """The row (from 0) below the heads."""
        return self.row + self.height


def head_key(head: object) -> str:
    """A head as it is compared.

    >>> head_key(" Số, Ký hiệu\\n(văn bản) "), head_key("SO KY HIEU van ban")
    ('so ky hieu van ban', 'so ky hieu van ban')
    """
    return NOT_LETTERS.sub(" ", fold(str(head or ""))).strip()


class Names:
    """Names of columns by field, with those that a person chose before, by the key of the head."""

    def __init__(self, fields: Mapping[str, Iterable[str]], chosen: Mapping[str, str] | None = None) -> None:
        self.fields = {head_key(name): field for field, names in fields.items() for name in names}
        self.chosen = dict(chosen or {})

    def field(self, head: object) -> str:
        """The field of a head: as it was chosen (nothing where a person left the column out), else by the names."""
        key = head_key(head)
        return self.chosen[key] if key in self.chosen else self.fields.get(key, "")


def best_head(
    rows: Sequence[Sequence[object]], names: Names, *, merged: Iterable[Merged] = (), within: int = HEAD_WITHIN,
    tallest: int = 1,
) -> Columns | None:  # fmt: skip
    """The heads among the first rows that name most fields, in as few rows as can be; nothing when none is named.

    A column of several rows of heads is called by all of them ("Cơ quan thực hiện / Chủ trì") or by the lowest.
    """
    best: Columns | None = None
    stretches = list(merged)
    for row in range(min(len(rows), within)):
        for height in range(1, tallest + 1):
            if row + height <= len(rows):
                found = _columns(_grid(rows, row, height, stretches), row, height, names)
                if best is None or len(found.places) > len(best.places):
                    best = found
    return best if best is not None and best.places else None


def _grid(rows: Sequence[Sequence[object]], row: int, height: int, merged: Iterable[Merged]) -> list[list[object]]:
    """Some rows, every cell of a merged stretch that begins in them filled with what its first one says."""
    width = max((len(rows[row + number]) for number in range(height)), default=0)
    grid = [[*rows[row + number], *[None] * (width - len(rows[row + number]))] for number in range(height)]
    for top, left, bottom, right in merged:
        if row <= top < row + height and left < width:
            for inner in range(top - row, min(bottom - row, height - 1) + 1):
                for at in range(left, min(right, width - 1) + 1):
                    grid[inner][at] = grid[top - row][left]
    return grid


def _columns(grid: list[list[object]], row: int, height: int, names: Names) -> Columns:
    parts = [
        list(dict.fromkeys(squeeze(str(line[at])) for line in grid if line[at] not in (None, "")))
        for at in range(len(grid[0]))
    ]
    over_all = _over_all(parts)
    parts = [[part for part in several if part not in over_all or len(several) == 1] for several in parts]
    heads = tuple(" / ".join(part for part in several if part) for several in parts)
    places: dict[str, int] = {}
    # What a column is called by all its heads or by the lowest counts before what only stands above it.
    for tried in (_by_name, _by_what_is_above):
        for at, head in enumerate(heads):
            field = "" if at in places.values() or head.startswith(FAULT_HEAD) else tried(head, parts[at], names)
            if field and field not in places:
                places[field] = at
    return Columns(row, heads, places, height)


def _over_all(parts: Sequence[Sequence[str]]) -> set[str]:
    """What stands above every column alike, one of them perhaps left out: a title merged over the whole table names
    none of them."""
    filled = [several for several in parts if several]
    counted = Counter(part for several in filled for part in several)
    return {part for part, number in counted.items() if number >= max(FEWEST_UNDER_A_TITLE, len(filled) - 1)}


def _by_name(head: str, parts: Sequence[str], names: Names) -> str:
    if head_key(head) in names.chosen:
        return names.chosen[head_key(head)]
    return names.field(head) or (names.field(parts[-1]) if parts else "")


def _by_what_is_above(head: str, parts: Sequence[str], names: Names) -> str:
    if head_key(head) in names.chosen:
        return ""
    return next((found for words in reversed(parts[:-1]) if (found := names.field(words))), "")
