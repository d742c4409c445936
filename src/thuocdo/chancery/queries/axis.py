"""Messages of ours that wait for the document axis."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from thuocdo.chancery.models import AxisMessage
from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion

# A week of failures, five minutes apart: after that a message is left to a person.
MOST_ATTEMPTS = 2000


def outgoing_messages() -> QuerySet[Any]:
    """What is to be handed over, oldest first, with the identifier of our unit as `sender_code`."""
    version = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=clock.today())
    rows = AxisMessage.objects.filter(
        direction=AxisMessage.Direction.OUT, file__isnull=False, attempts__lt=MOST_ATTEMPTS,
        state__in=[AxisMessage.State.WAITING, AxisMessage.State.FAILED],
    )  # fmt: skip
    return rows.annotate(sender_code=Subquery(version.values("edoc_code")[:1])).select_related("file").order_by("pk")
