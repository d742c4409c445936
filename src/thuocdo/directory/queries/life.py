"""The life of one unit (vòng đời): names through time, what it came from and became over all generations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from thuocdo.directory.models import Succession, Unit, UnitAlias
from thuocdo.directory.queries.beliefs import Version, believed, believed_steps, refuse_before_records, version_rows
from thuocdo.directory.queries.hours import OfficeHours, hours_of
from thuocdo.directory.queries.lineage import BACKWARD, FORWARD, reachable
from thuocdo.directory.rules.drawing import Drawing, narrow, wide
from thuocdo.directory.rules.graph import State, Tie, lay
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED
from thuocdo.directory.rules.tree import Days, holds

ONE_DAY = timedelta(days=1)
EVER = (date.min, date.max)
FACTS = (
    "from_unit_id", "to_unit_id", "effective_on", "kind", "extent", "weight", "weight_basis", "legal_basis", "clause",
    "note", "provenance",
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A unit as named at some day."""

    unit_id: int
    key: str
    name: str
    province_key: str = ""


@dataclass(frozen=True)
class Step:
    """One succession with its ends as they were named then; no target means dissolved."""

    row: int
    source: Named
    target: Named | None
    on: date
    kind: str
    extent: str
    weight: Decimal | None
    weight_basis: str
    legal_basis: str
    clause: str
    note: str
    sure: bool

    @property
    def extent_words(self) -> str:
        """How much passed, in words."""
        return str(Succession.Extent(self.extent).label) if self.extent in Succession.Extent.values else self.extent


@dataclass(frozen=True)
class UnitFacts:
    """What pages show of a unit's life, as believed at a moment.

    `uppers` are the upper units of the versions, in the same order. `steps` are all successions of its lineage,
    earliest first; `before`, `after` and `moved_functions` those that touch the unit itself. The drawings are None when
    nothing was before or after; `hidden` counts units left out.
    """

    unit: Unit
    name: str
    current: Version | None
    versions: list[Version]
    uppers: list[Named | None]
    parent: Named | None
    aliases: list[str]
    before: list[Step]
    after: list[Step]
    moved_functions: list[Step]
    steps: list[Step]
    hours: OfficeHours | None
    last_day: date | None
    wide: Drawing | None = None
    narrow: Drawing | None = None
    hidden: int = 0

    @property
    def rows(self) -> list[tuple[Version, Named | None]]:
        """Versions with their upper units."""
        return list(zip(self.versions, self.uppers, strict=True))


class _Names:
    """Keys, names and lives of units, asked for once."""

    def __init__(self, units: Iterable[int], believed_at: datetime | None) -> None:
        self.keys: dict[int, str] = {}
        self.lives: dict[int, list[Days]] = {}
        self.names: dict[int, list[tuple[Days, str]]] = {}
        self.provinces: dict[int, str] = {}
        columns = ("unit_id", "unit__key", "unit__province_key", "valid", "name")
        for unit, key, province, valid, name in version_rows(believed_at, columns, unit__in=set(units)):
            days = (valid.lower, valid.upper)
            self.keys[unit], self.provinces[unit] = key, province
            self.lives.setdefault(unit, []).append(days)
            self.names.setdefault(unit, []).append((days, name))

    def named(self, unit: int, day: date) -> Named:
        """The unit as named on a day, or by the nearest name it had."""
        versions = sorted(self.names.get(unit, []), key=lambda one: one[0][0] or date.min)
        name = next((name for days, name in versions if holds(days, day)), "")
        if not name and versions:
            name = versions[0][1] if (versions[0][0][0] or date.min) > day else versions[-1][1]
        key = self.keys.get(unit, "")
        return Named(unit, key, name or key, self.provinces.get(unit, ""))

    def upper_of(self, version: Version) -> Named | None:
        """The upper unit of a version, as named at its end."""
        if not version.parent_id:
            return None
        return self.named(version.parent_id, version.valid.upper - ONE_DAY if version.valid.upper else date.max)

    def of_state(self, state: State) -> tuple[str, str]:
        """Key of a unit, and what it was called towards the end of a slice of its life."""
        end = state.days[1]
        found = self.named(state.unit, end - ONE_DAY if end else date.max)
        return found.key, found.name


