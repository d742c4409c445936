"""The index of citations: who cites whom, linked whichever of the two papers arrives first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from thuocdo.documents.models import Citation, Document, Item
from thuocdo.documents.rules.life import STANDING
from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.services.relating import RelationLinks

# Columns of a citation that its item says.
TOLD = ("cited_number", "number_key", "cited_on", "role", "cited")


class CitationLinks:
    """Keeps the citation rows of one paper in step with its items, and links them to papers that are here.

    A link needs number **and** date: two papers may share a number (02/CT-TTg of 2018 and of 2019). A citation whose
    date is printed in part (2018) matches a paper of that year when there is only one.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def refresh(self, items: Iterable[Item] | None = None) -> None:
        """Bring the rows in line with the standing citation items, then look for their papers.

        `items` are those of the paper where the caller has them in hand. Few statements, however many citations.
        """
        items = self.document.items.filter(kind=Item.Kind.CITATION) if items is None else items
        standing = [item for item in items if item.kind == Item.Kind.CITATION and item.state in STANDING]
        rows = {row.item_id: row for row in Citation.objects.filter(document=self.document).order_by("pk")}
        self._drop([rows.pop(key).pk for key in rows.keys() - {item.pk for item in standing}])
        known = self._papers({number_key(item.data.get("number")) for item in standing} - {""})
        told = [self._told(item, rows.get(item.pk), known) for item in standing]
        Citation.objects.bulk_create(row for row in told if row.pk is None)
        Citation.objects.bulk_update((row for row in told if row.item_id in rows), TOLD)
        RelationLinks(self.document).refresh(told)

    def _told(self, item: Item, row: Citation | None, known: list[Document]) -> Citation:
        """The row of a citation, new or known, as its item now says, not yet written."""
        row = row or Citation(document=self.document)
        row.item = item
        row.cited_number = str(item.data.get("number") or "")
        row.number_key = number_key(row.cited_number)
        row.cited_on = str(item.data.get("date") or "")[:10]
        row.role = str(item.data.get("role") or "")
        row.cited = _only([paper for paper in known if _fits(row, paper)])
        return row

    @staticmethod
    def _drop(gone: list[int]) -> None:
        if gone:
            RelationLinks.let_go(gone)
            Citation.objects.filter(pk__in=gone).delete()

    def claim_earlier(self) -> int:
        """Link citations in papers that were here before to this one; returns how many."""
        if not self.document.number_key:
            return 0
        waiting = Citation.objects.filter(number_key=self.document.number_key, cited=None)
        found = [
            row
            for row in waiting.exclude(document=self.document)
            if _fits(row, self.document) and len(self._rivals(row)) == 1
        ]
        for row in found:
            row.cited = self.document
        return self._relink(found)

    def release_lost(self) -> None:
        """Take back links to this paper that its corrected number or date no longer bears out."""
        lost = [row for row in Citation.objects.filter(cited=self.document) if not _fits(row, self.document)]
        for row in lost:
            row.cited = None
        self._relink(lost)

    @staticmethod
    def _relink(rows: list[Citation]) -> int:
        """Write where citations lead, and let relations follow."""
        if not rows:
            return 0
        count = Citation.objects.bulk_update(rows, ["cited"])
        RelationLinks.lead_on(Q(citation__in=rows))
        return count

    def _papers(self, keys: set[str]) -> list[Document]:
        if not keys:
            return []
        papers = Document.objects.filter(~Q(pk=self.document.pk), number_key__in=keys)
        return list(papers.only("pk", "number_key", "issued_value"))

    def _rivals(self, row: Citation) -> list[Document]:
        papers = Document.objects.filter(number_key=row.number_key).exclude(pk=row.document_id)
        return [paper for paper in papers.only("pk", "number_key", "issued_value") if _fits(row, paper)]


def _fits(row: Citation, paper: Document) -> bool:
    if not row.number_key or row.number_key != paper.number_key or not row.cited_on or not paper.issued_value:
        return False
    shorter = min(len(row.cited_on), len(paper.issued_value))
    return row.cited_on[:shorter] == paper.issued_value[:shorter]


def _only(papers: list[Document]) -> Document | None:
    return papers[0] if len(papers) == 1 else None
