"""Where units went and what they were made of, across several reorganisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thuocdo.directory.models import Succession, Unit
from thuocdo.directory.queries.units import in_force, names_on
from thuocdo.directory.rules import lineage as rules
from thuocdo.directory.rules.lineage import Link, Part

STEPS = 12


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
    links = _links([unit.pk], lambda ids: {"from_unit__in": ids}, lambda link: link.target, after=on, until=to)
    alive = _alive({unit.pk, *(end for link in links if (end := link.target) is not None)}, to)
    return _shares(rules.became(unit.pk, links, on=on, to=to, alive=alive.__contains__), to)


def origins(unit: Unit, on: date, to: date) -> list[Share]:
    """What a unit in force on `on` was made of on the earlier day `to`; weights are shares of the sources."""
    links = _links([unit.pk], lambda ids: {"to_unit__in": ids}, lambda link: link.source, after=to, until=on)
    alive = _alive({unit.pk, *(link.source for link in links)}, to)
    return _shares(rules.made_of(unit.pk, links, on=on, to=to, alive=alive.__contains__), to)


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
    return date.fromordinal(day.toordinal() - 1)


def _links(
    units: Iterable[int], where: Callable[[Iterable[int]], dict[str, object]], end: Callable[[Link], int | None],
    *, after: date, until: date,
) -> list[Link]:  # fmt: skip
    """Successions reachable from units in a span of days; one query for each step of the way."""
    found: list[Link] = []
    seen = edge = set(units)
    for _ in range(STEPS):
        rows = Succession.objects.filter(**where(edge), effective_on__gt=after, effective_on__lte=until)
        step = [Link(*row) for row in rows.order_by("pk").values_list(*LINK)]
        found += step
        edge = {unit for link in step if (unit := end(link)) is not None} - seen
        if not edge:
            break
        seen = seen | edge
    return found


LINK = ("from_unit_id", "to_unit_id", "effective_on", "kind", "extent", "weight")


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
