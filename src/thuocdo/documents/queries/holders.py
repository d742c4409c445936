"""Who holds a paper: units that have a copy, and the people of these units who take papers in."""

from __future__ import annotations

from django.db.models import Q

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.permissions import role_table
from thuocdo.documents.models import Document
from thuocdo.documents.permissions import RECEIVE, ROOM


def holding_units(document: Document) -> set[int]:
    """Keys of units that have the paper: who received it, who issued it, who holds a copy."""
    held = set(document.holders.values_list("unit_id", flat=True))
    return held | {pk for pk in (document.received_unit_id, document.issuer_id) if pk is not None}


def people_of_holders(document: Document) -> list[Person]:
    """People who take papers in at the units that have this one, today (văn thư, thủ trưởng của nơi giữ)."""
    roles = [code for code, role in role_table().items() if ROOM + RECEIVE in role.may("own")]
    today = clock.today()
    held = Q(positions__unit__in=holding_units(document), positions__valid__contains=today, positions__role__in=roles)
    return list(Person.objects.filter(held).distinct().order_by("pk"))
