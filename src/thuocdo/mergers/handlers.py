"""What a worker does after commit when a decision of this room asks for it."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.core.models import OutboxEvent
from thuocdo.kernel.errors import Refused
from thuocdo.mergers import services
from thuocdo.mergers.models import Merger


def carry_out_ordered(event: OutboxEvent) -> None:
    """Carry out the merger that somebody asked to be carried out; a refusal is kept where its page shows it."""
    merger = Merger.objects.select_related("ordered_by").get(pk=event.payload["key"])
    if merger.state != Merger.State.APPROVED:
        return
    try:
        services.carry_out_merger(merger=merger, by=merger.ordered_by, at=clock.now())
    except Refused as refusal:
        Merger.objects.filter(pk=merger.pk).update(failure=str(refusal), ordered_at=None)
