"""Setting the clauses of two papers side by side (đối chiếu điều khoản): kept, changed, dropped, added.

Each clause goes to at most one clause of the other paper, the likeliest first. Likeness counts shared words and pairs
of words, rare ones more than common ones, so that "tổ chức thực hiện" alone makes no two clauses alike.
"""

from __future__ import annotations

import difflib
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thuocdo.kernel.text import fold

KEPT, CHANGED, DROPPED, ADDED = "kept", "changed", "dropped", "added"
# Likeness from which two clauses are the same thing, and from which nothing of weight was changed.
SAME, UNCHANGED = 0.34, 0.92
WORD = re.compile(r"\w+(?:[./-]\w+)*")
TOKEN = re.compile(r"\s+|\w+(?:[./-]\w+)*|[^\w\s]")


@dataclass(frozen=True)
class Clause:
    """A clause: its key in its paper and its words."""

    key: str
    text: str


@dataclass(frozen=True)
class Piece:
    """Words of a compared pair: `same` in both, `gone` from the upper paper, `come` in the lower one."""

    kind: str
    text: str


@dataclass(frozen=True)
class Pair:
    """One line of the comparison; `likeness` 0 to 1."""

    kind: str
    upper: Clause | None
    lower: Clause | None
    likeness: float = 0.0

    @property
    def percent(self) -> int:
        """The likeness in whole per cent."""
        return round(self.likeness * 100)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What was changed, word by word; nothing for clauses without a partner."""
        return compared(self.upper.text, self.lower.text) if self.upper and self.lower else ()


def aligned(upper: Sequence[Clause], lower: Sequence[Clause]) -> list[Pair]:
    """Every clause of both papers once, in the order of the upper one; what was added stands where it was added.

    >>> pairs = aligned([Clause("1", "Rà soát thủ tục hành chính"), Clause("2", "Báo cáo hằng quý")],
    ...                 [Clause("a", "Rà soát các thủ tục hành chính"), Clause("b", "Niêm yết đường dây nóng")])
    >>> [(pair.kind, pair.upper and pair.upper.key, pair.lower and pair.lower.key) for pair in pairs]
    [('changed', '1', 'a'), ('added', None, 'b'), ('dropped', '2', None)]
    """
    grams = [_grams(clause.text) for clause in (*upper, *lower)]
    weight = _weights(grams)
    above, below = grams[: len(upper)], grams[len(upper) :]
    scored = ((_likeness(one, other, weight), at, to) for at, one in enumerate(above) for to, other in enumerate(below))
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for likeness, at, to in sorted(scored, key=lambda row: (-row[0], abs(row[1] - row[2]), row[1])):
        if likeness < SAME:
            break
        if at not in partner and to not in taken:
            partner[at] = (to, likeness)
            taken.add(to)
    return _in_order(upper, lower, partner)


def _in_order(upper: Sequence[Clause], lower: Sequence[Clause], partner: dict[int, tuple[int, float]]) -> list[Pair]:
    owner = {to: at for at, (to, _) in partner.items()}
    behind: dict[int, list[Pair]] = {}
    last = -1
    for to, clause in enumerate(lower):
        if to in owner:
            last = owner[to]
        else:
            behind.setdefault(last, []).append(Pair(ADDED, None, clause))
    pairs = behind.get(-1, [])
    for at, clause in enumerate(upper):
        if at in partner:
            to, likeness = partner[at]
            same = likeness >= UNCHANGED or fold(clause.text) == fold(lower[to].text)
            pairs.append(Pair(KEPT if same else CHANGED, clause, lower[to], round(likeness, 3)))
        else:
            pairs.append(Pair(DROPPED, clause, None))
        pairs += behind.get(at, [])
    return pairs


def compared(upper: str, lower: str) -> tuple[Piece, ...]:
    """Both texts as one run of words: what stayed, what went, what came; capitals and marks count."""
    one, other = TOKEN.findall(upper), TOKEN.findall(lower)
    pieces: list[Piece] = []
    for kind, start, end, begin, finish in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(one[start:end])))
            continue
        pieces += [Piece("gone", "".join(one[start:end]))] if start < end else []
        pieces += [Piece("come", "".join(other[begin:finish]))] if begin < finish else []
    return tuple(pieces)


def _grams(text: str) -> Counter[str]:
    """Words and pairs of neighbouring words, without marks."""
    words = WORD.findall(fold(text))
    return Counter(words) + Counter(f"{one} {other}" for one, other in itertools.pairwise(words))


def _weights(grams: Sequence[Counter[str]]) -> dict[str, float]:
    """How much a word says: the rarer among the clauses, the more."""
    seen = Counter(gram for one in grams for gram in one)
    return {gram: math.log(1 + len(grams) / count) for gram, count in seen.items()}


def _likeness(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    shared = sum(weight[gram] * count for gram, count in (one & other).items())
    total = _total(one.items(), weight) + _total(other.items(), weight)
    return 2 * shared / total if total else 0.0


def _total(grams: Iterable[tuple[str, int]], weight: dict[str, float]) -> float:
    return sum(weight[gram] * count for gram, count in grams)
