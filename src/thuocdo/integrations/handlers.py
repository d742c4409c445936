"""What outside systems are asked after a commit; `config.wiring.EVENT_HANDLERS` says on which event."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from thuocdo.core.models import OutboxEvent


def ask_language_model(event: OutboxEvent) -> None:
    """Queue the question about a paper that was just read, where the operator named a model.

    A job of its own: what is delivered with this event does not wait for the model.
    """
    if settings.THUOCDO_MODEL is None:
        return
    from thuocdo.integrations.tasks import ask_language_model as task

    key = int(event.payload["key"])
    transaction.on_commit(lambda: task.configure(lock=f"model:{key}").defer(document_id=key))
