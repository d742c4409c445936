"""The outbox (hộp thư đi nội bộ): how a lower room tells an upper one, after commit and never by a signal."""

from __future__ import annotations

from collections.abc import Iterable
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
    event = _event(name, at, thing, payload)
    event.save(force_insert=True)
    _queue([event])
    return event


def emit_each(name: str, *, at: datetime, things: Iterable[models.Model]) -> None:
    """`emit` for many things at once: two statements, however many they are."""
    _queue(OutboxEvent.objects.bulk_create(_event(name, at, thing, {}) for thing in things))


def _event(name: str, at: datetime, thing: models.Model | None, payload: dict[str, object]) -> OutboxEvent:
    about = {"type": thing._meta.label_lower, "key": str(thing.pk)} if thing is not None else {}
    return OutboxEvent(at=at, name=name, payload={**about, **payload}, handled_at=None if _handlers(name) else at)


def _queue(events: Iterable[OutboxEvent]) -> None:
    """Let the worker deliver what has handlers, once the running transaction is committed."""
    waiting = [event.pk for event in events if event.handled_at is None]
    if waiting:
        from thuocdo.core import jobs

        transaction.on_commit(lambda: jobs.queue_deliveries(waiting))


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
