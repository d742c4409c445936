"""Papers that answer what was sent: by a confirmed relation, or because they name it as their ground."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from thuocdo.chancery.models import Delivery
from thuocdo.chancery.queries.deliveries import OPEN
from thuocdo.directory.permissions import predecessors
from thuocdo.documents.models import Citation, Document, Relation

ANSWERING = (Relation.Kind.ANSWERS, Relation.Kind.CARRIES_OUT, Relation.Kind.BASIS)


def answered_deliveries(papers: Iterable[Document] | None = None) -> list[tuple[Delivery, Document]]:
    """Open deliveries that ask to act, with the first official paper of the addressee, or of its successor, that
    answers them; of some papers only, or of all. A fixed number of queries but for successors."""
    waiting = Delivery.objects.filter(way=Delivery.Way.INSIDE, for_action=True, state__in=OPEN, unit__isnull=False)
    official = Q(document__state=Document.State.CONFIRMED) | Q(document__draft__isnull=False)
    only = Q() if papers is None else Q(document__in=[paper.pk for paper in papers])
    relations = Relation.objects.filter(official, only, kind__in=ANSWERING, state=Relation.State.CONFIRMED)
    citations = Citation.objects.filter(official, only, role="basis")
    asked = waiting.order_by().values("document")
    pairs = {
        *relations.filter(other__in=asked).values_list("other_id", "document_id"),
        *citations.filter(cited__in=asked).values_list("cited_id", "document_id"),
    }
    by_question: dict[int, list[int]] = {}
    for question, answer in pairs:
        if question is not None:
            by_question.setdefault(question, []).append(answer)
    answers = Document.objects.defer("text", "reading", "pages").in_bulk({answer for _question, answer in pairs})
    return _matched(waiting.filter(document__in=by_question).select_related("document"), by_question, answers)


def _matched(
    waiting: Iterable[Delivery], by_question: dict[int, list[int]], answers: dict[int, Document]
) -> list[tuple[Delivery, Document]]:
    former: dict[int, set[int]] = {}
    found = []
    for delivery in waiting:
        papers = [answers[key] for key in sorted(by_question[delivery.document_id])]
        for paper in papers:
            if paper.issuer_id is None or paper.withdrawn_at is not None:
                continue
            if paper.issuer_id not in former:
                former[paper.issuer_id] = predecessors([paper.issuer_id])
            if delivery.unit_id in former[paper.issuer_id]:
                found.append((delivery, paper))
                break
    return found
