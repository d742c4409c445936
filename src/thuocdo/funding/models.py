"""Estimates of money for tasks, their lines, what moved them, what was spent."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from thuocdo.kernel.text import fold

KEEP = models.PROTECT
# Amounts are whole đồng; twenty digits hold the sum of any list.
DIGITS = 20


class Source(models.TextChoices):
    """Where the money comes from (nguồn kinh phí)."""

    RECURRENT = "recurrent", _("Chi thường xuyên")
    INVESTMENT = "investment", _("Chi đầu tư phát triển")
    OTHER = "other", _("Nguồn hợp pháp khác")


class Estimate(models.Model):
    """An estimate (dự toán kinh phí) of one unit for one year, for a task or for a field of reform.

    An `ad_hoc` one goes the way of plan 3667/QĐ-UBND, part III.2.d; a `routine` one is paid from the unit's own
    recurrent budget (III.2.đ) and only recorded. `body` is the agency that consolidates it and puts it to the
    committee; `decision` names the paper that decided.
    """

    class Kind(models.TextChoices):
        AD_HOC = "ad_hoc", _("Đột xuất, ngoài nhiệm vụ thường xuyên")
        ROUTINE = "routine", _("Thường xuyên, trong dự toán được giao")

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang lập")
        SENT = "sent", _("Chờ thẩm định nhu cầu")
        RETURNED = "returned", _("Trả lại để sửa")
        APPRAISED = "appraised", _("Đã thẩm định nhu cầu")
        FORWARDED = "forwarded", _("Đã chuyển cơ quan tổng hợp")
        DECIDED = "decided", _("Đã cấp kinh phí")
        REFUSED = "refused", _("Không được cấp")
        WITHDRAWN = "withdrawn", _("Đã rút")

    unit = models.ForeignKey("directory.Unit", KEEP, related_name="estimates")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.TextField()
    folded = models.TextField(editable=False)
    need = models.TextField(blank=True, help_text="Sự cần thiết, căn cứ lập dự toán")
    task = models.ForeignKey("work.Task", KEEP, null=True, blank=True, related_name="estimates")
    field = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=20, choices=Source.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    state_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=DIGITS, decimal_places=0, default=Decimal(0))
    appraised_total = models.DecimalField(max_digits=DIGITS, decimal_places=0, null=True, blank=True)
    body = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="estimates_to_consolidate")
    allocated = models.DecimalField(max_digits=DIGITS, decimal_places=0, null=True, blank=True)
    spent = models.DecimalField(max_digits=DIGITS, decimal_places=0, default=Decimal(0))
    decision = models.CharField(max_length=120, blank=True, help_text="Số ký hiệu văn bản quyết định")
    decided_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey("documents.Document", KEEP, null=True, blank=True, related_name="estimates")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    made_by_name = models.TextField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["unit", "year", "state"], name="estimates_of_a_unit"),
            models.Index(fields=["task"], name="estimates_of_a_task"),
            models.Index(fields=["body", "state"], name="estimates_at_a_body"),
        ]
        constraints = [
            models.CheckConstraint(name="estimate_says_what_for", condition=~Q(title="")),
            models.CheckConstraint(name="estimate_year", condition=Q(year__gte=2000, year__lte=2100)),
            models.CheckConstraint(name="estimate_sums", condition=Q(total__gte=0, spent__gte=0)),
            models.CheckConstraint(
                name="estimate_state_has_its_facts",
                condition=Q(state__in=["draft", "sent", "returned", "withdrawn"], allocated=None, decided_on=None)
                | Q(state="appraised", appraised_total__isnull=False, allocated=None)
                | Q(state="forwarded", appraised_total__isnull=False, body__isnull=False, allocated=None)
                | (Q(state="decided", allocated__gt=0, decided_on__isnull=False) & ~Q(decision=""))
                | (Q(state="refused", allocated=None) & ~Q(state_reason="")),
            ),
            models.CheckConstraint(name="estimate_spends_what_it_got", condition=Q(state="decided") | Q(spent=0)),
        ]

    def __str__(self) -> str:
        return self.title[:120]

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(f"{self.title} {self.need} {self.decision}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def left(self) -> Decimal | None:
        """What is left of the allocation, below zero when more was spent; unknown while nothing is allocated."""
        return None if self.allocated is None else self.allocated - self.spent


class EstimateLine(models.Model):
    """One line (nội dung chi): quantity x unit price = amount, in đồng; with what the appraiser made of it."""

    estimate = models.ForeignKey(Estimate, KEEP, related_name="lines")
    order = models.PositiveSmallIntegerField()
    content = models.TextField()
    measure = models.CharField(max_length=40, blank=True, help_text="Đơn vị tính")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit_price = models.DecimalField(max_digits=15, decimal_places=0)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=0)
    basis = models.TextField(blank=True, help_text="Căn cứ tính: định mức, báo giá, văn bản")
    appraised = models.DecimalField(max_digits=DIGITS, decimal_places=0, null=True, blank=True)
    appraised_words = models.TextField(blank=True)

    class Meta:
        ordering = ["estimate", "order"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "order"], name="one_estimate_line_a_place"),
            models.CheckConstraint(name="estimate_line_says_what", condition=~Q(content="")),
            models.CheckConstraint(
                name="estimate_line_counts",
                condition=Q(quantity__gt=0, unit_price__gt=0)
                & Q(amount=Round(F("quantity") * F("unit_price"), output_field=models.DecimalField())),
            ),
            models.CheckConstraint(
                name="appraised_within_the_line",
                condition=Q(appraised=None) | Q(appraised__gte=0, appraised__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="appraised_less_says_why",
                condition=Q(appraised=None) | Q(appraised=F("amount")) | ~Q(appraised_words=""),
            ),
        ]

    def __str__(self) -> str:
        return self.content[:120]


class EstimateMove(models.Model):
    """One change of state of an estimate: who, when, why, by which amount; rows are only added."""

    estimate = models.ForeignKey(Estimate, KEEP, related_name="moves")
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=0, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["estimate", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.to_state}"


class Spending(models.Model):
    """Money spent of an allocation (khoản chi), with its paper or file; withdrawn with a reason, never deleted."""

    estimate = models.ForeignKey(Estimate, KEEP, related_name="spendings")
    spent_on = models.DateField()
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=0)
    content = models.TextField()
    paper = models.CharField(max_length=200, blank=True, help_text="Số chứng từ, hợp đồng")
    file = models.ForeignKey("core.StoredFile", KEEP, null=True, blank=True, related_name="+")
    why_over = models.TextField(blank=True, help_text="Giải trình khi chi vượt số được cấp")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.TextField(blank=True)
    withdrawn_why = models.TextField(blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["estimate", "spent_on", "pk"]
        constraints = [
            models.CheckConstraint(name="spending_is_something", condition=Q(amount__gt=0) & ~Q(content="")),
            models.CheckConstraint(
                name="spending_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by_name="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.content[:120]
