"""Drawing a lineage: boxes in layers from left to right for wide pages, from top to bottom for narrow ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo.directory.rules.graph import Edge, Graph, State, Tie

# Wide: columns of boxes. Narrow: one column of boxes, edges run in lanes on its left.
WIDE_BOX, WIDE_GAP, HEIGHT, BETWEEN, HEAD = 190, 130, 44, 8, 34
NARROW, LEFT, LOW, LANES, LANE = 340, 46, 36, 5, 8
LINE, LETTERS, SHORT = 16, 25, 30


@dataclass(frozen=True, slots=True)
class Box:
    """One state: its corner and size, its words in lines, the whole name; `own` is the unit that was asked about."""

    key: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]
    name: str
    days: tuple[date | None, date | None]
    own: bool

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Line:
    """One edge: path, tip of the arrow, and where its words stand (`anchor` of SVG text)."""

    path: str
    tip: str
    tie: Tie | None
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The days of a layer, from a day to the day before another; None is open."""

    x: int
    y: int
    start: date | None
    end: date | None

    @property
    def last_day(self) -> date | None:
        return self.end - timedelta(days=1) if self.end else None


@dataclass(frozen=True)
class Drawing:
    """Everything to draw, in a view box of `width` x `height`."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    width: int
    height: int


# Key and name of a unit in a slice of time.
Name = Callable[[State], tuple[str, str]]


def wide(graph: Graph, name: Name) -> Drawing:
    """Layers as columns, the earliest on the left, each centred; boxes in the order that crosses fewest lines."""
    layers = _layers(graph)
    tall = max((len(layer) for layer in layers), default=1) * (HEIGHT + BETWEEN) - BETWEEN
    boxes: dict[int, Box] = {}
    for column, layer in enumerate(layers):
        top = HEAD + (tall - (len(layer) * (HEIGHT + BETWEEN) - BETWEEN)) // 2
        for row, at in enumerate(layer):
            corner = (column * (WIDE_BOX + WIDE_GAP), top + row * (HEIGHT + BETWEEN))
            boxes[at] = _box(graph.states[at], corner, (WIDE_BOX, HEIGHT), name(graph.states[at]), graph.own)
    lines = [_across(boxes[edge.source], boxes[edge.target], edge, graph) for edge in graph.edges]
    heads = [Heading(at * (WIDE_BOX + WIDE_GAP), 14, *days) for at, days in enumerate(_slices(graph.marks))]
    width = len(layers) * (WIDE_BOX + WIDE_GAP) - WIDE_GAP
    return Drawing(tuple(boxes[at] for at in sorted(boxes)), tuple(lines), tuple(heads), width, HEAD + tall)


def narrow(graph: Graph, name: Name) -> Drawing:
    """Layers one below another, the earliest on top; edges run on the left, one lane for each box they meet in."""
    boxes: dict[int, Box] = {}
    heads: list[Heading] = []
    y = 0
    for layer, days in zip(_layers(graph), _slices(graph.marks), strict=True):
        heads.append(Heading(LEFT, y + 14, *days))
        y += HEAD - 10
        for at in layer:
            state = graph.states[at]
            boxes[at] = _box(state, (LEFT, y), (NARROW - LEFT, LOW), name(state), graph.own)
            y += LOW + 6
        y += 12
    lanes: dict[int, int] = {}
    lines = []
    for edge in graph.edges:
        lane = lanes.setdefault(_hub(edge, graph), len(lanes)) % LANES
        lines.append(_beside(boxes[edge.source], boxes[edge.target], edge, LEFT - 10 - lane * LANE, graph))
    return Drawing(tuple(boxes[at] for at in sorted(boxes)), tuple(lines), tuple(heads), NARROW, max(y - 12, LOW))


def _box(state: State, corner: tuple[int, int], size: tuple[int, int], said: tuple[str, str], own: int) -> Box:
    (x, y), (key, name) = corner, said
    words = _wrapped(name) if size[1] == HEIGHT else (_cut(name, SHORT),)
    first = y + (size[1] - len(words) * LINE) // 2 + 12
    lines = tuple((first + at * LINE, text) for at, text in enumerate(words))
    return Box(key, x, y, *size, lines, name, state.days, state.unit == own)


def _layers(graph: Graph) -> list[list[int]]:
    """Indexes of states by layer, ordered so that boxes stand beside those they are joined with."""
    layers: list[list[int]] = [[] for _ in range(len(graph.marks) + 1)]
    for at, state in enumerate(graph.states):
        layers[state.layer].append(at)
    before, after = defaultdict(list), defaultdict(list)
    for edge in graph.edges:
        after[edge.source].append(edge.target)
        before[edge.target].append(edge.source)
    for near, order in ((after, layers[::-1]), (before, layers), (after, layers[::-1])):
        place = {at: row / max(len(layer), 1) for layer in layers for row, at in enumerate(layer)}
        for layer in order:
            layer.sort(key=lambda at: _mean([place[one] for one in near[at]], place[at]))
            place.update({at: row / len(layer) for row, at in enumerate(layer)})
    return layers


def _mean(values: Sequence[float], usual: float) -> float:
    return sum(values) / len(values) if values else usual


def _slices(marks: Sequence[date]) -> list[tuple[date | None, date | None]]:
    return list(zip([None, *marks], [*marks, None], strict=True))


def _hub(edge: Edge, graph: Graph) -> int:
    """The end at which more edges meet."""
    incoming = sum(one.target == edge.target for one in graph.edges)
    outgoing = sum(one.source == edge.source for one in graph.edges)
    return edge.target if incoming >= outgoing else edge.source


def _across(source: Box, target: Box, edge: Edge, graph: Graph) -> Line:
    """A curve from the right side of one box to the left side of another; its words stand where it is alone."""
    x, y, to_x, to_y = source.right, source.middle, target.x, target.middle
    bend = (x + to_x) // 2
    path = f"M{x} {y}C{bend} {y} {bend} {to_y} {to_x - 6} {to_y}"
    at_source = _hub(edge, graph) == edge.target
    place = (x + 6, y - 5, "start") if at_source else (to_x - 12, to_y - 5, "end")
    return Line(path, _tip(to_x, to_y), edge.tie, *place)


def _beside(source: Box, target: Box, edge: Edge, lane: int, graph: Graph) -> Line:
    """Out of the left side of one box, down a lane, into the left side of the other; words inside the lonelier box."""
    path = f"M{LEFT} {source.middle}H{lane}V{target.middle}H{LEFT - 6}"
    alone = source if _hub(edge, graph) == edge.target else target
    return Line(path, _tip(LEFT, target.middle), edge.tie, NARROW - 8, alone.middle + 5, "end")


def _tip(x: int, y: int) -> str:
    return f"M{x} {y}l-7 -4v8z"


def _wrapped(name: str) -> tuple[str, ...]:
    """A name in one or two lines."""
    if len(name) <= LETTERS:
        return (name,)
    words, first = name.split(), ""
    while words and len(f"{first} {words[0]}".strip()) <= LETTERS:
        first = f"{first} {words.pop(0)}".strip()
    return (first, _cut(" ".join(words), LETTERS)) if first else (_cut(name, LETTERS),)


def _cut(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
