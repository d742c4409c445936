"""Tables of the directory: units through time, successions, groups, people, positions, accounts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


def same(column: str) -> Func:
    """A column as the range that holds only its value: equality for an exclusion constraint without btree_gist."""
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class Unit(models.Model):
    """An identity that is never deleted (đơn vị): a territory or an agency; all that changes stands in its versions."""

    class Nature(models.TextChoices):
        TERRITORY = "territory", _("Địa giới hành chính")
        AGENCY = "agency", _("Cơ quan, đơn vị")

    key = models.CharField(max_length=40, unique=True)
    nature = models.CharField(max_length=10, choices=Nature.choices)
    province_key = models.CharField(max_length=10, db_index=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class UnitVersion(models.Model):
    """What a unit was called and where it hung during `valid`, a half-open range of days; one at a time per unit.

    `level` is tinh, huyen or xa; `kind` the kind of territory ("xã") or of agency ("so", "ubnd_xa"). `name` is the
    short form shown on pages, `full_name` the official one, `bare_name` the proper name ("Quỳ Hợp"). `pack` names
    the reviewed file a row came from; a row without it was made by a decision and no load touches it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    valid = DateRangeField()
    name = models.TextField()
    full_name = models.TextField()
    bare_name = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="child_versions")
    territory = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="agency_versions")
    code = models.CharField(max_length=10, blank=True)
    symbol = models.TextField(blank=True)
    sector = models.TextField(blank=True)
    edoc_code = models.CharField(max_length=30, blank=True)
    edoc_status = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    folded = models.TextField()
    legal_basis = models.TextField(blank=True)
    note = models.TextField(blank=True)
    provenance = models.TextField(blank=True)
    pack = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            ExclusionConstraint(
                name="one_version_at_a_time",
                expressions=[(same("unit"), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="version_is_not_its_own_parent", condition=~Q(parent=F("unit"))),
            models.CheckConstraint(name="version_lasts_a_day", condition=Q(valid__isempty=False)),
        ]
        indexes = [
            GistIndex(fields=["valid"], name="versions_at_a_date"),
            models.Index(fields=["parent", "position"], name="versions_below"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another way to write a unit's name in documents (tên gọi khác), with its search form."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="aliases")
    text = models.TextField()
    folded = models.TextField(db_index=True)
    pack = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "text"], name="alias_once_per_unit")]

    def __str__(self) -> str:
        return self.text


class Succession(models.Model):
    """What became of a unit on a day (kế thừa), by virtue of which document.

    `weight` is the share of `from_unit` that went to `to_unit`, 0 to 1, open where no share is known; no `to_unit`
    means dissolved. Kind `level_abolished` carries a district's duties to the communes on its territory
    (72/2025/QH15, 203/2025/QH15).
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", _("toàn bộ")
        PART = "part", _("một phần")
        PART_AREA = "part_area", _("một phần diện tích")
        PART_AREA_ALL_POPULATION = "part_area_all_population", _("một phần diện tích, toàn bộ dân số")
        PART_POPULATION = "part_population", _("một phần dân số")
        FUNCTION = "function", _("chuyển chức năng")
        UNKNOWN = "unknown", _("chưa rõ")

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="successions_in")
    kind = models.CharField(max_length=20)
    extent = models.CharField(max_length=30, choices=Extent.choices)
    weight = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    effective_on = models.DateField()
    legal_basis = models.TextField(blank=True)
    note = models.TextField(blank=True)
    provenance = models.TextField(blank=True)
    pack = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_unit", "to_unit", "effective_on", "kind"], name="succession_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="succession_weight_is_a_share", condition=Q(weight=None) | Q(weight__range=(0, 1))
            ),
        ]
        indexes = [models.Index(fields=["effective_on"], name="successions_on")]

    def __str__(self) -> str:
        return f"{self.from_unit_id} → {self.to_unit_id or '∅'} {self.effective_on}"


class UnitGroup(models.Model):
    """An expression of documents that means several units (nhóm cơ quan), in one province, during `valid`.

    `confidence` says how surely the expansion is what the writer meant; `union_of` lists codes of groups it joins;
    `alternative` is the wider or narrower reading, `succeeded_by` what the expression means after `valid`.
    """

    key = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=40)
    province_key = models.CharField(max_length=10)
    expression = models.TextField()
    confidence = models.DecimalField(max_digits=3, decimal_places=2)
    union_of = models.JSONField(default=list, blank=True)
    alternative = models.CharField(max_length=40, blank=True)
    succeeded_by = models.CharField(max_length=40, blank=True)
    member_rule = models.TextField(blank=True)
    valid = DateRangeField()
    provenance = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.expression


class GroupAlias(models.Model):
    """Another wording of a group expression."""

    group = models.ForeignKey(UnitGroup, models.PROTECT, related_name="aliases")
    text = models.TextField()
    folded = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["group", "text"], name="alias_once_per_group")]

    def __str__(self) -> str:
        return self.text


class GroupMember(models.Model):
    """A unit belongs to a group during `valid`."""

    group = models.ForeignKey(UnitGroup, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    valid = DateRangeField()
    pack = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="member_once_at_a_time",
                expressions=[
                    (same("group"), RangeOperators.OVERLAPS),
                    (same("unit"), RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} ∋ {self.unit_id}"


class Revision(models.Model):
    """One row whose token changes whenever units, names or groups change, so that caches in memory know."""

    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def renew(cls) -> None:
        """Declare everything in memory out of date; call it in the transaction that changes units."""
        cls.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})

    @classmethod
    def current(cls) -> uuid.UUID | None:
        """The present token, or nothing when no unit was ever loaded."""
        return cls.objects.filter(pk=1).values_list("token", flat=True).first()


class Person(models.Model):
    """A human being who acts in the system (cán bộ, công chức); outlives every position and account."""

    full_name = models.TextField()
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    folded = models.TextField(db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["full_name", "pk"]

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
    """A post in a unit (vị trí công tác) with its title as printed and its role, held during `valid`."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    title = models.TextField()
    role = models.CharField(max_length=30)
    valid = DateRangeField()
    is_head = models.BooleanField(default=False)

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


class AccountManager(BaseUserManager["Account"]):
    """Accounts with their person, so that knowing who asks costs one query."""

    def get_queryset(self) -> models.QuerySet[Account]:
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """What a person signs in with (tài khoản); the user name is kept in lower case."""

    username = models.CharField(max_length=150, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="username_in_lower_case", condition=Q(username=Lower("username"))),
        ]

    def __str__(self) -> str:
        return self.username
