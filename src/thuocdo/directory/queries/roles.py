"""The roles in force as people read them: who may do what where, who holds what today, what each load changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from thuocdo.directory.models import Delegation, Person, Position, RoleTable
from thuocdo.directory.packs.role_table import WHAT
from thuocdo.directory.permissions import Standing, delivered
from thuocdo.directory.queries.separation import Found, clashes
from thuocdo.directory.rules.roles import REACHES, Change, Duty, Role, RoleBook, changes, parse

VIEW = "directory.view_roles"
LOADS_SHOWN = 20


@dataclass(frozen=True)
class Holding:
    """A role with how many people hold it today, and to how many its posts are lent."""

    role: Role
    people: int
    lent: int
    excludes: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One verb: its words, and for each role, in their order, the reaches at which it is held."""

    verb: str
    words: str
    reaches: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """The verbs of one duty."""

    duty: Duty
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Load:
    """One table that was taken over: when, which content, and what it changed in words."""

    at: datetime
    sha256: str
    changed: tuple[str, ...]
    is_first: bool


@dataclass(frozen=True)
class RolesInForce:
    """Everything of the page; `since` is empty while the delivered roles count because none were loaded."""

    book: RoleBook
    since: datetime | None
    holdings: list[Holding]
    parts: list[Part]
    loads: list[Load]
    clashing: list[Found]


def roles_in_force(person: Person | None, on: date) -> RolesInForce:
    """The table in force; holders are those of the provinces in which the person may look at roles."""
    tables = list(RoleTable.objects.all()[: LOADS_SHOWN + 1])
    book = parse(tables[0].content) if tables else delivered()
    provinces = Standing(person, on).provinces(VIEW)
    return RolesInForce(
        book, tables[0].at if tables else None, _holdings(book, provinces, on), _parts(book), _loads(tables),
        clashes(provinces, on),
    )  # fmt: skip


def _holdings(book: RoleBook, provinces: list[str], on: date) -> list[Holding]:
    held = Position.objects.filter(valid__contains=on, unit__province_key__in=provinces)
    people = Counter(role for role, _ in held.order_by().values_list("role", "person").distinct())
    loans = Delegation.objects.filter(
        valid__contains=on, revoked_at=None, position__unit__province_key__in=provinces
    ).exclude(everything=False, verbs=[])
    lent = Counter(loans.order_by().values_list("position__role", flat=True))
    return [
        Holding(role, people[code], lent[code], tuple(book.roles[one].name for one in sorted(role.excludes)))
        for code, role in book.roles.items()
    ]


def _parts(book: RoleBook) -> list[Part]:
    roles = list(book.roles.values())
    return [
        Part(
            duty,
            tuple(
                Line(verb, words, tuple(tuple(r for r in REACHES if verb in role.at(r)) for role in roles))
                for verb, words in duty.verbs.items()
            ),
        )
        for duty in book.duties.values()
    ]


def _loads(tables: list[RoleTable]) -> list[Load]:
    """Loads from the newest, each compared with the one before it."""
    books = [parse(table.content) for table in tables]
    found = []
    for place, table in enumerate(tables[:LOADS_SHOWN]):
        before = books[place + 1] if place + 1 < len(books) else None
        said = tuple(_words(one, before, books[place]) for one in changes(before, books[place])) if before else ()
        found.append(Load(table.at, table.sha256, said, before is None))
    return found


def _words(change: Change, before: RoleBook, after: RoleBook) -> str:
    role = after.roles.get(change.role) or before.roles[change.role]
    signs = [f"+ {_named(after, verb)}" for verb in change.added] + [
        f"− {_named(before, verb)}" for verb in change.removed
    ]
    return f"{role.name}, {WHAT[change.what]}: {'; '.join(signs)}"


def _named(book: RoleBook, value: str) -> str:
    """A verb or a role by its name; other values as they are."""
    return book.name_of(value) if "." in value else book.roles[value].name if value in book.roles else value
