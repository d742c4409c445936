"""Sentences and brackets of a clean text, as spans."""

from __future__ import annotations

import re

from thuocdo.documents.reading.words import CAPITAL

BRACKET = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*(?:\)|$)")
# The last: "... quốc gia.Tỷ lệ ...", a blank lost in the print; "Tp.Hồ Chí Minh" goes on.
SENTENCE = re.compile(
    rf"(?<=[.!?])\s+(?=[{CAPITAL[1:-1]}\d“\"])|\n+|(?<=\w[a-zà-ỹđ]{{2}}\.)(?=[{CAPITAL[1:-1]}][a-zà-ỹđ]+\s)"
)


def brackets(text: str) -> list[tuple[int, int]]:
    """Spans of text in round brackets."""
    return [match.span() for match in BRACKET.finditer(text)]


def covered(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text; a full stop inside brackets or figures ends none."""
    hidden, spans, start = brackets(text), [], 0
    for gap in SENTENCE.finditer(text):
        if covered(gap.start(), hidden):
            continue
        spans.append((start, gap.start()))
        start = gap.end()
    return [*spans, (start, len(text))]
