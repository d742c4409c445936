"""The relations of a paper as a picture: two steps to the papers it speaks of, on the left, and two to those that speak
of it, on the right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

STEPS, MOST = 2, 8
BOX, GAP, HEIGHT, BETWEEN = 176, 116, 44, 12
LINE, LETTERS = 16, 24


@dataclass(frozen=True, order=True)
class Tie:
    """One relation: `source` says it of `target`; both are keys of papers."""

    source: int
    target: int
    kind: str
    confirmed: bool


@dataclass(frozen=True)
class Box:
    """A paper: its corner, its words in lines with their heights; `own` is the paper that is asked about."""

    key: int
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]
    own: bool

    @property
    def text_x(self) -> int:
        return self.x + BOX // 2

    @property
    def width(self) -> int:
        return BOX

    @property
    def height(self) -> int:
        return HEIGHT


@dataclass(frozen=True)
class Arrow:
    """A relation as a curve with its tip at the paper that is spoken of, and where its words stand."""

    tie: Tie
    path: str
    tip: str
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    """Everything to draw, in a view box of `width` x `height`; `hidden` papers had no room."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int
    hidden: int


def steps(own: int, ties: Iterable[Tie]) -> dict[int, int]:
    """How many steps each paper is away: below zero those that are spoken of, above zero those that speak; a paper
    that can be both stands where it is nearer, spoken of first.

    >>> steps(1, [Tie(1, 2, "basis", True), Tie(2, 3, "basis", True), Tie(4, 1, "answers", False)])
    {1: 0, 2: -1, 4: 1, 3: -2}
    """
    ties = list(ties)
    away = {own: 0}
    for step in range(1, STEPS + 1):
        for sign in (-1, 1):
            edge = {key for key, at in away.items() if at == sign * (step - 1)}
            for one in sorted(ties):
                near, far = (one.source, one.target) if sign < 0 else (one.target, one.source)
                if near in edge:
                    away.setdefault(far, sign * step)
    return away


def draw(own: int, ties: Collection[Tie], names: Mapping[int, str]) -> Picture:
    """The picture of papers with names; those without one are left out. At most eight papers stand at one distance,
    those with confirmed relations first."""
    ties = [one for one in ties if one.source in names and one.target in names]
    columns: dict[int, list[int]] = {}
    sure = {key for one in ties if one.confirmed for key in (one.source, one.target)}
    away = steps(own, ties)
    for key in sorted(away, key=lambda key: (key not in sure, names[key], key)):
        columns.setdefault(away[key], []).append(key)
    shown = {at: keys[:MOST] for at, keys in sorted(columns.items())}
    tall = max(len(keys) for keys in shown.values()) * (HEIGHT + BETWEEN) - BETWEEN
    boxes = {
        key: _box(key, (column * (BOX + GAP), _top(tall, len(keys)) + row * (HEIGHT + BETWEEN)), names[key], key == own)
        for column, keys in enumerate(shown.values())
        for row, key in enumerate(keys)
    }
    arrows = [_arrow(one, boxes, boxes[own].x) for one in sorted(ties) if one.source in boxes and one.target in boxes]
    width = len(shown) * (BOX + GAP) - GAP
    return Picture(tuple(boxes.values()), tuple(arrows), width, tall, len(away) - len(boxes))


def _top(tall: int, count: int) -> int:
    return (tall - count * (HEIGHT + BETWEEN) + BETWEEN) // 2


def _box(key: int, corner: tuple[int, int], name: str, own: bool) -> Box:
    x, y = corner
    words = wrapped(name)
    first = y + (HEIGHT - len(words) * LINE) // 2 + 12
    return Box(key, x, y, tuple((first + at * LINE, text) for at, text in enumerate(words)), own)


def _arrow(tie: Tie, boxes: Mapping[int, Box], centre: int) -> Arrow:
    """From the paper that says it to the paper that it is said of; its words stand at the end that is farther from
    `centre`, the left side of the column of the paper that is asked about, where fewer lines meet."""
    source, target = boxes[tie.source], boxes[tie.target]
    y, to_y = source.y + HEIGHT // 2, target.y + HEIGHT // 2
    if source.x == target.x:
        turn = -1 if source.x < centre else 1
        x = source.x if turn < 0 else source.x + BOX
        path = f"M{x} {y}C{x + 40 * turn} {y} {x + 40 * turn} {to_y} {x + 6 * turn} {to_y}"
        return Arrow(tie, path, _tip(x, to_y, -turn), x + 34 * turn, (y + to_y) // 2 + 4)
    left = target.x < source.x
    x, to_x, turn = (source.x, target.x + BOX, -1) if left else (source.x + BOX, target.x, 1)
    bend = (x + to_x) // 2
    path = f"M{x} {y}C{bend} {y} {bend} {to_y} {to_x - 6 * turn} {to_y}"
    at_target = abs(target.x - centre) > abs(source.x - centre)
    words = (to_x - 46 * turn, to_y - 6) if at_target else (x + 46 * turn, y - 6)
    return Arrow(tie, path, _tip(to_x, to_y, turn), *words)


def _tip(x: int, y: int, turn: int) -> str:
    return f"M{x} {y}l{-7 * turn} -4v8z"


def wrapped(name: str) -> Sequence[str]:
    """A name in one or two lines.

    >>> wrapped("Kế hoạch 12/KH-UBND ngày 03/02/2025 của một cơ quan")
    ['Kế hoạch 12/KH-UBND ngày', '03/02/2025 của một cơ q…']
    """
    words, first = name.split(), ""
    while words and len(f"{first} {words[0]}".strip()) <= LETTERS:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [_cut(name)]
    return [first, _cut(" ".join(words))] if words else [first]


def _cut(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
