"""Workbooks that come back (nhập từ Excel): looked over, agreed to, carried out, undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.work.models.plans import Plan

KEEP = models.PROTECT


class SheetImport(models.Model):
    """One workbook of a plan or of progress (lần nhập bảng), row by row; the same file twice changes nothing.

    `lines` holds what each row would do and did: line, key, outcome (added, changed, same, fault, vanished), before,
    after, faults with place, head, code, message, remedy. `columns` says which column was read as what, what a person
    chose, which columns do not fit their heads, and the mark that the workbook was given when it was made. `undo` is
    what brings back the state before.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Kế hoạch")
        PROGRESS = "progress", _("Tiến độ")

    class State(models.TextChoices):
        CHECKED = "checked", _("Đã kiểm tra, chưa nhập")
        DONE = "done", _("Đã nhập")
        UNDONE = "undone", _("Đã hoàn tác")
        DISCARDED = "discarded", _("Đã bỏ")

    plan = models.ForeignKey(Plan, KEEP, related_name="sheet_imports")
    unit = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="sheet_imports")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    file = models.ForeignKey("core.StoredFile", KEEP, related_name="+")
    name = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.CHECKED)
    lines = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    undo = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="sheet_import_state_has_its_dates",
                condition=Q(state="checked", done_at=None, ended_at=None)
                | Q(state="done", done_at__isnull=False, ended_at=None)
                | Q(state="undone", done_at__isnull=False, ended_at__isnull=False)
                | Q(state="discarded", done_at=None, ended_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name
