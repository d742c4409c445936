"""What was found when the digital signatures of a paper's file were checked; kept as evidence, never changed."""

from __future__ import annotations

from django.db import models

from thuocdo.documents.models.papers import Document


class SignatureCheck(models.Model):
    """One check of the signatures of a paper's file (lần kiểm tra chữ ký số), newest first.

    `findings` holds one object a signature (`signing.verifying.Finding`), in the order of signing; `valid` how many of
    `count` hold. `trust` names the trusted certificates that counted, so that a later check with others differs for a
    known reason.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signature_checks")
    checked_at = models.DateTimeField()
    findings = models.JSONField(default=list)
    count = models.PositiveSmallIntegerField()
    valid = models.PositiveSmallIntegerField()
    trust = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="no_more_valid_signatures_than_there_are", condition=models.Q(valid__lte=models.F("count"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.valid}/{self.count}"
