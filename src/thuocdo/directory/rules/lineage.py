"""Lineage (phả hệ đơn vị): what a unit became by a day, what it was made of, over several steps, with shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

ONE, ZERO = Decimal(1), Decimal(0)
WEIGHTS = {"whole": ONE, "part_area": ZERO, "part_area_all_population": ONE}
# What a stated share was reckoned by (căn cứ tính tỷ lệ).
BASES = ("population", "area", "dossiers", "staff", "budget", "duties")
LEVEL_ABOLISHED, FUNCTION_TRANSFER = "level_abolished", "function_transfer"
SUCCESSION_KINDS = frozenset(
    {"merged_into", "unchanged", "renamed", "retyped", "moved", "dissolved", "area_added", "succeeded_by",
     "split_into", FUNCTION_TRANSFER, LEVEL_ABOLISHED}
)  # fmt: skip


def weight_of(kind: str, extent: str) -> Decimal | None:
    """The share of population and duties that a succession carries, where its extent says so."""
    return None if kind in (LEVEL_ABOLISHED, FUNCTION_TRANSFER, "dissolved") else WEIGHTS.get(extent)


@dataclass(frozen=True, slots=True)
class Link:
    """One succession: `source` became `target` (None: dissolved) on a day."""

    source: int
    target: int | None
    on: date
    kind: str
    extent: str
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class Part:
    """One end of a lineage: the unit, the share of the source that went to it, and the way there."""

    unit: int
    weight: Decimal | None
    extent: str
    path: tuple[int, ...]


def by_source(links: Iterable[Link]) -> Mapping[int, list[Link]]:
    """Links in the order of their days, by source; give this to `became` when many units are followed."""
    found = _by(links, lambda link: link.source)
    for steps in found.values():
        steps.sort(key=lambda link: link.on)
    return found


def became(
    start: int, links: Iterable[Link] | Mapping[int, list[Link]], *, on: date, to: date, alive: Callable[[int], bool]
) -> list[Part]:
    """What `start`, in force on `on`, was on the later day `to`; `alive` says whether a unit was in force that day.

    A unit that gave something away and lives on is one of its own parts, with what its known shares left. Transfers of
    single functions are left out.
    """
    out = links if isinstance(links, Mapping) else by_source(links)
    ends: list[Part] = []
    stack = [(Part(start, ONE, "whole", (start,)), on)]
    while stack:
        part, since = stack.pop()
        steps = [s for s in out.get(part.unit, ()) if since < s.on <= to and s.target not in part.path]
        steps = [s for s in steps if s.kind != FUNCTION_TRANSFER]
        left = part
        for _, together in groupby(steps, key=lambda step: step.on):
            given = list(together)
            stack.extend((_next(left, step, step.target), step.on) for step in given if step.target is not None)
            left = _left(left, [step.weight for step in given])
        if alive(part.unit):
            ends.append(left)
    return _sole(_merged(ends), ways=len(ends))


def made_of(start: int, links: Iterable[Link], *, on: date, to: date, alive: Callable[[int], bool]) -> list[Part]:
    """What `start`, in force on `on`, was made of on the earlier day `to`; weights are shares of those sources.

    An abolished level is not a source: its communes are, and they would count twice.
    """
    into = _by(links, lambda link: link.target)
    ends: list[Part] = []
    stack = [(Part(start, ONE, "whole", (start,)), on)]
    while stack:
        part, since = stack.pop()
        steps = [s for s in into.get(part.unit, ()) if to < s.on <= since and s.source not in part.path]
        steps = [s for s in steps if s.kind not in (FUNCTION_TRANSFER, LEVEL_ABOLISHED)]
        if alive(part.unit):
            ends.append(part)
        stack.extend((_next(part, s, s.source), s.on) for s in steps)
    return _merged(ends)


def _by(links: Iterable[Link], end: Callable[[Link], int | None]) -> Mapping[int, list[Link]]:
    found: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        if (unit := end(link)) is not None:
            found[unit].append(link)
    return dict(found)


def _next(part: Part, step: Link, unit: int) -> Part:
    weight = None if part.weight is None or step.weight is None else part.weight * step.weight
    extent = step.extent if part.extent == "whole" else part.extent
    return Part(unit, weight, extent, (*part.path, unit))


def _left(part: Part, given: Sequence[Decimal | None]) -> Part:
    """What remains of a unit that gave shares away on one day; unknown when one of them is, or when all is gone."""
    if all(weight == ZERO for weight in given):
        return part
    known = [weight for weight in given if weight is not None]
    rest = ONE - sum(known, ZERO)
    sure = part.weight is not None and len(known) == len(given) and rest > 0
    weight = part.weight * rest if sure and part.weight is not None else None
    return replace(part, weight=weight, extent="part")


def _merged(ends: Iterable[Part]) -> list[Part]:
    """One part per unit: the shares of several ways to it are added."""
    found: dict[int, Part] = {}
    for part in ends:
        other = found.get(part.unit)
        if other is None:
            found[part.unit] = part
            continue
        weight = None if part.weight is None or other.weight is None else min(ONE, part.weight + other.weight)
        whole = weight == ONE or "whole" in (part.extent, other.extent)
        extent = "whole" if whole else part.extent if part.extent == other.extent else "part"
        found[part.unit] = Part(part.unit, weight, extent, min(part.path, other.path, key=len))
    return list(found.values())


def _sole(parts: list[Part], *, ways: int) -> list[Part]:
    """When several ways of unknown shares all came together in one unit again, that unit has the whole.

    One way alone says nothing of what else there may have been, and a stated share says what it says.
    """
    if len(parts) == 1 and ways > 1 and parts[0].weight is None:
        return [Part(parts[0].unit, ONE, "whole", parts[0].path)]
    return parts
