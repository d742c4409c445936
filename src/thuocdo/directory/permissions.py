"""Who may do what where: roles of the positions a person holds that day, and the place of the unit in the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from thuocdo.core import clock
from thuocdo.core.audience import declared
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Account, Person, Position, Succession, Unit, UnitVersion
from thuocdo.directory.rules import roles
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED
from thuocdo.directory.rules.roles import BELOW, OWN, PROVINCE, Role

DEPTH = 6
OWN_ACCOUNT = frozenset({"set_password", "view"})


@lru_cache(maxsize=1)
def role_table() -> dict[str, Role]:
    """Roles of this installation, from the reviewed pack."""
    return roles.parse(read_yaml(PACKS / "national" / "roles.yaml"))


@dataclass(frozen=True)
class Post:
    """One position that counts: its role and its unit."""

    role: str
    unit: int
    province: str


def posts(person: Person | None, on: date) -> list[Post]:
    """Positions of a person on a day, kept on the person so that a page asks once."""
    if person is None or person.pk is None:
        return []
    remembered: dict[date, list[Post]] = person.__dict__.setdefault("_posts", {})
    if on not in remembered:
        rows = Position.objects.filter(person=person, valid__contains=on).values_list(
            "role", "unit_id", "unit__province_key"
        )
        remembered[on] = [Post(*row) for row in rows]
    return remembered[on]


def remember_posts(person: Person, on: date, held: Iterable[Position]) -> None:
    """Keep positions that were read already (by the middleware) where `posts` looks."""
    found = [Post(position.role, position.unit_id, position.unit.province_key) for position in held]
    person.__dict__.setdefault("_posts", {})[on] = found


def has_role(person: Person | None, on: date, *wanted: str) -> bool:
    """Whether the person holds any of the roles that day."""
    return any(post.role in wanted for post in posts(person, on))


def below(units: Iterable[int], on: date) -> set[int]:
    """The units and all that hang under them that day."""
    found = set(units)
    edge = found
    for _ in range(DEPTH):
        rows = UnitVersion.objects.filter(parent_id__in=edge, valid__contains=on).values_list("unit_id", flat=True)
        edge = set(rows) - found
        if not edge:
            break
        found |= edge
    return found


def predecessors(units: Iterable[int]) -> set[int]:
    """The units and those that were merged into them, so that a successor keeps sight of its own past."""
    found = set(units)
    edge = found
    for _ in range(DEPTH):
        rows = Succession.objects.filter(to_unit_id__in=edge).exclude(kind__in=(FUNCTION_TRANSFER, LEVEL_ABOLISHED))
        edge = set(rows.values_list("from_unit_id", flat=True)) - found
        if not edge:
            break
        found |= edge
    return found


def verbs_at(person: Person | None, unit: Unit | None, on: date) -> frozenset[str]:
    """Decisions (`room.verb`) open to a person at a unit that day; without a unit, in the province of the position."""
    found: set[str] = set()
    for post in posts(person, on):
        role = role_table().get(post.role)
        if role is None:
            continue
        if unit is None or unit.province_key == post.province:
            found |= role.may(PROVINCE)
        if unit is not None and unit.pk == post.unit:
            found |= role.may(OWN)
        elif unit is not None and role.may(BELOW) and unit.pk in below([post.unit], on):
            found |= role.may(BELOW)
    return frozenset(found)


def verbs_anywhere(person: Person | None, on: date) -> frozenset[str]:
    """Decisions (`room.verb`) that some post of the person has at some unit that day."""
    held = [role_table()[post.role] for post in posts(person, on) if post.role in role_table()]
    return frozenset(verb for role in held for verb in role.may(OWN))


def may_open(request: Any, name: str) -> bool:
    """Whether who asks may open the address of this name somewhere; the menu offers nothing else."""
    audience = declared().of(name)
    person = getattr(request, "person", None)
    return audience is not None and (not audience.verbs or bool(audience.verbs & verbs_anywhere(person, clock.today())))


def _place(thing: object) -> Unit | None:
    if isinstance(thing, Unit):
        return thing
    if isinstance(thing, Position):
        return thing.unit
    if isinstance(thing, Account):
        thing = thing.person
    if isinstance(thing, Person):
        latest = thing.positions.select_related("unit").order_by("-pk").first()
        return latest.unit if latest else None
    return None


def abilities(person: Person | None, thing: object) -> frozenset[str]:
    """Verbs of this room that a person may do to a unit, person, position or account today."""
    verbs = {
        verb.partition(".")[2]
        for verb in verbs_at(person, _place(thing), clock.today())
        if verb.startswith("directory.")
    }
    if isinstance(thing, Account) and person is not None and thing.person_id == person.pk:
        verbs |= OWN_ACCOUNT
    return frozenset(verbs)


def visible_units(person: Person | None, on: date | None = None) -> QuerySet[Unit]:
    """Units whose work a person may see: the whole province for provincial roles, else their own, those below, and
    the predecessors of all these."""
    day = on or clock.today()
    held = posts(person, day)
    if not held:
        return Unit.objects.none()
    wide = {post.province for post in held if post.role in role_table() and role_table()[post.role].everywhere}
    narrow = {post.unit for post in held if post.province not in wide}
    condition = Q(province_key__in=wide)
    if narrow:
        condition |= Q(pk__in=predecessors(below(narrow, day)))
    return Unit.objects.filter(condition)
