"""Papers that may be the same one twice, and the sketch of a text by which such papers are found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.documents.models.papers import Document


class Sketch(models.Model):
    """A small sample of a text (phác họa văn bản): the lowest hashes of its runs of words, `rules.sketches`."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="sketch")
    values = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["values"], name="sketches_by_value")]

    def __str__(self) -> str:
        return str(self.document_id)


class Twin(models.Model):
    """Two papers that may be one (văn bản trùng): the one that came later, the earlier one, why it seems so.

    A person says `same`: then the later one is a copy (bản trùng) of the earlier; or `different`. Nothing is deleted.
    `likeness` is the share of the text that both have, 0 to 100, where the texts were compared.
    """

    class Why(models.TextChoices):
        NUMBER = "number", _("Trùng số, ký hiệu, ngày và cơ quan ban hành")
        TEXT = "text", _("Nội dung gần như giống nhau")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Nghi trùng")
        SAME = "same", _("Là một văn bản")
        DIFFERENT = "different", _("Là hai văn bản khác nhau")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="twins")
    other = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="later_twins")
    why = models.CharField(max_length=6, choices=Why.choices)
    likeness = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="decided_twins"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "other"], name="two_papers_are_compared_once"),
            models.CheckConstraint(name="no_paper_is_its_own_twin", condition=~Q(document=F("other"))),
            models.CheckConstraint(
                name="a_twin_is_decided_by_a_person",
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} = {self.other_id}"
