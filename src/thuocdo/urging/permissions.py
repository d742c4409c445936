"""Who may see and do what in urging: role of a position x place of the agency; of one's own things the person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import Place, rows_of
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.urging.models import Feed, Letter, Message

ROOM = "urging."
VIEW = "view"
OF_FEED = frozenset({"open_feed", "renew_feed", "revoke_feed"})


class Standing(stands.Standing):
    """Where a person stands today, in verbs of this room."""

    room = ROOM


def place_of(thing: Any) -> Place | None:
    """Where a thing of this room, or an agency, stands; a person's own things stand nowhere."""
    unit = thing if isinstance(thing, Unit) else thing.unit if isinstance(thing, Feed | Letter) else None
    return Place(unit.pk, unit.province_key) if unit is not None else None


def abilities(person: Person | None, thing: Any) -> frozenset[str]:
    """Verbs that a person may do to a thing of this room, or at an agency; without a thing, what they may somewhere."""
    if person is None:
        return frozenset()
    if isinstance(thing, Feed) and thing.person_id is not None:
        return OF_FEED if thing.person_id == person.pk else frozenset()
    if isinstance(thing, Message):
        return frozenset({"see"}) if thing.person_id == person.pk else frozenset()
    held = Standing(person)
    if thing is None:
        verbs = {verb for post in held.posts for verb in post.anywhere if verb.startswith(ROOM)}
        return frozenset(verb.removeprefix(ROOM) for verb in verbs)
    place = place_of(thing)
    return held.verbs_at(place) if place is not None else frozenset()


def own_wish(person: Person | None, thing: Any) -> frozenset[str]:
    """How a person wants to be told is that person's own choice."""
    return frozenset({"choose_notices"}) if person is not None and thing == person else frozenset()


def seen(person: Person | None, path: str = "unit") -> Q:
    """Rows whose agency (`path`) the person may look after: of the province, or the own ones and those below."""
    held = Standing(person)
    wide = Q(**{f"{path}__province_key__in": held.provinces(VIEW, PROVINCE)})
    return wide | Q(**{f"{path}__in": rows_of(held.units(VIEW))})


def provinces_seen(person: Person | None) -> list[str]:
    """Provinces of the posts that look after urging: whose ladder and runs the person is shown."""
    return Standing(person).provinces(VIEW)


def oversees(person: Person | None) -> list[str]:
    """Provinces that the person looks after as a whole."""
    return Standing(person).provinces(VIEW, PROVINCE)
