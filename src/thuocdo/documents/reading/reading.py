"""The result of reading: everything found in one document, ready for people and programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from thuocdo.documents.reading.blocks import Structured
from thuocdo.documents.reading.found import (
    Found,
    FoundCitation,
    FoundShortcoming,
    FoundTarget,
    FoundTask,
    Json,
    as_json,
)

SCHEMA = "cchc-gold/1"
READER = "thuocdo-reading/1"


@dataclass(slots=True)
class Reading:
    """What a document says (kết quả đọc); `text` is the composed source that all spans index."""

    file: str
    text: str
    pages: list[Any] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    citations: list[FoundCitation] = field(default_factory=list)
    targets: list[FoundTarget] = field(default_factory=list)
    tasks: list[FoundTask] = field(default_factory=list)
    shortcomings: list[FoundShortcoming] = field(default_factory=list)
    structure: Structured | None = field(default=None, repr=False)

    def found(self) -> list[Found]:
        """Every extracted thing except the metadata."""
        return [*self.citations, *self.targets, *self.tasks, *self.shortcomings]

    def to_json(self) -> Json:
        """The gold schema with spans, confidence and doubts for each item, plus reader and notices."""
        return {
            "schema": SCHEMA,
            "reader": READER,
            "file": self.file,
            "metadata": self.metadata,
            "cited_documents": as_json(self.citations),
            "targets": as_json(self.targets),
            "tasks": as_json(self.tasks),
            "shortcomings": as_json(self.shortcomings),
            "notices": [notice_json(notice) for notice in self.notices],
        }


def notice_json(notice: Any) -> Json:
    """A loading notice as JSON."""
    return {name: getattr(notice, name) for name in ("code", "message", "remedy", "where") if hasattr(notice, name)}
