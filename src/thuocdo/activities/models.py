"""Activities that plans ask for and that are counted, what was asked, lists that were handed in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.kernel.text import fold

KEEP = models.PROTECT


class ActivityKind(models.Model):
    """A kind of activity (loại hoạt động) with its measures and steps, from `packs/national/activities.yaml`."""

    code = models.CharField(max_length=40, primary_key=True)
    order = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=40)
    group_name = models.TextField()
    name = models.TextField()
    measures = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    source = models.TextField(help_text="Lời của văn bản giao loại việc này")
    retired = models.BooleanField(default=False, help_text="Không còn trong danh mục; hoạt động cũ vẫn giữ")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def main_measure(self) -> str:
        """The code of the measure that counts when nothing else is said: the first."""
        return str(self.measures[0]["code"])


class Activity(models.Model):
    """Something that a unit did from `starts_on` to `last_on`, both days included (hoạt động), with its measures.

    `link_key` and `folded` find the same thing entered twice; a wrong one is corrected or withdrawn, never deleted.
    """

    unit = models.ForeignKey("directory.Unit", KEEP, related_name="activities")
    kind = models.ForeignKey(ActivityKind, KEEP, related_name="activities")
    title = models.TextField()
    folded = models.TextField(editable=False)
    starts_on = models.DateField()
    last_on = models.DateField()
    medium = models.CharField(max_length=200, blank=True, help_text="Nơi đăng, phát hoặc nơi tổ chức")
    link = models.URLField(max_length=500, blank=True)
    link_key = models.CharField(max_length=500, blank=True, editable=False)
    text = models.TextField(blank=True)
    task = models.ForeignKey("work.Task", KEEP, null=True, blank=True, related_name="activities")
    measures = models.JSONField(default=dict)
    amount = models.PositiveBigIntegerField(default=0, help_text="Số đo chính, để cộng nhanh")
    revision = models.PositiveIntegerField(default=0)
    why_twin = models.TextField(blank=True, help_text="Vì sao vẫn ghi khi giống một hoạt động đã có")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    made_by_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.TextField(blank=True)
    withdrawn_why = models.TextField(blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["unit", "kind", "starts_on"], name="activities_of_a_unit"),
            models.Index(fields=["task"], name="activities_of_a_task"),
            models.Index(fields=["starts_on"], name="activities_by_day"),
            models.Index(fields=["link_key"], condition=~Q(link_key=""), name="activities_by_link"),
        ]
        constraints = [
            models.CheckConstraint(name="activity_says_something", condition=~Q(title="")),
            models.CheckConstraint(name="activity_span", condition=Q(last_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="activity_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by_name="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title[:120]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.title} {self.medium}")
        super().save(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """What is kept of an activity before and after a correction."""
        return {
            "title": self.title, "starts_on": self.starts_on.isoformat(), "last_on": self.last_on.isoformat(),
            "medium": self.medium, "link": self.link, "text": self.text, "task": self.task_id,
            "measures": dict(self.measures),
        }  # fmt: skip


class ActivityChange(models.Model):
    """A correction of an activity (đính chính): what stood there, what stands there now, who, when, why."""

    activity = models.ForeignKey(Activity, KEEP, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()
    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()

    class Meta:
        ordering = ["activity", "-pk"]
        constraints = [models.CheckConstraint(name="change_says_why", condition=~Q(why=""))]

    def __str__(self) -> str:
        return self.why[:120]


class Proof(models.Model):
    """A file that proves an activity (tài liệu kiểm chứng): list of participants, photo, screenshot."""

    activity = models.ForeignKey(Activity, KEEP, related_name="proofs")
    file = models.ForeignKey("core.StoredFile", KEEP, related_name="+")
    title = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()

    class Meta:
        ordering = ["activity", "pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "file"], name="one_proof_of_a_file")]

    def __str__(self) -> str:
        return self.title[:120]


class ActivityStep(models.Model):
    """A step of an initiative or model (công nhận, nhân rộng) with its paper; a spread names where to."""

    activity = models.ForeignKey(Activity, KEEP, related_name="steps")
    code = models.CharField(max_length=40)
    name = models.TextField()
    on = models.DateField()
    paper = models.CharField(max_length=200, blank=True)
    where = models.TextField(blank=True, help_text="Nơi công nhận, nơi nhân rộng tới")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.TextField(blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ["activity", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="activity_step_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by_name="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Asked(models.Model):
    """What was asked for (số lượng được giao): so many of a measure of a kind from a unit, or from the whole province,
    in `[starts_on, ends_on)`, by a task or a paper."""

    province_key = models.CharField(max_length=10)
    unit = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="activities_asked")
    kind = models.ForeignKey(ActivityKind, KEEP, related_name="asked")
    measure = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Ngày đầu tiên không còn thuộc thời gian được giao")
    task = models.ForeignKey("work.Task", KEEP, null=True, blank=True, related_name="activities_asked")
    basis = models.TextField(help_text="Văn bản, mục giao số lượng này")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.TextField(blank=True)
    withdrawn_why = models.TextField(blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_on", "kind", "pk"]
        indexes = [models.Index(fields=["province_key", "starts_on", "ends_on"], name="asked_in_a_time")]
        constraints = [
            models.CheckConstraint(name="asked_span", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(name="asked_is_something", condition=Q(number__gt=0) & ~Q(basis="")),
            models.CheckConstraint(
                name="asked_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by_name="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.number}"


class ActivityImport(models.Model):
    """One list of activities handed in as a workbook (lần nhập danh sách), looked over before it is taken.

    `lines` holds for each row: line, outcome (new, twin, fault), values, faults; and the key of what was made of it.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("Đã kiểm tra, chưa nhập")
        DONE = "done", _("Đã nhập")
        UNDONE = "undone", _("Đã hoàn tác")
        DISCARDED = "discarded", _("Đã bỏ")

    unit = models.ForeignKey("directory.Unit", KEEP, related_name="activity_imports")
    file = models.ForeignKey("core.StoredFile", KEEP, related_name="+")
    name = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.CHECKED)
    lines = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.TextField(blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
