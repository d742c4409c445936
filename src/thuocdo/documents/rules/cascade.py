"""How a directive goes down (truyền đạt chỉ đạo): papers in the order of their days, drawn over a line of time."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

# Kinds of papers that direct; laws, decrees and circulars are grounds, not links of the chain.
DIRECTING = frozenset(
    {
        "công văn",
        "chỉ thị",
        "kế hoạch",
        "quyết định",
        "thông báo",
        "công điện",
        "chương trình",
        "hướng dẫn",
        "nghị quyết",
    }
)
LONGEST_WAY = 400
WIDTH, HEIGHT, EDGE = 760, 132, 70
NARROWEST = 120
LEVELS = ("trung_uong", "tinh", "huyen", "xa")


@dataclass(frozen=True)
class Step:
    """One paper of the chain: who issued it and when; `pk` where it is in the register, `own` for the paper asked."""

    title: str
    issuer: str
    on: date | None
    pk: int | None = None
    own: bool = False
    x: int = 0
    days: int | None = None

    @property
    def short(self) -> str:
        return self.issuer if len(self.issuer) <= 26 else f"{self.issuer[:25].rstrip()}…"


@dataclass(frozen=True)
class Drawn:
    """The chain as a picture: steps with their places, and how many days passed from the first to the last."""

    steps: tuple[Step, ...]
    days: int | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def end(self) -> int:
        """Where the last step stands."""
        return max((step.x for step in self.steps), default=EDGE)

    @property
    def gaps(self) -> list[tuple[int, int, int]]:
        """Between neighbouring steps: middle, start, and the days that passed."""
        pairs = itertools.pairwise(self.steps)
        return [((one.x + two.x) // 2, one.x, two.days) for one, two in pairs if two.days is not None]


def is_link(kind: str, cited_on: date | None, own_on: date | None) -> bool:
    """Whether a cited paper can be the directive that a paper passes on: of a directing kind, a year before at most.

    >>> [is_link(kind, date(2025, 4, 10), date(2025, 4, 23)) for kind in ("công văn", "nghị định")]
    [True, False]
    """
    if kind.lower() not in DIRECTING or cited_on is None:
        return False
    return own_on is None or 0 <= (own_on - cited_on).days <= LONGEST_WAY


def drawn(steps: Sequence[Step]) -> Drawn:
    """The steps in the order of their days, placed by them; undated ones last and without a place of their own in time.

    >>> chain = drawn([Step("b", "Phường", date(2025, 4, 23)), Step("a", "Tỉnh", date(2025, 4, 10))])
    >>> [(step.issuer, step.days) for step in chain.steps], chain.days
    ([('Tỉnh', None), ('Phường', 13)], 13)
    """
    dated = sorted((step for step in steps if step.on), key=lambda step: step.on or date.min)
    undated = [step for step in steps if not step.on]
    if not dated:
        return Drawn(tuple(undated), None)
    first, last = dated[0].on, dated[-1].on
    assert first and last
    span = max((last - first).days, 1)
    placed: list[Step] = []
    for step in dated:
        assert step.on
        x = EDGE + round((step.on - first).days / span * (WIDTH - 2 * EDGE))
        before = placed[-1] if placed else None
        if before and x - before.x < NARROWEST:
            x = before.x + NARROWEST
        days = (step.on - before.on).days if before and before.on else None
        placed.append(replace(step, x=x, days=days))
    end = placed[-1].x
    for number, step in enumerate(undated, start=1):
        placed.append(replace(step, x=end + number * NARROWEST))
    return Drawn(tuple(placed), (last - first).days, max(WIDTH, placed[-1].x + EDGE))
