"""Reviewed facts that the room works by: fields, calendar, policies; filled from packs only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ReformField(models.Model):
    """One of the seven fields of administrative reform (lĩnh vực), from `packs/national/fields.yaml`."""

    code = models.CharField(max_length=40, primary_key=True)
    number = models.CharField(max_length=8)
    order = models.PositiveSmallIntegerField()
    name = models.TextField()
    short_name = models.TextField()
    legal_basis = models.TextField(blank=True)
    provenance = models.TextField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class CalendarDay(models.Model):
    """A day that differs from the usual week (ngày nghỉ, ngày làm bù), from `packs/national/calendar.csv`."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=20)
    name = models.TextField()
    pair_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20)
    legal_basis = models.TextField(blank=True)
    provenance = models.TextField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                name="calendar_day_kind",
                condition=Q(kind__in=["holiday", "compensatory_off", "swapped_off", "makeup_working"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class PolicyValue(models.Model):
    """A value that the law or the province sets, with the day from which it holds (quy định áp dụng).

    One with a province holds there before the one that holds everywhere.
    """

    key = models.CharField(max_length=60)
    province_key = models.CharField(max_length=10, blank=True, default="")
    valid_from = models.DateField()
    value = models.JSONField()
    note = models.TextField(blank=True)
    legal_basis = models.TextField(blank=True)
    provenance = models.TextField()

    class Meta:
        ordering = ["key", "province_key", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "province_key", "valid_from"], name="one_policy_value_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from:%d/%m/%Y}"
