"""What becomes of work when a unit ends (kế thừa nhiệm vụ): a pure plan of who gets what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

SlotKey = tuple[int | None, date | None, str, int]
Place = tuple[int, int, str]


@dataclass(frozen=True)
class Slot:
    """An occurrence still to be done: `key` (deadline, first due date, label, round) is the same for every unit."""

    occurrence: int
    key: SlotKey


@dataclass(frozen=True)
class Holding:
    """An obligation in force with what is still open of it."""

    obligation: int
    task: int
    unit: int
    role: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Heir:
    """A unit that takes over, by which row of the directory, from which day."""

    unit: int
    succession: int
    effective_on: date


@dataclass(frozen=True)
class Line:
    """One source and one place (task, unit, role) that takes it over; without a place, why there is none."""

    source: int
    effect: str
    place: Place | None = None
    heir: Heir | None = None
    occurrences: int = 0


@dataclass
class Transfer:
    """The whole plan: lines for the report, places to create, occurrences to create, and where each old one went."""

    lines: list[Line] = field(default_factory=list)
    new_places: dict[Place, tuple[Holding, Heir]] = field(default_factory=dict)
    new_slots: dict[tuple[Place, SlotKey], int] = field(default_factory=dict)
    went_to: dict[int, list[tuple[Place, SlotKey]]] = field(default_factory=dict)
    displaced: list[Place] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Figures of the report: obligations by effect, occurrences before and after."""
        effects = {effect: 0 for effect in ("created", "absorbed", "finished", "no_successor")}
        for line in self.lines:
            effects[line.effect] += 1
        return {
            "sources": len({line.source for line in self.lines}),
            **{f"lines_{effect}": number for effect, number in effects.items()},
            "obligations_created": len(self.new_places),
            "occurrences_handed_over": len(self.went_to),
            "occurrences_created": len(self.new_slots),
            "occurrences_absorbed": sum(len(places) for places in self.went_to.values()) - len(self.new_slots),
            "coordinating_displaced": len(self.displaced),
        }


def plan_transfer(
    holdings: Iterable[Holding], heirs: Mapping[int, Sequence[Heir]], held: Mapping[Place, frozenset[SlotKey]]
) -> Transfer:
    """Give every holding of an ended unit to its heirs; nothing is lost and no place has the same occurrence twice.

    `heirs` maps an ended unit to those who take over; `held` the places (task, unit, role) already in force to the
    keys of all their occurrences. Leads go first: who already leads a task need not also coordinate it.
    """
    transfer = Transfer()
    keys = {place: set(slots) for place, slots in held.items()}
    for holding in sorted(holdings, key=lambda one: (one.role != "lead", one.obligation)):
        successors = heirs.get(holding.unit, ())
        if holding.role == "lead" and not holding.slots:
            transfer.lines.append(Line(holding.obligation, "finished"))
        elif not successors:
            transfer.lines.append(Line(holding.obligation, "no_successor"))
        else:
            for heir in successors:
                _give(holding, heir, keys, transfer)
    return transfer


def _give(holding: Holding, heir: Heir, keys: dict[Place, set[SlotKey]], transfer: Transfer) -> None:
    lead, own = (holding.task, heir.unit, "lead"), (holding.task, heir.unit, holding.role)
    place = lead if lead in keys else own
    effect = "absorbed" if place in keys else "created"
    if effect == "created":
        keys[place] = set()
        transfer.new_places[place] = (holding, heir)
        coordinating = (holding.task, heir.unit, "coordinating")
        if holding.role == "lead" and coordinating in keys:
            transfer.displaced.append(coordinating)
    for slot in holding.slots:
        transfer.went_to.setdefault(slot.occurrence, []).append((place, slot.key))
        if slot.key not in keys[place]:
            keys[place].add(slot.key)
            transfer.new_slots[place, slot.key] = slot.occurrence
    transfer.lines.append(Line(holding.obligation, effect, place, heir, len(holding.slots)))
