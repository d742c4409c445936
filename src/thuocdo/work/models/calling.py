"""What is asked for outside all rules (yêu cầu đột xuất): by whom, of which task, until when, why, by which paper."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from thuocdo.work.models.plans import Task

KEEP = models.PROTECT


class Call(models.Model):
    """A result asked for out of turn (yêu cầu báo cáo đột xuất) of one, several or all lead agencies of a task.

    Each agency has a due instance with `ad_hoc` for it. The data window is half-open `[window_start, window_end)`.
    """

    task = models.ForeignKey(Task, KEEP, related_name="calls")
    what = models.TextField()
    reason = models.TextField()
    due_on = models.DateField()
    window_start = models.DateField(null=True, blank=True)
    window_end = models.DateField(null=True, blank=True)
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="+")
    called_at = models.DateTimeField()
    called_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    called_by_name = models.TextField()
    synthetic = models.BooleanField(default=False, help_text="Dữ liệu giả lập của bản trình diễn")

    class Meta:
        ordering = ["-called_at", "pk"]
        constraints = [
            models.CheckConstraint(name="call_says_what_and_why", condition=~Q(what="") & ~Q(reason="")),
            models.CheckConstraint(
                name="call_window",
                condition=Q(window_start=None, window_end=None) | Q(window_start__lt=F("window_end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} (hạn {self.due_on:%d/%m/%Y})"
