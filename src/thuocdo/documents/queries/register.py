"""The register: which papers there are, what was decided about them, and who cites and carries out what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thuocdo.documents import permissions
from thuocdo.documents.models import Citation, Document, Item, ItemChange
from thuocdo.documents.rules.life import ItemState
from thuocdo.documents.rules.shapes import LETTERS

KEPT = (ItemState.ACCEPTED, ItemState.CORRECTED, ItemState.ADDED)


@dataclass(frozen=True)
class Progress:
    """How far people are with a paper: counts of its standing items."""

    total: int
    undecided: int
    doubtful: int
    discarded: int
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def decided(self) -> int:
        return self.total - self.undecided

    @property
    def percent(self) -> int:
        """Decided items in per cent, whole; 100 when there is nothing to decide."""
        return 100 if not self.total else self.decided * 100 // self.total


def visible_documents(person: Any) -> QuerySet[Document]:
    """Papers that a person may read, with counts of all and of undecided items; the text is not loaded.

    The counts are asked for each row that comes out, so that a page of a million papers counts twenty.
    """
    standing = _counted(~Q(state__in=[ItemState.REPLACED, ItemState.WITHDRAWN]))
    waiting = _counted(Q(state=ItemState.PROPOSED))
    return (
        Document.objects.filter(permissions.visible_to(person))
        .select_related("file", "received_by")
        .defer("text", "reading", "pages")
        .annotate(item_count=standing, undecided_count=waiting)
    )


def readable(person: Any, keys: Iterable[int | None]) -> set[int]:
    """Of the papers with these keys, those that the person may read; no statement when there are none."""
    known = {key for key in keys if key is not None}
    if not known:
        return set()
    return set(Document.objects.filter(permissions.visible_to(person), pk__in=known).values_list("pk", flat=True))


def _counted(condition: Q) -> Coalesce:
    """How many items of a paper fulfil a condition."""
    rows = Item.objects.filter(condition, document=OuterRef("pk")).order_by().values("document")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def items(document: Document) -> QuerySet[Item]:
    """The items of a paper in its order with their changes and parents: three statements, however many there are."""
    changes = ItemChange.objects.select_related("by")
    return document.items.select_related("decided_by").prefetch_related(Prefetch("changes", changes), "parents")


def shown_items(document: Document) -> list[Item]:
    """The items that a person sees: all but those replaced by others or withdrawn."""
    hidden = (ItemState.REPLACED, ItemState.WITHDRAWN)
    return [item for item in items(document) if item.state not in hidden]


def confirmed_items(document: Document, kind: str = "") -> QuerySet[Item]:
    """Items that count in the confirmed paper, for rooms above."""
    kept = document.items.filter(state__in=KEPT)
    return kept.filter(kind=kind) if kind else kept


def progress(listed: list[Item]) -> Progress:
    """Counts over the items that a page has loaded."""
    total = [item for item in listed if item.state != ItemState.DISCARDED]
    undecided = [item for item in total if item.is_undecided]
    return Progress(
        total=len(total), undecided=len(undecided), doubtful=sum(1 for item in undecided if item.doubts),
        discarded=len(listed) - len(total), by_kind=dict(Counter(item.kind for item in total)),
    )  # fmt: skip


def cites(document: Document, person: Any) -> list[Citation]:
    """What a paper cites, with the cited papers that are here and that the person may read."""
    found = list(document.citations.select_related("item", "cited"))
    seen = readable(person, [row.cited_id for row in found])
    for row in found:
        if row.cited_id not in seen:
            row.cited = None
    return found


def where_cited(document: Document, person: Any = None) -> QuerySet[Citation]:
    """Citations of this paper in others (where used); only papers that the person may read, when one is given."""
    found = Citation.objects.filter(cited=document).select_related("document", "item")
    if person is not None:
        found = found.filter(document__in=Document.objects.filter(permissions.visible_to(person)))
    return found.order_by("document__issued_value", "pk")


def acts_on(listed: list[Item]) -> list[tuple[str, int, int]]:
    """Agencies as the paper names them with the number of tasks they lead and help with, the busiest first."""
    lead: Counter[str] = Counter()
    joint: Counter[str] = Counter()
    for item in listed:
        if item.kind == Item.Kind.TASK and (item.is_kept or item.is_undecided):
            lead.update(dict.fromkeys(item.data.get("lead_agencies") or [], 1))
            joint.update(dict.fromkeys(item.data.get("coordinating_agencies") or [], 1))
    names = {*lead, *joint}
    return sorted(((name, lead[name], joint[name]) for name in names), key=lambda row: (-row[1], -row[2], row[0]))


def next_label(document: Document, kind: str) -> str:
    """The letter of the kind and the first number that the document has never used for it."""
    return f"{LETTERS[kind]}{next_numbers(document)[kind]}"


def next_numbers(document: Document) -> dict[str, int]:
    """By kind of item the first number that the document has never used for it; one statement."""
    last = dict.fromkeys(LETTERS, 0)
    for kind, label in document.items.order_by().values_list("kind", "label"):
        if label[1:].isdigit():
            last[kind] = max(last[kind], int(label[1:]))
    return {kind: number + 1 for kind, number in last.items()}
