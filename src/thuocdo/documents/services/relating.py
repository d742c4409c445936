"""Keeping proposed relations in step with the citations of a paper; what people decided stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import OuterRef, Q, Subquery

from thuocdo.documents.models import Citation, Document, Relation
from thuocdo.documents.rules.relating import Proposal, cited_of, proposals

PROPOSED = Relation.State.PROPOSED


class RelationLinks:
    """Relations of one paper that the text says: proposed, renewed, and led to papers that are here."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def refresh(self, cited: Sequence[Citation]) -> None:
        """Propose what the text says and take back proposals that it does not say any more.

        `cited` are all standing citations of the paper, each with its item.
        """
        found = self._found(cited)
        leads = {row.pk: row.cited_id for row in cited}
        rows = {(row.citation_id, row.kind): row for row in self.document.relations.exclude(citation=None)}
        wanted = {(proposal.key, proposal.kind): proposal for proposal in found}
        stale = [row.pk for key, row in rows.items() if key not in wanted and row.state == PROPOSED]
        if stale:
            Relation.objects.filter(pk__in=stale).delete()
        Relation.objects.bulk_create(
            Relation(document=self.document, kind=kind, citation_id=key, other_id=leads[key], **_said(proposal))
            for (key, kind), proposal in wanted.items()
            if (key, kind) not in rows
        )
        if rows:
            self.lead_on(Q(document=self.document))

    def _found(self, cited: Sequence[Citation]) -> list[Proposal]:
        if not self.document.text:
            return []
        rows = (
            {"key": row.pk, "role": row.role, "number": row.cited_number, "spans": row.item.spans}
            for row in sorted(cited, key=lambda row: (row.item.order, row.pk))
        )
        spans = ((self.document.reading.get("metadata") or {}).get("spans") or {}).get("subject") or []
        return proposals(self.document.text, cited_of(rows), [(int(a), int(b)) for a, b in spans])

    @staticmethod
    def let_go(citations: Collection[int]) -> None:
        """Before citations are deleted: proposals about them go, decided relations keep the paper they lead to."""
        rows = Relation.objects.filter(citation__in=citations)
        rows.filter(Q(state=PROPOSED) | Q(other=None)).delete()
        for row in rows:
            twin = Relation.objects.filter(document=row.document_id, kind=row.kind, other=row.other_id, citation=None)
            if twin.exists():
                row.delete()
            else:
                row.citation = None
                row.save(update_fields=["citation"])

    @staticmethod
    def lead_on(which: Q) -> None:
        """Lead relations to the papers that their citations now stand for; number and date have been compared there."""
        cited = Citation.objects.filter(pk=OuterRef("citation_id")).values("cited_id")[:1]
        Relation.objects.filter(which).exclude(citation=None).update(other_id=Subquery(cited))


def _said(proposal: Proposal) -> dict[str, object]:
    return {"quote": proposal.quote, "spans": [list(span) for span in proposal.spans], "why": proposal.why}
