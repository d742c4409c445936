"""Imports of the export of another document system (nhập từ phần mềm quản lý văn bản), row by row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterImport(models.Model):
    """One file of rows with, maybe, the files they name (lần nhập sổ văn bản).

    `set_aside` holds the rows that were not taken (cách ly): line, column, code, message, remedy. The same file twice
    changes nothing: a row is known by `source` and its key there (`Document.source`, `Document.source_key`).
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("Đã kiểm tra, chưa nhập")
        RUNNING = "running", _("Đang nhập")
        DONE = "done", _("Đã nhập")
        FAILED = "failed", _("Nhập dở dang")

    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="register_imports")
    source = models.TextField()
    direction = models.CharField(max_length=3)
    table = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    files = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    columns = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    set_aside = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CHECKED)
    done_rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="register_imports"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """One row that was taken: its line in the file, the paper, and what it did to it (new, changed, same)."""

    run = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="imported_rows")
    outcome = models.CharField(max_length=8)

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="one_outcome_of_a_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.outcome}"
