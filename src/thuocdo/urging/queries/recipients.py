"""Who is told for an agency on a day: office head, head, owner of the cycle; and who stands in for whom is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max

from thuocdo.core import clock
from thuocdo.directory.models import Absence, Delegation, Person, Position, UnitVersion
from thuocdo.directory.permissions import role_table
from thuocdo.directory.rules.roles import BELOW, FIELD, PROVINCE
from thuocdo.kernel.text import fold
from thuocdo.urging.rules.ladder import HEAD, OFFICE_HEAD, Ladder
from thuocdo.work.models import Occurrence

ACCEPT = "work.accept_occurrence"


@dataclass
class Recipients:
    """People of the day. `there` is who holds a post at an agency, with who is told in their place; `of_unit` who is
    told as office head or head; `owners` the owners of the cycle by province."""

    there: dict[tuple[int, int], int] = field(default_factory=dict)
    of_unit: dict[tuple[int, str], int] = field(default_factory=dict)
    owners: dict[str, set[int]] = field(default_factory=dict)

    def contact(self, unit: int) -> int | None:
        """Who is told where nobody is charged with a part."""
        return self.of_unit.get((unit, OFFICE_HEAD)) or self.of_unit.get((unit, HEAD))


def recipients(ladders: Mapping[str, Ladder], on: date) -> Recipients:
    """Recipients of all agencies of these provinces; three statements."""
    found = Recipients()
    held = Position.objects.filter(valid__contains=on, unit__province_key__in=list(ladders), person__erased_at=None)
    columns = ("person", "unit", "title", "role", "is_head", "unit__province_key")
    posts = list(held.order_by("pk").values_list(*columns))
    away, acting = _away(on), _acting(on)
    best: dict[tuple[int, str], int] = {}
    for person, unit, title, role, is_head, province in posts:
        told = away.get(person, person)
        if told is not None:
            found.there[person, unit] = told
        ladder = ladders[province]
        rank = _rank(title, ladder.office_titles)
        if rank is not None and told is not None and rank < best.get((unit, OFFICE_HEAD), 99):
            best[unit, OFFICE_HEAD] = rank
            found.of_unit[unit, OFFICE_HEAD] = told
        if is_head and told is not None:
            found.of_unit[unit, HEAD] = told
        if role in ladder.owner_roles and told is not None:
            found.owners.setdefault(province, set()).add(told)
    found.of_unit.update({(unit, HEAD): person for unit, person in acting.items()})
    return found


def _rank(title: str, wanted: tuple[str, ...]) -> int | None:
    """Place of a title among the wanted ones, which it may go on after ("Chánh Văn phòng Sở")."""
    folded = fold(title)
    return next((at for at, one in enumerate(wanted) if folded.startswith(fold(one))), None)


def _away(on: date) -> dict[int, int | None]:
    """Who is away, with who stands in (nobody: whoever is next in line is told)."""
    rows = Absence.objects.filter(valid__contains=on, cancelled_at=None)
    return dict(rows.values_list("person", "deputy"))


def _acting(on: date) -> dict[int, int]:
    """Who is in charge of an agency whose head lent the post."""
    rows = Delegation.objects.filter(
        valid__contains=on, revoked_at=None, kind=Delegation.Kind.ACTING, position__is_head=True
    )
    return dict(rows.values_list("position__unit", "to"))


@dataclass(frozen=True)
class Waiting:
    """Results that wait for a person's decision: how many, and whether one has come lately."""

    count: int
    fresh: bool


@dataclass(frozen=True)
class _Group:
    """Submitted results that the same people may decide about."""

    unit: int
    field: str
    by: int | None
    province: str
    count: int
    latest: date


def waiting_for(provinces: list[str], since: date, on: date) -> dict[int, Waiting]:
    """Results that wait for each person who may accept some (chờ duyệt); four statements, however many people.

    The same reach as `work`: the whole province, units below, reform fields; never the own submissions.
    """
    groups = _submitted(provinces)
    if not groups:
        return {}
    roles = {code: role for code, role in role_table().items() if ACCEPT in role.anywhere}
    held = Position.objects.filter(role__in=roles, valid__contains=on, unit__province_key__in=provinces)
    above, under = _above(on), dict[int, list[int]]()
    for number, group in enumerate(groups):
        for unit in above.get(group.unit, ()):
            under.setdefault(unit, []).append(number)
    reached: dict[int, set[int]] = {}
    for person, unit, role, fields, where in held.values_list("person", "unit", "role", "fields", "unit__province_key"):
        mine = reached.setdefault(person, set())
        if ACCEPT in roles[role].at(BELOW):
            mine.update(under.get(unit, ()))
        if ACCEPT in roles[role].at(PROVINCE) or ACCEPT in roles[role].at(FIELD):
            whole = ACCEPT in roles[role].at(PROVINCE)
            mine.update(n for n, one in enumerate(groups) if one.province == where and (whole or one.field in fields))
    found = {}
    for person, numbers in reached.items():
        others = [groups[number] for number in numbers if groups[number].by != person]
        if others:
            latest = max(one.latest for one in others)
            found[person] = Waiting(sum(one.count for one in others), latest >= since)
    return found


def _submitted(provinces: list[str]) -> list[_Group]:
    rows = Occurrence.objects.filter(state="submitted", plan__state="in_force", plan__province_key__in=provinces)
    named = rows.order_by().values_list("unit", "task__field", "submitted_by", "plan__province_key")
    counted = named.annotate(number=Count("pk"), latest=Max("submitted_at"))
    return [_Group(row[0], row[1], row[2], row[3], row[4], row[5].astimezone(clock.ZONE).date()) for row in counted]


def _above(on: date) -> dict[int, frozenset[int]]:
    """All units that each unit hangs under on a day."""
    above = dict(
        UnitVersion.objects.filter(valid__contains=on).exclude(parent=None).order_by().values_list("unit", "parent")
    )
    found: dict[int, frozenset[int]] = {}
    for unit in above:
        chain: list[int] = []
        at = unit
        while (at := above.get(at, 0)) and at not in chain:
            chain.append(at)
        found[unit] = frozenset(chain)
    return found


def people_with_mail(people: list[int]) -> set[int]:
    """Those of the people whom mail can reach: an open account and an address; the addresses stay where they are."""
    reached = Person.objects.filter(pk__in=people, erased_at=None, account__is_active=True).exclude(email="")
    return set(reached.order_by().values_list("pk", flat=True))