def unit_facts(unit: Unit, on: date, *, believed_at: datetime | None = None) -> UnitFacts:
    """Everything about a unit's life, in six queries; raises `Refused` (directory.nothing_recorded)."""
    versions = _versions(unit, believed_at)
    current = next((one for one in versions if holds((one.valid.lower, one.valid.upper), on)), None)
    direct, ties = _direct(unit, believed_at), _lineage(unit, believed_at)
    upper = current or (versions[-1] if versions else None)
    ends = {end for row in (*direct, *ties) for end in row[1:3] if end} | {unit.pk}
    names = _Names({*ends, *(one.parent_id for one in versions if one.parent_id)}, believed_at)
    steps = _telling([_step(row, names) for row in _once([*ties, *direct])])
    own = [step for step in steps if unit.pk in (step.source.unit_id, step.target.unit_id if step.target else 0)]
    after = [step for step in own if step.source.unit_id == unit.pk and step.kind != FUNCTION_TRANSFER]
    graph = lay(unit.pk, [_tie(step) for step in steps if step.target], names.lives)
    drawn = len(graph.states) > 1
    return UnitFacts(
        unit=unit, name=upper.name if upper else unit.key, current=current, versions=versions,
        uppers=[names.upper_of(one) for one in versions],
        parent=names.named(upper.parent_id, on) if upper and upper.parent_id else None,
        aliases=list(UnitAlias.objects.filter(unit=unit).values_list("text", flat=True)),
        before=[s for s in own if s.source.unit_id != unit.pk and s.kind not in (FUNCTION_TRANSFER, LEVEL_ABOLISHED)],
        after=after,
        moved_functions=[step for step in own if step.kind == FUNCTION_TRANSFER],
        steps=steps, hours=hours_of(current, on) if current else None, last_day=_last_day(versions),
        wide=wide(graph, names.of_state) if drawn else None,
        narrow=narrow(graph, names.of_state) if drawn else None,
        hidden=graph.hidden,
    )  # fmt: skip


def _versions(unit: Unit, believed_at: datetime | None) -> list[Version]:
    """Versions of a unit, earliest first."""
    found = [
        row for rows in believed(believed_at) for row in rows.filter(unit=unit).select_related("parent", "territory")
    ]  # fmt: skip
    if not found:
        refuse_before_records(believed_at)
    return sorted(found, key=lambda row: row.valid.lower or date.min)


def _last_day(versions: Sequence[Version]) -> date | None:
    """The last day of an ended unit."""
    ends = [one.valid.upper for one in versions]
    return None if not ends or None in ends else max(ends) - ONE_DAY


def _direct(unit: Unit, believed_at: datetime | None) -> list[tuple[Any, ...]]:
    """Successions into and out of a unit, without "unchanged" ones; land of a district is no source of a commune."""
    into = Q(to_unit=unit) & ~Q(from_unit=unit) & ~Q(kind=LEVEL_ABOLISHED)
    out = Q(from_unit=unit) & (~Q(to_unit=unit) | Q(to_unit=None))
    found: list[tuple[Any, ...]] = []
    for rows, key in zip(believed_steps(believed_at), ("pk", "row"), strict=False):
        found += rows.filter(into | out).values_list(key, *FACTS)
    return found


def _lineage(unit: Unit, believed_at: datetime | None) -> list[tuple[Any, ...]]:
    """Everything before a unit and everything after it, over all generations."""
    columns, start = ("id", *FACTS), [unit.pk]
    no_sources = (FUNCTION_TRANSFER, LEVEL_ABOLISHED)
    back = reachable(BACKWARD, columns, start, EVER, believed_at=believed_at, without=no_sources)
    onward = reachable(FORWARD, columns, start, EVER, believed_at=believed_at, without=(FUNCTION_TRANSFER,))
    return [row for row in (*back, *onward) if row[1] != row[2]]


def _once(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Each record once, earliest first."""
    return sorted({row[0]: row for row in rows}.values(), key=lambda row: (row[3], row[1], row[2] or 0))


def _telling(steps: list[Step]) -> list[Step]:
    """Without "dissolved" where the same unit's land or duties went on to others that day."""
    carried = {(step.source.unit_id, step.on) for step in steps if step.target and step.kind != FUNCTION_TRANSFER}
    return [step for step in steps if step.target or (step.source.unit_id, step.on) not in carried]


def _step(row: tuple[Any, ...], names: _Names) -> Step:
    key, source, target, on, kind, extent, weight, basis, act, clause, note, provenance = row
    return Step(
        row=key, source=names.named(source, on - ONE_DAY), target=names.named(target, on) if target else None, on=on,
        kind=kind, extent=extent, weight=weight, weight_basis=basis, legal_basis=act, clause=clause, note=note,
        sure="unverified" not in provenance,
    )  # fmt: skip


def _tie(step: Step) -> Tie:
    target = step.target.unit_id if step.target else 0
    return Tie(step.row, step.source.unit_id, target, step.on, step.kind, step.extent, step.weight)
