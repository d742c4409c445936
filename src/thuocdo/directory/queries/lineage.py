"""Where units went and what they were made of, across several reorganisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from thuocdo.directory.models import Unit
from thuocdo.directory.queries.beliefs import refuse_before_records, version_rows
from thuocdo.directory.queries.units import names_on, nearest_name
from thuocdo.directory.rules import lineage as rules
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED, Link, Part

LINK = ("from_unit_id", "to_unit_id", "effective_on", "kind", "extent", "weight")
# Where successions are read from: the present ones, or those believed at a moment.
PRESENT = "known AS NOT MATERIALIZED (SELECT {columns} FROM directory_succession s)"
BELIEVED = """known AS MATERIALIZED (
        SELECT {columns} FROM directory_succession s WHERE s.recorded_at <= %(at)s
        UNION ALL SELECT {former} FROM directory_pastsuccession s WHERE s.recorded @> %(at)s
    )"""
# All successions that lead away from some units, later steps after earlier ones; UNION ends where ways meet again.
FORWARD = """
    WITH RECURSIVE {known}, way AS (
        SELECT {columns} FROM known s
        WHERE s.from_unit_id = ANY(%(units)s) AND s.effective_on > %(after)s AND s.effective_on <= %(until)s
            AND s.kind <> ALL(%(without)s)
        UNION
        SELECT {columns} FROM known s
        JOIN way ON s.from_unit_id = way.to_unit_id AND s.effective_on > way.effective_on
        WHERE s.effective_on <= %(until)s AND s.kind <> ALL(%(without)s)
    ) SELECT {names} FROM way ORDER BY effective_on, from_unit_id, to_unit_id
"""
BACKWARD = """
    WITH RECURSIVE {known}, way AS (
        SELECT {columns} FROM known s
        WHERE s.to_unit_id = ANY(%(units)s) AND s.effective_on > %(after)s AND s.effective_on <= %(until)s
            AND s.kind <> ALL(%(without)s)
        UNION
        SELECT {columns} FROM known s
        JOIN way ON s.to_unit_id = way.from_unit_id AND s.effective_on <= way.effective_on
            AND s.from_unit_id <> s.to_unit_id
        WHERE s.effective_on > %(after)s AND s.kind <> ALL(%(without)s)
    ) SELECT {names} FROM way ORDER BY effective_on DESC, to_unit_id, from_unit_id
