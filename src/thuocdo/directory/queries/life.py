"""The life of one unit for its page: names through time, where it hangs, what it came from and became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo.directory.models import Succession, Unit, UnitAlias, UnitVersion
from thuocdo.directory.queries.units import names_on
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER
from thuocdo.directory.rules.picture import Picture, draw


@dataclass(frozen=True)
class Step:
    """One succession beside a unit: the other unit, as named on the day, and how much passed."""

    unit: Unit | None
    name: str
    on: date
    kind: str
    extent: str
    legal_basis: str
    note: str
    sure: bool


@dataclass(frozen=True)
class UnitFacts:
    """What an agency's page shows of the directory; `picture` is None when nothing was before or after."""

    unit: Unit
    name: str
    versions: list[UnitVersion]
    parent: str
    aliases: list[str]
    before: list[Step]
    after: list[Step]
    moved_functions: list[Step]
    picture: Picture | None
    last_day: date | None


def unit_facts(unit: Unit, on: date) -> UnitFacts:
    """Everything about a unit's life, in six queries."""
    versions = list(unit.versions.select_related("parent"))
    current = next((one for one in versions if _holds(one, on)), versions[-1] if versions else None)
    steps = list(_steps(unit))
    names = names_on({end.pk for step in steps for end in (step.from_unit, step.to_unit) if end}, on)
    before = [_step(step, step.from_unit, names) for step in steps if step.to_unit_id == unit.pk]
    after = [_step(step, step.to_unit, names) for step in steps if step.from_unit_id == unit.pk]
    if any(step.unit for step in after):
        after = [step for step in after if step.unit]
    whole = [[step for step in side if step.kind != FUNCTION_TRANSFER] for side in (before, after)]
    name = current.name if current else unit.key
    end = max((one.valid.upper for one in versions if one.valid.upper), default=None)
    return UnitFacts(
        unit=unit, name=name, versions=versions, before=whole[0], after=whole[1],
        parent=names_on([current.parent_id], on).get(current.parent_id, "") if current and current.parent_id else "",
        aliases=list(UnitAlias.objects.filter(unit=unit).values_list("text", flat=True)),
        moved_functions=[step for step in (*before, *after) if step.kind == FUNCTION_TRANSFER],
        picture=draw([s.name for s in whole[0]], name, [s.name for s in whole[1]]) if any(whole) else None,
        last_day=end - timedelta(days=1) if end and all(one.valid.upper for one in versions) else None,
    )  # fmt: skip


def _holds(version: UnitVersion, on: date) -> bool:
    start, end = version.valid.lower, version.valid.upper
    return (start is None or start <= on) and (end is None or on < end)


def _steps(unit: Unit) -> list[Succession]:
    """Successions into and out of a unit, without "unchanged" ones; what a district left to a commune is no source."""
    into = Succession.objects.filter(to_unit=unit).exclude(from_unit=unit).exclude(kind="level_abolished")
    out = Succession.objects.filter(from_unit=unit).exclude(to_unit=unit)
    return [step for rows in (into, out) for step in rows.select_related("from_unit", "to_unit")]


def _step(step: Succession, other: Unit | None, names: dict[int, str]) -> Step:
    return Step(
        unit=other, name=names.get(other.pk, other.key) if other else "", on=step.effective_on, kind=step.kind,
        extent=step.get_extent_display(), legal_basis=step.legal_basis, note=step.note,
        sure="unverified" not in step.provenance,
    )  # fmt: skip
