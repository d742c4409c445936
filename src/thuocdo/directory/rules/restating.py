"""Restating (quy về đơn vị hôm nay): figures of units as they were, carried to the units that came of them.

Nothing is lost and nothing is invented: for each source the amounts of its successors and what is not allocated add up
to its figure. A share that nobody knows is not guessed, unless the caller gives sizes to estimate by, and then the line
says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from thuocdo.directory.rules.lineage import ONE, ZERO, Part

FINE = Decimal("1e-9")  # shares with so many places multiply exactly, so that sums stay what they are
NO_SUCCESSOR, UNKNOWN_SHARE, OVER_WHOLE = "no_successor", "unknown_share", "over_whole"


@dataclass(frozen=True, slots=True)
class Line:
    """What one unit of today gets of the figure of one unit of that time; `estimated` when the share is reckoned."""

    source: int
    target: int
    share: Decimal
    amount: Decimal
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a source's figure nobody got (chưa phân bổ), and why: no_successor, unknown_share, over_whole."""

    amount: Decimal
    why: str


@dataclass(frozen=True)
class Restated:
    """Figures restated: lines from source to target, and by source what is not allocated."""

    lines: tuple[Line, ...] = ()
    unallocated: Mapping[int, Rest] = field(default_factory=dict)

    @property
    def totals(self) -> dict[int, Decimal]:
        """The restated figure of each unit of today."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            found[line.target] += line.amount
        return dict(found)

    @property
    def rest(self) -> Decimal:
        """What is not allocated in all."""
        return sum((one.amount for one in self.unallocated.values()), ZERO)

    @property
    def total(self) -> Decimal:
        """Everything, equal to the sum of the figures."""
        return sum((line.amount for line in self.lines), ZERO) + self.rest

    @property
    def estimated(self) -> bool:
        """Whether any line rests on an estimate."""
        return any(line.estimated for line in self.lines)


def restate(
    figures: Mapping[int, Decimal], parts: Mapping[int, Sequence[Part]], *,
    sizes: Mapping[int, Decimal] | None = None, places: int | None = None,
) -> Restated:  # fmt: skip
    """Carry figures along `parts` (of `lineage.became`, by source).

    `sizes` of targets allow an estimate: when every unknown share of a source leads to a unit with a size, the
    remainder is divided in their proportion. `places` rounds to so many decimal places by largest remainders (0: whole
    things), so that the sums stay what they are.

    >>> parts = [Part(2, Decimal("0.3"), "part", (1, 2)), Part(3, None, "part", (1, 3))]
    >>> restated = restate({1: Decimal(10)}, {1: parts})
    >>> restated.totals, restated.rest
    ({2: Decimal('3.0')}, Decimal('7.0'))
    """
    lines: list[Line] = []
    unallocated: dict[int, Rest] = {}
    for source, figure in figures.items():
        shares, why = _shares(source, parts.get(source, ()), sizes or {})
        amounts = _amounts(figure, [line.share for line in shares], whole=not why, places=places)
        lines += [
            Line(source, line.target, line.share, amount, line.estimated)
            for line, amount in zip(shares, amounts, strict=True)
        ]
        if rest := figure - sum(amounts, ZERO):
            unallocated[source] = Rest(rest, why or UNKNOWN_SHARE)
    return Restated(tuple(lines), unallocated)


def _shares(source: int, parts: Sequence[Part], sizes: Mapping[int, Decimal]) -> tuple[list[Line], str]:
    """Shares of one source, known or estimated, and why they are not the whole of it (empty: they are)."""
    known = {part.unit: part.weight for part in parts if part.weight is not None and part.weight > 0}
    unknown = [part.unit for part in parts if part.weight is None]
    rest = ONE - sum(known.values(), ZERO)
    if rest < 0:
        return [], OVER_WHOLE
    shares = [Line(source, unit, weight, ZERO) for unit, weight in known.items()]
    if rest == 0:
        return shares, ""
    size = sum((sizes.get(unit, ZERO) for unit in unknown), ZERO)
    if unknown and all(sizes.get(unit, ZERO) > 0 for unit in unknown):
        reckoned = [(rest * sizes[unit] / size).quantize(FINE) for unit in unknown]
        reckoned[-1] += rest - sum(reckoned, ZERO)
        shares += [Line(source, one, share, ZERO, True) for one, share in zip(unknown, reckoned, strict=True)]
        return shares, ""
    return shares, UNKNOWN_SHARE if unknown or parts else NO_SUCCESSOR


def _amounts(figure: Decimal, shares: Sequence[Decimal], *, whole: bool, places: int | None) -> list[Decimal]:
    """The figure times each share; when the shares are the whole, the amounts add up to the figure exactly."""
    if not shares:
        return []
    exact = [figure * share for share in shares]
    rest = ZERO if whole else figure - sum(exact, ZERO)
    if places is None:
        amounts, short = exact, figure - rest - sum(exact, ZERO)
    else:
        amounts, short = _rounded([*exact, rest], figure, Decimal(1).scaleb(-places))
        if not whole:
            return amounts[:-1]
        amounts = amounts[:-1]
    if whole and short:
        largest = max(range(len(amounts)), key=lambda at: abs(amounts[at]))
        amounts[largest] += short
    return amounts


def _rounded(entries: Sequence[Decimal], total: Decimal, unit: Decimal) -> tuple[list[Decimal], Decimal]:
    """Entries as multiples of a unit, the left over units to the largest fractions; and what is less than a unit."""
    floors = [(entry / unit).to_integral_value(ROUND_FLOOR) * unit for entry in entries]
    short = total - sum(floors, ZERO)
    order = sorted(range(len(entries)), key=lambda at: (floors[at] - entries[at], at))
    for at in order[: int(short / unit)]:
        floors[at] += unit
    return floors, total - sum(floors, ZERO)


def sources_of(restated: Iterable[Line]) -> dict[int, list[Line]]:
    """Lines by target: of what a restated figure is made."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in restated:
        found[line.target].append(line)
    return dict(found)
