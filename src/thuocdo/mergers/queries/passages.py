"""What a mapping means for the rooms: which units end, who takes over, and the names of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from types import ModuleType

from thuocdo.directory.rules.lineage import LEVEL_ABOLISHED
from thuocdo.kernel.passing import KindOfPassing, Passage, Passing, Taker
from thuocdo.mergers.rules.rows import Row, by_source, ending, founded
from thuocdo.mergers.rules.snapshot import Snapshot

FUNCTION = "mergers.function"
OWN_KINDS = {FUNCTION: KindOfPassing("Chức năng chuyển giao")}


@dataclass(frozen=True)
class Units:
    """Keys of units to their numbers, also of those yet to be founded, and back, with names."""

    numbers: Mapping[str, int]
    names: Mapping[int, str]
    keys: Mapping[int, str]
    natures: Mapping[int, str]

    def name(self, number: int | None) -> str:
        return self.names.get(number, "") if number is not None else ""


def units_of(rows: Iterable[Row], seen: Snapshot) -> Units:
    """Numbers and names of every unit that the mapping speaks of; what is yet to be founded has a negative one."""
    numbers = {key: unit.unit for key, unit in seen.units.items()}
    names = {unit.unit: unit.full_name for unit in seen.units.values()}
    for at, (key, told) in enumerate(founded(rows).items(), start=1):
        if key not in numbers:
            numbers[key] = -at
        if not (key in seen.units and seen.units[key].on):
            names[numbers[key]] = told.full_name
    natures = {unit.unit: unit.nature for unit in seen.units.values()}
    return Units(numbers, names, {number: key for key, number in numbers.items()}, natures)


def passage(rows: Sequence[Row], units: Units, on: date, *, carries_people: bool) -> Passage:
    """Who takes over from each unit that ends; communes take over the duties of a district, not its memory."""
    gone = ending(rows)
    takers = {
        units.numbers[key]: tuple(
            Taker(units.numbers[row.to_key], keeps_memory=row.kind != LEVEL_ABOLISHED)
            for row in several
            if row.gives_duties and row.to_key in units.numbers
        )
        for key, several in by_source(rows).items()
        if key in gone and key in units.numbers
    }
    return Passage(on, takers, carries_people)


def functions(rows: Iterable[Row], units: Units) -> list[Passing]:
    """Functions that move while the bodies stay, as lines of the minute between them."""
    return [
        Passing(
            units.numbers[row.from_key], units.numbers[row.to_key], FUNCTION, row.note or "Chuyển chức năng", row.clause
        )
        for row in rows
        if row.is_function and row.from_key in units.numbers and row.to_key in units.numbers
    ]


def effects() -> list[ModuleType]:
    """The rooms' answers to a merger, as the wiring lists them: modules with `KINDS`, `foresee(passage)` and, where
    something must be moved, `carry_out(passage, by=, at=)`."""
    wiring = import_module("config.wiring")
    return [import_module(dotted) for dotted in wiring.MERGER_EFFECTS]


def kinds() -> dict[str, KindOfPassing]:
    """Every kind of passing in words, in the order in which it is shown."""
    found: dict[str, KindOfPassing] = {}
    for effect in effects():
        found |= effect.KINDS
    return found | OWN_KINDS


def foreseen(rows: Sequence[Row], asked: Passage, units: Units) -> list[Passing]:
    """Everything that would pass, of all rooms."""
    found = [line for effect in effects() for line in effect.foresee(asked)]
    return [*found, *functions(rows, units)]
