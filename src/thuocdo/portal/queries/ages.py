"""How old the data are: the newest of what should keep coming in; named in `DATA_AGE` of the wiring."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from thuocdo.core.models import AuditRow
from thuocdo.documents.models import Document
from thuocdo.work.models import Occurrence

SIGN_IN = "directory.sign_in"


def newest_document() -> datetime | None:
    """When the last paper was received."""
    found: datetime | None = Document.objects.aggregate(last=Max("received_at"))["last"]
    return found


def newest_result() -> datetime | None:
    """When the last result was handed in."""
    found: datetime | None = Occurrence.objects.aggregate(last=Max("submitted_at"))["last"]
    return found


def last_decision() -> datetime | None:
    """When somebody, not the program, last decided something."""
    people = AuditRow.objects.filter(actor_key__startswith="person:", outcome="done").exclude(action=SIGN_IN)
    return people.order_by("-seq").values_list("at", flat=True).first()


def last_sign_in() -> datetime | None:
    """When somebody last signed in."""
    return AuditRow.objects.filter(action=SIGN_IN).order_by("-at", "-seq").values_list("at", flat=True).first()
