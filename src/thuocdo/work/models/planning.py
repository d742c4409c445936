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


class PlanEdit(models.Model):
    """One saving of a part of a draft (lần lưu dự thảo): nothing that somebody typed is lost.

    `part` names the part ("head", "task:12"), `number` counts its savings from 1, `data` is what was typed. Where two
    people wrote at once, what came second is kept with `stood` false.
    """

    plan = models.ForeignKey(Plan, KEEP, related_name="edits")
    part = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    stood = models.BooleanField(default=True, help_text="Lần lưu có hiệu lực; không thì chỉ giữ lại để xem")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["plan", "part"], name="edits_of_a_part")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "part", "number"], condition=Q(stood=True), name="one_saving_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.number}"


class Amendment(models.Model):
    """A change of a plan in force (điều chỉnh, bổ sung kế hoạch): prepared line by line, then ordered by a paper.

    From `effective_on` its lines hold; what was before stays readable as of the days before. One that is approved for a
    later day takes force on that day by itself. `state_reason` says why it came back to be written on: returned, or
    held because it no longer fitted the plan.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang chuẩn bị")
        PROPOSED = "proposed", _("Đã trình")
        APPROVED = "approved", _("Đã duyệt, chưa đến ngày hiệu lực")
        IN_FORCE = "in_force", _("Đã có hiệu lực")
        DISCARDED = "discarded", _("Đã bỏ")

    WAITING = (State.DRAFT, State.PROPOSED, State.APPROVED)

    plan = models.ForeignKey(Plan, KEEP, related_name="amendments")
    title = models.TextField()
    why = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="+")
    effective_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    made_by_name = models.TextField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    proposed_by_name = models.TextField(blank=True)
    state_reason = models.TextField(blank=True, help_text="Lý do trả lại, hoặc vì sao chưa có hiệu lực được")
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
                | Q(state="proposed", proposed_at__isnull=False, decided_at=None, decided_by_name="")
                | Q(
                    state__in=["approved", "in_force"],
                    decided_at__isnull=False,
                    effective_on__isnull=False,
                    document__isnull=False,
                )
                | Q(state="discarded", decided_at__isnull=False),
            ),
            models.CheckConstraint(name="amendment_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return self.title


class AmendmentLine(models.Model):
    """One change of an amendment: a task is added, changed, revoked, split, or merged with others.

    `tasks` are the tasks it is about (once in force, those that it added too), `data` what shall stand there
    afterwards: a list of tasks as `rules.plan_content` describes them. `before` is what stood there, kept when the
    amendment takes force.
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
    before = models.JSONField(default=list, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["amendment", "order"]
        constraints = [models.UniqueConstraint(fields=["amendment", "order"], name="one_amendment_line_a_place")]

    def __str__(self) -> str:
        return f"{self.order}. {self.get_verb_display()}"


class TaskLink(models.Model):
    """Lineage of a task (nguồn gốc nhiệm vụ): which task it came from, how, and by virtue of what.

    A remedy comes from a shortcoming that a paper names (`item`), every other kind from a task (`origin`).
    """

    class Kind(models.TextChoices):
        DERIVED = "derived", _("Cụ thể hóa nhiệm vụ của cấp trên")
        COPIED = "copied", _("Sao từ kế hoạch trước")
        CHANGED = "changed", _("Sửa đổi")
        SPLIT = "split", _("Tách ra từ")
        MERGED = "merged", _("Gộp từ")
        SUCCEEDED = "succeeded", _("Kế thừa khi sắp xếp đơn vị")
        REMEDY = "remedy", _("Khắc phục tồn tại, hạn chế")
        CONCLUDED = "concluded", _("Kết luận cuộc họp về nhiệm vụ")

    origin = models.ForeignKey(Task, KEEP, null=True, blank=True, related_name="links_out")
    item = models.ForeignKey("documents.Item", KEEP, null=True, blank=True, related_name="remedied_by")
    task = models.ForeignKey(Task, KEEP, related_name="links_in")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amendment = models.ForeignKey(Amendment, KEEP, null=True, blank=True, related_name="links")
    on = models.DateField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "task", "kind"], name="one_link_of_two_tasks"),
            models.UniqueConstraint(fields=["item", "task"], name="one_link_of_item_and_task"),
            models.CheckConstraint(
                name="link_comes_from_somewhere",
                condition=Q(origin__isnull=False, item=None) | Q(origin=None, item__isnull=False, kind="remedy"),
            ),
            models.CheckConstraint(name="no_task_comes_from_itself", condition=~Q(origin=models.F("task"))),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id or self.item_id} → {self.task_id} ({self.kind})"
