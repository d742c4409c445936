"""Finding papers that are here already under another file, when a paper has been read."""

from __future__ import annotations

from django.db import connection

from thuocdo.documents.models import Document, Sketch, Twin
from thuocdo.documents.rules.sketches import COMMON, NEARLY, likeness, sketch

MOST = 5
CLOSEST = """
    SELECT document_id, cardinality(ARRAY(SELECT unnest(values) INTERSECT SELECT unnest(%s::bigint[]))) AS common
    FROM documents_sketch WHERE values && %s::bigint[] AND document_id <> %s
    ORDER BY common DESC, document_id LIMIT %s"""


class Twins:
    """Looks for papers that may be the same as one that was just read; proposals of people's decisions stay."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def look(self) -> None:
        """Propose papers with the same number, issuer and day, and papers whose text is nearly equal."""
        document = self.document
        values = sketch(document.text)
        Sketch.objects.filter(document=document).delete()
        if values:
            Sketch.objects.create(document=document, values=values)
        wanted: dict[int, tuple[str, int | None]] = {pk: (Twin.Why.NUMBER, None) for pk in self._same_number()}
        for pk, share in self._same_text(values):
            wanted.setdefault(pk, (Twin.Why.TEXT, share))
        known = set(Twin.objects.filter(document=document).values_list("other_id", flat=True))
        known |= set(Twin.objects.filter(other=document).values_list("document_id", flat=True))
        Twin.objects.filter(document=document, state=Twin.State.PROPOSED).exclude(other__in=wanted).delete()
        Twin.objects.bulk_create(
            Twin(document=document, other_id=pk, why=why, likeness=share)
            for pk, (why, share) in wanted.items()
            if pk not in known
        )

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

    def _same_text(self, values: list[int]) -> list[tuple[int, int]]:
        """Papers nearly equal in text, with the share in per cent; the few closest sketches are compared in full."""
        if not values:
            return []
        with connection.cursor() as cursor:
            cursor.execute(CLOSEST, [values, values, self.document.pk, MOST])
            close = [pk for pk, common in cursor.fetchall() if common >= COMMON]
        found = []
        rows = Document.objects.filter(pk__in=close).order_by("pk")
        if self.document.number_key:
            # Letters after one pattern differ by their numbers: they are two.
            rows = rows.filter(number_key__in=["", self.document.number_key])
        for pk, text in rows.values_list("pk", "text"):
            share = likeness(self.document.text, text)
            if share >= NEARLY:
                found.append((pk, int(share * 100)))
        return found
