"""What a sheet of people is compared with, the lines of those who are known already, and the lists of the template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from thuocdo.core.audit import SYSTEM, Actor
from thuocdo.core.privacy import masked
from thuocdo.directory.models import Account, Person, Position, Unit, UnitVersion
from thuocdo.directory.people_rights import visible_people
from thuocdo.directory.permissions import book, posts
from thuocdo.directory.queries.fields import reform_fields, role_choices
from thuocdo.directory.rules.accounts_known import Known, KnownPerson, KnownPost, KnownUnit
from thuocdo.directory.rules.accounts_plan import DATA, ROMAN
from thuocdo.directory.rules.accounts_sheet import Cell, Line
from thuocdo.directory.rules.authority import Span
from thuocdo.directory.rules.roles import PROVINCE, clash
from thuocdo.directory.workbooks import Choices
from thuocdo.kernel.text import fold

IMPORT = "directory.import_accounts"


def provinces_of(by: Actor | None, on: date) -> list[str] | None:
    """Provinces whose people an actor may import; None for all of them (the program itself)."""
    if by is SYSTEM:
        return None
    held = posts(by if isinstance(by, Person) else None, on)
    return sorted({post.province for post in held if IMPORT in post.may(PROVINCE)})


def known(by: Actor | None, lines: Sequence[Line], on: date) -> Known:
    """Everything that the lines are compared with, in nine queries however many lines."""
    provinces = provinces_of(by, on)
    people = _people(by, provinces, lines)
    units, names = _units(provinces, lines)
    table = book()

    def not_together(held: Sequence[str], wanted: str) -> str:
        code = clash(table.roles, [role for role in held if role in table.roles], wanted)
        return table.roles[code].name if code else ""

    written = {line.get("username") for line in lines} - {None, ""}
    usernames = Account.objects.filter(username__in=written).values_list("username", "person_id")
    return Known(
        people=people, units=units, names=names, roles={fold(role.name): code for code, role in table.roles.items()},
        fields=reform_fields(), heads=_heads(units), usernames={name: person or 0 for name, person in usernames},
        clash=not_together,
    )  # fmt: skip


def _people(by: Actor | None, provinces: list[str] | None, lines: Iterable[Line]) -> dict[int, KnownPerson]:
    seen = Q() if provinces is None else visible_people(by if isinstance(by, Person) else None)
    managed = set(Person.objects.filter(seen).values_list("pk", flat=True))
    numbers = {line.get("national_id") for line in lines} - {None, ""}
    codes = {line.get("person") for line in lines} - {None}
    found = Person.objects.filter(Q(pk__in=managed) | Q(national_id__in=numbers) | Q(pk__in=codes))
    held: dict[int, list[KnownPost]] = defaultdict(list)
    for position in Position.objects.filter(person__in=found.values("pk")).select_related("unit"):
        held[position.person_id].append(_post(position))
    accounts = {account.person_id: account for account in Account.objects.filter(person__in=found.values("pk"))}
    return {person.pk: _person(person, accounts, held, managed) for person in found}


def _person(
    person: Person, accounts: dict[int | None, Account], held: dict[int, list[KnownPost]], managed: set[int]
) -> KnownPerson:
    account = accounts.get(person.pk)
    return KnownPerson(
        pk=person.pk, full_name=person.full_name, data={name: str(getattr(person, name)) for name in DATA},
        masked={name: masked(person, name) for name in DATA}, username=account.username if account else "",
        is_active=bool(account and account.is_active), posts=tuple(held.get(person.pk, ())),
        managed=person.pk in managed, erased=person.erased_at is not None,
    )  # fmt: skip


def _post(position: Position) -> KnownPost:
    return KnownPost(
        pk=position.pk, unit=position.unit.key, role=position.role, title=position.title, start=position.valid.lower,
        end=position.valid.upper, is_head=position.is_head, fields=tuple(position.fields),
        legal_basis=position.legal_basis,
    )  # fmt: skip


def _units(
    provinces: list[str] | None, lines: Iterable[Line]
) -> tuple[dict[str, KnownUnit], dict[str, tuple[str, ...]]]:
    """Agencies of the provinces and those whose keys stand in the lines; keys by folded name, of any time."""
    written = {str(line.get("unit")) for line in lines if line.get("unit")}
    wanted = Q(unit__key__in=written)
    if provinces is not None:
        wanted |= Q(unit__province_key__in=provinces)
    versions = UnitVersion.objects.filter(unit__nature=Unit.Nature.AGENCY)
    if provinces is not None:
        versions = versions.filter(wanted)
    rows = versions.order_by("valid").values_list("unit__key", "name", "valid", "unit__province_key")
    spans: dict[str, list[Span]] = defaultdict(list)
    latest: dict[str, tuple[str, str]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for key, name, valid, province in rows:
        spans[key].append(Span(start=valid.lower, end=valid.upper))
        latest[key] = name, province
        if provinces is None or province in provinces:
            names[fold(name)].add(key)
    units = {
        key: KnownUnit(key, name, tuple(spans[key]), provinces is None or province in provinces)
        for key, (name, province) in latest.items()
    }
    return units, {name: tuple(sorted(keys)) for name, keys in names.items()}


def _heads(units: Iterable[str]) -> dict[str, tuple[tuple[int, int, Span], ...]]:
    found: dict[str, list[tuple[int, int, Span]]] = defaultdict(list)
    rows = Position.objects.filter(is_head=True, unit__key__in=list(units))
    for pk, person, key, valid in rows.values_list("pk", "person_id", "unit__key", "valid"):
        found[key].append((pk, person, Span(start=valid.lower, end=valid.upper)))
    return {key: tuple(heads) for key, heads in found.items()}


def current_lines(by: Actor | None, on: date) -> list[dict[str, Cell]]:
    """A line for each post held today or later by the people that an actor manages, personal data masked."""
    provinces = provinces_of(by, on)
    held = Position.objects.filter(valid__overlap=(on, None)).select_related("person", "unit")
    if provinces is not None:
        held = held.filter(unit__province_key__in=provinces)
    rows = list(held.order_by("unit__key", "-is_head", "pk"))
    names = _names_of({row.unit_id for row in rows}, on)
    accounts = {one.person_id: one for one in Account.objects.filter(person__in={row.person_id for row in rows})}
    table = book()
    roman = dict(zip(reform_fields(), ROMAN, strict=False))
    return [_current(row, names.get(row.unit_id, ""), accounts.get(row.person_id), table, roman) for row in rows]


def _current(row: Position, unit: str, account: Account | None, table: Any, roman: dict[str, str]) -> dict[str, Cell]:
    person, upper = row.person, row.valid.upper
    role = table.roles.get(row.role)
    return {
        "person": str(person.pk), "full_name": person.full_name, **{name: masked(person, name) for name in DATA},
        "unit": _called(unit, row.unit.key), "title": row.title, "role": role.name if role else row.role,
        "is_head": "x" if row.is_head else "", "fields": "; ".join(roman.get(code, code) for code in row.fields),
        "legal_basis": row.legal_basis, "start": row.valid.lower, "end": upper - timedelta(days=1) if upper else None,
        "username": account.username if account else "",
        "account": ("mở" if account.is_active else "khóa") if account else "",
    }  # fmt: skip


def _called(name: str, key: str) -> str:
    return f"{name} [{key}]" if name else key


def _names_of(units: set[int], on: date) -> dict[int, str]:
    """Names of units on a day, or their last ones."""
    rows = UnitVersion.objects.filter(unit__in=units).order_by("valid").values_list("unit", "name", "valid")
    found: dict[int, str] = {}
    for unit, name, valid in rows:
        if unit not in found or valid.lower is None or valid.lower <= on:
            found[unit] = name
    return found


def choices(by: Actor | None, on: date) -> Choices:
    """What the lists of the template offer: units in force today, roles, fields."""
    provinces = provinces_of(by, on)
    versions = UnitVersion.objects.filter(valid__contains=on, unit__nature=Unit.Nature.AGENCY)
    if provinces is not None:
        versions = versions.filter(unit__province_key__in=provinces)
    units = versions.order_by("level", "name", "pk").values_list("name", "unit__key")
    return Choices(
        [_called(name, key) for name, key in units], [name for _code, name in role_choices()],
        list(reform_fields().values()),
    )  # fmt: skip
