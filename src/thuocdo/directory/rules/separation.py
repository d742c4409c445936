"""Whether two posts of one person break the separation of duties: the duties, and the places where both hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thuocdo.directory.rules.roles import BELOW, FIELD, OWN, PROVINCE, REACHES, Role, RoleBook, Separation


@dataclass(frozen=True)
class Scope:
    """A post as the separation sees it: its role, where it stands, what is above it, its fields.

    `only` are the verbs that a delegation lends; None is the whole post.
    """

    role: Role
    unit: int
    province: str
    above: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()
    only: frozenset[str] | None = None

    def at(self, reach: str) -> frozenset[str]:
        """Verbs at exactly a reach, as far as they are lent."""
        verbs = self.role.at(reach)
        return verbs if self.only is None else verbs & self.only


def broken(book: RoleBook, one: Scope, other: Scope) -> Separation | None:
    """The separation that two posts break somewhere; nothing when they may be held together.

    A role with `four_eyes` keeps the duties apart by each single thing, so it breaks none.
    """
    if one.role.four_eyes or other.role.four_eyes or one.province != other.province:
        return None
    for mine in REACHES:
        for theirs in REACHES:
            pair = book.clash(one.at(mine), other.at(theirs))
            if pair is not None and _meet(mine, one, theirs, other):
                return pair
    return None


def _meet(mine: str, one: Scope, theirs: str, other: Scope) -> bool:
    """Whether the two reaches share a thing, in one province."""
    if PROVINCE in (mine, theirs):
        return True
    if FIELD in (mine, theirs):
        return mine != theirs or bool(one.fields & other.fields)
    rules: Mapping[tuple[str, str], bool] = {
        (OWN, OWN): one.unit == other.unit,
        (OWN, BELOW): other.unit in one.above,
        (BELOW, OWN): one.unit in other.above,
        (BELOW, BELOW): one.unit == other.unit or one.unit in other.above or other.unit in one.above,
    }
    return rules[mine, theirs]
