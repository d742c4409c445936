"""What the room does after a commit; `config.wiring.EVENT_HANDLERS` says on which event."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import OutboxEvent
from thuocdo.documents import services
from thuocdo.documents.models import Document


def read_what_waits(event: OutboxEvent) -> None:
    """Read the paper that was just received, if it waits for its reading."""
    document = Document.objects.filter(pk=event.payload.get("key"), state=Document.State.WAITING).first()
    if document is not None:
        services.read_waiting(document=document, by=SYSTEM, at=clock.now())
