"""What the room does after a commit; `config.wiring.EVENT_HANDLERS` says on which event."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import OutboxEvent
from thuocdo.work import services
from thuocdo.work.models import Evidence


def check_what_was_attached(event: OutboxEvent) -> None:
    """Look over the proof that was just attached and nobody has looked over; told twice, it does it once."""
    waiting = Evidence.objects.filter(occurrence=event.payload.get("key"), checked_at=None)
    for evidence in waiting.order_by("pk"):
        services.check_evidence(evidence=evidence, by=SYSTEM, at=clock.now())
