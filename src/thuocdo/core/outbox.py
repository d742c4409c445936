"""The outbox (hộp thư đi nội bộ): how a lower room tells an upper one, after commit and never by a signal."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.db import models, transaction

from thuocdo.core import clock
from thuocdo.core.models import OutboxEvent
from thuocdo.kernel.masking import scrub


def _handlers(name: str) -> list[str]:
    from config import wiring

    return wiring.EVENT_HANDLERS.get(name, [])


def emit(name: str, *, at: datetime, thing: models.Model | None = None, **payload: object) -> OutboxEvent:
    """Write an event in the running transaction; a worker hands it to the handlers named in the wiring."""
    about = {"type": thing._meta.label_lower, "key": str(thing.pk)} if thing is not None else {}
    waiting = bool(_handlers(name))
    event = OutboxEvent.objects.create(
        at=at, name=name, payload={**about, **payload}, handled_at=None if waiting else at
    )
    if waiting:
        from thuocdo.core import jobs

        transaction.on_commit(lambda: jobs.queue_delivery(event.pk))
    return event


def deliver(event: OutboxEvent) -> None:
    """Call every handler of an event in one transaction; an error leaves it waiting with the error written down."""
    try:
        with transaction.atomic():
            for dotted in _handlers(event.name):
                module, _, function = dotted.rpartition(".")
                getattr(import_module(module), function)(event)
            event.handled_at = clock.now()
            event.last_error = ""
    except Exception as error:
        event.last_error = scrub(f"{type(error).__name__}: {error}")
        raise
    finally:
        event.attempts += 1
        event.save(update_fields=["handled_at", "last_error", "attempts"])


def deliver_waiting(limit: int = 500) -> int:
    """Deliver what is still waiting, oldest first; returns how many were handled."""
    waiting = OutboxEvent.objects.filter(handled_at=None)[:limit]
    for event in waiting:
        deliver(event)
    return len(waiting)
