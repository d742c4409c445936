"""To whom a paper should go: its Kính gửi and Nơi nhận, resolved by the directory as the units stand today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.rules.life import SENT_NO_MORE
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Position, Unit, UnitVersion
from thuocdo.directory.permissions import role_table
from thuocdo.directory.rules.roles import OWN
from thuocdo.documents.models import Document
from thuocdo.kernel.text import fold

# Lines of "Nơi nhận" that name nobody: the addressees again, and the archive.
NOBODY = re.compile(r"^(nhu (tren|kinh gui|dieu \d+)|luu\b.*)[.;,: ]*$")
RECEIVE = permissions.ROOM + "receive_delivery"


@dataclass(frozen=True)
class Candidate:
    """A unit that a phrase of the paper means today. `instead_of` is the unit of the paper's day that it followed."""

    unit: int
    name: str
    instead_of: str = ""
    code: str = ""
    people: int = 0
    sent: bool = False


@dataclass(frozen=True)
class Phrase:
    """One phrase of the paper with the units it means; `acts` for Kính gửi, which asks to act."""

    text: str
    acts: bool
    units: tuple[Candidate, ...]


@dataclass(frozen=True)
class Proposal:
    """Phrases with their units, each unit once; and the phrases that the directory does not know."""

    phrases: tuple[Phrase, ...] = ()
    unknown: tuple[str, ...] = ()
    total: int = field(default=0)


def proposed(document: Document, on: date) -> Proposal:
    """Addressees as the paper names them on its day, each as it stands on `on`; a fixed number of queries."""
    phrases = [(text, True) for text in _listed(document.addressees)]
    phrases += [(text, False) for text in _listed(document.recipients)]
    within = document.issuer or document.province
    found = directory.resolve_many([text for text, _acts in phrases], document.reference_on, within)
    rows = [(text, acts, [(match.unit.pk, match.name) for match in found[text].units]) for text, acts in phrases]
    now = _today({unit for _text, _acts, units in rows for unit, _name in units}, document.reference_on, on)
    known = facts({unit for ends in now.values() for unit in ends}, on, document)
    made, taken = [], {document.issuer_id}
    for text, acts, units in rows:
        made.append(Phrase(text, acts, tuple(_candidates(units, now, known, taken))))
    unknown = [one for text, _acts in phrases for one in found[text].unknown]
    filled = tuple(one for one in made if one.units)
    return Proposal(filled, tuple(dict.fromkeys(unknown)), sum(len(one.units) for one in filled))


def _listed(lines: Sequence[object]) -> list[str]:
    return list(dict.fromkeys(text for one in lines if (text := str(one).strip()) and not NOBODY.match(fold(text))))


def _candidates(
    units: list[tuple[int, str]], now: dict[int, list[int]], known: dict[int, Candidate], taken: set[int | None]
) -> list[Candidate]:
    found = []
    for unit, name in units:
        for end in now[unit]:
            if end in taken or end not in known:
                continue
            taken.add(end)
            one = known[end]
            found.append(one if end == unit else Candidate(**{**vars(one), "instead_of": name}))
    return found


def _today(units: set[int], then: date, on: date) -> dict[int, list[int]]:
    """For each unit of the paper's day the units that it is today."""
    alive = set(UnitVersion.objects.filter(unit__in=units, valid__contains=on).values_list("unit_id", flat=True))
    gone = {unit: then for unit in units - alive}
    ends = directory.fates(gone, on) if on > then else {}
    return {unit: [unit] if unit in alive else [end for end, _name in ends.get(unit, [])] for unit in units}


def facts(units: set[int], on: date, document: Document | None = None) -> dict[int, Candidate]:
    """Names, identifiers and numbers of receivers of units in force on a day; whether they were sent the paper."""
    versions = UnitVersion.objects.filter(unit__in=units, valid__contains=on)
    people: dict[int, int] = {}
    for position in receivers(units, on):
        people[position.unit_id] = people.get(position.unit_id, 0) + 1
    given = Delivery.objects.filter(document=document, way=Delivery.Way.INSIDE, unit__in=units)
    sent = set(given.exclude(state__in=SENT_NO_MORE).values_list("unit_id", flat=True))
    return {
        row.unit_id: Candidate(
            row.unit_id, row.full_name or row.name, "", row.edoc_code, people.get(row.unit_id, 0), row.unit_id in sent
        )
        for row in versions
    }


def receivers(units: set[int], on: date) -> QuerySet[Position]:
    """Positions of the units whose holders receive papers there."""
    roles = [code for code, role in role_table().items() if RECEIVE in role.may(OWN)]
    held = Position.objects.filter(unit__in=units, role__in=roles, valid__contains=on)
    return held.select_related("person").order_by("pk")


def named_units(lines: Sequence[str], within: Unit | None, on: date) -> tuple[list[Unit], list[str]]:
    """Units that a person names, a line each, and the lines that the directory does not know."""
    wanted = [line.strip() for line in lines if line.strip()]
    found = directory.resolve_many(wanted, on, within)
    units: dict[int, Unit] = {}
    unknown: list[str] = []
    for line in wanted:
        unknown += found[line].unknown
        for match in found[line].units:
            units.setdefault(match.unit.pk, match.unit)
    return list(units.values()), list(dict.fromkeys(unknown))
