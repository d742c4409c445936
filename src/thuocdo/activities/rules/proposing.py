"""Numbers of activities that a task or a target asks for (số lượng mà kế hoạch giao), found in its words.

Only a proposal: whoever asks the agencies reads the sentence, and changes or drops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thuocdo.kernel.text import fold, squeeze

MOST = 100_000
# What stands between the number and what is counted: "02 (hai) lớp", "12 tin", "ít nhất 4 cuộc".
NUMBER = r"(?<![\d/.,-])(\d{1,3}(?:\.\d{3})*|\d{1,6})\s*(?:\([^)]{1,20}\))?\s+"
AFTER = r"(?![\w])"
# Words between which a kind is told from another that is counted by the same unit: "cuộc đối thoại", "đợt làm sạch".
NEAR = 60


@dataclass(frozen=True)
class Countable:
    """A kind of activity with its name and the unit of its main measure (lớp, cuộc, tin)."""

    code: str
    name: str
    measure: str
    unit: str


@dataclass(frozen=True)
class Proposal:
    """So many of a measure of a kind, and the words that say so."""

    kind: str
    measure: str
    number: int
    words: str


def countable(kinds: Iterable[Mapping[str, Any]]) -> list[Countable]:
    """Kinds by code, name and measures, with the main measure of each: the first; without a unit nothing is found."""
    return [
        Countable(kind["code"], kind["name"], kind["measures"][0]["code"], kind["measures"][0]["unit"])
        for kind in kinds
        if kind["measures"] and kind["measures"][0].get("unit")
    ]


def pattern_of(kinds: Sequence[Countable]) -> str:
    """A regular expression (also for the database) of a number before any unit that is counted."""
    units = sorted({re.escape(kind.unit) for kind in kinds}, key=len, reverse=True)
    return rf"\d\s*(\([^)]*\))?\s+({'|'.join(units)})"


def proposals(text: str, kinds: Sequence[Countable]) -> list[Proposal]:
    """What a sentence asks for, one for each kind; the largest where a kind is named twice.

    A unit that counts several kinds ("cuộc", "lớp") says which one by the words behind it, else nothing is proposed.

    >>> some = [Countable("training", "Tập huấn", "sessions", "lớp"), Countable("news", "Tin", "items", "tin")]
    >>> [(one.kind, one.number) for one in proposals("Tổ chức ít nhất 02 lớp tập huấn; đăng 1.200 tin.", some)]
    [('training', 2), ('news', 1200)]
    >>> proposals("hoàn thành trước ngày 02/7 theo lớp", some)
    []
    """
    found: dict[str, Proposal] = {}
    plain = squeeze(text)
    for unit in dict.fromkeys(kind.unit for kind in kinds):
        several = [kind for kind in kinds if kind.unit == unit]
        for match in re.finditer(NUMBER + re.escape(unit) + AFTER, plain, re.IGNORECASE):
            number = int(match[1].replace(".", ""))
            kind = _meant(several, plain[match.end() : match.end() + NEAR])
            if kind is None or not 0 < number <= MOST:
                continue
            if kind.code not in found or found[kind.code].number < number:
                words = plain[max(0, match.start() - NEAR) : match.end() + NEAR].strip()
                found[kind.code] = Proposal(kind.code, kind.measure, number, words)
    return list(found.values())


def _meant(several: Sequence[Countable], behind: str) -> Countable | None:
    """Of kinds with the same unit, the one whose name shares most words with what stands behind; the only one alone."""
    if len(several) == 1:
        return several[0]
    words = set(fold(behind).replace(",", " ").split())
    scored = [(len(words & set(fold(kind.name).replace(",", " ").split())), kind) for kind in several]
    best = max(score for score, _kind in scored)
    likely = [kind for score, kind in scored if score == best]
    return likely[0] if best >= 2 and len(likely) == 1 else None
