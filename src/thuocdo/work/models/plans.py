"""Plans, objectives, targets and tasks with the agencies and deadlines they name."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.kernel.text import fold

KEEP = models.PROTECT


class Plan(models.Model):
    """A programme, plan or directive (chương trình, kế hoạch, văn bản chỉ đạo) whose tasks are followed here.

    `document` is the paper that carries it or approved it, `proposal` the one that proposed it (tờ trình), `parent` the
    plan that it carries out, `copied_from` the one that it was begun from. `drafter` is the agency that writes it (cơ
    quan soạn thảo), the issuer where it is empty. `revision` counts the savings of a draft.
    """

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Chương trình")
        PLAN = "plan", _("Kế hoạch")
        DIRECTIVE = "directive", _("Văn bản chỉ đạo")
        CONCLUSION = "conclusion", _("Kết luận cuộc họp")

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        PROPOSED = "proposed", _("Đã trình")
        APPROVED = "approved", _("Đã phê duyệt, chưa đến ngày thực hiện")
        IN_FORCE = "in_force", _("Đang thực hiện")
        CLOSED = "closed", _("Đã kết thúc")
        DISCARDED = "discarded", _("Đã bỏ")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.TextField()
    number_symbol = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField()
    theme = models.TextField(blank=True)
    issuer = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="plans_issued")
    issuer_name = models.TextField(blank=True)
    drafter = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="plans_drafted")
    province_key = models.CharField(max_length=10, help_text="Khóa của tỉnh, thành phố mà kế hoạch thuộc về")
    document = models.OneToOneField("documents.Document", KEEP, null=True, related_name="plan")
    parent = models.ForeignKey("self", KEEP, null=True, blank=True, related_name="derived")
    copied_from = models.ForeignKey("self", KEEP, null=True, blank=True, related_name="copies")
    state = models.CharField(max_length=20, choices=State.choices)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    made_by_name = models.TextField(blank=True)
    proposal = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    proposed_by_name = models.TextField(blank=True)
    approved_on = models.DateField(null=True, blank=True)
    state_reason = models.TextField(blank=True, help_text="Lý do trả lại dự thảo, bỏ, hoặc kết thúc")
    as_at = models.DateField(help_text="Ngày mà tên cơ quan trong văn bản được hiểu theo")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Ngày đầu tiên không còn thuộc kế hoạch")
    in_force_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "kind", "pk"]
        indexes = [models.Index(fields=["province_key", "year", "kind"], name="plans_of_a_province")]
        constraints = [
            models.CheckConstraint(name="plan_span", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(
                name="plan_state_has_its_dates",
                condition=Q(state__in=["draft", "discarded"], in_force_on=None, closed_on=None)
                | Q(state="proposed", proposed_at__isnull=False, in_force_on=None, closed_on=None)
                | Q(state="approved", approved_on__isnull=False, in_force_on__isnull=False, closed_on=None)
                | Q(state="in_force", in_force_on__isnull=False, closed_on=None)
                | Q(state="closed", in_force_on__isnull=False, closed_on__isnull=False),
            ),
            models.CheckConstraint(name="plan_is_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))),
            models.UniqueConstraint(
                fields=["issuer", "year"],
                condition=Q(kind="conclusion", state="in_force"),
                name="one_plan_of_conclusions_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Objective(models.Model):
    """An objective (mục tiêu) of a plan, in its own words."""

    plan = models.ForeignKey(Plan, KEEP, related_name="objectives")
    number = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField()
    text = models.TextField()
    item = models.OneToOneField("documents.Item", KEEP, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "order"]

    def __str__(self) -> str:
        return self.text[:120]


class Target(models.Model):
    """A target (chỉ tiêu): what shall reach which value by when; `comparator` is =, >=, >, <= or <.

    A target by `level` compares with `value`; a `trend` only has to go up or down (`direction`) against the year
    before; `against_base` has to change by `value` against `base_value` of `base_year`.
    """

    class Kind(models.TextChoices):
        LEVEL = "level", _("Đạt mức")
        TREND = "trend", _("Năm sau tốt hơn năm trước")
        AGAINST_BASE = "against_base", _("So với năm gốc")

    class Direction(models.TextChoices):
        UP = "up", _("Tăng")
        DOWN = "down", _("Giảm")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.LEVEL)
    direction = models.CharField(max_length=4, choices=Direction.choices, blank=True)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True)
    base_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    plan = models.ForeignKey(Plan, KEEP, related_name="targets")
    objective = models.ForeignKey(Objective, KEEP, null=True, blank=True, related_name="targets")
    order = models.PositiveIntegerField()
    text = models.TextField()
    subject = models.TextField(blank=True)
    comparator = models.CharField(max_length=4, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit = models.CharField(max_length=80, blank=True)
    deadline = models.JSONField(null=True, blank=True)
    section = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=40, blank=True)
    source_text = models.TextField(blank=True)
    spans = models.JSONField(default=list)
    item = models.OneToOneField("documents.Item", KEEP, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "order"]

    def __str__(self) -> str:
        return self.text[:120]


class Task(models.Model):
    """A task (nhiệm vụ) with its sentence and its place in the document, which it keeps for ever."""

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("Đang thực hiện")
        REVOKED = "revoked", _("Thôi giao")
        REPLACED = "replaced", _("Đã được thay bằng nhiệm vụ khác")

    plan = models.ForeignKey(Plan, KEEP, related_name="tasks")
    number = models.CharField(max_length=40)
    order = models.PositiveIntegerField()
    row = models.PositiveIntegerField(null=True, blank=True, help_text="Số thứ tự trong phụ lục, nếu có")
    section = models.CharField(max_length=60, blank=True)
    section_title = models.TextField(blank=True)
    field = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    folded = models.TextField(editable=False)
    outputs = models.JSONField(default=list)
    lead_text = models.TextField(blank=True)
    coordinating_text = models.TextField(blank=True)
    deadline_text = models.TextField(blank=True)
    report_to = models.TextField(blank=True)
    urgency = models.CharField(max_length=80, blank=True)
    source_text = models.TextField(blank=True)
    spans = models.JSONField(default=list)
    document = models.ForeignKey("documents.Document", KEEP, null=True, related_name="tasks")
    item = models.OneToOneField("documents.Item", KEEP, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.IN_FORCE)
    begins_on = models.DateField(null=True, blank=True, help_text="Ngày vào kế hoạch, nếu muộn hơn kế hoạch")
    ended_on = models.DateField(null=True, blank=True, help_text="Ngày thôi giao hoặc được thay")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"], name="one_task_a_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="task_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:110]}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.refold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def refold(self) -> None:
        """Bring the search form up to date; bulk creation calls it too."""
        self.folded = fold(" ".join([self.number, self.text, *map(str, self.outputs), self.lead_text]))


class Role(models.TextChoices):
    """A unit's part in a task."""

    LEAD = "lead", _("Chủ trì")
    COORDINATING = "coordinating", _("Phối hợp")


