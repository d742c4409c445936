"""Messages of ours that wait for the document axis."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.documents.models import Document

# After the n-th failure a message waits until n² times this since it was made: about two weeks in all.
PAUSE = timedelta(minutes=5)
MOST_ATTEMPTS = 60


def outgoing_messages(now: datetime) -> list[Any]:
    """What is to be handed over now, oldest first, with the identifier of our unit as `sender_code`; no package of a
    paper that was withdrawn meanwhile."""
    withdrawn = Delivery.objects.filter(package=OuterRef("file"), document__withdrawn_at__isnull=False)
    version = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=clock.today())
    rows = AxisMessage.objects.filter(
        direction=AxisMessage.Direction.OUT, file__isnull=False, attempts__lt=MOST_ATTEMPTS,
        state__in=[AxisMessage.State.WAITING, AxisMessage.State.FAILED],
    )  # fmt: skip
    rows = rows.exclude(Exists(withdrawn), kind=AxisMessage.Kind.EDOC)
    listed = rows.annotate(sender_code=Subquery(version.values("edoc_code")[:1])).select_related("file").order_by("pk")
    return [row for row in listed if not row.attempts or now >= row.at + PAUSE * row.attempts**2]


def still_outgoing(message: AxisMessage) -> bool:
    """Whether a message that was to be handed over still is: nobody recalled it or handed it over meanwhile."""
    rows = AxisMessage.objects.filter(pk=message.pk, file=message.file_id).exclude(state=AxisMessage.State.DONE)
    papers = Delivery.objects.filter(package=message.file_id, document__withdrawn_at__isnull=False)
    return rows.exists() and not (message.kind == AxisMessage.Kind.EDOC and papers.exists())


def messages_of(document: Document) -> QuerySet[AxisMessage]:
    """The messages with which a paper came over the axis."""
    return AxisMessage.objects.filter(direction=AxisMessage.Direction.IN, arrival__parts__document=document)
