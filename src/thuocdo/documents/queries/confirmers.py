"""Who may declare a paper right: told to those who may not, so that they know whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from thuocdo.core import clock
from thuocdo.directory.models import Position
from thuocdo.directory.permissions import role_table
from thuocdo.directory.rules.roles import OWN, PROVINCE
from thuocdo.documents import permissions
from thuocdo.documents.models import Document

LOOKED_AT = 12


@dataclass(frozen=True)
class Confirmers:
    """One role that may confirm a paper, and the people who hold it where it counts for that paper."""

    role: str
    people: tuple[str, ...]


def confirmers(document: Document) -> list[Confirmers]:
    """Roles whose holders may confirm the whole paper, those of the receiving unit first; one statement."""
    verb = permissions.ROOM + permissions.CONFIRM
    table = role_table()
    near = [code for code, role in table.items() if verb in role.may(OWN)]
    wide = [code for code in near if verb in table[code].may(PROVINCE)]
    province = document.province.province_key if document.province is not None else ""
    here = Q(role__in=near, unit=document.received_unit_id) | Q(role__in=wide, unit__province_key=province)
    today = Position.objects.filter(here, valid__contains=clock.today()).select_related("person").order_by("pk")
    names: dict[str, dict[str, None]] = {}
    for position in today[:LOOKED_AT]:
        names.setdefault(position.role, {})[position.person.full_name] = None
    ordered = sorted(near, key=lambda code: code in wide)
    return [Confirmers(table[code].name, tuple(names.get(code, ()))) for code in ordered]
