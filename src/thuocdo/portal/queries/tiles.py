"""The tile map (bản đồ ô): every commune one square of the same size, in its relative position; drawn, not measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from thuocdo.core.packs import read_csv
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.directory.queries.restating import Ways, ways
from thuocdo.portal.queries.overview import AgencyRow
from thuocdo.work.permissions import reach
from thuocdo.work.rules.standing import STANDINGS, Counts

COLUMNS = ("unit_key", "column", "row", "name")
NONE = Counts()


@dataclass(frozen=True)
class Place:
    """The square of a territory: column and row from 1 at the top left, and the name of the territory."""

    column: int
    row: int
    name: str

    @property
    def initials(self) -> str:
        """First letters of the proper name, "xã" and "phường" left out.

        >>> Place(1, 1, "Xã Đức Châu").initials
        'ĐC'
        """
        return "".join(word[0] for word in self.name.split()[1:])


@dataclass(frozen=True)
class Tile:
    """A square with the committee that governs it; its counts are restated to that day (quy về đơn vị hôm nay).

    `merged` is how many former committees, merged into this one, brought their own counts along.
    """

    place: Place
    key: str
    name: str
    counts: Counts
    merged: int


@dataclass(frozen=True)
class TileMap:
    """The squares of a province, and how many occurrences of former communes no square could take (chưa phân bổ)."""

    tiles: list[Tile]
    unallocated: int = 0


@cache
def places() -> dict[str, Place]:
    """Squares of all provinces that have a drawing (`packs/provinces/*/tiles.csv`), by the key of the territory."""
    found: dict[str, Place] = {}
    for path in sorted(PACKS.glob("provinces/*/tiles.csv")):
        for _line, row in read_csv(path, required=COLUMNS):
            found[row["unit_key"]] = Place(int(row["column"]), int(row["row"]), row["name"])
    return found


def tiles(person: Person | None, rows: Iterable[AgencyRow], on: date) -> TileMap:
    """Squares of the committees in force that day in the person's province, row by row; five queries.

    Counts of former communes go where the succession says (`directory.queries.restating`); those of a commune that was
    divided by unknown shares are told apart.
    """
    drawn = places()
    committees = list(
        UnitVersion.objects.filter(
            unit__nature=Unit.Nature.AGENCY, kind="ubnd_xa", valid__contains=on,
            unit__province_key__in=reach(person).provinces(), territory__key__in=drawn,
        ).values_list("unit", "unit__key", "name", "territory__key")
    )  # fmt: skip
    known = {row.unit: row.counts for row in rows}
    former = UnitVersion.objects.filter(unit__in=known, kind="ubnd_xa").values_list("unit", flat=True)
    sources = set(former) if committees else set()
    found = ways(sources, on, on)
    counts, unallocated = _restated(found, {unit: known[unit] for unit in sources})
    brought = Counter(
        part.unit for source, parts in found.parts.items() for part in parts if part.weight and part.unit != source
    )
    made = [
        Tile(drawn[land], key, name, counts.get(unit, NONE), brought[unit]) for unit, key, name, land in committees
    ]  # fmt: skip
    return TileMap(sorted(made, key=lambda tile: (tile.place.row, tile.place.column)), unallocated)


def _restated(found: Ways, known: dict[int, Counts]) -> tuple[dict[int, Counts], int]:
    """Counts by unit of today, standing by standing, as whole occurrences; and how many are not allocated."""
    counts: dict[int, dict[str, int]] = {}
    unallocated = 0
    for code in STANDINGS:
        figures = {unit: Decimal(one[code]) for unit, one in known.items() if one[code]}
        restated = found.restate(figures, places=0)
        for unit, amount in restated.totals.items():
            counts.setdefault(unit, {})[code] = int(amount)
        unallocated += int(restated.rest)
    return {unit: Counts(numbers) for unit, numbers in counts.items()}, unallocated
