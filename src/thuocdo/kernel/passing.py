"""What passes from unit to unit when they merge: what every room is asked, and the lines that it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Taker:
    """A unit that takes over; `keeps_memory` says that it also reads what the giver has left behind.

    A unit that is yet to be founded has a negative number.
    """

    unit: int
    keeps_memory: bool = True


@dataclass(frozen=True)
class Passage:
    """Units that end on a day, with nobody for those without an heir: first day without them, and who takes over.

    `carries_people` says whether officers go along to the only heir of their unit.
    """

    on: date
    takers: Mapping[int, tuple[Taker, ...]]
    carries_people: bool = True

    def heirs(self) -> dict[int, tuple[int, ...]]:
        """Only the units that take over, by the unit that ends."""
        return {unit: tuple(taker.unit for taker in several) for unit, several in self.takers.items()}

    def sole(self, unit: int) -> int | None:
        """The only unit that takes over from one, None when there are several or none."""
        several = self.takers.get(unit, ())
        return several[0].unit if len(several) == 1 else None


@dataclass(frozen=True)
class Passing:
    """One thing that passes, or stays: `kind` is a code that its room words, `taking` None when nobody takes it.

    `count` is how many smaller things it holds (due instances of an obligation), `link` the page of the thing.
    """

    giving: int
    taking: int | None
    kind: str
    words: str
    note: str = ""
    count: int = 0
    link: str = ""


@dataclass(frozen=True)
class KindOfPassing:
    """A kind of passing in words: what it is, what `count` counts (nothing when empty), whether a person must act."""

    words: object
    counted: object = ""
    needs_person: bool = False