"""
# The same, with all that the sources gave elsewhere meanwhile.
WITH_SIBLINGS = BACKWARD.replace(
    "SELECT {names} FROM way",
    """SELECT {columns} FROM known s WHERE s.from_unit_id IN (SELECT way.from_unit_id FROM way)
        AND s.effective_on > %(after)s AND s.effective_on <= %(until)s AND s.kind <> ALL(%(without)s)""",
)


@dataclass(frozen=True)
class Share:
    """One end of a lineage: the unit as named on that day, its share (None: unknown), extent, and the way there."""

    unit: Unit
    name: str
    weight: Decimal | None
    extent: str
    path: tuple[int, ...]


def successors(unit: Unit, on: date, to: date, *, believed_at: datetime | None = None) -> list[Share]:
    """What a unit in force on `on` was on the later day `to`; a unit still in force is its own successor.

    With `believed_at` as it was believed at that moment; raises `Refused` (directory.nothing_recorded) before any.
    """
    links = links_between(FORWARD, [unit.pk], after=on, until=to, believed_at=believed_at)
    lives = _Lives({unit.pk, *(end for link in links if (end := link.target) is not None)}, believed_at)
    return lives.shares(rules.became(unit.pk, links, on=on, to=to, alive=lives.alive_on(to)), to)


def origins(unit: Unit, on: date, to: date, *, believed_at: datetime | None = None) -> list[Share]:
    """What a unit in force on `on` was made of on the earlier day `to`; weights are shares of the sources.

    A share is what the source gave in the end, all its ways considered: what went elsewhere in between is not in it,
    and ways that met again are the whole.
    """
    no_sources = (FUNCTION_TRANSFER, LEVEL_ABOLISHED)
    rows = reachable(WITH_SIBLINGS, LINK, [unit.pk], (to, on), believed_at=believed_at, without=no_sources)
    links = [Link(*row) for row in rows]
    lives = _Lives({unit.pk, *(end for link in links for end in (link.source, link.target) if end)}, believed_at)
    out, alive = rules.by_source(links), lives.alive_on(on)
    found = []
    for part in rules.made_of(unit.pk, links, on=on, to=to, alive=lives.alive_on(to)):
        ends = rules.became(part.unit, out, on=to, to=on, alive=alive)
        given = next((end for end in ends if end.unit == unit.pk), part)
        found.append(replace(part, weight=given.weight, extent=given.extent))
    return lives.shares(found, to)


class _Lives:
    """Units with their lives and names, asked for once."""

    def __init__(self, units: Iterable[int], believed_at: datetime | None) -> None:
        self.units: dict[int, Unit] = {}
        self.versions: dict[int, list[tuple[Any, str]]] = defaultdict(list)
        columns = ("unit_id", "unit__key", "unit__nature", "unit__province_key", "valid", "name")
        for pk, key, nature, province, valid, name in version_rows(believed_at, columns, unit__in=set(units)):
            if pk not in self.units:
                self.units[pk] = Unit(pk=pk, key=key, nature=nature, province_key=province)
            self.versions[pk].append((valid, name))

    def alive_on(self, day: date) -> Callable[[int], bool]:
        """Whether a unit was in force that day."""
        alive = {
            unit
            for unit, versions in self.versions.items()
            if any((v.lower is None or v.lower <= day) and (v.upper is None or day < v.upper) for v, _ in versions)
        }
        return alive.__contains__

    def shares(self, parts: list[Part], on: date) -> list[Share]:
        """Parts with their units and names, the largest share first."""
        found = [
            Share(
                self.units[part.unit], nearest_name(self.versions[part.unit], on), part.weight, part.extent, part.path
            )
            for part in parts
        ]
        return sorted(found, key=lambda share: (-_rank(share.weight), share.unit.key))


def fates(
    ended: Mapping[int, date], to: date, *, believed_at: datetime | None = None
) -> dict[int, list[tuple[int, str]]]:
    """What many ended units are called on `to`: (unit, name) by ended unit; `ended` gives each one's last day.

    Three queries, however many units.
    """
    if not ended:
        return {}
    links = links_between(FORWARD, ended, after=min(ended.values()), until=to, believed_at=believed_at)
    alive = in_force_among({end for link in links if (end := link.target) is not None}, to, believed_at)
    out = rules.by_source(links)
    parts = {
        unit: [part.unit for part in rules.became(unit, out, on=last, to=to, alive=alive.__contains__)]
        for unit, last in ended.items()
    }
    names = names_on({unit for found in parts.values() for unit in found}, to, believed_at=believed_at)
    return {
        unit: sorted(((one, names.get(one, "")) for one in found), key=lambda end: end[1])
        for unit, found in parts.items()
    }


def lineage(unit: Unit, on: date, to: date, *, believed_at: datetime | None = None) -> list[Share]:
    """Forward when `to` lies after `on`, backward when before.

    A unit that was not in force on `on` is followed from its own life: forward from its last day, backward from its
    first.
    """
    first, end = life_of(unit, believed_at)
    if to >= on:
        start = on if end is None or on < end else _day_before(end)
        return successors(unit, start, to, believed_at=believed_at)
    return origins(unit, on if first is None or on >= first else first, to, believed_at=believed_at)


def life_of(unit: Unit, believed_at: datetime | None = None) -> tuple[date | None, date | None]:
    """First day of a unit and the first day without it; None is open, also for a unit without any version."""
    lives = [valid for (valid,) in version_rows(believed_at, ("valid",), unit=unit)]
    if not lives:
        refuse_before_records(believed_at)
    starts = [valid.lower for valid in lives]
    ends = [valid.upper for valid in lives]
    first = None if None in starts else min((start for start in starts if start), default=None)
    return first, None if None in ends else max((end for end in ends if end), default=None)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def links_between(
    sql: str, units: Iterable[int], *, after: date, until: date, believed_at: datetime | None = None
) -> list[Link]:
    """Successions reachable from units in a span of days (after, until], in one query; `sql` is FORWARD or BACKWARD."""
    return [Link(*row) for row in reachable(sql, LINK, units, (after, until), believed_at=believed_at)]


def reachable(
    sql: str, names: Sequence[str], units: Iterable[int], days: tuple[date, date], *, believed_at: datetime | None,
    without: Sequence[str] = (),
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Columns of the successions reachable from units in a span of days (after, until], some kinds left out.

    `id` is the key of the present record, also for what was believed of it before.
    """
    columns = ", ".join(f"s.{name}" for name in names)
    former = ", ".join("s.row AS id" if name == "id" else f"s.{name}" for name in names)
    known = (PRESENT if believed_at is None else BELIEVED).format(columns=columns, former=former)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(known=known, columns=columns, names=", ".join(names)),
            {"units": list(units), "after": days[0], "until": days[1], "at": believed_at, "without": list(without)},
        )
        return list(cursor.fetchall())


def in_force_among(units: Iterable[int], on: date, believed_at: datetime | None = None) -> set[int]:
    """Those of the units that were in force that day, as believed at a moment."""
    return {row[0] for row in version_rows(believed_at, ("unit_id",), unit__in=list(units), valid__contains=on)}


def _rank(weight: Decimal | None) -> Decimal:
    return Decimal("0.5") if weight is None else weight
