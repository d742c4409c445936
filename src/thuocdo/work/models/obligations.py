"""What each unit owes, instance by instance: progress, proof, decisions and their history."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.work.models.plans import Plan, Role, Task, TaskDeadline, TaskParty
from thuocdo.work.rules.standing import Counts

KEEP = models.PROTECT


class Obligation(models.Model):
    """What one unit owes of one task (phần việc của một cơ quan); it ends with the unit, and is handed over.

    `officer` is the person of the unit who is charged with it (người được giao), where one is named.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("Đang thực hiện")
        ENDED = "ended", _("Đã chuyển giao hoặc chấm dứt")

    plan = models.ForeignKey(Plan, KEEP, related_name="obligations")
    task = models.ForeignKey(Task, KEEP, related_name="obligations")
    unit = models.ForeignKey("directory.Unit", KEEP, related_name="obligations")
    role = models.CharField(max_length=20, choices=Role.choices)
    party = models.ForeignKey(TaskParty, KEEP, null=True, blank=True, related_name="obligations")
    officer = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="obligations")
    named_as = models.TextField(blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    state = models.CharField(max_length=20, choices=State.choices, default=State.IN_FORCE)
    assigned_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    origin = models.ForeignKey("self", KEEP, null=True, blank=True, related_name="heirs")
    succession = models.ForeignKey("directory.Succession", KEEP, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["task", "role", "pk"]
        indexes = [
            models.Index(fields=["unit", "state", "role"], name="obligations_of_a_unit"),
            models.Index(fields=["plan", "role", "state"], name="obligations_of_a_plan"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit", "role"], condition=Q(state="in_force"), name="one_obligation_in_force"
            ),
            models.CheckConstraint(
                name="obligation_end_has_date_and_reason",
                condition=Q(state="in_force", ended_on=None, ended_why="")
                | (Q(state="ended", ended_on__isnull=False) & ~Q(ended_why="")),
            ),
            models.CheckConstraint(
                name="obligation_ends_after_it_began", condition=Q(ended_on=None) | Q(ended_on__gte=F("assigned_on"))
            ),
        ]

    # Filled by queries, never stored: where the part stands; `part` is that of a coordinating one.
    counts: Counts
    part: str

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.named_as or self.unit_id}"


class Occurrence(models.Model):
    """One due instance of a lead obligation (kỳ hạn). Overdue and due soon are no states: they follow from dates.

    `due_on` is the date in force, `original_due_on` the first one; the data window is half-open
    `[window_start, window_end)`. Without a date there is a next check and the reason. Plan, task and unit repeat those
    of the obligation, which never change, so that lists and counts need no joins: one key of four columns (migration
    0012) sees to that, in place of four keys to check for each of a million rows.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang thực hiện")
        SUBMITTED = "submitted", _("Chờ duyệt")
        RETURNED = "returned", _("Trả lại")
        ACCEPTED = "accepted", _("Đã duyệt")
        WAIVED = "waived", _("Được miễn")
        HANDED_OVER = "handed_over", _("Đã chuyển giao")

    obligation = models.ForeignKey(Obligation, KEEP, db_index=False, db_constraint=False, related_name="occurrences")
    plan = models.ForeignKey(Plan, KEEP, db_index=False, db_constraint=False, related_name="occurrences")
    task = models.ForeignKey(Task, KEEP, db_index=False, db_constraint=False, related_name="occurrences")
    unit = models.ForeignKey("directory.Unit", KEEP, db_index=False, db_constraint=False, related_name="occurrences")
    deadline = models.ForeignKey(TaskDeadline, KEEP, null=True, related_name="occurrences")
    label = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    original_due_on = models.DateField(null=True, blank=True)
    due_note = models.TextField(blank=True, help_text="Vì sao hạn dời khỏi ngày nghỉ")
    window_start = models.DateField(null=True, blank=True)
    window_end = models.DateField(null=True, blank=True)
    window_assumed = models.BooleanField(default=False, help_text="Văn bản không ghi kỳ số liệu; kỳ này theo quy ước")
    next_check_on = models.DateField(null=True, blank=True)
    why_no_date = models.TextField(blank=True)
    watched = models.BooleanField(default=False, help_text="Việc thường xuyên: theo dõi, không có ngày hết hạn")
    round = models.PositiveSmallIntegerField(default=1, help_text="Lượt rà soát của việc không có ngày")
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, db_index=False, related_name="+")
    submitted_by_name = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, db_index=False, related_name="+")
    decided_by_name = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Lý do trả lại, miễn, hoặc chuyển giao")
    on_time = models.BooleanField(null=True, blank=True)
    late_days = models.PositiveIntegerField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    origin = models.ForeignKey("self", KEEP, null=True, blank=True, db_index=False, related_name="heirs")
    ad_hoc = models.BooleanField(default=False, help_text="Yêu cầu đột xuất, ngoài quy tắc thời hạn")
    call = models.ForeignKey("work.Call", KEEP, null=True, blank=True, db_index=False, related_name="occurrences")
    quality = models.CharField(max_length=20, blank=True, help_text="Đánh giá chất lượng mới nhất")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["plan", "state", "due_on"], name="occurrences_of_a_plan"),
            models.Index(fields=["unit", "state", "due_on"], name="occurrences_of_a_unit"),
            models.Index(fields=["task", "state", "due_on"], name="occurrences_of_a_task"),
            models.Index(fields=["due_on", "id"], condition=~Q(state="handed_over"), name="occurrences_by_date"),
            models.Index(
                fields=["next_check_on"],
                condition=Q(due_on=None, state__in=["open", "returned"]),
                name="occurrences_to_check",
            ),
            models.Index(fields=["origin"], condition=Q(origin__isnull=False), name="occurrences_taken_over"),
            models.Index(fields=["call"], condition=Q(call__isnull=False), name="occurrences_of_a_call"),
            models.Index(fields=["decided_at"], condition=Q(state="accepted"), name="occurrences_last_accepted"),
            models.Index(
                fields=["plan", "unit", "quality"],
                condition=Q(state="accepted") & ~Q(quality=""),
                name="judged_of_a_plan",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "deadline", "original_due_on", "label", "round"],
                nulls_distinct=False,
                name="one_occurrence_a_date",
            ),
            models.CheckConstraint(
                name="occurrence_without_date_says_why",
                condition=Q(due_on__isnull=False, original_due_on__isnull=False)
                | (Q(due_on=None, original_due_on=None, next_check_on__isnull=False) & ~Q(why_no_date="")),
            ),
            models.CheckConstraint(
                name="occurrence_window", condition=Q(window_start=None) | Q(window_start__lt=F("window_end"))
            ),
            models.CheckConstraint(
                name="occurrence_submission_has_actor",
                condition=Q(submitted_at=None, submitted_by_name="")
                | (Q(submitted_at__isnull=False) & ~Q(submitted_by_name="")),
            ),
            models.CheckConstraint(
                name="occurrence_decision_has_actor",
                condition=Q(decided_at=None, decided_by_name="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by_name="")),
            ),
            models.CheckConstraint(
                name="occurrence_state_has_its_dates",
                condition=Q(state="open", submitted_at=None, decided_at=None, on_time=None)
                | Q(state="submitted", submitted_at__isnull=False, decided_at=None, on_time=None)
                | (
                    Q(state="returned", submitted_at__isnull=False, decided_at__isnull=False, on_time=None)
                    & ~Q(reason="")
                )
                | Q(
                    state="accepted", submitted_at__isnull=False, decided_at__isnull=False, on_time__isnull=False,
                    late_days__isnull=False,
                )
                | (Q(state="waived", decided_at__isnull=False, on_time=None) & ~Q(reason=""))
                | (Q(state="handed_over", handed_over_on__isnull=False, on_time=None) & ~Q(reason="")),
            ),
        ]  # fmt: skip

    # Filled by queries, never stored: the unit's name on a day.
    unit_name: str

    def __str__(self) -> str:
        due = f"hạn {self.due_on:%d/%m/%Y}" if self.due_on else "chưa rõ hạn"
        return f"{self.label} ({due})"


class Move(models.Model):
    """One move of an occurrence (dòng lịch sử): the verb, both states, who, when, why; rows are only added."""

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="moves")
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, db_index=False, related_name="+")
    by_name = models.TextField()
    reason = models.TextField(blank=True)
    other = models.ForeignKey(Occurrence, KEEP, null=True, blank=True, related_name="moves_from_here")
    document = models.ForeignKey(
        "documents.Document", KEEP, null=True, blank=True, db_index=False, related_name="+",
        help_text="Văn bản kèm theo quyết định",
    )  # fmt: skip

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y} {self.verb}"


class Note(models.Model):
    """A note on progress (ghi nhận tiến độ); `percent` is 0 to 100 where the unit gives one."""

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="notes")
    text = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, db_index=False, related_name="+")
    by_name = models.TextField()
    synthetic = models.BooleanField(default=False, help_text="Dữ liệu giả lập của bản trình diễn")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="note_percent", condition=Q(percent=None) | Q(percent__lte=100)),
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:120]


class Evidence(models.Model):
    """What proves a result (tài liệu kiểm chứng): a file, or a paper of the register; the same is attached once.

    `facts` is what was read in it (number, date, issuer, signer, kind), `checks` what that says before a person looks:
    rows of code, outcome (ok, warning, fault) and words.
    """

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="evidence")
    file = models.ForeignKey("core.StoredFile", KEEP, null=True, blank=True, related_name="+")
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="proves")
    facts = models.JSONField(default=dict, blank=True)
    checks = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    number_key = models.TextField(blank=True, help_text="Số, ký hiệu đọc được, để tìm tài liệu trùng")
    title = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, db_index=False, related_name="+")
    by_name = models.TextField()
    synthetic = models.BooleanField(default=False, help_text="Dữ liệu giả lập của bản trình diễn")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(fields=["number_key"], condition=~Q(number_key=""), name="evidence_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "file"], name="one_file_is_one_evidence"),
            models.UniqueConstraint(fields=["occurrence", "document"], name="one_paper_is_one_evidence"),
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_paper", condition=Q(file__isnull=False) | Q(document__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Extension(models.Model):
    """A request for a later date (đề nghị gia hạn); the old date stays in `old_due_on`."""

    class State(models.TextChoices):
        ASKED = "asked", _("Chờ quyết định")
        GRANTED = "granted", _("Đồng ý")
        REFUSED = "refused", _("Không đồng ý")

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="extensions")
    asked_until = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    asked_by_name = models.TextField()
    old_due_on = models.DateField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    granted_until = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    decided_by_name = models.TextField(blank=True)
    decision_reason = models.TextField(blank=True)
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence"], condition=Q(state="asked"), name="one_extension_waits"),
            models.CheckConstraint(
                name="extension_is_later", condition=Q(asked_until__gt=F("old_due_on")) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="extension_state_has_its_dates",
                condition=Q(state="asked", decided_at=None, decided_by_name="", granted_until=None)
                | (
                    Q(state="granted", decided_at__isnull=False, granted_until__gt=F("old_due_on"))
                    & ~Q(decided_by_name="")
                )
                | (
                    Q(state="refused", decided_at__isnull=False, granted_until=None)
                    & ~Q(decided_by_name="")
                    & ~Q(decision_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on:%d/%m/%Y} → {self.asked_until:%d/%m/%Y}"
