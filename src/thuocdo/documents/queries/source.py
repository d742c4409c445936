"""The source text as the confirm screen shows it: cut where items lie, numbered, never altered."""

from __future__ import annotations

from collections.abc import Iterable

from thuocdo.documents.models import Document, Item
from thuocdo.documents.reading.source import clean_passage
from thuocdo.documents.rules.life import STANDING
from thuocdo.documents.rules.segments import Mark, Scan, Segment, segments
from thuocdo.documents.rules.trust import doubtful_words, scanned_pages
from thuocdo.kernel.text import squeeze


def source_segments(document: Document, items: Iterable[Item] | None = None) -> list[Segment]:
    """The text cut into segments with the labels that cover each; put together they are the text again.

    `items` saves a query where they are loaded already; discarded, replaced and withdrawn ones mark nothing.
    """
    listed = document.items.all() if items is None else items
    return segments(
        document.text,
        [Mark(item.label, item.kind, item.spans) for item in listed if item.state in STANDING and item.spans],
        scan_of(document),
    )


def scan_of(document: Document) -> Scan:
    """Where the pages of a scan begin whose pictures are kept, and its words that the machine is not sure of."""
    if not scanned_pages(document.reading):
        return Scan()
    kept = document.page_images.values_list("number", flat=True)
    starts = {number: int(document.pages[number - 1][0]) for number in kept if 0 < number <= len(document.pages)}
    return Scan(doubtful_words(document.text, document.pages, document.reading), starts)


def sentence_of(document: Document, item: Item, around: int = 90) -> tuple[str, str, str]:
    """What stands before an item in its paper, its own words there, and what follows; empty without a place."""
    if not item.spans:
        return "", "", ""
    start, end = min(a for a, _ in item.spans), max(b for _, b in item.spans)
    return document.text[max(0, start - around) : start], document.text[start:end], document.text[end : end + around]


def place_of(document: Document, words: str, start: int = 0, end: int | None = None) -> list[list[int]]:
    """Spans of the first place where the words stand in [start, end) of the source, whatever line breaks lie between.

    Empty when they do not stand there letter for letter.
    """
    wanted = squeeze(words)
    passage = clean_passage(document.text, start, end)
    at = passage.text.find(wanted) if wanted else -1
    return [list(span) for span in passage[at : at + len(wanted)].spans()] if at >= 0 else []
