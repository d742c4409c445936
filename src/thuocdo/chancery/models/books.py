"""Registers of papers coming in and going out (sổ đăng ký văn bản đến, đi), and the numbers taken in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NumberingTable(models.Model):
    """How papers are numbered, as a pack said it when it was loaded (quy định cấp số); the newest counts."""

    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y} {self.sha256[:8]}"


class Book(models.Model):
    """One series of numbers of a unit for a year (sổ đăng ký văn bản): coming in, or going out.

    Numbers begin at 01 on 1 January and end on 31 December (Decree 30/2020). `series` names the kinds of papers that
    share the numbers, as the policy pack says; `last_number` grows by one with each entry, under a lock of this row.
    """

    class Direction(models.TextChoices):
        IN = "in", _("Văn bản đến")
        OUT = "out", _("Văn bản đi")

    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="books")
    year = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=3, choices=Direction.choices)
    series = models.CharField(max_length=40)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-year", "direction", "series"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "direction", "series"], name="one_book_of_a_series"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.year} {self.series}"


class Entry(models.Model):
    """One line of a book (dòng đăng ký): a number and the paper that has it.

    A number once taken stays: when its paper is not issued, or was entered by mistake, the line is struck out (gạch
    sổ) with a reason and nobody gets the number again. `due_on` (thời hạn giải quyết) and `done_on` (ngày giải quyết
    xong, where no paper answers) are for papers that came in.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    entered_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="entries_made"
    )
    given_to = models.TextField(blank=True)
    given_on = models.DateField(null=True, blank=True)
    kept_by = models.TextField(blank=True)
    copies = models.PositiveIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="entries_struck"
    )
    struck_why = models.TextField(blank=True)

    class Meta:
        ordering = ["book", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="one_line_for_a_number"),
            models.UniqueConstraint(
                fields=["book", "document"], condition=Q(struck_at=None), name="a_paper_once_in_a_book"
            ),
            models.CheckConstraint(name="numbers_begin_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="struck_out_for_a_reason",
                condition=Q(struck_at=None) | (~Q(struck_why="") & Q(struck_at__isnull=False)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.book} {self.number}"


class SecretCount(models.Model):
    """How many papers with a stamp of state secrets a unit was offered on a day: a number, and nothing else.

    Secret papers are not kept here (Law on the protection of state secrets); not their file, name, subject or issuer.
    """

    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="secret_counts")
    day = models.DateField()
    direction = models.CharField(max_length=3, choices=Book.Direction.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "direction"], name="one_count_of_secrets_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
