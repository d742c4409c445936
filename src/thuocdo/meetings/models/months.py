"""The list of each person's work of a month, as it was published before the meeting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

KEEP = models.PROTECT


class MonthList(models.Model):
    """One published list of a unit and month (danh sách công việc cá nhân trong tháng); a later one is a new version.

    `month` is its first day, `as_at` the day whose state it shows, `staff` how many people the unit had that day: what
    is missing of 100% (Decision 3667/QĐ-UBND of Nghệ An, I.5).
    """

    unit = models.ForeignKey("directory.Unit", KEEP, related_name="month_lists")
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    as_at = models.DateField()
    staff = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    unassigned = models.JSONField(default=list, help_text="Việc của cơ quan chưa giao cho ai")
    note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    published_by_name = models.TextField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-month", "unit", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "version"], name="one_month_list_a_version"),
            models.CheckConstraint(name="month_list_begins_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}, lần {self.version}"


class MonthSheet(models.Model):
    """One person's part of a published list: the lines as plain data (`rules.months.Line`), and how many of each."""

    published = models.ForeignKey(MonthList, KEEP, related_name="sheets")
    person = models.ForeignKey("directory.Person", KEEP, related_name="month_sheets")
    order = models.PositiveSmallIntegerField()
    name = models.TextField()
    post = models.TextField(blank=True)
    lines = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["published", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["published", "person"], name="one_sheet_a_person")]

    def __str__(self) -> str:
        return self.name


class MonthRemark(models.Model):
    """What was said to a sheet: by the person (ý kiến), or what the head does about slow work (biện pháp)."""

    sheet = models.ForeignKey(MonthSheet, KEEP, related_name="remarks")
    is_measure = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()

    class Meta:
        ordering = ["sheet", "pk"]
        constraints = [models.CheckConstraint(name="remark_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:120]
