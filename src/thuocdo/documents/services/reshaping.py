"""Reshaping: one item cut in two, several joined to one, one added that the reader did not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from thuocdo.core.decision import decision
from thuocdo.documents import permissions
from thuocdo.documents.models import Document, Item
from thuocdo.documents.queries.source import place_of
from thuocdo.documents.reading.source import clean_passage
from thuocdo.documents.rules.cutting import cut, joined, union
from thuocdo.documents.rules.life import ItemState
from thuocdo.documents.rules.shapes import SHAPES, fitted
from thuocdo.documents.services.acts import Act
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

Spans = list[list[int]]


@decision("documents.split_item", about="document", ask=permissions.abilities)
def split_item(*, document: Document, item: Item, cut_at: int, by: Any, at: datetime) -> list[Item]:
    """Cut an item in two before the character `cut_at` of its words (tách mục); both parts wait to be decided.

    Each part keeps its place in the source and inherits agencies, outputs, deadlines and field.
    """
    act = Act(document, "split", by=by, at=at)
    whole = act.fresh(item)
    first, second = cut(whole.text, cut_at)
    place = _place_of(document, whole.spans, second)
    parts = []
    for text, spans in ((first, _before(whole.spans, place)), (second, _after(whole.spans, place))):
        data = {**whole.data, "text": text}
        part = act.create(
            whole.kind, state=ItemState.PROPOSED, data=data, spans=spans, confidence=whole.confidence,
            order=min((a for a, _ in spans), default=whole.order), doubts=[],
        )  # fmt: skip
        parts.append(part)
    act.move(whole, "split")
    act.finish()
    for part in parts:
        part.parents.add(whole)
    return parts


@decision("documents.merge_items", about="document", ask=permissions.abilities)
def merge_items(*, document: Document, items: Sequence[Item], by: Any, at: datetime) -> Item:
    """Join items of one kind to one (gộp mục), which waits to be decided; lists are united, the first field stands."""
    act = Act(document, "merge", by=by, at=at)
    wholes = act.fresh_many(items)
    if len(wholes) < 2 or len({item.kind for item in wholes}) > 1 or wholes[0].kind == Item.Kind.CITATION:
        raise Refused(
            "documents.cannot_merge", "Chỉ gộp được từ hai mục cùng loại trở lên (không gộp viện dẫn).",
            "Chọn thêm một mục cùng loại.",
        )  # fmt: skip
    data = {**wholes[-1].data, **wholes[0].data, "text": joined([item.text for item in wholes])}
    for name, value in data.items():
        if isinstance(value, list) and name in SHAPES[wholes[0].kind]:
            data[name] = union([list(item.data.get(name) or []) for item in wholes])
    merged = act.create(
        wholes[0].kind, state=ItemState.PROPOSED, data=data, spans=[span for item in wholes for span in item.spans],
        confidence=min(item.confidence for item in wholes), order=wholes[0].order, doubts=[],
    )  # fmt: skip
    for item in wholes:
        act.move(item, "merge")
    act.finish()
    merged.parents.set(wholes)
    return merged


@decision("documents.add_item", about="document", ask=permissions.abilities)
def add_item(*, document: Document, kind: str, data: Mapping[str, Any], spans: Spans, by: Any, at: datetime) -> Item:
    """Add what the reader missed (thêm mục): its words typed, or taken from chosen spans of the source.

    An item without spans has its words looked up in the source; when they do not stand there it has no place.
    """
    if kind not in SHAPES:
        raise Refused("documents.unknown_choice", f"Không có loại mục “{kind}”.", "Chọn một loại trong danh sách.")
    act = Act(document, "add", by=by, at=at)
    spans = _checked(document, spans)
    given = dict(data)
    if spans and not squeeze(str(given.get("text") or "")) and kind != Item.Kind.CITATION:
        given["text"] = " ".join(clean_passage(document.text, a, b).text for a, b in spans)
    checked = fitted(kind, given, {})
    if not spans:
        spans = place_of(document, str(checked.get("text") or checked.get("number") or ""))
    item = act.create(
        kind, state=ItemState.ADDED, data=checked, spans=spans, confidence=1.0,
        order=min((a for a, _ in spans), default=len(document.text)), doubts=[],
    )  # fmt: skip
    act.finish()
    return item


def _place_of(document: Document, spans: Spans, second: str) -> int | None:
    """Where in the source the second part begins; nothing when its words were edited."""
    for a, b in spans:
        passage = clean_passage(document.text, a, b)
        for length in (len(second), 60, 25):
            at = passage.text.find(second[:length])
            if at >= 0:
                return passage.span(at, at + 1)[0]
    return None


def _before(spans: Spans, place: int | None) -> Spans:
    return spans if place is None else [[a, min(b, place)] for a, b in spans if a < place] or spans


def _after(spans: Spans, place: int | None) -> Spans:
    return spans if place is None else [[max(a, place), b] for a, b in spans if b > place] or spans


def _checked(document: Document, spans: Spans) -> Spans:
    for span in spans:
        if len(span) != 2 or not 0 <= span[0] < span[1] <= len(document.text):
            raise Refused(
                "documents.bad_place", "Đoạn chọn nằm ngoài văn bản.", "Chọn lại đoạn trong khung văn bản gốc."
            )
    return [[int(a), int(b)] for a, b in spans]
