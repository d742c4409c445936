"""What carrying a mapping out writes into the directory: the difference between what it says and what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from thuocdo.directory.rules.lineage import weight_of
from thuocdo.mergers.rules.rows import Founded, Row, by_source, ending, founded
from thuocdo.mergers.rules.snapshot import Known, Said, Snapshot


@dataclass(frozen=True)
class New:
    """A unit that begins on the day; `nature` is that of the units it is made of."""

    told: Founded
    nature: str
    sources: tuple[str, ...]


@dataclass
class Changes:
    """Everything to be written; nothing when the directory says all of it already.

    `begun` begin as units or begin again, `renewed` get a version of a new name or place from the day, `retold` have
    begun on the day already and are described otherwise by a correcting act; `ended` cease on the day, `reopened` do
    not, as a correcting act says. `added`, `changed` and `taken_back` are successions.
    """

    begun: list[New] = field(default_factory=list)
    renewed: list[Founded] = field(default_factory=list)
    retold: list[Founded] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Said, Row]] = field(default_factory=list)
    taken_back: list[Said] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def counts(self) -> dict[str, int]:
        """How many of each, for reports and the audit."""
        return {name: len(several) for name, several in vars(self).items()}


def changes(rows: Sequence[Row], snapshot: Snapshot, *, correcting: bool = False) -> Changes:
    """What is to be written; only a correcting act changes or takes back what the directory says."""
    found = Changes()
    _units(found, rows, snapshot, correcting=correcting)
    for key, several in by_source(rows).items():
        _successions(found, several, snapshot.said.get(key, ()), correcting=correcting)
    return found


def _units(found: Changes, rows: Sequence[Row], snapshot: Snapshot, *, correcting: bool) -> None:
    natures = _natures(rows, snapshot)
    sources: dict[str, dict[str, None]] = {}
    for row in rows:
        sources.setdefault(row.to_key, {})[row.from_key] = None
    for key, told in founded(rows).items():
        unit = snapshot.units.get(key)
        if unit is None or not unit.on:
            found.begun.append(New(told, natures.get(key, ""), tuple(sources[key])))
        elif _differs(told, unit):
            (found.retold if unit.begins and correcting else found.renewed).append(told)
    gone = ending(rows)
    for key in sorted(by_source(rows)):
        unit = snapshot.units.get(key)
        if unit is None:
            continue
        if key in gone and unit.on and unit.before:
            found.ended.append(key)
        elif key not in gone and unit.ends and correcting:
            found.reopened.append(key)


def _natures(rows: Iterable[Row], snapshot: Snapshot) -> dict[str, str]:
    """The nature of each target: that of the units it is made of."""
    return {
        row.to_key: snapshot.units[row.from_key].nature for row in rows if row.to_key and row.from_key in snapshot.units
    }


def _differs(told: Founded, unit: Known) -> bool:
    here = (told.name, told.full_name, told.kind, told.level, told.parent, told.territory)
    there = (unit.name, unit.full_name, unit.kind, unit.level, unit.parent, unit.territory)
    return any(one and one != other for one, other in zip(here, there, strict=True))


def _successions(found: Changes, several: Sequence[Row], said: Sequence[Said], *, correcting: bool) -> None:
    there = {(one.target, one.kind): one for one in said}
    for row in several:
        one = there.pop((row.to_key, row.kind), None)
        if one is None:
            found.added.append(row)
        elif correcting and _told(row) != (one.extent, one.weight, one.weight_basis, one.clause):
            found.changed.append((one, row))
    if correcting:
        found.taken_back += there.values()


def _told(row: Row) -> tuple[str, Decimal | None, str, str]:
    return row.extent, share_of(row), row.weight_basis, row.clause


def share_of(row: Row) -> Decimal | None:
    """The share that a line carries: as stated, else as its extent implies."""
    return weight_of(row.kind, row.extent) if row.weight is None else row.weight
