"""Lines of a merger gathered by pair of units and counted by kind, as the simulation and the minutes keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from thuocdo.kernel.passing import Passing

Pair = tuple[int, int | None]
Counts = dict[str, list[int]]


@dataclass
class Side:
    """One pair of units with what passes between them; `counts` by kind: lines, and what they hold."""

    giving: int
    taking: int | None
    lines: list[Passing] = field(default_factory=list)
    counts: Counts = field(default_factory=dict)

    def add(self, line: Passing) -> None:
        """Take a line in."""
        self.lines.append(line)
        add_to(self.counts, line.kind, line.count)


def add_to(counts: Counts, kind: str, count: int) -> None:
    """One more line of a kind, and what it holds."""
    known = counts.setdefault(kind, [0, 0])
    known[0] += 1
    known[1] += count


def by_pair(lines: Iterable[Passing], spoken: Iterable[Pair] = ()) -> list[Side]:
    """Lines by pair; pairs of the mapping that pass nothing are there too, empty."""
    sides: dict[Pair, Side] = {pair: Side(*pair) for pair in spoken}
    for line in lines:
        pair = line.giving, line.taking
        sides.setdefault(pair, Side(*pair)).add(line)
    return list(sides.values())


def tally(
    lines: Iterable[Passing], spoken: Iterable[Pair], *, name: Callable[[int | None], str],
    key: Callable[[int | None], str],
) -> dict[str, Any]:  # fmt: skip
    """The simulation as it is kept: totals by kind, pairs with names and counts, and all lines by number of pair."""
    totals: Counts = {}
    sides = sorted(by_pair(lines, spoken), key=lambda one: (one.taking is None, name(one.taking), name(one.giving)))
    for side in sides:
        for line in side.lines:
            add_to(totals, line.kind, line.count)
    return {
        "totals": totals,
        "pairs": [
            {
                "giving": key(side.giving), "taking": key(side.taking), "giving_name": name(side.giving),
                "taking_name": name(side.taking), "counts": side.counts,
            }
            for side in sides
        ],
        "lines": [[number, *told(line)] for number, side in enumerate(sides) for line in side.lines],
    }  # fmt: skip


def told(line: Passing) -> tuple[str, str, str, int, str]:
    """A line without its pair: kind, words, note, count, link."""
    return line.kind, line.words, line.note, line.count, line.link
