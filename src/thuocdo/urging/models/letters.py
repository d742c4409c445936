"""Numbered letters of urging (công văn đôn đốc): which rows each one names."""

from __future__ import annotations

from django.db import models

KEEP = models.PROTECT


class Letter(models.Model):
    """One letter of urging as a draft of the chancery: it is approved, numbered, signed and sent like every paper.

    Whether it was issued, with which number, the draft says; nothing of that is repeated here.
    """

    draft = models.OneToOneField("chancery.Draft", KEEP, related_name="urging_letter")
    unit = models.ForeignKey("directory.Unit", KEEP, related_name="urging_letters")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    agencies = models.PositiveIntegerField()
    tasks = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Công văn đôn đốc lập ngày {self.day:%d/%m/%Y}"


class LetterLine(models.Model):
    """One row of the table in a letter (dòng trong phụ lục): a due instance as it stood on that day."""

    letter = models.ForeignKey(Letter, KEEP, related_name="lines")
    occurrence = models.ForeignKey("work.Occurrence", KEEP, related_name="urging_letter_lines")
    unit = models.ForeignKey("directory.Unit", KEEP, related_name="+")
    due_on = models.DateField()
    late_days = models.PositiveIntegerField()

    class Meta:
        ordering = ["letter", "pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "occurrence"], name="one_row_a_letter")]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.occurrence_id}"
