"""Who looks after the installation (quản trị hệ thống): those who may see its health."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.permissions import book

VIEW_HEALTH = "core.view_health"


def operators() -> list[Person]:
    """People who today hold a post whose role may see the health of the system; they are told of troubles."""
    roles = [role.code for role in book().having(VIEW_HEALTH)]
    held = Person.objects.filter(positions__role__in=roles, positions__valid__contains=clock.today())
    return list(held.distinct().order_by("pk"))
