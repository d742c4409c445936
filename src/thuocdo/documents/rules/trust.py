"""Words of a scan that the machine is not sure of: where they stand in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from thuocdo.kernel.text import nfc

RECOGNISED = "documents.recognised"
DOUBTFUL = 60
Span = tuple[int, int, int]


def recognised(reading: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the notice of recognised pages says: `pages`, and `trust` by page; empty for a paper that is no scan."""
    for notice in reading.get("notices") or ():
        if notice.get("code") == RECOGNISED:
            return dict(notice.get("where") or {})
    return {}


def scanned_pages(reading: Mapping[str, Any]) -> list[int]:
    """Numbers of the pages that were pictures, from 1.

    >>> scanned_pages({"notices": [{"code": "documents.recognised", "where": {"pages": [2, 3]}}]})
    [2, 3]
    """
    return [int(number) for number in recognised(reading).get("pages") or ()]


def doubtful_words(
    text: str, pages: Sequence[Sequence[int]], reading: Mapping[str, Any], below: int = DOUBTFUL
) -> list[Span]:
    """(start, end, trust) of each word of the text that was recognised with less trust than this, in order."""
    found: list[Span] = []
    for number, words in sorted(
        (int(number), words) for number, words in (recognised(reading).get("trust") or {}).items()
    ):
        if 0 < number <= len(pages):
            found += _on_page(text, pages[number - 1], words, below)
    return found


def _on_page(text: str, page: Sequence[int], words: Sequence[Sequence[Any]], below: int) -> Iterator[Span]:
    """The words stand on their page one after another, with nothing but blanks between."""
    at, end = int(page[0]), int(page[1])
    for word, trust in words:
        wanted = nfc(str(word))
        place = text.find(wanted, at, end)
        if place < 0:
            continue
        at = place + len(wanted)
        if trust < below:
            yield place, at, int(trust)
