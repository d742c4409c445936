"""The tile map (bản đồ ô): every commune one square of the same size, in its relative position; drawn, not measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from thuocdo.core.packs import read_csv
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.portal.queries.overview import AgencyRow
from thuocdo.work.permissions import reach

COLUMNS = ("unit_key", "column", "row", "name")


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
    """A square with the committee that governs it; `found` is missing when the committee owes nothing."""

    place: Place
    key: str
    name: str
    found: AgencyRow | None


@cache
def places() -> dict[str, Place]:
    """Squares of all provinces that have a drawing (`packs/provinces/*/tiles.csv`), by the key of the territory."""
    found: dict[str, Place] = {}
    for path in sorted(PACKS.glob("provinces/*/tiles.csv")):
        for _line, row in read_csv(path, required=COLUMNS):
            found[row["unit_key"]] = Place(int(row["column"]), int(row["row"]), row["name"])
    return found


def tiles(person: Person | None, rows: Iterable[AgencyRow], on: date) -> list[Tile]:
    """Squares of the committees in force that day in the person's province, row by row; two queries."""
    known = {row.unit: row for row in rows}
    drawn = places()
    versions = UnitVersion.objects.filter(
        unit__nature=Unit.Nature.AGENCY, kind="ubnd_xa", valid__contains=on,
        unit__province_key__in=reach(person).provinces(), territory__key__in=drawn,
    )  # fmt: skip
    found = [
        Tile(drawn[territory], key, name, known.get(unit))
        for unit, key, name, territory in versions.values_list("unit", "unit__key", "name", "territory__key")
    ]
    return sorted(found, key=lambda tile: (tile.place.row, tile.place.column))
