"""Figures of former units restated to the units of a later day ("quy về đơn vị hôm nay")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from thuocdo.directory.queries.beliefs import version_rows
from thuocdo.directory.queries.lineage import FORWARD, in_force_among, links_between
from thuocdo.directory.queries.sizes import COLUMNS, sizes_of
from thuocdo.directory.rules import lineage as rules
from thuocdo.directory.rules.lineage import Part
from thuocdo.directory.rules.restating import Restated, restate
from thuocdo.kernel.errors import Refused

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ways:
    """Where units went by a day, asked once and used for as many figures as there are."""

    parts: Mapping[int, list[Part]]
    sizes: Mapping[int, Decimal]

    def restate(self, figures: Mapping[int, Decimal], *, places: int | None = None) -> Restated:
        """Figures by unit carried to that day; `places` as in `rules.restating.restate`."""
        return restate(figures, self.parts, sizes=self.sizes, places=places)


def ways(
    units: Iterable[int], on: date, to: date, *, by: str = "", believed_at: datetime | None = None
) -> Ways:  # fmt: skip
    """Where units in force on `on` had gone by `to`; three queries (five with `by`), however many units.

    A unit that was not in force on `on` is followed from its own life: from its last day, or from its first. With `by`
    (population, area) unknown shares of an abolished district are estimated from the sizes of its communes, which are
    examples. Raises `Refused`: directory.restated_backwards, directory.unknown_size.
    """
    if to < on:
        raise Refused(
            "directory.restated_backwards",
            f"Không quy được số liệu ngày {on:%d/%m/%Y} về ngày sớm hơn ({to:%d/%m/%Y}).",
            "Chọn ngày đích không sớm hơn ngày của số liệu.",
        )  # fmt: skip
    if by and by not in COLUMNS:
        raise Refused(
            "directory.unknown_size", f"Không ước tính được theo “{by}”.", f"Chọn một trong: {', '.join(COLUMNS)}."
        )
    starts = _starts(set(units), on, to, believed_at)
    earliest = min(starts.values(), default=on)
    links = links_between(FORWARD, starts, after=earliest, until=to, believed_at=believed_at)
    alive = in_force_among({*starts, *(link.target for link in links if link.target is not None)}, to, believed_at)
    out = rules.by_source(links)
    parts = {
        unit: rules.became(unit, out, on=start, to=to, alive=alive.__contains__) for unit, start in starts.items()
    }  # fmt: skip
    unknown = {part.unit for found in parts.values() for part in found if part.weight is None}
    return Ways(parts, sizes_of(unknown, to, by=by) if by and unknown else {})


def restated(
    figures: Mapping[int, Decimal], on: date, to: date, *, by: str = "", places: int | None = None,
    believed_at: datetime | None = None,
) -> Restated:  # fmt: skip
    """Figures by unit as they were on `on`, restated to the units of `to`; totals stay equal, see `ways`."""
    return ways(figures, on, to, by=by, believed_at=believed_at).restate(figures, places=places)


def _starts(units: set[int], on: date, to: date, believed_at: datetime | None) -> dict[int, date]:
    """The day from which each unit is followed; units that were not there by `to` are left out."""
    found: dict[int, date] = {}
    lives: dict[int, list[tuple[date, date]]] = {}
    for unit, valid in version_rows(believed_at, ("unit_id", "valid"), unit__in=units):
        lives.setdefault(unit, []).append((valid.lower or date.min, valid.upper or date.max))
    for unit, spans in lives.items():
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        if first <= to:
            found[unit] = max(first, min(on, last - ONE_DAY))
    return found
