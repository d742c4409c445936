"""The lineage of a unit as a graph (phả hệ): units between reorganisations, joined by successions, in layers of time.

A unit that lives through a reorganisation which touches it stands in the graph once before and once after it, so that
every edge leads from an earlier layer to a later one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from thuocdo.directory.rules.tree import Days, common

ONE_DAY = timedelta(days=1)
MOST = 60


@dataclass(frozen=True, slots=True)
class Tie:
    """One succession: what became of what on a day; `row` is its record."""

    row: int
    source: int
    target: int
    on: date
    kind: str
    extent: str
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class State:
    """A unit between two of its reorganisations, `days` half-open; `layer` counts the slices of time from 0."""

    unit: int
    days: Days
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """From one state to a later one, by index; without a tie the unit simply goes on."""

    source: int
    target: int
    tie: Tie | None


@dataclass(frozen=True)
class Graph:
    """The graph of the unit `own`; `marks` are the days between the layers, `hidden` the units left out as too far."""

    own: int
    states: tuple[State, ...]
    edges: tuple[Edge, ...]
    marks: tuple[date, ...]
    hidden: int = 0


def lay(unit: int, ties: Iterable[Tie], lives: Mapping[int, Sequence[Days]], *, most: int = MOST) -> Graph:
    """The graph of a unit: its ties put in order of time; when there are more states than `most`, the nearest ones.

    >>> tie = Tie(1, 1, 2, date(2025, 7, 1), "merged_into", "whole", Decimal(1))
    >>> graph = lay(2, [tie], {1: [(None, date(2025, 7, 1))], 2: [(date(2025, 7, 1), None)]})
    >>> [(state.unit, state.layer) for state in graph.states], len(graph.edges)
    ([(2, 1), (1, 0)], 1)
    """
    ties = list(ties)
    kept = _nearest(unit, ties, most)
    shown = [tie for tie in ties if tie.source in kept and tie.target in kept]
    marks = sorted({tie.on for tie in shown})
    states = _states(unit, shown, lives)
    layered = [replace(state, layer=_layer(state.days, marks)) for state in states]
    everybody = {end for tie in ties for end in (tie.source, tie.target)} | {unit}
    return Graph(unit, tuple(layered), tuple(_edges(layered, shown)), tuple(marks), len(everybody - kept))


def _nearest(unit: int, ties: Iterable[Tie], most: int) -> set[int]:
    """The unit and those that fewest steps lead to; a generation that does not fit as a whole is left out, except the
    first, which is cut."""
    beside: dict[int, dict[int, None]] = defaultdict(dict)
    for tie in ties:
        beside[tie.source][tie.target] = None
        beside[tie.target][tie.source] = None
    kept, edge = {unit}, [unit]
    while edge:
        following = list(dict.fromkeys(near for one in edge for near in beside[one] if near not in kept))
        if len(kept) + len(following) > most:
            return kept | set(following[: most - 1]) if len(kept) == 1 else kept
        kept |= set(following)
        edge = following
    return kept


def _states(unit: int, ties: Sequence[Tie], lives: Mapping[int, Sequence[Days]]) -> list[State]:
    touched: dict[int, set[date]] = defaultdict(set, {unit: set()})
    needed: set[tuple[int, date, bool]] = set()  # a unit, a day, and whether the state ends or begins on it
    for tie in ties:
        touched[tie.source].add(tie.on)
        touched[tie.target].add(tie.on)
        needed |= {(tie.source, tie.on, True), (tie.target, tie.on, False)}
    found: list[State] = []
    for one, days in touched.items():
        cuts = sorted(days)
        for start, end in zip([None, *cuts], [*cuts, None], strict=True):
            alive = any(common((start, end), life) for life in lives.get(one, ()))
            if alive or (one, end, True) in needed or (one, start, False) in needed:
                found.append(State(one, (start, end)))
    return found


def _layer(days: Days, marks: Sequence[date]) -> int:
    """A state stands in the slice that its first day opens; what was always there, right before its reorganisation."""
    start, end = days
    if start is not None:
        return marks.index(start) + 1
    return marks.index(end) if end is not None else len(marks)


def _edges(states: Sequence[State], ties: Iterable[Tie]) -> list[Edge]:
    ending = {(state.unit, state.days[1]): at for at, state in enumerate(states) if state.days[1]}
    starting = {(state.unit, state.days[0]): at for at, state in enumerate(states) if state.days[0]}
    edges = [Edge(ending[tie.source, tie.on], starting[tie.target, tie.on], tie) for tie in ties]
    edges += [Edge(at, starting[key], None) for key, at in ending.items() if key in starting]
    return edges
