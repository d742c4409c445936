"""Whether a derived plan says what its parent asks for (độ phủ): likeness of tasks with reasons, who covers whom.

Two tasks are compared by the pairs of neighbouring syllables they share, rare ones counting more than those that every
task has ("tổ chức", "thực hiện"), by their field and their outputs. Likeness only proposes: a person confirms.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from thuocdo.kernel.text import fold

COVERED, PROPOSED, MISSING = "covered", "proposed", "missing"
# Weights and limits are chosen by the program; the limit from which a match is proposed is a policy of the province.
UPPER_SHARE, LOWER_SHARE = 0.6, 0.4
SAME_FIELD, OTHER_FIELD, SAME_OUTPUTS = 0.06, -0.12, 0.08
SAME_TASK = 85
SHORTEST = 3
PROPOSALS = 3
NOT_WORD = re.compile(r"[^a-z0-9]+")
Pair = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """One task as it is compared: its key, its words, its reform field, what shall come out of it."""

    key: int
    text: str
    field: str = ""
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Two tasks that may be the same work: likeness 0 to 100, and why."""

    upper: int
    lower: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Covered:
    """A task of the parent: `covered` by confirmed links, only `proposed`, or `missing`; and by which tasks."""

    upper: int
    state: str
    linked: tuple[int, ...] = ()
    proposed: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """Tasks of the parent in their order; what the derived plan added; tasks of it that say the same twice."""

    rows: tuple[Covered, ...]
    added: tuple[int, ...] = ()
    twice: tuple[Match, ...] = ()


@lru_cache(maxsize=20_000)
def pairs_of(text: str) -> frozenset[str]:
    """Pairs of neighbouring syllables without marks; numbers are left out, they are years and counts.

    >>> sorted(pairs_of("Công khai thủ tục năm 2025"))
    ['cong khai', 'khai thu', 'thu tuc', 'tuc nam']
    """
    words = [word for word in NOT_WORD.split(fold(text)) if word and not word.isdigit()]
    return frozenset(" ".join(two) for two in pairwise(words))


class Likeness:
    """How alike tasks are to those of one list; pairs of syllables that many of the list have count less."""

    def __init__(self, uppers: Sequence[Side]) -> None:
        self.uppers = {one.key: one for one in uppers}
        self.having: dict[str, list[int]] = {}
        for one in uppers:
            for pair in pairs_of(one.text):
                self.having.setdefault(pair, []).append(one.key)
        # Between 1 for what all tasks say and more for what few say.
        self.weights = {pair: 1 + math.log((len(uppers) + 1) / (len(keys) + 1)) for pair, keys in self.having.items()}
        self.rare = 1 + math.log(len(uppers) + 1)
        self.masses = {one.key: self.mass(pairs_of(one.text)) for one in uppers}

    def mass(self, pairs: Iterable[str]) -> float:
        return sum(self.weights.get(pair, self.rare) for pair in pairs)

    def nearest(self, lower: Side, *, least: int, leave: Set[int] = frozenset()) -> list[Match]:
        """Tasks of the list like this one at `least` (0 to 100), the likest first, without those to `leave`."""
        shared: dict[int, float] = {}
        said = pairs_of(lower.text)
        for pair in said:
            for key in self.having.get(pair, ()):
                shared[key] = shared.get(key, 0.0) + self.weights[pair]
        whole = self.mass(said)
        enough = least / 100 - SAME_FIELD - SAME_OUTPUTS - 0.01
        found = [
            _match(self.uppers[key], lower, common / self.masses[key], common / whole)
            for key, common in shared.items()
            if key not in leave and UPPER_SHARE * common / self.masses[key] + LOWER_SHARE * common / whole >= enough
        ]
        return sorted((one for one in found if one.score >= least), key=lambda one: (-one.score, one.upper))


def _match(upper: Side, lower: Side, of_upper: float, of_lower: float) -> Match:
    score = UPPER_SHARE * of_upper + LOWER_SHARE * of_lower
    reasons = [f"trùng {round(of_upper * 100)}% từ ngữ của nhiệm vụ cấp trên"]
    if upper.field and lower.field:
        same = upper.field == lower.field
        score += SAME_FIELD if same else OTHER_FIELD
        reasons.append("cùng lĩnh vực" if same else "khác lĩnh vực")
    theirs = {_plain(one) for one in upper.outputs}
    if common_outputs := [one for one in lower.outputs if _plain(one) in theirs]:
        score += SAME_OUTPUTS
        reasons.append(f"cùng sản phẩm “{common_outputs[0]}”")
    return Match(upper.key, lower.key, max(0, min(100, round(score * 100))), tuple(reasons))


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return NOT_WORD.sub(" ", fold(text)).strip()


