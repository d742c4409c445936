"""The tile map (bản đồ ô): every commune one square of the same size, in its relative position; drawn, not measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from thuocdo.core.packs import read_csv
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Person, Succession, Unit, UnitVersion
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED
from thuocdo.portal.queries.overview import AgencyRow
from thuocdo.work.permissions import reach
from thuocdo.work.rules.standing import Counts

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


@cache
def places() -> dict[str, Place]:
    """Squares of all provinces that have a drawing (`packs/provinces/*/tiles.csv`), by the key of the territory."""
    found: dict[str, Place] = {}
    for path in sorted(PACKS.glob("provinces/*/tiles.csv")):
        for _line, row in read_csv(path, required=COLUMNS):
            found[row["unit_key"]] = Place(int(row["column"]), int(row["row"]), row["name"])
    return found


def tiles(person: Person | None, rows: Iterable[AgencyRow], on: date) -> list[Tile]:
    """Squares of the committees in force that day in the person's province, row by row; three queries."""
    known = {row.unit: row.counts for row in rows}
    drawn = places()
    versions = UnitVersion.objects.filter(
        unit__nature=Unit.Nature.AGENCY, kind="ubnd_xa", valid__contains=on,
        unit__province_key__in=reach(person).provinces(), territory__key__in=drawn,
    )  # fmt: skip
    committees = list(versions.values_list("unit", "unit__key", "name", "territory__key"))
    former = _former(unit for unit, *_ in committees)
    found = []
    for unit, key, name, territory in committees:
        merged = [known[one] for one in former[unit] if one in known]
        found.append(Tile(drawn[territory], key, name, sum(merged, known.get(unit, NONE)), len(merged)))
    return sorted(found, key=lambda tile: (tile.place.row, tile.place.column))


def _former(units: Iterable[int]) -> dict[int, list[int]]:
    """Committees of communes that were merged as a whole into each of the units."""
    merged = Succession.objects.filter(
        to_unit__in=list(units), extent=Succession.Extent.WHOLE, from_unit__versions__kind="ubnd_xa"
    ).exclude(kind__in=(LEVEL_ABOLISHED, FUNCTION_TRANSFER))
    former: dict[int, list[int]] = defaultdict(list)
    for unit, before in merged.values_list("to_unit", "from_unit").distinct():
        former[unit].append(before)
    return former
