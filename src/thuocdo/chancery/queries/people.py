"""Who may approve papers of a unit."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from thuocdo.chancery import permissions
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import role_table
from thuocdo.directory.rules.roles import OWN

APPROVE = permissions.ROOM + "approve_draft"


def approvers_of(unit: Unit, on: date) -> list[Person]:
    """People who may approve papers of a unit on a day (người duyệt), its head first: by their post, or by a loan."""
    roles = [code for code, role in role_table().items() if APPROVE in role.may(OWN)]
    held = Q(positions__unit=unit, positions__role__in=roles, positions__valid__contains=on)
    lent = Q(
        borrowed__position__unit=unit, borrowed__valid__contains=on, borrowed__revoked_at=None,
        borrowed__position__role__in=roles,
    ) & (Q(borrowed__everything=True) | Q(borrowed__verbs__contains=[APPROVE]))  # fmt: skip
    found = list(Person.objects.filter(held | lent).distinct().order_by("full_name", "pk"))
    head = directory.head_of(unit, on).acts
    return sorted(found, key=lambda person: person != head)
