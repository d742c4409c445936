"""Drafts of papers (dự thảo): their templates, versions, comments, approval, signatures."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.chancery.rules.life import DraftState


class Template(models.Model):
    """One version of a form that officers edit as a Word file (mẫu văn bản).

    `code` names the form through its versions; `unit` is empty for those that the platform ships. A template is never
    changed: a newer version is another row, and the one with the highest version that is not retired is in force.
    """

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="paper_templates"
    )
    kind = models.CharField(max_length=30)
    name = models.TextField()
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    placeholders = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="templates_made"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "version"], name="one_version_of_a_template", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Draft(models.Model):
    """One paper being made (dự thảo văn bản), from the first version to the issued document.

    `unit` issues it; `author` writes it; `signer` is the position that will sign, under the authority that the
    directory states on the day of signing. `answers` is the paper that it answers, `carries_out` the one that it
    hands down. `approved_version` is the version that was approved: nothing else can be numbered and signed. `paper` is
    the numbered PDF as it was laid out: what is signed are these bytes and nothing else.
    """

    class State(models.TextChoices):
        DRAFTING = DraftState.DRAFTING, _("Đang soạn")
        SUBMITTED = DraftState.SUBMITTED, _("Đã trình")
        RETURNED = DraftState.RETURNED, _("Trả lại để sửa")
        APPROVED = DraftState.APPROVED, _("Đã duyệt")
        NUMBERED = DraftState.NUMBERED, _("Đã cấp số")
        ISSUED = DraftState.ISSUED, _("Đã ban hành")
        CANCELLED = DraftState.CANCELLED, _("Đã hủy")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=30)
    title = models.TextField()
    folded = models.TextField(blank=True)
    template = models.ForeignKey(Template, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="drafts")
    approver = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts_to_approve"
    )
    signer = models.ForeignKey(
        "directory.Position", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts_to_sign"
    )
    answers = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="answering_drafts"
    )
    carries_out = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts_handing_down"
    )
    approved_version = models.ForeignKey(
        "DraftVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.OneToOneField(
        "chancery.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    paper = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number_symbol = models.TextField(blank=True)
    dated = models.DateField(null=True, blank=True)
    document = models.OneToOneField(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="drafts_of_a_unit_by_state")]
        constraints = [
            models.CheckConstraint(
                name="an_issued_draft_is_a_document",
                condition=Q(state=DraftState.ISSUED, document__isnull=False, issued_at__isnull=False)
                | (~Q(state=DraftState.ISSUED) & Q(document=None, issued_at=None)),
            ),
            models.CheckConstraint(
                name="a_numbered_draft_has_its_line",
                condition=~Q(state__in=[DraftState.NUMBERED, DraftState.ISSUED])
                | Q(entry__isnull=False, dated__isnull=False, approved_version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DraftVersion(models.Model):
    """One saved state of a draft's content (phiên bản dự thảo), only ever added.

    `data` is what the composing engine lays out (`documents.composing.kinds`).
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="draft_versions")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.number}"


class DraftComment(models.Model):
    """One remark on a version of a draft (góp ý), open until somebody closes it with an answer."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="comments")
    place = models.TextField(blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="draft_comments")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="closed_draft_comments"
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class DraftMove(models.Model):
    """One step of a draft (bước xử lý dự thảo): who did what with which version, and why."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="moves")
    version = models.ForeignKey(DraftVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="draft_moves")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.verb}"


class DraftSignature(models.Model):
    """One signed state of the numbered paper (bản đã ký): the person's signature first, then the unit's."""

    class Whose(models.TextChoices):
        PERSON = "person", _("Người ký")
        UNIT = "unit", _("Cơ quan")

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="signatures")
    order = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=6, choices=Whose.choices)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    findings = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="paper_signatures")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["draft", "order"], name="signatures_in_order")]

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.order} {self.whose}"
