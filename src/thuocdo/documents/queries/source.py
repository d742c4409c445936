"""The source text as the confirm screen shows it: cut where items lie, numbered, never altered."""

from __future__ import annotations

from collections.abc import Iterable

from thuocdo.documents.models import Document, Item
from thuocdo.documents.rules.life import STANDING
from thuocdo.documents.rules.segments import Mark, Segment, segments


def source_segments(document: Document, items: Iterable[Item] | None = None) -> list[Segment]:
    """The text cut into segments with the labels that cover each; put together they are the text again.

    `items` saves a query where they are loaded already; discarded, replaced and withdrawn ones mark nothing.
    """
    listed = document.items.all() if items is None else items
    return segments(
        document.text,
        [Mark(item.label, item.kind, item.spans) for item in listed if item.state in STANDING and item.spans],
    )


def sentence_of(document: Document, item: Item, around: int = 90) -> tuple[str, str, str]:
    """What stands before an item in its paper, its own words there, and what follows; empty without a place."""
    if not item.spans:
        return "", "", ""
    start, end = min(a for a, _ in item.spans), max(b for _, b in item.spans)
    return document.text[max(0, start - around) : start], document.text[start:end], document.text[end : end + around]
