"""What the extractors find. Each thing carries its place in the source, how sure the reader is, and its doubts.

The content extractors have one signature each: `extract_targets(doc: Structured) -> list[FoundTarget]`,
`extract_tasks(doc) -> list[FoundTask]`, `extract_shortcomings(doc) -> list[FoundShortcoming]`,
`extract_citations(doc) -> list[FoundCitation]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from thuocdo.documents.reading.source import Passage, Span

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person should look (điểm cần xem lại): a stable code and a Vietnamese sentence."""

    code: str
    message: str

    def to_json(self) -> Json:
        return {"code": self.code, "message": self.message}


@dataclass(slots=True)
class Found:
    """What all found things share.

    `spans` are half-open [start, end) in the source; `confidence` is 0..1; `edited` says why the text is not letter
    for letter what stands at the spans (empty when it is). `more` holds the rarer gold keys (row, accept, note ...).
    """

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    confidence: float = 1.0
    doubts: list[Doubt] = field(default_factory=list)
    edited: str = ""
    more: Json = field(default_factory=dict)

    def place(self, *passages: Passage) -> None:
        """Take the spans (and, when there is none yet, the text) from passages of the document."""
        self.spans = [span for passage in passages for span in passage.spans()]
        self.text = self.text or " ".join(passage.text for passage in passages)
        if not self.edited and any(passage.edited for passage in passages):
            self.edited = "bỏ ký hiệu chú thích hoặc nối chữ bị tách"

    def doubt(self, code: str, message: str, confidence: float | None = None) -> None:
        """Add a doubt and, where given, lower the confidence to at most this."""
        self.doubts.append(Doubt(code, message))
        if confidence is not None:
            self.confidence = min(self.confidence, confidence)

    def gold(self) -> Json:
        """The keys of the gold schema for this kind of thing."""
        raise NotImplementedError

    def to_json(self) -> Json:
        result = {**self.gold(), **self.more}
        if self.edited:
            result["edited"] = self.edited
        result["spans"] = [list(span) for span in self.spans]
        result["confidence"] = round(self.confidence, 2)
        result["doubts"] = [doubt.to_json() for doubt in self.doubts]
        return result


@dataclass(slots=True)
class FoundTarget(Found):
    """A target (chỉ tiêu): comparator one of = >= > <= <; deadline the gold dict of one deadline."""

    subject: str = ""
    comparator: str = "="
    value: float | int | list[float] | None = None
    unit: str | None = None
    deadline: Json | None = None
    section: str | None = None
    field: str | None = None

    def gold(self) -> Json:
        return {
            "text": self.text,
            "subject": self.subject,
            "comparator": self.comparator,
            "value": self.value,
            "unit": self.unit,
            "deadline": self.deadline,
            "section": self.section,
            "field": self.field,
        }


@dataclass(slots=True)
class FoundTask(Found):
    """A task (nhiệm vụ) with its bodies as printed, deliverables and deadlines (gold dicts)."""

    id: str = ""
    lead_agencies: Sequence[str] = ()
    coordinating_agencies: Sequence[str] = ()
    outputs: Sequence[str] = ()
    deadlines: Sequence[Json] = ()
    section: str | None = None
    field: str | None = None

    def gold(self) -> Json:
        return {
            "id": self.id,
            "text": self.text,
            "lead_agencies": list(self.lead_agencies),
            "coordinating_agencies": list(self.coordinating_agencies),
            "outputs": list(self.outputs),
            "deadlines": list(self.deadlines),
            "section": self.section,
            "field": self.field,
        }


@dataclass(slots=True)
class FoundShortcoming(Found):
    """A shortcoming (tồn tại, hạn chế); field None means outside administrative reform."""

    field: str | None = None

    def gold(self) -> Json:
        return {"text": self.text, "field": self.field}


@dataclass(slots=True)
class FoundCitation(Found):
    """A cited document (văn bản được viện dẫn); spans cover every place that cites it."""

    type: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    role: str = "mention"

    def gold(self) -> Json:
        return {
            "type": self.type,
            "number": self.number,
            "date": self.date,
            "issuer": self.issuer,
            "title": self.title,
            "role": self.role,
            "text": self.text,
        }


def as_json(found: Iterable[Found]) -> list[Json]:
    """The gold form of a list of found things."""
    return [thing.to_json() for thing in found]