class TaskParty(models.Model):
    """One agency phrase of a task (cách gọi cơ quan trong văn bản) and what it was understood to mean.

    `resolved`: the directory knew; `needs_person`: it knew in part or with doubt; `unknown`: it did not know;
    `chosen`: a person said which units; `set_aside`: a person said that no unit is meant, and why.
    """

    class State(models.TextChoices):
        RESOLVED = "resolved", _("Đã rõ cơ quan")
        NEEDS_PERSON = "needs_person", _("Cần người xem lại")
        UNKNOWN = "unknown", _("Chưa rõ cơ quan")
        CHOSEN = "chosen", _("Người có thẩm quyền đã chọn")
        SET_ASIDE = "set_aside", _("Không giao cụ thể cho cơ quan nào")

    task = models.ForeignKey(Task, KEEP, related_name="parties")
    role = models.CharField(max_length=20, choices=Role.choices)
    order = models.PositiveSmallIntegerField()
    phrase = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    unknown = models.JSONField(default=list, help_text="Phần của cụm từ chưa hiểu được")
    alternatives = models.JSONField(default=list)
    chosen = models.JSONField(default=list, blank=True, help_text="Khóa của các cơ quan mà người soạn đã chọn")
    decided_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    decided_by_name = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["task", "role", "order"]
        indexes = [
            models.Index(fields=["task"], condition=Q(state__in=["needs_person", "unknown"]), name="parties_to_clear")
        ]
        constraints = [
            models.UniqueConstraint(fields=["task", "role", "order"], name="one_phrase_a_place"),
            models.CheckConstraint(
                name="party_decision_has_actor_and_date",
                condition=Q(state__in=["chosen", "set_aside"], decided_at__isnull=False) & ~Q(decided_by_name="")
                | Q(state__in=["resolved", "needs_person", "unknown"], decided_at=None, decided_by_name=""),
            ),
            models.CheckConstraint(name="party_set_aside_has_reason", condition=~Q(state="set_aside") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.phrase


class TaskDeadline(models.Model):
    """A time limit of a task (thời hạn) as printed, and the rule made of it.

    `binds` says whom: all leads; those of some phrases of the task (`parties`); the units that `applies_to` means; or
    nobody any more, where an amendment took it back.
    """

    class Binds(models.TextChoices):
        ALL = "all", _("Mọi cơ quan chủ trì")
        PARTIES = "parties", _("Cơ quan nêu trong một số cụm từ")
        UNITS = "units", _("Cơ quan mà thời hạn nêu riêng")
        NOBODY = "nobody", _("Không còn áp dụng")

    task = models.ForeignKey(Task, KEEP, related_name="deadlines")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    applies_to = models.TextField(blank=True)
    data = models.JSONField(default=dict, help_text="Thời hạn như đã đọc và xác nhận")
    rule = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    binds = models.CharField(max_length=20, choices=Binds.choices, default=Binds.ALL)
    parties = models.ManyToManyField(TaskParty, blank=True, related_name="deadlines")
    event_on = models.DateField(null=True, blank=True, help_text="Ngày xảy ra sự kiện mà thời hạn tính từ đó")
    event_due_on = models.DateField(null=True, blank=True, help_text="Hạn theo sự kiện đó")

    class Meta:
        ordering = ["task", "order"]
        constraints = [
            models.UniqueConstraint(fields=["task", "order"], name="one_deadline_a_place"),
            models.CheckConstraint(
                name="deadline_event_gives_a_date",
                condition=Q(event_on=None, event_due_on=None) | Q(event_on__lte=F("event_due_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
