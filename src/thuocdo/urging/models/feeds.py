"""What people chose about notices, and the addresses from which calendars are read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

KEEP = models.PROTECT


class Wish(models.Model):
    """How a person wants to be told (lựa chọn nhận thông báo): hour of the digest, quiet hours, mail or not.

    What is urgent is told and mailed whatever stands here.
    """

    person = models.OneToOneField("directory.Person", KEEP, related_name="urging_wish")
    mails = models.BooleanField(default=True)
    digest_at = models.TimeField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_have_both_ends",
                condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Feed(models.Model):
    """A calendar that programs subscribe to (lịch đăng ký) of a person or of an agency, by a secret address.

    Only the hash of the secret is kept: the address is shown once, when it is made or renewed.
    """

    person = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="calendar_feeds")
    unit = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by_name = models.TextField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_feed_is_of_a_person_or_an_agency",
                condition=Q(person__isnull=False, unit=None) | Q(person=None, unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "unit"], condition=Q(revoked_at=None), nulls_distinct=False, name="one_live_feed"
            ),
        ]

    def __str__(self) -> str:
        return f"lịch {self.pk}"


class FeedRead(models.Model):
    """One reading of a feed (lượt đọc lịch): when, and whether it was answered or held back; no address is kept."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="reads")
    at = models.DateTimeField()
    answered = models.BooleanField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["feed", "-at"], name="reads_of_a_feed")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.at:%d/%m/%Y %H:%M}"
