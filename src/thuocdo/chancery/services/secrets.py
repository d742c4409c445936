"""Papers of state secrets: how many there were, and letting go of one that the worker recognised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from thuocdo.chancery import permissions
from thuocdo.chancery.models import (
    AxisMessage,
    Book,
    Delivery,
    DeliveryMove,
    Draft,
    Entry,
    ImportedRow,
    SecretCount,
)
from thuocdo.chancery.services.kept_tables import blank_line
from thuocdo.core import audit, clock, files
from thuocdo.core.decision import decision
from thuocdo.core.models import Notice, StoredFile
from thuocdo.directory.models import Unit
from thuocdo.documents.models import Document

STRUCK = "Không lưu văn bản của dòng này"
ERASED = "văn bản mang dấu chỉ độ mật: không lưu"


@decision("chancery.count_secrets")
def count_secrets(*, unit: Unit, number: int, by: Any, at: datetime, direction: str = Book.Direction.IN) -> SecretCount:
    """Count papers of state secrets that a unit was offered today (đếm văn bản mật): a number, nothing about them."""
    day = at.astimezone(clock.ZONE).date()
    row, _new = SecretCount.objects.get_or_create(unit=unit, day=day, direction=direction)
    SecretCount.objects.filter(pk=row.pk).update(count=F("count") + number)
    row.refresh_from_db()
    audit.changed(after={"day": day.isoformat(), "count": row.count})
    return row


@decision("chancery.let_go_of_secret", ask=permissions.abilities)
def let_go_of_secret(*, document: Document, by: Any, at: datetime) -> None:
    """Take a paper that is about to be erased out of the chancery's rows; its numbers stay taken, struck out.

    Nothing stays of messages of the axis that brought it, nor of its line in the kept tables of imports.
    """
    Entry.objects.filter(document=document, struck_at=None).update(struck_at=at, struck_why=STRUCK)
    Entry.objects.filter(document=document).update(document=None, note="", given_to="")
    Draft.objects.filter(answers=document).update(answers=None)
    Draft.objects.filter(carries_out=document).update(carries_out=None)
    for row in ImportedRow.objects.filter(document=document).select_related("run"):
        blank_line(row.run, row.line)
    ImportedRow.objects.filter(document=document).delete()
    Delivery.objects.filter(answer=document).update(answer=None)
    DeliveryMove.objects.filter(delivery__document=document).delete()
    Delivery.objects.filter(document=document).delete()
    for message in _messages_of(document):
        let_go_of_message(message=message, by=by, at=at)


@decision("chancery.let_go_of_message", about="message", ask=permissions.exchanging)
def let_go_of_message(*, message: AxisMessage, by: Any, at: datetime) -> AxisMessage:
    """Take everything that a message of the axis says out again, in its rows of all units and the states that we told
    about it: it turned out to carry state secrets. Only the system does it."""
    same = Q(pk=message.pk) | Q(direction=AxisMessage.Direction.IN, file=message.file, file__isnull=False)
    _blank(AxisMessage.objects.filter(same), at=at)
    message.refresh_from_db()
    return message


def _messages_of(document: Document) -> QuerySet[AxisMessage]:
    """The messages with which a paper came over the axis."""
    return AxisMessage.objects.filter(direction=AxisMessage.Direction.IN, arrival__parts__document=document)


def _blank(rows: QuerySet[AxisMessage], *, at: datetime) -> None:
    kept: dict[int, StoredFile] = {}
    for row in list(rows.select_related("file")):
        told = AxisMessage.objects.filter(
            direction=AxisMessage.Direction.OUT, kind=AxisMessage.Kind.STATUS, unit=row.unit,
            document_id=row.document_id, other=row.other,
        )  # fmt: skip
        for one in (row, *told.exclude(document_id="").select_related("file")):
            if one.file is not None:
                kept[one.file.pk] = one.file
            _emptied(one, at=at)
        Notice.objects.filter(link=f"/van-ban/den/truc/{row.pk}/").delete()
    for file in kept.values():
        files.forget(file, owner=AxisMessage)


def _emptied(row: AxisMessage, *, at: datetime) -> None:
    """A row that says nothing but that there was a message; what still waited to go out or to be decided is closed."""
    row.other = row.other_name = row.document_id = row.subject = row.note = row.outside_id = ""
    row.file, row.arrival, row.error = None, None, ERASED
    row.done_at = row.done_at or at
    if row.state == AxisMessage.State.WAITING:
        row.state = AxisMessage.State.FAILED
    row.save()
