"""Background jobs: a queue in PostgreSQL, schedules in the wiring, a ledger row for every run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from procrastinate.contrib.django import app

from thuocdo.core import clock, logs, notify
from thuocdo.core.audit import Circumstances, circumstances
from thuocdo.core.models import JobRun, Notice, OutboxEvent

log = logging.getLogger(__name__)


@contextmanager
def run(name: str, *, request_id: str = "") -> Iterator[JobRun]:
    """Leave a ledger row for one run of a job, whatever its end; the job may set `detail`.

    Its lines in the log and its rows in the audit carry the id of the request that queued it.
    """
    token = circumstances.set(Circumstances(request_id=request_id))
    try:
        with logs.within(logs.Scope(request_id, job=name)), _in_ledger(name) as row:
            yield row
    finally:
        circumstances.reset(token)


@contextmanager
def _in_ledger(name: str) -> Iterator[JobRun]:
    row = JobRun.objects.create(name=name, started_at=clock.now())
    try:
        yield row
        row.outcome = "done"
    except Exception as error:
        row.outcome = "failed"
        row.detail = f"{type(error).__name__}: {error}"
        raise
    finally:
        row.ended_at = clock.now()
        row.save()


def queue_delivery(event_id: int) -> None:
    """Queue the delivery of an outbox event."""
    deliver_event.defer(event_id=event_id, request_id=logs.request_id())


@app.task(name="core.deliver_event", retry=5)  # type: ignore[untyped-decorator]
def deliver_event(event_id: int, request_id: str = "") -> None:
    """Hand one outbox event to its handlers, unless that has been done."""
    from thuocdo.core import outbox

    with run("core.deliver_event", request_id=request_id):
        event = OutboxEvent.objects.filter(pk=event_id, handled_at=None).first()
        if event is not None:
            outbox.deliver(event)


def queue_mail(notice: Notice) -> None:
    """Queue the mail of a notice; those of one person wait for each other, so that none is sent twice."""
    mail_notice.configure(lock=f"mail:{notice.recipient_key}").defer(notice_id=notice.pk, request_id=logs.request_id())


@app.task(name="core.mail_notice", retry=notify.RETRY)  # type: ignore[untyped-decorator]
def mail_notice(notice_id: int, request_id: str = "") -> None:
    """Mail one notice to its recipient."""
    with run("core.mail_notice", request_id=request_id) as row:
        row.detail = notify.mail(notice_id)


@app.periodic(cron="*/5 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="core.run_due")  # type: ignore[untyped-decorator]
def run_due(timestamp: int) -> None:
    """Run every scheduled job whose last good run is older than its interval."""
    for name in due_jobs():
        run_job(name)


def due_jobs() -> list[str]:
    """Names of scheduled jobs that have not run well within their interval; the health page shows them too."""
    from config import wiring

    limit = clock.now()
    return [name for name, (_, every) in wiring.SCHEDULES.items() if not _ran_since(name, limit - every)]


def _ran_since(name: str, moment: object) -> bool:
    return JobRun.objects.filter(name=name, outcome="done", started_at__gt=moment).exists()


def run_job(name: str) -> JobRun:
    """Run one scheduled job now, in the ledger."""
    from config import wiring

    dotted, _ = wiring.SCHEDULES[name]
    module, _, function = dotted.rpartition(".")
    with run(name) as row:
        row.detail = str(getattr(import_module(module), function)() or "")
    return row


def work(*, once: bool = False) -> None:
    """Run the worker until told to stop; `once` ends when the queue is empty."""
    if not once:
        for name in due_jobs():
            try:
                run_job(name)
            except Exception:
                # One broken job must not keep the others from running; its row in the ledger says what failed.
                log.exception("scheduled job %s failed", name)
    # The worker holds a connection of its own on which PostgreSQL tells it of new jobs.
    worker = app.with_connector(app.connector.get_worker_connector())
    with worker.open():
        worker.run_worker(wait=not once, install_signal_handlers=True, listen_notify=not once)
