"""People: positions and roles on a day, and the units these reach."""

from __future__ import annotations

from datetime import date

from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import below, posts
from thuocdo.directory.queries.units import names_on
from thuocdo.directory.rules.roles import BELOW


def positions_of(person: Person | None, on: date) -> list[Position]:
    """Positions of a person on a day, oldest first, with their units."""
    if person is None:
        return []
    return list(Position.objects.filter(person=person, valid__contains=on).select_related("unit"))


def roles_of(person: Person | None, on: date) -> frozenset[str]:
    """Role codes that a person holds on a day."""
    return frozenset(post.role for post in posts(person, on))


def units_of(person: Person | None, on: date) -> set[int]:
    """Units a person acts for that day: those of the positions, and those below where the role reaches below."""
    held = posts(person, on)
    found = {post.unit for post in held}
    reaching = {post.unit for post in held if post.may(BELOW)}
    return found | below(reaching, on) if reaching else found


def people_of(unit: Unit, on: date) -> list[Person]:
    """People with a position in a unit on a day, by name."""
    held = Position.objects.filter(unit=unit, valid__contains=on).values("person")
    return list(Person.objects.filter(pk__in=held).order_by("full_name", "pk"))


def colleagues(person: Person, on: date) -> list[Person]:
    """Others with a position on a day in a unit where the person has one."""
    units = Position.objects.filter(person=person, valid__contains=on).values("unit")
    held = Position.objects.filter(unit__in=units, valid__contains=on).exclude(person=person).values("person")
    return list(Person.objects.filter(pk__in=held).order_by("full_name", "pk"))


def units_held(person: Person) -> list[Unit]:
    """Units in which a person has or had a position, the latest first."""
    latest: dict[int, Unit] = {}
    for position in person.positions.select_related("unit").order_by("-valid", "-pk"):
        latest.setdefault(position.unit_id, position.unit)
    return list(latest.values())


def possible_borrowers(position: Position, on: date) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Whom the authority of a post may be lent to on a day: people of its unit, and heads of the units below it."""
    inside = Position.objects.filter(unit=position.unit_id, valid__contains=on).exclude(person=position.person_id)
    under = below([position.unit_id], on) - {position.unit_id}
    heads = Position.objects.filter(unit__in=under, is_head=True, valid__contains=on).exclude(person=position.person_id)
    rows = list(heads.select_related("person"))
    names = names_on({row.unit_id for row in rows}, on)
    return (
        [(row.person_id, f"{row.person.full_name}, {row.title}") for row in inside.select_related("person")],
        [(row.person_id, f"{row.person.full_name}, {row.title}, {names.get(row.unit_id, '')}") for row in rows],
    )
