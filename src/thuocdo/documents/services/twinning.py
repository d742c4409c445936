"""Finding papers that are here already under another file, when a paper has been read."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q

from thuocdo.documents.models import Document, Sketch, Twin
from thuocdo.documents.rules.sketches import COMMON, NEARLY, likeness, runs, sketch

MOST = 5
# Letters after one pattern differ by their numbers: they are two, and are left out before sketches are compared, so
# that a thousand of them cost little and do not hide the one that is the same.
CLOSEST = """
    SELECT paper.id, paper.text FROM (
        SELECT sketch.document_id AS id,
               (SELECT count(*) FROM unnest(sketch.values) value WHERE value = ANY (%(values)s::bigint[])) AS common
          FROM documents_sketch sketch JOIN documents_document other ON other.id = sketch.document_id
         WHERE sketch.values && %(values)s::bigint[] AND sketch.document_id <> %(paper)s
           AND (%(number)s = '' OR other.number_key IN ('', %(number)s))
         ORDER BY common DESC, id LIMIT %(most)s) close
      JOIN documents_document paper USING (id)
     WHERE common >= %(common)s ORDER BY paper.id"""


class Twins:
    """Looks for papers that may be the same as one that was just read; proposals of people's decisions stay."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def look(self) -> None:
        """Propose papers with the same number, issuer and day, and papers whose text is nearly equal."""
        document = self.document
        own = runs(document.text)
        values = sketch(own)
        self._keep(values)
        wanted: dict[int, tuple[str, int | None]] = {pk: (Twin.Why.NUMBER, None) for pk in self._same_number()}
        for pk, share in self._same_text(own, values):
            wanted.setdefault(pk, (Twin.Why.TEXT, share))
        rows = list(Twin.objects.filter(Q(document=document) | Q(other=document)))
        mine = [row for row in rows if row.document_id == document.pk and row.state == Twin.State.PROPOSED]
        if gone := [row.pk for row in mine if row.other_id not in wanted]:
            Twin.objects.filter(pk__in=gone).delete()
        known = {row.other_id if row.document_id == document.pk else row.document_id for row in rows}
        Twin.objects.bulk_create(
            Twin(document=document, other_id=pk, why=why, likeness=share)
            for pk, (why, share) in wanted.items()
            if pk not in known
        )

    def _keep(self, values: list[int]) -> None:
        row = Sketch(document=self.document, values=values)
        if values:
            Sketch.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["document"], update_fields=["values"]
            )
        else:
            Sketch.objects.filter(document=self.document).delete()

    def _same_number(self) -> list[int]:
        """Earlier papers with equal number, day and issuer: the duplicates that Appendix VI of Decree 30 warns of."""
        document = self.document
        if not document.number_key or not document.issued_value:
            return []
        rows = Document.objects.filter(
            number_key=document.number_key, issued_value=document.issued_value, issuer_id=document.issuer_id
        ).exclude(pk=document.pk)
        if document.issuer_id is None:
            rows = rows.filter(issuer_name__iexact=document.issuer_name)
        return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])

    def _same_text(self, own: set[int], values: list[int]) -> list[tuple[int, int]]:
        """Papers nearly equal in text, with the share in per cent; the few closest sketches are compared in full."""
        if not values:
            return []
        asked: dict[str, Any] = {
            "values": values, "paper": self.document.pk, "number": self.document.number_key, "common": COMMON,
            "most": MOST,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(CLOSEST, asked)
            close = cursor.fetchall()
        shares = ((pk, likeness(own, runs(text))) for pk, text in close)
        return [(pk, int(share * 100)) for pk, share in shares if share >= NEARLY]
