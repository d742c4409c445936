"""Freezes one minute per pair of units on the day: what passed, in words, so that nothing changes it later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from thuocdo.kernel.passing import Passing
from thuocdo.mergers.models import Merger, Minute
from thuocdo.mergers.queries.passages import Units
from thuocdo.mergers.rules.snapshot import TERRITORY
from thuocdo.mergers.rules.tally import Pair, Side, by_pair, told

BATCH = 500


class Freezer:
    """Makes the minutes of one merger, numbered by the name of the taking unit, then of the giving one."""

    def __init__(self, merger: Merger, units: Units, at: datetime) -> None:
        self.merger, self.units, self.at = merger, units, at

    def freeze(self, lines: Iterable[Passing], spoken: Iterable[Pair]) -> int:
        """One minute per pair of agencies, and of any pair between which something passed; says how many."""
        sides = [side for side in by_pair(lines, spoken) if side.lines or self._hands_over(side)]
        sides.sort(key=lambda side: (side.taking is None, self._name(side.taking), self._name(side.giving)))
        Minute.objects.bulk_create(
            (self._minute(number, side) for number, side in enumerate(sides, start=1)), batch_size=BATCH
        )
        return len(sides)

    def _hands_over(self, side: Side) -> bool:
        """Agencies hand over even when nothing is open; a territory has nothing to give."""
        return side.taking is not None and self.units.natures.get(side.giving) != TERRITORY

    def _name(self, unit: int | None) -> str:
        return self.units.name(unit)

    def _minute(self, number: int, side: Side) -> Minute:
        return Minute(
            merger=self.merger, number=number, giving_unit_id=side.giving, taking_unit_id=side.taking,
            giving_name=self._name(side.giving), taking_name=self._name(side.taking),
            lines=[told(line) for line in side.lines], counts=side.counts, made_at=self.at,
        )  # fmt: skip
