"""Tables of merger day: the mapping with its checks, the approval, and a minute for every pair of units."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

KEEP = models.PROTECT


class Merger(models.Model):
    """One reorganisation of units on one day (đợt sắp xếp): its mapping, simulation, approval and hand-over.

    A correcting act is a merger of its own that names the one it `corrects`. `reading_problems` are those of the file
    itself, `problems` all of the last check; `acknowledged` codes of doubts that the approver has seen. `simulation`
    keeps what would move, as counted when it was last simulated; `result` what did move. `ordered_at` says that a
    worker was asked to carry it out, `failure` why the last attempt did not.
    """

    class Source(models.TextChoices):
        FILE = "file", _("Tệp ánh xạ")
        PACK = "pack", _("Gói danh mục")

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        APPROVED = "approved", _("Đã duyệt, chờ đến ngày")
        CARRIED_OUT = "carried_out", _("Đã bàn giao")
        WITHDRAWN = "withdrawn", _("Đã hủy")

    name = models.TextField()
    province_key = models.CharField(max_length=10, db_index=True)
    effective_on = models.DateField()
    legal_basis = models.TextField()
    source = models.CharField(max_length=10, choices=Source.choices)
    file = models.ForeignKey("core.StoredFile", KEEP, null=True, blank=True, related_name="+")
    corrects = models.ForeignKey("self", KEEP, null=True, blank=True, related_name="corrections")
    carries_people = models.BooleanField(default=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    reading_problems = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    acknowledged = models.JSONField(default=list)
    simulation = models.JSONField(null=True)
    simulated_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("directory.Person", KEEP, null=True, related_name="+")
    approved_by_name = models.TextField(blank=True)
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey("directory.Person", KEEP, null=True, related_name="+")
    failure = models.TextField(blank=True)
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by_name = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="merger_approved_by_a_named_person",
                condition=Q(state__in=["draft", "withdrawn"], approved_at=None)
                | (Q(state__in=["approved", "carried_out"], approved_at__isnull=False) & ~Q(approved_by_name="")),
            ),
            models.CheckConstraint(
                name="merger_carried_out_with_its_time",
                condition=Q(state="carried_out", carried_out_at__isnull=False)
                | (~Q(state="carried_out") & Q(carried_out_at=None)),
            ),
            models.CheckConstraint(
                name="merger_withdrawn_with_its_reason",
                condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_why=""))
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MergerRow(models.Model):
    """One line of the mapping, as it was written: from which unit to which, how much, by which clause.

    `to_name` and what follows describe a unit that this merger founds, or names anew.
    """

    merger = models.ForeignKey(Merger, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    from_key = models.CharField(max_length=40)
    to_key = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    extent = models.CharField(max_length=30)
    weight = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    weight_basis = models.CharField(max_length=20, blank=True)
    clause = models.TextField(blank=True)
    note = models.TextField(blank=True)
    to_name = models.TextField(blank=True)
    to_full_name = models.TextField(blank=True)
    to_kind = models.CharField(max_length=20, blank=True)
    to_level = models.CharField(max_length=10, blank=True)
    to_parent_key = models.CharField(max_length=40, blank=True)
    to_territory_key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["merger", "line"]
        constraints = [models.UniqueConstraint(fields=["merger", "line"], name="merger_line_once")]

    def __str__(self) -> str:
        return f"{self.from_key} → {self.to_key or '∅'}"


class Minute(models.Model):
    """The minute of handing over between one pair of units (biên bản bàn giao).

    `lines` is what passed, as told by the rooms that own it (kind, words, note, count, link), `counts` the same by kind
    (lines, what they hold), `head` what its letterhead needs (superior, symbol, clauses): all frozen on the day. Both
    sides confirm it by name. Without a taking unit the minute lists what has no successor and waits for a decision.
    """

    merger = models.ForeignKey(Merger, KEEP, related_name="minutes")
    number = models.PositiveIntegerField()
    giving_unit = models.ForeignKey("directory.Unit", KEEP, related_name="minutes_given")
    taking_unit = models.ForeignKey("directory.Unit", KEEP, null=True, related_name="minutes_taken")
    giving_name = models.TextField()
    taking_name = models.TextField(blank=True)
    lines = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    head = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    given_by = models.ForeignKey("directory.Person", KEEP, null=True, related_name="+")
    given_by_name = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("directory.Person", KEEP, null=True, related_name="+")
    taken_by_name = models.TextField(blank=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["merger", "number"]
        constraints = [
            models.UniqueConstraint(fields=["merger", "number"], name="minute_number_once"),
            models.UniqueConstraint(
                fields=["merger", "giving_unit", "taking_unit"], name="one_minute_per_pair", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="minute_confirmed_by_a_named_person",
                condition=(Q(given_at=None, given_by_name="") | Q(given_at__isnull=False) & ~Q(given_by_name=""))
                & (Q(taken_at=None, taken_by_name="") | Q(taken_at__isnull=False) & ~Q(taken_by_name="")),
            ),
            models.CheckConstraint(
                name="minute_has_two_sides", condition=Q(taken_by=None) | ~Q(taken_by=models.F("given_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giving_name} → {self.taking_name or '∅'}"
