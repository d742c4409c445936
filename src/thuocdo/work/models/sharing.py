"""What happens inside one due instance: steps of people, contributions of others, products, quality, what blocks it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.work.models.obligations import Evidence, Obligation, Occurrence

KEEP = models.PROTECT


class Contribution(models.Model):
    """What a lead asks of a coordinating agency by a date (đề nghị phối hợp), and what came of it.

    `obligation` is the coordinating agency's part in the task; its own state is that of its contributions.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Đã đề nghị")
        GIVEN = "given", _("Đã gửi, chờ xem")
        RETURNED = "returned", _("Đề nghị bổ sung")
        TAKEN = "taken", _("Đã nhận đủ")
        DECLINED = "declined", _("Không phối hợp được")
        RECALLED = "recalled", _("Đã rút đề nghị")

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="contributions")
    obligation = models.ForeignKey(Obligation, KEEP, related_name="contributions")
    text = models.TextField(help_text="Nội dung cần phối hợp")
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    asked_by_name = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    answered_by_name = models.TextField(blank=True)
    files = models.ManyToManyField("core.StoredFile", blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Lý do đề nghị bổ sung, không phối hợp được, hoặc rút đề nghị")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["obligation", "state", "due_on"], name="contributions_of_a_part")]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "obligation"], condition=Q(state__in=["asked", "given", "returned"]),
                name="one_open_contribution",
            ),
            models.CheckConstraint(name="contribution_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="contribution_state_has_its_dates",
                condition=Q(state="asked", answered_at=None)
                | Q(state__in=["given", "taken"], answered_at__isnull=False)
                | (Q(state__in=["returned", "declined", "recalled"]) & ~Q(reason="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:120]


class Step(models.Model):
    """A step of an obligation given to a named person of the agency (việc giao cho người), with its own date.

    It belongs to one due instance, or to all of them where `occurrence` is empty.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang làm")
        DONE = "done", _("Đã xong")
        DROPPED = "dropped", _("Thôi không làm")

    obligation = models.ForeignKey(Obligation, KEEP, related_name="steps")
    occurrence = models.ForeignKey(Occurrence, KEEP, null=True, blank=True, related_name="steps")
    order = models.PositiveIntegerField()
    text = models.TextField()
    person = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="steps")
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    given_by_name = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.TextField(blank=True)
    result = models.TextField(blank=True, help_text="Kết quả, hoặc lý do thôi")

    class Meta:
        ordering = ["obligation", "order", "pk"]
        indexes = [models.Index(fields=["person", "state", "due_on"], name="steps_of_a_person")]
        constraints = [
            models.CheckConstraint(name="step_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="step_end_has_its_date",
                condition=Q(state="open", ended_at=None, ended_by_name="")
                | (Q(state__in=["done", "dropped"], ended_at__isnull=False) & ~Q(ended_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]


class Product(models.Model):
    """One expected product of a due instance (sản phẩm) ticked by what was delivered: a paper or a file.

    `expected` is the task's output in its words, `place` its place among them; ticks are withdrawn, not deleted.
    """

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="products")
    place = models.PositiveSmallIntegerField()
    expected = models.TextField()
    evidence = models.ForeignKey(Evidence, KEEP, null=True, blank=True, related_name="products")
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="products")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.TextField(blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ["occurrence", "place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="product_is_a_paper_or_a_file", condition=Q(evidence__isnull=False) | Q(document__isnull=False)
            ),
            models.CheckConstraint(
                name="product_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by_name="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.expected[:120]


class QualityMark(models.Model):
    """A judgement of the quality of an accepted result (đánh giá chất lượng), apart from whether it is done.

    The newest one holds; earlier ones stay (42 of 42 tasks done and still shortcomings).
    """

    class Grade(models.TextChoices):
        GOOD = "good", _("Tốt")
        MET = "met", _("Đạt")
        LACKING = "lacking", _("Còn tồn tại, hạn chế")

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="quality_marks")
    grade = models.CharField(max_length=20, choices=Grade.choices)
    text = models.TextField(blank=True, help_text="Nhận xét; bắt buộc khi còn tồn tại, hạn chế")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()

    class Meta:
        ordering = ["occurrence", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="lacking_quality_says_what", condition=~Q(grade="lacking") | ~Q(text=""))
        ]

    def __str__(self) -> str:
        return self.grade


class Block(models.Model):
    """What a due instance waits for (vướng mắc): another due instance, or words; it ends when somebody says so."""

    occurrence = models.ForeignKey(Occurrence, KEEP, related_name="blocks")
    waits_for = models.ForeignKey(Occurrence, KEEP, null=True, blank=True, related_name="holds_up")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.TextField(blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["occurrence", "-at", "-pk"]
        indexes = [models.Index(fields=["occurrence"], condition=Q(ended_at=None), name="blocks_that_hold")]
        constraints = [
            models.CheckConstraint(name="block_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="nothing_waits_for_itself", condition=Q(waits_for=None) | ~Q(waits_for=F("occurrence"))
            ),
            models.CheckConstraint(
                name="block_end_has_its_actor",
                condition=Q(ended_at=None, ended_by_name="") | (Q(ended_at__isnull=False) & ~Q(ended_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]