def cover(
    uppers: Sequence[Side], lowers: Sequence[Side], *, linked: Set[Pair] = frozenset(),
    refused: Set[Pair] = frozenset(), least: int,
) -> Coverage:  # fmt: skip
    """What of `uppers` is covered by `lowers`: by links (upper, lower) that a person confirmed, or by likeness.

    Each task without a link is proposed for the one task that it is most like, from `least` (0 to 100) on; a pair that
    was refused never. A task with neither link nor proposal was added.

    >>> uppers = [Side(1, "Công khai thủ tục hành chính"), Side(2, "Khảo sát sự hài lòng của người dân")]
    >>> found = cover(uppers, [Side(7, "Công khai đầy đủ thủ tục hành chính"), Side(8, "Tổ chức hội thi")], least=50)
    >>> [(row.upper, row.state, [one.lower for one in row.proposed]) for row in found.rows], found.added
    ([(1, 'proposed', [7]), (2, 'missing', [])], (8,))
    """
    known, there = {one.key for one in uppers}, {one.key for one in lowers}
    links: dict[int, list[int]] = {}
    for upper, lower in sorted(linked):
        if upper in known and lower in there:
            links.setdefault(upper, []).append(lower)
    bound = {lower for several in links.values() for lower in several}
    free = [one for one in lowers if one.key not in bound]
    proposals = _proposals(Likeness(uppers), free, refused, least) if free else {}
    rows = tuple(_row(one.key, links.get(one.key, []), proposals) for one in uppers)
    used = bound | {match.lower for several in proposals.values() for match in several}
    added = tuple(one.key for one in lowers if one.key not in used)
    return Coverage(rows, added, tuple(twice(lowers)))


def _proposals(
    likeness: Likeness, free: Sequence[Side], refused: Set[Pair], least: int
) -> dict[int, list[Match]]:  # fmt: skip
    """For each task of the parent at most three of the free tasks, each free task at one place only."""
    found = [
        match
        for one in free
        for match in likeness.nearest(one, least=least, leave={upper for upper, lower in refused if lower == one.key})
    ]
    placed: set[int] = set()
    given: dict[int, list[Match]] = {}
    for match in sorted(found, key=lambda one: (-one.score, one.upper, one.lower)):
        if match.lower not in placed and len(given.get(match.upper, ())) < PROPOSALS:
            placed.add(match.lower)
            given.setdefault(match.upper, []).append(match)
    return given


def _row(upper: int, linked: Sequence[int], proposals: dict[int, list[Match]]) -> Covered:
    proposed = tuple(proposals.get(upper, ()))
    state = COVERED if linked else PROPOSED if proposed else MISSING
    return Covered(upper, state, tuple(linked), proposed)


def twice(lowers: Sequence[Side]) -> Iterator[Match]:
    """Pairs of tasks of one plan that say nearly the same (trùng lặp); very short ones say too little to tell.

    >>> rows = ["Rà soát, đơn giản hóa thủ tục hành chính", "Rà soát, đơn giản hoá thủ tục hành chính"]
    >>> [(one.upper, one.lower) for one in twice([Side(key, text) for key, text in enumerate(rows, start=1)])]
    [(1, 2)]
    """
    for match in _twice(tuple(replace(one, key=place) for place, one in enumerate(lowers))):
        yield replace(match, upper=lowers[match.upper].key, lower=lowers[match.lower].key)


@lru_cache(maxsize=512)
def _twice(lowers: tuple[Side, ...]) -> tuple[Match, ...]:
    """The same by places; plans that were derived from one parent often say the same, which is reckoned once."""
    likeness, found = Likeness(lowers), []
    for one in lowers:
        if len(pairs_of(one.text)) >= SHORTEST:
            near = likeness.nearest(one, least=SAME_TASK, leave={one.key})
            found += [match for match in near if match.upper < one.key]
    return tuple(found)


@dataclass(frozen=True)
class Numbers:
    """How many tasks of the parent are covered, only proposed, missing (of those to lead), missing of those to help;
    how many clash in their dates; how many tasks were added, how many pairs say the same."""

    covered: int = 0
    proposed: int = 0
    missing: int = 0
    helping: int = 0
    clashes: int = 0
    added: int = 0
    twice: int = 0

    @property
    def asked(self) -> int:
        """Tasks that the agency leads: the denominator."""
        return self.covered + self.proposed + self.missing
