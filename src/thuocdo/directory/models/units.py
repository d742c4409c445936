"""Units through time: identities, versions, other names, successions, groups; and what was believed before."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import connection, models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from thuocdo.core import clock


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

    @property
    def audit_name(self) -> str:
        """Name of today, or the last one, with the key: what the audit keeps, whatever the unit is called later."""
        names = self.versions.order_by("valid")
        found = names.filter(valid__contains=clock.today()).first() or names.last()
        return f"{found.full_name} ({self.key})" if found else self.key


class Believed(models.Model):
    """A row of the present belief: `recorded_at` is the moment since which the system says so.

    The database keeps the former row, with the span of time in which it was believed, whenever one is changed or
    taken back (trigger `directory_keep_belief`), so that "what did we believe in August about July" has an answer.
    """

    recorded_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True


class Superseded(models.Model):
    """A row that is no longer believed (điều đã ghi nhận trước đây): `row` was its key, `recorded` when it was said."""

    row = models.BigIntegerField(db_index=True)
    recorded = DateTimeRangeField()

    class Meta:
        abstract = True


def moment(at: datetime) -> None:
    """Say, in the running transaction, at which moment rows are recorded; without it the database's clock counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('thuocdo.moment', %s, true)", [at.isoformat()])


class VersionFacts(models.Model):
    """What is said of a unit for some days.

    `level` is tinh, huyen or xa; `kind` the kind of territory ("xã") or of agency ("so", "ubnd_xa"). `name` is the
    short form shown on pages, `full_name` the official one, `bare_name` the proper name ("Quỳ Hợp"). `edoc_code` is the
    electronic identifier of Decision 20/2020/QĐ-TTg, `symbol` the letters in document numbers ("SNV"), `office_hours`
    the notation of `rules.hours`. `pack` names the reviewed file a row came from; a row without it was made by a
    decision and no load touches it.
    """

    valid = DateRangeField()
    name = models.TextField()
    full_name = models.TextField()
    bare_name = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=10, blank=True)
    symbol = models.TextField(blank=True)
    sector = models.TextField(blank=True)
    edoc_code = models.CharField(max_length=30, blank=True)
    edoc_status = models.TextField(blank=True)
    address = models.TextField(blank=True)
    office_hours = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    folded = models.TextField()
    legal_basis = models.TextField(blank=True)
    note = models.TextField(blank=True)
    provenance = models.TextField(blank=True)
    pack = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class UnitVersion(VersionFacts, Believed):
    """What a unit was called and where it hung during `valid`, a half-open range of days; one at a time per unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="child_versions")
    territory = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="agency_versions")

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


class PastVersion(VersionFacts, Superseded):
    """A version as it was believed before a correction."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="past_versions")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]


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


class SuccessionFacts(models.Model):
    """What is said of a succession.

    `weight` is the share of the source that went to the target, 0 to 1, open where no share is known, and
    `weight_basis` what the share was reckoned by (population, area, dossiers); `clause` the place in the legal basis
    ("khoản 12 Điều 1"). No target means dissolved. Kind `level_abolished` carries a district's duties to the communes
    on its territory (72/2025/QH15, 203/2025/QH15).
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", _("toàn bộ")
        PART = "part", _("một phần")
        PART_AREA = "part_area", _("một phần diện tích")
        PART_AREA_ALL_POPULATION = "part_area_all_population", _("một phần diện tích, toàn bộ dân số")
        PART_POPULATION = "part_population", _("một phần dân số")
        FUNCTION = "function", _("chuyển chức năng")
        UNKNOWN = "unknown", _("chưa rõ")

    kind = models.CharField(max_length=20)
    extent = models.CharField(max_length=30, choices=Extent.choices)
    weight = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    weight_basis = models.CharField(max_length=20, blank=True)
    effective_on = models.DateField()
    legal_basis = models.TextField(blank=True)
    clause = models.TextField(blank=True)
    note = models.TextField(blank=True)
    provenance = models.TextField(blank=True)
    pack = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True


class Succession(SuccessionFacts, Believed):
    """What became of a unit on a day (kế thừa), by virtue of which document."""

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="successions_in")

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


class PastSuccession(SuccessionFacts, Superseded):
    """A succession as it was believed before a correction."""

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="past_successions_out")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="past_successions_in")

    class Meta:
        ordering = ["pk"]

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
