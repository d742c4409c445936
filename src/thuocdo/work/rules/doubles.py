"""Tasks of several plans that say the same (nhiệm vụ trùng): what a merged unit need have only once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from thuocdo.kernel.text import fold

LIKE = 0.8
SHORTEST = 4
YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class Double:
    """Places of tasks that say the same, the first of them leading; `exact` when the words are equal."""

    places: tuple[int, ...]
    exact: bool


def words_of(text: str) -> frozenset[str]:
    """The words of a task for comparing: without marks, punctuation and years.

    >>> sorted(words_of("Xây dựng Kế hoạch CCHC năm 2025!"))
    ['cchc', 'dung', 'hoach', 'ke', 'nam', 'xay']
    """
    return frozenset(re.findall(r"[a-z0-9]+", YEAR.sub(" ", fold(text))))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of words that two texts have in common, 0 to 1; very short texts are alike only when equal.

    >>> likeness(words_of("Công khai thủ tục hành chính"), words_of("Công khai các thủ tục hành chính")) > 0.8
    True
    """
    if not one or not other:
        return 0.0
    if min(len(one), len(other)) < SHORTEST:
        return float(one == other)
    return len(one & other) / len(one | other)


def doubles(texts: Sequence[str], owners: Sequence[int]) -> list[Double]:
    """Groups of tasks of different owners (plans) that say the same, in the order of their first task.

    >>> doubles(["Công khai thủ tục hành chính", "Rà soát văn bản", "Công khai các thủ tục hành chính"], [1, 1, 2])
    [Double(places=(0, 2), exact=False)]
    """
    words = [words_of(text) for text in texts]
    taken: set[int] = set()
    found: list[Double] = []
    for first, mine in enumerate(words):
        if first in taken:
            continue
        group, owned = [first], {owners[first]}
        for other in range(first + 1, len(texts)):
            if other not in taken and owners[other] not in owned and likeness(mine, words[other]) >= LIKE:
                group.append(other)
                owned.add(owners[other])
        if len(group) > 1:
            taken.update(group)
            found.append(Double(tuple(group), len({words[place] for place in group}) == 1))
    return found
