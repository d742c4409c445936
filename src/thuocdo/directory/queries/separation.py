"""Which posts one person may hold together: asked before somebody is appointed or lent to; and who holds both today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from thuocdo.core import clock
from thuocdo.directory.models import Delegation, Person, Position, Unit, UnitVersion
from thuocdo.directory.permissions import above, book
from thuocdo.directory.rules.roles import Role, RoleBook, clash
from thuocdo.directory.rules.separation import Scope, broken


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A post that somebody is to get: role, unit, days [start, end), fields; `lent` by a delegation, of which `only`
    are the verbs (None: the whole post)."""

    role: str
    unit: Unit
    start: date | None
    end: date | None = None
    fields: Iterable[str] = ()
    lent: bool = False
    only: frozenset[str] | None = None


@dataclass(frozen=True)
class Clash:
    """Two roles that may not go together in one hand, and why."""

    held: Role
    wanted: Role
    why: str = ""
    lent: bool = False

    @property
    def words(self) -> str:
        """The clash as a sentence for a refusal."""
        reason = f": {self.why}" if self.why else ""
        second = "vừa làm việc của" if self.lent else "vừa là"
        return f"Một người không được vừa là “{self.held.name}” {second} “{self.wanted.name}”{reason}."


@dataclass
class _Tree:
    """Units above a unit on a day, each asked for once."""

    on: date
    known: dict[int, frozenset[int]] = field(default_factory=dict)

    def above(self, unit: int) -> frozenset[int]:
        if unit not in self.known:
            self.known[unit] = frozenset(above([unit], self.on) - {unit})
        return self.known[unit]


def clash_of(person: Person, wanted: Wanted, *, besides: Position | None = None) -> Clash | None:
    """Why a person may not get a post beside those held or borrowed on any of its days; nothing when they may.

    `besides` is a position that is being corrected and does not count.
    """
    names = book()
    role = names.roles.get(wanted.role)
    if role is None or wanted.only == frozenset():
        return None
    tree = _Tree(wanted.start or clock.today())
    mine = Scope(
        role, wanted.unit.pk, wanted.unit.province_key, tree.above(wanted.unit.pk), frozenset(wanted.fields),
        wanted.only,
    )  # fmt: skip
    for held in _held(person, wanted, names, tree, besides):
        if found := _clash(names, held, mine):
            return replace(found, lent=wanted.lent)
    return None


def _clash(names: RoleBook, held: Scope, wanted: Scope) -> Clash | None:
    """Why two posts may not be in one hand: roles never held together, or separated duties where both hold."""
    if clash(names.roles, [held.role.code], wanted.role.code):
        return Clash(held.role, wanted.role)
    pair = broken(names, held, wanted)
    return Clash(held.role, wanted.role, pair.why) if pair else None


@dataclass(frozen=True)
class Found:
    """Somebody who holds what may not be in one hand, for instance since another table of roles was loaded."""

    person: Person
    clash: Clash


def clashes(provinces: Iterable[str], on: date) -> list[Found]:
    """Everybody of some provinces whose posts of that day, held or borrowed, clash; five statements."""
    names, places = book(), list(provinces)
    held: dict[int, list[Scope]] = defaultdict(list)
    upper = _uppers(places, on)
    for person, unit, role, fields, only in _all_held(places, on):
        if role in names.roles:
            above_it = frozenset(upper(unit.pk))
            held[person].append(Scope(names.roles[role], unit.pk, unit.province_key, above_it, frozenset(fields), only))
    found = {
        person: one
        for person, scopes in held.items()
        for first, second in combinations(scopes, 2)
        if (one := _clash(names, first, second))
    }
    people = Person.objects.in_bulk(found)
    return [Found(people[person], one) for person, one in sorted(found.items())]


def _all_held(provinces: list[str], on: date) -> Iterator[tuple[int, Unit, str, list[str], frozenset[str] | None]]:
    """Posts in force as (person, unit, role, fields, verbs when only some are lent)."""
    rows = Position.objects.filter(valid__contains=on, unit__province_key__in=provinces).select_related("unit")
    for row in rows.order_by("pk"):
        yield row.person_id, row.unit, row.role, row.fields, None
    lent = Delegation.objects.filter(valid__contains=on, revoked_at=None, position__unit__province_key__in=provinces)
    for loan in lent.exclude(everything=False, verbs=[]).select_related("position__unit").order_by("pk"):
        only = None if loan.everything else frozenset(loan.verbs)
        yield loan.to_id, loan.position.unit, loan.position.role, loan.position.fields, only


def _uppers(provinces: list[str], on: date) -> Callable[[int], set[int]]:
    """The units above a unit, from the tree of that day; one statement."""
    rows = UnitVersion.objects.filter(valid__contains=on, unit__province_key__in=provinces, parent__isnull=False)
    parents = dict(rows.values_list("unit", "parent"))

    def upper(unit: int) -> set[int]:
        found: set[int] = set()
        while (unit := parents.get(unit) or 0) and unit not in found:
            found.add(unit)
        return found

    return upper


def _held(person: Person, wanted: Wanted, names: RoleBook, tree: _Tree, besides: Position | None) -> Iterator[Scope]:
    days = (wanted.start, wanted.end)
    rows: list[tuple[Position, frozenset[str] | None]] = [
        (position, None)
        for position in Position.objects.filter(person=person, valid__overlap=days).select_related("unit")
        if besides is None or position.pk != besides.pk
    ]
    lent = Delegation.objects.filter(to=person, valid__overlap=days, revoked_at=None)
    for loan in lent.select_related("position__unit"):
        if loan.everything or loan.verbs:
            rows.append((loan.position, None if loan.everything else frozenset(loan.verbs)))
    for position, only in rows:
        if position.role in names.roles:
            yield _scope(position, names.roles[position.role], tree, only)


def _scope(position: Any, role: Role, tree: _Tree, only: frozenset[str] | None) -> Scope:
    unit = position.unit
    return Scope(role, unit.pk, unit.province_key, tree.above(unit.pk), frozenset(position.fields), only)
