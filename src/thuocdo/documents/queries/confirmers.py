"""Who may declare a paper right: told to those who may not, so that they know whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from thuocdo.core import clock
from thuocdo.directory.queries.why import holders
from thuocdo.documents import permissions
from thuocdo.documents.models import Document


@dataclass(frozen=True)
class Confirmers:
    """One role that may confirm a paper, and the people who hold it where it counts for that paper."""

    role: str
    people: tuple[str, ...]


def confirmers(document: Document) -> list[Confirmers]:
    """Roles whose holders may confirm the whole paper, those of the receiving unit first."""
    place = permissions.place_of(document)
    found = holders(permissions.ROOM + permissions.CONFIRM, place, clock.today()) if place else []
    return [Confirmers(one.name, tuple(dict.fromkeys(holder.name for holder in one.people))) for one in found]
