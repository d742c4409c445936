"""Parts of a plan in words, its amendments, and the lineage of its tasks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.work.models.plans import Plan, Task

KEEP = models.PROTECT


class PlanText(models.Model):
    """A part of a plan that is neither objective, target nor task: basis, solution or organisation, in its own words.

    A legal basis (căn cứ) names the paper where the register has it.
    """

    class Kind(models.TextChoices):
        BASIS = "basis", _("Căn cứ")
        SOLUTION = "solution", _("Giải pháp")
        ORGANISATION = "organisation", _("Tổ chức thực hiện")

    plan = models.ForeignKey(Plan, KEEP, related_name="texts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    order = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["plan", "kind", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "order"], name="one_plan_text_a_place"),
            models.CheckConstraint(name="plan_text_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:120]


class Amendment(models.Model):
    """A change of a plan in force (điều chỉnh, bổ sung kế hoạch): prepared line by line, then ordered by a paper.

    From `effective_on` its lines hold; what was before stays readable as of the days before.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang chuẩn bị")
        IN_FORCE = "in_force", _("Đã có hiệu lực")
        DISCARDED = "discarded", _("Đã bỏ")

    plan = models.ForeignKey(Plan, KEEP, related_name="amendments")
    title = models.TextField()
    why = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="+")
    effective_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    made_by_name = models.TextField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    decided_by_name = models.TextField(blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="Số việc, số kỳ hạn trước và sau khi điều chỉnh")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="amendment_in_force_has_its_paper",
                condition=Q(state="draft", decided_at=None, decided_by_name="")
                | Q(state="in_force", decided_at__isnull=False, effective_on__isnull=False, document__isnull=False)
                | Q(state="discarded", decided_at__isnull=False),
            ),
            models.CheckConstraint(name="amendment_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return self.title


class AmendmentLine(models.Model):
    """One change of an amendment: a task is added, changed, revoked, split, or merged with others.

    `tasks` are the tasks it is about (none when one is added), `data` what shall stand there afterwards: a list of
    tasks as `rules.plan_content` describes them.
    """

    class Verb(models.TextChoices):
        ADD = "add", _("Bổ sung")
        CHANGE = "change", _("Sửa đổi")
        REVOKE = "revoke", _("Thôi giao")
        SPLIT = "split", _("Tách")
        MERGE = "merge", _("Gộp")

    amendment = models.ForeignKey(Amendment, KEEP, related_name="lines")
    order = models.PositiveIntegerField()
    verb = models.CharField(max_length=20, choices=Verb.choices)
    tasks = models.ManyToManyField(Task, blank=True, related_name="amendment_lines")
    data = models.JSONField(default=list, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["amendment", "order"]
        constraints = [models.UniqueConstraint(fields=["amendment", "order"], name="one_amendment_line_a_place")]

    def __str__(self) -> str:
        return f"{self.order}. {self.get_verb_display()}"


class TaskLink(models.Model):
    """Lineage of a task (nguồn gốc nhiệm vụ): which task it came from, how, and by virtue of what."""

    class Kind(models.TextChoices):
        DERIVED = "derived", _("Cụ thể hóa nhiệm vụ của cấp trên")
        COPIED = "copied", _("Sao từ kế hoạch trước")
        CHANGED = "changed", _("Sửa đổi")
        SPLIT = "split", _("Tách ra từ")
        MERGED = "merged", _("Gộp từ")
        SUCCEEDED = "succeeded", _("Kế thừa khi sắp xếp đơn vị")
        REMEDY = "remedy", _("Khắc phục tồn tại, hạn chế")

    origin = models.ForeignKey(Task, KEEP, related_name="links_out")
    task = models.ForeignKey(Task, KEEP, related_name="links_in")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amendment = models.ForeignKey(Amendment, KEEP, null=True, blank=True, related_name="links")
    on = models.DateField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "task", "kind"], name="one_link_of_two_tasks"),
            models.CheckConstraint(name="no_task_comes_from_itself", condition=~Q(origin=models.F("task"))),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} → {self.task_id} ({self.kind})"
