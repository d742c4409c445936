"""People and what they hold: persons, positions, authority lent to others, absences, receipts of work handed over."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.core.privacy import PersonalText
from thuocdo.directory.models.units import Unit, same


class Person(models.Model):
    """A human being who acts in the system (cán bộ, công chức); outlives every position and account.

    The name is public with the post. `national_id` (số định danh cá nhân), e-mail and telephone are personal data:
    masked by default. `province_key` is the province that entered the person: whose they are while they hold no post.
    `erased_at` is set when personal data were erased; the row stays as a tombstone.
    """

    full_name = models.TextField()
    email = PersonalText(blank=True, kind="email")
    phone = PersonalText(blank=True, kind="phone")
    national_id = PersonalText(blank=True, kind="national_id")
    folded = models.TextField(db_index=True)
    province_key = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["national_id"], condition=~Q(national_id=""), name="one_person_per_national_id"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor_key(self) -> str:
        """How the audit names this person, for ever."""
        return f"person:{self.pk}"

    @property
    def actor_name(self) -> str:
        return self.full_name


class Position(models.Model):
    """A post in a unit (vị trí công tác) with its title as printed and its role, held during `valid`.

    `fields` are codes of reform fields (lĩnh vực) for roles that reach by field; `origin` is the post in a merged unit
    that this one continues.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    title = models.TextField()
    role = models.CharField(max_length=30)
    valid = DateRangeField()
    is_head = models.BooleanField(default=False)
    fields = models.JSONField(default=list, blank=True)
    legal_basis = models.TextField(blank=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_to")

    class Meta:
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="one_head_at_a_time",
                expressions=[(same("unit"), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(is_head=True),
            ),
            models.CheckConstraint(name="position_lasts_a_day", condition=Q(valid__isempty=False)),
        ]
        indexes = [GistIndex(fields=["valid"], name="positions_at_a_date")]

    def __str__(self) -> str:
        return self.title


class Delegation(models.Model):
    """Authority of a post lent to another person for some days (ủy quyền, ký thay, phụ trách).

    `kind` says in whose name is signed (Decree 30/2020, Appendix I). `verbs` are the decisions lent, all of them verbs
    of the lender's role; an empty list lends the signature only, `everything` the whole post. `title` is the title
    printed under the signature.
    """

    class Kind(models.TextChoices):
        ACTING = "acting", _("Quyền, phụ trách đơn vị")
        FOR_HEAD = "for_head", _("Ký thay (KT.)")
        BY_ORDER = "by_order", _("Ký thừa lệnh (TL.)")
        SUB_AUTHORISED = "sub_authorised", _("Ký thừa ủy quyền (TUQ.)")

    position = models.ForeignKey(Position, models.PROTECT, related_name="lent")
    to = models.ForeignKey(Person, models.PROTECT, related_name="borrowed")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.TextField()
    verbs = models.JSONField(default=list, blank=True)
    everything = models.BooleanField(default=False)
    valid = DateRangeField()
    legal_basis = models.TextField()
    made_at = models.DateTimeField()
    made_by_name = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.TextField(blank=True)
    revoked_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="delegation_lasts_a_day", condition=Q(valid__isempty=False)),
            models.CheckConstraint(
                name="delegation_revoked_with_its_reason",
                condition=Q(revoked_at=None, revoked_why="") | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
            ),
        ]
        indexes = [GistIndex(fields=["valid"], name="delegations_at_a_date")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"


class Absence(models.Model):
    """Days on which a person is away (nghỉ phép, đi công tác, đi học), and who stands in."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="stands_in_for")
    valid = DateRangeField()
    why = models.TextField()
    noted_at = models.DateTimeField()
    noted_by_name = models.TextField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-valid"]
        constraints = [
            ExclusionConstraint(
                name="away_once_at_a_time",
                expressions=[(same("person"), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at=None),
            ),
            models.CheckConstraint(name="absence_lasts_a_day", condition=Q(valid__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.why}"


class WorkReceipt(models.Model):
    """Open work of one person given to another (biên nhận bàn giao công việc): what, when, and that it was taken.

    `lines` keeps, as told by the rooms that own the work, one entry per thing: room, type, key, words, link, due day.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Chờ nhận")
        TAKEN = "taken", _("Đã nhận")
        REFUSED = "refused", _("Không nhận")
        WITHDRAWN = "withdrawn", _("Đã rút lại")

    giver = models.ForeignKey(Person, models.PROTECT, related_name="gave")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="took")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="work_receipts")
    why = models.TextField()
    lines = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    offered_by_name = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="receipt_between_two_people", condition=~Q(giver=models.F("taker"))),
            models.CheckConstraint(
                name="receipt_answered_with_its_time",
                condition=Q(state="offered", answered_at=None) | (~Q(state="offered") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
