"""Where the words that were asked for stand in a text, and the few lines around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thuocdo.documents.rules.asked import Clause
from thuocdo.documents.rules.spellings import Speller, Word

BEFORE, AROUND = 8, 36
# A longer text is looked through so far; most papers say what they are about in their first pages.
LETTERS, MOST_HITS = 60_000, 400


@dataclass(frozen=True)
class Part:
    """A piece of text, and whether it is what was asked for."""

    text: str
    found: bool = False


Placed = tuple[int, int, Word]


def marked(text: str, clauses: Sequence[Clause], speller: Speller) -> list[Part]:
    """The whole text with what was asked for marked.

    >>> from thuocdo.documents.rules.asked import asked
    >>> marked("Kế hoạch cải cách", asked("cai", Speller()).shown, Speller())
    [Part(text='Kế hoạch ', found=False), Part(text='cải', found=True), Part(text=' cách', found=False)]
    """
    words = list(speller.placed(text))
    spans = [(words[first][0], words[last][1]) for first, last, _which in _hits(words, clauses, speller)]
    return _parts(text, 0, len(text), spans)


def excerpt(text: str, clauses: Sequence[Clause], speller: Speller) -> list[Part]:
    """The place of the text in which most of the conditions meet, with some words around; empty when none stands."""
    words = list(speller.placed(text[:LETTERS]))
    hits = list(_hits(words, clauses, speller))[:MOST_HITS]
    if not hits:
        return []
    best = max(hits, key=lambda hit: (_meeting(hits, hit[0]), -hit[0]))[0]
    first, last = max(0, best - BEFORE), min(len(words) - 1, best - BEFORE + AROUND)
    start, end = words[first][0], words[last][1]
    spans = [(words[a][0], words[b][1]) for a, b, _which in hits if a >= first and b <= last]
    parts = _parts(text, start, end, spans)
    lead, tail = ("… " if first else ""), (" …" if last < len(words) - 1 or len(text) > LETTERS else "")
    return [*([Part(lead)] if lead else []), *parts, *([Part(tail)] if tail else [])]


def _meeting(hits: Sequence[tuple[int, int, int]], first: int) -> int:
    """How many different conditions stand within a few words from here."""
    return len({which for at, _last, which in hits if first <= at <= first + AROUND - BEFORE})


def _hits(words: Sequence[Placed], clauses: Sequence[Clause], speller: Speller) -> Iterator[tuple[int, int, int]]:
    """First and last word of every place that a condition means, with the number of the condition."""
    rows = list(_rows(clauses, speller))
    starts: dict[str, list[tuple[int, tuple[Word, ...]]]] = {}
    loose = [(which, row) for which, row, prefix in rows if prefix]
    for which, row, _prefix in rows:
        starts.setdefault(row[0].folded, []).append((which, row))
    for at, (_start, _end, word) in enumerate(words):
        for which, row in starts.get(word.folded, ()):
            if at + len(row) <= len(words) and all(a.fits(words[at + n][2]) for n, a in enumerate(row)):
                yield at, at + len(row) - 1, which
        for which, row in loose:
            if word.folded != row[0].folded and word.folded.startswith(row[0].folded):
                yield at, at, which


def _rows(clauses: Sequence[Clause], speller: Speller) -> Iterator[tuple[int, tuple[Word, ...], bool]]:
    """Rows of words that stand for each condition: a phrase as one, loose words each for itself, other spellings."""
    for which, clause in enumerate(clauses):
        if clause.number:
            yield which, tuple(speller.words(clause.number)), False
        elif clause.phrase:
            yield which, clause.words, False
        else:
            yield from ((which * 100 + n, (word,), clause.prefix) for n, word in enumerate(clause.words))
        yield from ((which, other, False) for other in clause.others)


def _parts(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[Part]:
    parts: list[Part] = []
    at = start
    for first, last in _joined(text, spans):
        if first > at:
            parts.append(Part(text[at:first]))
        parts.append(Part(text[first:last], found=True))
        at = last
    return [*parts, Part(text[at:end])] if at < end else parts


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order; those that overlap, or have only spaces between them, as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and (start <= found[-1][1] or not text[found[-1][1] : start].strip()):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
