"""Papers of state secrets: how many there were, and letting go of one that the worker recognised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from thuocdo.chancery import permissions
from thuocdo.chancery.kept_tables import blank_line
from thuocdo.chancery.models import (
    Book,
    Delivery,
    DeliveryMove,
    Draft,
    Entry,
    ImportedRow,
    SecretCount,
)
from thuocdo.chancery.queries.axis import messages_of
from thuocdo.chancery.services.axis_rows import let_go_of_message
from thuocdo.core import audit, clock
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.documents.models import Document

STRUCK = "Không lưu văn bản của dòng này"


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
    for message in messages_of(document):
        let_go_of_message(message=message, by=by, at=at)
