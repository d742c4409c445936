"""Who is told for an agency on a day: office head, head, owner of the cycle; and who stands in for whom is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q

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
    loans = _loans(on)
    found = Recipients()
    held = Position.objects.filter(valid__contains=on, unit__province_key__in=list(ladders), person__erased_at=None)
    columns = ("person", "unit", "title", "role", "is_head", "unit__province_key")
    posts = list(held.order_by("pk").values_list(*columns))
    away = _away(on, loans)
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
    for loan in loans:
        told = away.get(loan.to, loan.to)
        if loan.acting and told is not None:
            found.of_unit[loan.unit, HEAD] = told
    return found


def _rank(title: str, wanted: tuple[str, ...]) -> int | None:
    """Place of a title among the wanted ones, which it may go on after ("Chánh Văn phòng Sở")."""
    folded = fold(title)
    return next((at for at, one in enumerate(wanted) if folded.startswith(fold(one))), None)


@dataclass(frozen=True)
class _Loan:
    """A post of a person lent to another in whose name agencies are led: acting head, or signing for the head."""

    person: int
    unit: int
    to: int
    acting: bool


def _loans(on: date) -> list[_Loan]:
    """Posts lent on a day, those of heads with who is in charge of the agency (quyền, phụ trách; ký thay)."""
    kinds = [Delegation.Kind.ACTING, Delegation.Kind.FOR_HEAD]
    rows = Delegation.objects.filter(valid__contains=on, revoked_at=None, kind__in=kinds).order_by("pk")
    columns = ("position__person", "position__unit", "to", "kind", "position__is_head")
    return [
        _Loan(person, unit, to, head and kind == Delegation.Kind.ACTING)
        for person, unit, to, kind, head in rows.values_list(*columns)
    ]


def _away(on: date, loans: Sequence[_Loan] = ()) -> dict[int, int | None]:
    """Who is away (nghỉ phép, đi công tác), with who is told in their place: the deputy, else who was lent the post.

    A deputy who is away too is passed over for their own. With nobody left, whoever is next in line is told.
    """
    absent = Absence.objects.filter(valid__contains=on, cancelled_at=None)
    lent = {loan.person: loan.to for loan in loans}
    deputies = {person: deputy or lent.get(person) for person, deputy in absent.values_list("person", "deputy")}
    return {person: _present(person, deputies) for person in deputies}


def _present(person: int, deputies: Mapping[int, int | None]) -> int | None:
    """The first in the chain of deputies who is there; nobody when it ends or goes round.

    >>> _present(1, {1: 2, 2: 3}), _present(1, {1: 2, 2: 1}), _present(1, {1: None})
    (3, None, None)
    """
    seen: set[int] = set()
    at: int | None = person
    while at is not None and at in deputies:
        if at in seen:
            return None
        seen.add(at)
        at = deputies[at]
    return at


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
    """Results that wait for each person who may accept some (chờ duyệt); six statements, however many people.

    The same reach as `work`: the whole province, units below, reform fields; never the own submissions. Of who is away,
    the decision waits for whoever it was lent to.
    """
    groups = _submitted(provinces)
    if not groups:
        return {}
    roles = {code: role for code, role in role_table().items() if ACCEPT in role.anywhere}
    above, under = _above(on), dict[int, list[int]]()
    for number, group in enumerate(groups):
        for unit in above.get(group.unit, ()):
            under.setdefault(unit, []).append(number)
    reached: dict[int, set[int]] = {}
    for person, unit, role, fields, where in _judges(list(roles), provinces, on):
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


def _judges(roles: Collection[str], provinces: Collection[str], on: date) -> list[tuple[int, int, str, list[str], str]]:
    """Posts that accept results with who decides that day: whoever the decision is lent to, and the holder unless away;
    two statements and one for who is away."""
    columns = ("unit", "role", "fields", "unit__province_key")
    held = Position.objects.filter(role__in=roles, valid__contains=on, unit__province_key__in=provinces)
    lends = Q(everything=True) | Q(verbs__contains=[ACCEPT])
    lent = Delegation.objects.filter(
        lends, valid__contains=on, revoked_at=None, position__role__in=roles, position__unit__province_key__in=provinces
    )
    borrowed = list(lent.values_list("to", "position", *(f"position__{name}" for name in columns)))
    covered, away = {row[1] for row in borrowed}, _away(on)
    rows = [row for row in held.values_list("person", "pk", *columns) if row[0] not in away or row[1] not in covered]
    return [(person, unit, role, fields, where) for person, _post, unit, role, fields, where in [*rows, *borrowed]]


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
