"""Handing over of obligations when units end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.work.models.obligations import Obligation

KEEP = models.PROTECT


class Handover(models.Model):
    """One handing over of obligations of units that ended (chuyển giao), with its counts."""

    up_to = models.DateField()
    at = models.DateTimeField()
    by_name = models.TextField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Chuyển giao đến ngày {self.up_to:%d/%m/%Y}"


class HandoverLine(models.Model):
    """What became of one obligation in a handing over: created at, absorbed by, finished, or without a successor."""

    class Effect(models.TextChoices):
        CREATED = "created", _("Giao cho cơ quan kế tục")
        ABSORBED = "absorbed", _("Nhập vào phần việc đã có")
        FINISHED = "finished", _("Đã xong trước khi kết thúc")
        NO_SUCCESSOR = "no_successor", _("Chưa rõ cơ quan kế tục")

    handover = models.ForeignKey(Handover, KEEP, related_name="lines")
    source = models.ForeignKey(Obligation, KEEP, related_name="handed_to")
    target = models.ForeignKey(Obligation, KEEP, null=True, blank=True, related_name="received_from")
    succession = models.ForeignKey("directory.Succession", KEEP, null=True, blank=True, related_name="+")
    effective_on = models.DateField()
    effect = models.CharField(max_length=20, choices=Effect.choices)
    occurrences = models.PositiveIntegerField(default=0, help_text="Số kỳ hạn chuyển theo")

    class Meta:
        ordering = ["handover", "pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_line_has_its_target",
                condition=Q(effect__in=["created", "absorbed"], target__isnull=False)
                | Q(effect__in=["finished", "no_successor"], target=None),
            )
        ]

    # Filled by queries, never stored: names of both ends.
    from_name: str
    to_name: str

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id or '-'}"
