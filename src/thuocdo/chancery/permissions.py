"""Who may do what in the chancery: role of a position x place of the book, draft or delivery x its state."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.module_loading import import_string

from thuocdo.chancery.models import Book, Delivery, Draft, Entry, RegisterImport
from thuocdo.core import audit
from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Unit
from thuocdo.directory.permissions import Place, rows_of
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.kernel.errors import NotAllowed

ROOM = "chancery."
VIEW_BOOKS = "view_books"
ENTER = "enter"


class Standing(stands.Standing):
    """Where a person stands today, and what the roles held there may do in the chancery."""

    room = ROOM

    def may(self, verb: str, unit: Unit) -> bool:
        """Whether role and place give the verb at a unit: its own, one merged into it, or in the province."""
        return unit.province_key in self.provinces(verb, PROVINCE) or unit.pk in self.units(verb)

    def verbs(self) -> frozenset[str]:
        """Every verb of this room that some position of the person has somewhere."""
        found = {verb for post in self.posts for verb in post.anywhere}
        return frozenset(verb.removeprefix(ROOM) for verb in found if verb.startswith(ROOM))


def abilities(person: Any, thing: object) -> frozenset[str]:
    """Verbs that a person may do to a thing of the chancery, or at a unit; without a thing, what they may somewhere."""
    standing = Standing(person)
    unit = unit_of(thing)
    if unit is None:
        return standing.verbs() if thing is None else frozenset()
    return frozenset(verb for verb in standing.verbs() if standing.may(verb, unit))


def refuse_elsewhere(by: Any, unit: Unit, verb: str) -> None:
    """Refuse a decision at a unit where the actor has no right to it, with the rule and whom to ask (`NotAllowed`).

    For decisions whose thing is not there yet: a lock on the unit would keep everybody else waiting.
    """
    if by is audit.SYSTEM or verb in abilities(by, unit):
        return
    from config import wiring

    refusal: NotAllowed = import_string(wiring.NOT_ALLOWED)(by, ROOM + verb, unit)
    raise refusal


def at_units(person: Any, verb: str, field: str = "unit") -> Q:
    """Rows whose unit (`field`) lies where the person has the verb."""
    standing = Standing(person)
    wide = Q(**{f"{field}__province_key__in": standing.provinces(verb, PROVINCE)})
    return wide | Q(**{f"{field}__in": rows_of(standing.units(verb))})


def unit_of(thing: object) -> Unit | None:
    """The unit whose chancery a thing belongs to; nothing for other things. A delivery belongs to its addressee."""
    if isinstance(thing, Unit):
        return thing
    if isinstance(thing, Entry):
        return thing.book.unit
    if isinstance(thing, Book | Draft | RegisterImport):
        return thing.unit
    if isinstance(thing, Delivery):
        return thing.unit or thing.sender
    return None


def place_of(thing: Any) -> Place | None:
    """Where a thing of the chancery stands."""
    unit = unit_of(thing)
    return Place(unit.pk, unit.province_key) if unit is not None else None
