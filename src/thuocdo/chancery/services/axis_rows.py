"""Letting go of messages of the document axis that turned out to carry state secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from thuocdo.chancery import permissions
from thuocdo.chancery.models import AxisMessage
from thuocdo.core import files
from thuocdo.core.decision import decision
from thuocdo.core.models import Notice, StoredFile

ERASED = "văn bản mang dấu chỉ độ mật: không lưu"


@decision("chancery.let_go_of_message", about="message", ask=permissions.exchanging)
def let_go_of_message(*, message: AxisMessage, by: Any, at: datetime) -> AxisMessage:
    """Take everything that a message of the axis says out again, in its rows of all units and the states that we told
    about it: it turned out to carry state secrets. Only the system does it."""
    same = Q(pk=message.pk) | Q(direction=AxisMessage.Direction.IN, file=message.file, file__isnull=False)
    _blank(AxisMessage.objects.filter(same), at=at)
    message.refresh_from_db()
    return message


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
