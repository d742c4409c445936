"""How a paper stands to others: both directions, what became of it by others, and papers that may be the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from thuocdo.documents import permissions
from thuocdo.documents.models import Document, Relation, Twin
from thuocdo.documents.queries.register import readable
from thuocdo.documents.rules.numbers import number_key

LIGHT = ("text", "reading", "pages")
# Kinds by which a paper loses force or changes by another.
ENDING = (Relation.Kind.REPLACES, Relation.Kind.AMENDS, Relation.Kind.CORRECTS, Relation.Kind.RECALLS)
DONE_TO = {
    Relation.Kind.BASIS: _("Làm căn cứ cho"), Relation.Kind.CARRIES_OUT: _("Được thực hiện bằng"),
    Relation.Kind.REPLACES: _("Bị thay thế, bãi bỏ bởi"), Relation.Kind.AMENDS: _("Được sửa đổi, bổ sung bởi"),
    Relation.Kind.CORRECTS: _("Được đính chính bởi"), Relation.Kind.ANSWERS: _("Được trả lời bằng"),
    Relation.Kind.ATTACHED: _("Có kèm theo"), Relation.Kind.RECALLS: _("Bị thu hồi bởi"),
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """What another paper did to this one (hiệu lực đối với văn bản): in words, which paper, its day."""

    words: str
    paper: Document
    on: date | None
    ends: bool


def relations_from(document: Document, person: Any) -> list[Relation]:
    """What a paper says of others, with the papers that are here and that the person may read.

    Of another paper only what this one says of it is left; a relation that nothing in this one says is left out.
    """
    rows = document.relations.select_related("other", "citation__item", "decided_by")
    found = list(rows.defer(*(f"other__{name}" for name in LIGHT)).order_by("state", "kind", "pk"))
    seen = readable(person, [row.other_id for row in found])
    for row in found:
        if row.other_id not in seen:
            row.other = None
    return [row for row in found if row.other is not None or row.citation is not None]


def relations_to(document: Document, person: Any = None) -> QuerySet[Relation]:
    """What other papers say of this one and nobody rejected; of papers that the person may read, when one is given."""
    rows = Relation.objects.filter(other=document).exclude(state=Relation.State.REJECTED)
    if person is not None:
        rows = rows.filter(document__in=Document.objects.filter(permissions.visible_to(person)).values("pk"))
    rows = rows.select_related("document", "decided_by").order_by("kind", "document__issued_value", "pk")
    return rows.defer(*(f"document__{name}" for name in LIGHT))


def effects(document: Document, person: Any) -> list[Effect]:
    """What confirmed relations of papers that the person may read did to a paper: replaced, amended, corrected,
    recalled, the latest first."""
    rows = Relation.objects.filter(other=document, kind__in=ENDING, state=Relation.State.CONFIRMED)
    rows = rows.filter(document__in=Document.objects.filter(permissions.visible_to(person)).values("pk"))
    rows = rows.select_related("document").defer(*(f"document__{name}" for name in LIGHT))
    found = [
        Effect(str(DONE_TO[Relation.Kind(row.kind)]), row.document, row.document.issued_on, row.kind == ENDING[0])
        for row in rows
    ]
    return sorted(found, key=lambda effect: effect.on or date.min, reverse=True)


def twins_of(document: Document, person: Any = None) -> list[tuple[Twin, Document, bool]]:
    """Papers that may be the same and that nobody called different: the pair, the other paper, whether this one came
    later."""
    pairs = Twin.objects.filter(Q(document=document) | Q(other=document)).exclude(state=Twin.State.DIFFERENT)
    rows = pairs.select_related("document", "other", "decided_by")
    found = [(row, row.other if row.document_id == document.pk else row.document) for row in rows]
    if person is not None:
        seen = readable(person, [other.pk for _row, other in found])
        found = [(row, other) for row, other in found if other.pk in seen]
    return [(row, other, row.document_id == document.pk) for row, other in found]


def papers_numbered(number: str, person: Any) -> list[Document]:
    """Papers with this number that the person may read, the newest first; at most ten."""
    key = number_key(number)
    if not key:
        return []
    rows = Document.objects.filter(permissions.visible_to(person), number_key=key).defer(*LIGHT)
    return list(rows.order_by("-issued_value", "-pk")[:10])
