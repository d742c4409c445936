"""How papers stand to each other, and which units hold a copy."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.documents.models.items import Citation
from thuocdo.documents.models.papers import Document


class Relation(models.Model):
    """One relation of a paper to another (quan hệ giữa các văn bản), proposed from the text, decided by a person.

    It reads "document KIND other": a plan carries out a decision, a letter answers a letter. `other` is empty while
    the paper that `citation` names is not here; `quote` and `spans` are the words in `document` that say it (none for
    what a person adds by hand).
    """

    class Kind(models.TextChoices):
        BASIS = "basis", _("Căn cứ")
        CARRIES_OUT = "carries_out", _("Thực hiện")
        REPLACES = "replaces", _("Thay thế, bãi bỏ")
        AMENDS = "amends", _("Sửa đổi, bổ sung")
        CORRECTS = "corrects", _("Đính chính")
        ANSWERS = "answers", _("Trả lời")
        ATTACHED = "attached", _("Kèm theo")
        RECALLS = "recalls", _("Thu hồi")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Máy đề xuất")
        CONFIRMED = "confirmed", _("Đã xác nhận")
        REJECTED = "rejected", _("Đã bác")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    citation = models.ForeignKey(Citation, null=True, blank=True, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="relations_to_it")
    quote = models.TextField(blank=True)
    spans = models.JSONField(default=list, blank=True)
    why = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="decided_relations"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_relation_leads_somewhere", condition=Q(citation__isnull=False) | Q(other__isnull=False)
            ),
            models.CheckConstraint(
                name="no_paper_relates_to_itself", condition=Q(other=None) | ~Q(other=F("document"))
            ),
            models.CheckConstraint(
                name="a_relation_is_decided_by_a_person",
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.UniqueConstraint(fields=["document", "kind", "citation"], name="one_relation_of_a_citation"),
            models.UniqueConstraint(
                fields=["document", "kind", "other"], condition=Q(citation=None), name="one_relation_added_by_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.other_id or self.citation_id}"


class Holder(models.Model):
    """A unit that holds a copy of a paper besides who received it (nơi giữ văn bản), and may therefore read it.

    `why` says by which act it came there: `entered` in its book, `delivered` to it, `issued` by it, `received` by it
    after another unit had received the same file.
    """

    RECEIVED = "received"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="holders")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="held_documents")
    why = models.CharField(max_length=9)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "unit"], name="a_unit_holds_a_paper_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.document_id}"
