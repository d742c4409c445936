"""Where units went and what they were made of, across several reorganisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from thuocdo.directory.models import Unit
from thuocdo.directory.queries.units import in_force, names_on
from thuocdo.directory.rules import lineage as rules
from thuocdo.directory.rules.lineage import Link, Part

LINK = ("from_unit_id", "to_unit_id", "effective_on", "kind", "extent", "weight")
# All successions that lead away from some units, later steps after earlier ones; UNION ends where ways meet again.
FORWARD = """
    WITH RECURSIVE way AS (
        SELECT {columns} FROM directory_succession s
        WHERE s.from_unit_id = ANY(%(units)s) AND s.effective_on > %(after)s AND s.effective_on <= %(until)s
        UNION
        SELECT {columns} FROM directory_succession s
        JOIN way ON s.from_unit_id = way.to_unit_id AND s.effective_on > way.effective_on
        WHERE s.effective_on <= %(until)s
    ) SELECT {names} FROM way ORDER BY effective_on, from_unit_id, to_unit_id
"""
BACKWARD = """
    WITH RECURSIVE way AS (
        SELECT {columns} FROM directory_succession s
        WHERE s.to_unit_id = ANY(%(units)s) AND s.effective_on > %(after)s AND s.effective_on <= %(until)s
        UNION
        SELECT {columns} FROM directory_succession s
        JOIN way ON s.to_unit_id = way.from_unit_id AND s.effective_on <= way.effective_on
            AND s.from_unit_id <> s.to_unit_id
        WHERE s.effective_on > %(after)s
    ) SELECT {names} FROM way ORDER BY effective_on DESC, to_unit_id, from_unit_id
"""


@dataclass(frozen=True)
class Share:
    """One end of a lineage: the unit as named on that day, its share (None: unknown), extent, and the way there."""

    unit: Unit
    name: str
    weight: Decimal | None
    extent: str
    path: tuple[int, ...]


def successors(unit: Unit, on: date, to: date) -> list[Share]:
    """What a unit in force on `on` was on the later day `to`; a unit still in force is its own successor."""
    links = _links(FORWARD, [unit.pk], after=on, until=to)
    alive = _alive({unit.pk, *(end for link in links if (end := link.target) is not None)}, to)
    return _shares(rules.became(unit.pk, links, on=on, to=to, alive=alive.__contains__), to)


def origins(unit: Unit, on: date, to: date) -> list[Share]:
    """What a unit in force on `on` was made of on the earlier day `to`; weights are shares of the sources."""
    links = _links(BACKWARD, [unit.pk], after=to, until=on)
    alive = _alive({unit.pk, *(link.source for link in links)}, to)
    return _shares(rules.made_of(unit.pk, links, on=on, to=to, alive=alive.__contains__), to)


def fates(ended: Mapping[int, date], to: date) -> dict[int, list[tuple[int, str]]]:
    """What many ended units are called on `to`: (unit, name) by ended unit; `ended` gives each one's last day.

    Three queries, however many units.
    """
    if not ended:
        return {}
    links = _links(FORWARD, ended, after=min(ended.values()), until=to)
    alive = _alive({end for link in links if (end := link.target) is not None}, to)
    parts = {
        unit: [part.unit for part in rules.became(unit, links, on=last, to=to, alive=alive.__contains__)]
        for unit, last in ended.items()
    }
    names = names_on({unit for found in parts.values() for unit in found}, to)
    return {
        unit: sorted(((one, names.get(one, "")) for one in found), key=lambda end: end[1])
        for unit, found in parts.items()
    }


def lineage(unit: Unit, on: date, to: date) -> list[Share]:
    """Forward when `to` lies after `on`, backward when before.

    A unit that was not in force on `on` is followed from its own life: forward from its last day, backward from its
    first.
    """
    lives = list(unit.versions.values_list("valid", flat=True))
    starts = [valid.lower for valid in lives]
    ends = [valid.upper for valid in lives]
    if to >= on:
        last = None if None in ends else max((end for end in ends if end), default=None)
        return successors(unit, on if last is None or on < last else _day_before(last), to)
    first = None if None in starts else min((start for start in starts if start), default=None)
    return origins(unit, on if first is None or on >= first else first, to)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _links(sql: str, units: Iterable[int], *, after: date, until: date) -> list[Link]:
    """Successions reachable from units in a span of days, in one query."""
    columns = ", ".join(f"s.{name}" for name in LINK)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(columns=columns, names=", ".join(LINK)),
            {"units": list(units), "after": after, "until": until},
        )
        return [Link(*row) for row in cursor.fetchall()]


def _alive(units: Iterable[int], on: date) -> set[int]:
    return set(in_force(on).filter(unit__in=list(units)).values_list("unit_id", flat=True))


def _shares(parts: list[Part], on: date) -> list[Share]:
    ids = [part.unit for part in parts]
    names = names_on(ids, on) if ids else {}
    units = Unit.objects.in_bulk(ids)
    shares = [Share(units[part.unit], names.get(part.unit, ""), part.weight, part.extent, part.path) for part in parts]
    return sorted(shares, key=lambda share: (-_rank(share.weight), share.unit.key))


def _rank(weight: Decimal | None) -> Decimal:
    return Decimal("0.5") if weight is None else weight
