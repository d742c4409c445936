"""People: positions and roles on a day, and the units these reach."""

from __future__ import annotations

from datetime import date

from thuocdo.directory.models import Person, Position
from thuocdo.directory.permissions import below, posts
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
