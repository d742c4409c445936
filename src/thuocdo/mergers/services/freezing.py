"""Freezes one minute per pair of units on the day: what passed, in words, so that nothing changes it later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from thuocdo.directory.models import UnitVersion
from thuocdo.kernel.passing import Passing
from thuocdo.mergers.effects.obligations import FINISHED
from thuocdo.mergers.models import Merger, Minute
from thuocdo.mergers.queries.passages import Units
from thuocdo.mergers.rules.rows import Row
from thuocdo.mergers.rules.snapshot import TERRITORY
from thuocdo.mergers.rules.tally import Pair, Side, by_pair, told

BATCH = 500


class Freezer:
    """Makes the minutes of one merger, numbered by the name of the taking unit, then of the giving one."""

    def __init__(self, merger: Merger, rows: Iterable[Row], units: Units, at: datetime) -> None:
        self.merger, self.units, self.at = merger, units, at
        self.heads: dict[int, dict[str, str]] = {}
        self.cited: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            self.cited.setdefault((row.from_key, row.to_key), []).append(row.clause)

    def freeze(self, lines: Iterable[Passing], spoken: Iterable[Pair]) -> int:
        """One minute per pair of agencies, and of any pair between which something passed; says how many."""
        sides = [side for side in by_pair(lines, spoken) if self._hands_over(side)]
        sides.sort(key=lambda side: (side.taking is None, self._name(side.taking), self._name(side.giving)))
        self.heads = self._heads([side.giving for side in sides])
        Minute.objects.bulk_create(
            (self._minute(number, side) for number, side in enumerate(sides, start=1)), batch_size=BATCH
        )
        return len(sides)

    def _hands_over(self, side: Side) -> bool:
        """Whether the pair gets a minute: agencies hand over even when nothing is open, territories give nothing.

        Without a taker there is one only for what somebody must still decide or read.
        """
        if side.taking is None:
            return bool(side.counts.keys() - {FINISHED})
        return bool(side.lines) or self.units.natures.get(side.giving) != TERRITORY

    def _name(self, unit: int | None) -> str:
        return self.units.name(unit)

    def _heads(self, units: Iterable[int]) -> dict[int, dict[str, str]]:
        """What stands above each giving unit on its last day, and the letters of its documents; two queries."""
        last = self.merger.effective_on - timedelta(days=1)
        rows = list(UnitVersion.objects.filter(unit__in=list(units), valid__contains=last))
        above = UnitVersion.objects.filter(unit__in={row.parent_id for row in rows}, valid__contains=last)
        names = dict(above.values_list("unit", "full_name"))
        return {row.unit_id: {"superior": names.get(row.parent_id or 0, ""), "symbol": row.symbol} for row in rows}

    def _clauses(self, side: Side) -> list[str]:
        """The places of the legal basis that the mapping cites for the pair."""
        keys = self.units.keys
        spoken = self.cited.get((keys.get(side.giving, ""), keys.get(side.taking or 0, "")), ())
        return list(dict.fromkeys(clause for clause in spoken if clause))

    def _minute(self, number: int, side: Side) -> Minute:
        return Minute(
            merger=self.merger, number=number, giving_unit_id=side.giving, taking_unit_id=side.taking,
            giving_name=self._name(side.giving), taking_name=self._name(side.taking),
            lines=[told(line) for line in side.lines], counts=side.counts, made_at=self.at,
            head={**self.heads.get(side.giving, {}), "clauses": self._clauses(side)},
        )  # fmt: skip
