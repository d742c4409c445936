"""The life of a unit as a small drawing: what it came from, the unit, what it became, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, BOX, HEIGHT, GAP, MOST = 640, 190, 36, 10, 8
LETTERS = 25


@dataclass(frozen=True, slots=True)
class Box:
    """One unit of the drawing: left and top edge, its words cut to fit, the whole name."""

    x: int
    y: int
    words: str
    name: str
    own: bool = False

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def text_y(self) -> int:
        return self.y + 23


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and the lines between them, in a view box of `width` x `height`."""

    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    width: int
    height: int


def draw(before: Sequence[str], name: str, after: Sequence[str]) -> Picture:
    """Lay the boxes out in three columns; more than eight in a column end in "và n đơn vị khác".

    >>> picture = draw(["Xã A", "Xã B"], "Xã C", [])
    >>> len(picture.boxes), len(picture.lines), picture.height
    (3, 2, 82)
    """
    left, right = _shown(before), _shown(after)
    rows = max(len(left), len(right), 1)
    height = rows * (HEIGHT + GAP) - GAP
    middle = Box((WIDTH - BOX) // 2, (height - HEIGHT) // 2, _cut(name), name, own=True)
    sources = _column(left, 0, height)
    targets = _column(right, WIDTH - BOX, height)
    lines = [_line(box, middle) for box in sources] + [_line(middle, box) for box in targets]
    return Picture((*sources, middle, *targets), tuple(lines), WIDTH, height)


def _shown(names: Sequence[str]) -> list[str]:
    if len(names) <= MOST:
        return list(names)
    return [*names[: MOST - 1], f"và {len(names) - MOST + 1} đơn vị khác"]


def _cut(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"


def _column(names: Sequence[str], x: int, height: int) -> list[Box]:
    used = len(names) * (HEIGHT + GAP) - GAP
    top = (height - used) // 2
    return [Box(x, top + at * (HEIGHT + GAP), _cut(name), name) for at, name in enumerate(names)]


def _line(source: Box, target: Box) -> str:
    start, end = (source.x + BOX, source.y + HEIGHT // 2), (target.x, target.y + HEIGHT // 2)
    bend = (start[0] + end[0]) // 2
    return f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
