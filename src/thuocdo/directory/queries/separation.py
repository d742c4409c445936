"""Which posts one person may hold together: the separation of duties, asked before somebody is appointed or lent to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.core import clock
from thuocdo.directory.models import Delegation, Person, Position, Unit
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
        if clash(names.roles, [held.role.code], role.code):
            return Clash(held.role, role, lent=wanted.lent)
        if pair := broken(names, held, mine):
            return Clash(held.role, role, pair.why, wanted.lent)
    return None


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
