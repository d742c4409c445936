"""The tile map of the overview: shade, initials and words of each square, and how many squares have which shade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thuocdo.portal.queries.overview import share_on_time
from thuocdo.portal.queries.tiles import Tile, TileMap
from thuocdo.portal.web.asking import rows_url
from thuocdo.ui.charts import shade
from thuocdo.ui.formatting import vn_percent


@dataclass(frozen=True)
class Square:
    """One square as it is drawn: place in units of one square, shade 0 (unknown) to 5, letters, words, address."""

    column: int
    row: int
    shade: int
    letters: str
    words: str
    url: str

    @property
    def x(self) -> str:
        return f"{self.column - 1}.03"

    @property
    def y(self) -> str:
        return f"{self.row - 1}.03"

    @property
    def text_x(self) -> str:
        return f"{self.column - 1}.5"

    @property
    def text_y(self) -> str:
        return f"{self.row - 1}.61"


def drawn(found: TileMap, filters: Mapping[str, Any]) -> dict[str, Any]:
    """What the picture needs: squares row by row, the size of the grid, and the legend with its counts."""
    squares = [_square(tile, filters) for tile in found.tiles]
    counts = Counter(one.shade for one in squares)
    names = {5: _("từ 98"), 4: "92–97", 3: "86–91", 2: "80–85", 1: _("dưới 80"), 0: _("chưa rõ")}
    return {
        "squares": squares, "tile_columns": max((one.column for one in squares), default=0),
        "tile_rows": max((one.row for one in squares), default=0),
        "tile_legend": [(code, words, counts[code]) for code, words in names.items() if counts[code]],
        "tile_unallocated": found.unallocated,
    }  # fmt: skip


def _square(tile: Tile, filters: Mapping[str, Any]) -> Square:
    counts = tile.counts
    share = share_on_time(counts)
    judged = counts["accepted_on_time"] + counts["accepted_late"] + counts["overdue"]
    if share is None:
        words = _("%(name)s: chưa rõ, chưa kỳ nào được duyệt hoặc quá hạn") % {"name": tile.name}
    else:
        words = _("%(name)s: đúng hạn %(share)s (%(done)s / %(judged)s)") % {
            "name": tile.name, "share": vn_percent(share), "done": counts["accepted_on_time"], "judged": judged,
        }  # fmt: skip
    place, url = tile.place, rows_url(**{**filters, "don_vi": tile.key})
    if tile.merged:
        words += _(", gồm cả %(number)s xã, phường cũ") % {"number": tile.merged}
        url = reverse("portal:unit", args=[tile.key])
    return Square(place.column, place.row, shade(share), place.initials, words, url)
