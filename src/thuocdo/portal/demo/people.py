"""The people of the demo: named accounts from `examples/demo/people.yaml`, one contact in every other unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import EXAMPLES
from thuocdo.directory import services
from thuocdo.directory.models import Person, Position, Unit, UnitVersion
from thuocdo.directory.services import Terms

PASSWORD = "thuocdo-2025"
PEOPLE = EXAMPLES / "demo" / "people.yaml"
BEGINNING = date(2023, 1, 1)
CONTACT = "Đầu mối cải cách hành chính (minh họa)"


@dataclass(frozen=True)
class Account:
    """What a visitor needs to sign in as somebody."""

    username: str
    name: str
    who: str


def accounts() -> list[Account]:
    """The demo accounts, in the order of the file."""
    return [Account(row["username"], row["name"], row["who"]) for row in read_yaml(PEOPLE)["people"]]


def create_named() -> dict[str, Person]:
    """Enter the named people with their posts and accounts; returns them by user name."""
    return {row["username"]: _create(row) for row in read_yaml(PEOPLE)["people"]}


def _create(row: Mapping[str, Any]) -> Person:
    at = clock.now()
    person = services.create_person(full_name=row["name"], by=SYSTEM, at=at)
    for post in row["positions"]:
        terms = Terms(
            title=post["title"],
            role=post["role"],
            start=post["start"],
            end=post.get("end"),
            is_head=bool(post.get("is_head")),
        )
        unit = Unit.objects.get(key=post["unit"])
        services.appoint(person=person, unit=unit, terms=terms, by=SYSTEM, at=at)
    services.open_account(person=person, username=row["username"], password=PASSWORD, by=SYSTEM, at=at)
    return person


def contacts(units: Iterable[int], on: date) -> dict[int, Person]:
    """Who answers for each unit: somebody in office there, else an invented contact appointed now."""
    wanted = set(units)
    held = Position.objects.filter(
        unit_id__in=wanted, role__in=("unit_officer", "unit_head"), valid__contains=on
    ).select_related("person")
    found = {post.unit_id: post.person for post in held.order_by("role")}
    for version in UnitVersion.objects.filter(unit_id__in=wanted - set(found), valid__contains=on).select_related(
        "unit"
    ):
        found[version.unit_id] = _contact(version, on)
    return found


def _contact(version: UnitVersion, on: date) -> Person:
    at = clock.now()
    person = services.create_person(full_name=f"Cán bộ đầu mối, {version.name}", by=SYSTEM, at=at)
    start = max(BEGINNING, version.valid.lower or BEGINNING)
    # Nobody knows on that day that the unit will end: whoever takes over takes the contact along.
    terms = Terms(title=CONTACT, role="unit_officer", start=start)
    services.appoint(person=person, unit=version.unit, terms=terms, by=SYSTEM, at=at)
    return person
