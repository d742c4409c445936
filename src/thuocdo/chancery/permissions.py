"""Who may do what in the chancery: role of a position x place of the book, draft or delivery x its state."""

from __future__ import annotations

from typing import Any

from thuocdo.chancery.models import Book, Delivery, Draft, Entry, RegisterImport
from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Unit
from thuocdo.directory.permissions import Place

ROOM = "chancery."


class Standing(stands.Standing):
    """Where a person stands today, and what the roles held there may do in the chancery."""

    room = ROOM


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
