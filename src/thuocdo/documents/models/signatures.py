"""Whom signatures are trusted from; what was found when those of a paper's file were checked: kept as evidence."""

from __future__ import annotations

from django.db import models

from thuocdo.documents.models.papers import Document


class TrustTable(models.Model):
    """Whom signatures are trusted from, as taken over from the pack (kho chứng thư tin cậy); the latest row counts.

    `content` holds `certificates` (use, fingerprint, whose, until when, the certificate itself, where it comes from)
    and `lists` of revoked ones. Former rows stay: an earlier check can be understood by what was trusted then.
    """

    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.at:%d/%m/%Y}"


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
