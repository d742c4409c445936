"""Deliveries of papers: what came to the units of a person, what was sent of a paper and how far it is."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from thuocdo.chancery import permissions
from thuocdo.chancery.models import AxisMessage, Delivery, DeliveryMove
from thuocdo.chancery.queries.policy import late_since
from thuocdo.chancery.rules.life import SENT_NO_MORE, DeliveryState
from thuocdo.core import clock
from thuocdo.directory.permissions import rows_of
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document

ARRIVED = (DeliveryState.SENT, DeliveryState.ARRIVED)
# States in which the addressee still owes something: receiving, reading, or (where asked) acting.
OPEN = (*ARRIVED, DeliveryState.RECEIVED, DeliveryState.READ)
UNREAD = (*ARRIVED, DeliveryState.RECEIVED)
# Moves that have a reason.
REASONED = ("fail", "refuse", "recall")
SHOWN_IN_INBOX = (*OPEN, DeliveryState.ACTED, DeliveryState.REFUSED, DeliveryState.RECALLED)


def inbox(person: Any, today: date) -> QuerySet[Delivery]:
    """What was sent to the units of a person (văn bản đến chờ xử lý), with whether it is late; a fixed number of
    queries. What was recalled or sent back is there only while the person may read the paper for another reason."""
    mine = permissions.at_units(person, permissions.VIEW_DELIVERIES)
    rows = Delivery.objects.filter(mine, way=Delivery.Way.INSIDE, state__in=SHOWN_IN_INBOX)
    readable = Document.objects.filter(papers.visible_to(person), pk=OuterRef("document"))
    rows = rows.filter(~Q(state__in=SENT_NO_MORE) | Q(Exists(readable)))
    return with_lateness(rows, today).select_related("document", "sender", "unit", "answer").defer(
        "document__text", "document__reading", "document__pages"
    )  # fmt: skip


def with_lateness(rows: QuerySet[Delivery], today: date) -> QuerySet[Delivery]:
    """The rows with `sent_on`, `unacknowledged` (not received by the day it had to be), `overdue` (no answer in time),
    `late` (one of both)."""
    unreceived = Q(state__in=ARRIVED, sent_on__lte=late_since(today))
    unanswered = Q(state__in=OPEN, for_action=True, due_on__lt=today)
    return rows.annotate(
        sent_on=TruncDate("sent_at", tzinfo=clock.ZONE, output_field=DateField()),
        unacknowledged=_whether(unreceived), overdue=_whether(unanswered), late=_whether(unreceived | unanswered),
    )  # fmt: skip


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def seen_delivery(person: Any, pk: int) -> Delivery | None:
    """A delivery that a person may see as somebody of the unit it went to."""
    mine = permissions.at_units(person, permissions.VIEW_DELIVERIES)
    rows = Delivery.objects.filter(mine, way=Delivery.Way.INSIDE).select_related(
        "document__file", "document__issuer", "document__province", "sender", "unit", "answer", "made_by"
    )
    return rows.filter(pk=pk).first()


def sent_of(document: Document, person: Any, today: date) -> QuerySet[Delivery]:
    """Deliveries of a paper by units of the person, in the order of sending, with whether they are late and the
    `reason` why one failed, was refused or recalled."""
    rows = Delivery.objects.filter(document=document, sender__in=_own(person))
    said = DeliveryMove.objects.filter(delivery=OuterRef("pk"), verb__in=REASONED).order_by("-pk").values("note")[:1]
    return with_lateness(rows.annotate(reason=Subquery(said)), today).select_related(
        "unit", "sender", "answer", "package"
    )


def sent_papers(person: Any) -> QuerySet[Delivery]:
    """Everything that the person's units have sent."""
    return Delivery.objects.filter(sender__in=_own(person)).select_related("document", "unit")


def _own(person: Any) -> Any:
    standing = permissions.Standing(person)
    return rows_of(standing.units(permissions.VIEW_DELIVERIES) | standing.units("send_document"))


def open_of(units: Iterable[int]) -> QuerySet[Delivery]:
    """Deliveries to units that wait for something of theirs: to be received, or answered where that is asked."""
    waits = Q(state__in=ARRIVED) | Q(state__in=OPEN, for_action=True)
    rows = Delivery.objects.filter(waits, way=Delivery.Way.INSIDE, unit__in=rows_of(set(units)))
    return rows.select_related("document").defer("document__text", "document__reading", "document__pages")


def waiting_packages(person: Any) -> QuerySet[AxisMessage]:
    """Packages and changes that came over the document axis to the person's units."""
    mine = permissions.at_units(person, permissions.VIEW_DELIVERIES)
    came = AxisMessage.objects.filter(mine, direction=AxisMessage.Direction.IN)
    return came.exclude(kind=AxisMessage.Kind.STATUS).select_related("unit", "arrival", "decided_by", "file")


@dataclass(frozen=True)
class Standing:
    """How far the deliveries of one paper are: counts by state, and the median days until seen and until answered."""

    total: int
    counts: dict[str, int]
    unread: int
    late: int
    days_to_read: float | None
    days_to_act: float | None

    @property
    def read(self) -> int:
        """Addressees that have seen the paper."""
        return sum(self.counts.get(state, 0) for state in (DeliveryState.READ, DeliveryState.ACTED))


def standing(rows: Iterable[Any]) -> Standing:
    """The counts over deliveries that were read with `with_lateness`."""
    listed = list(rows)
    counts: dict[str, int] = {}
    for row in listed:
        counts[row.state] = counts.get(row.state, 0) + 1
    return Standing(
        total=len(listed), counts=counts, unread=sum(row.state in UNREAD for row in listed),
        late=sum(row.late for row in listed),
        days_to_read=_median(days_between(row.sent_at, row.read_at) for row in listed),
        days_to_act=_median(days_between(row.sent_at, row.acted_at) for row in listed),
    )  # fmt: skip


def days_between(start: datetime | None, end: datetime | None) -> int | None:
    """Days by the calendar from sending to an event; nothing while one of them has not happened."""
    if start is None or end is None:
        return None
    return (end.astimezone(clock.ZONE).date() - start.astimezone(clock.ZONE).date()).days


def _median(found: Iterable[int | None]) -> float | None:
    known = [one for one in found if one is not None]
    return statistics.median(known) if known else None
