"""Background jobs: a queue in PostgreSQL, schedules in the wiring, a ledger row for every run."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from thuocdo.core import clock, logs, maintenance, notify
from thuocdo.core.audit import Circumstances, circumstances
from thuocdo.core.models import JobRun, Notice, OutboxEvent
from thuocdo.kernel.masking import scrub

log = logging.getLogger(__name__)
# Ticks come every five minutes, but never to the second: a job is due a little before its interval is over.
SLACK = timedelta(minutes=1)
PAUSE_SECONDS = 300
JOB_LOCKS = 7_216_002


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
    row = JobRun.objects.create(name=name, started_at=clock.real_now())
    try:
        yield row
        row.outcome = "done"
    except Exception as error:
        row.outcome = "failed"
        row.detail = scrub(f"{type(error).__name__}: {error}")
        raise
    finally:
        row.ended_at = clock.real_now()
        row.save()


def queue_deliveries(event_ids: Sequence[int]) -> None:
    """Queue the delivery of outbox events, each a job of its own."""
    deliver_event.batch_defer(*({"event_id": one, "request_id": logs.request_id()} for one in event_ids))


@app.task(name="core.deliver_event", retry=5)  # type: ignore[untyped-decorator]
def deliver_event(event_id: int, request_id: str = "") -> None:
    """Hand one outbox event to its handlers, unless that has been done."""
    from thuocdo.core import outbox

    if maintenance.current() is not None:
        _later(deliver_event, event_id=event_id, request_id=request_id)
        return
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
    if maintenance.current() is not None:
        _later(mail_notice, notice_id=notice_id, request_id=request_id)
        return
    with run("core.mail_notice", request_id=request_id) as row:
        row.detail = notify.mail(notice_id)


def _later(task: Any, **given: object) -> None:
    """Queue a job again for a time when the read-only mode may be over."""
    task.configure(schedule_in={"seconds": PAUSE_SECONDS}).defer(**given)


@app.periodic(cron="*/5 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="core.run_due")  # type: ignore[untyped-decorator]
def run_due(timestamp: int) -> None:
    """Run every scheduled job whose last good run is older than its interval."""
    run_all_due()


def run_all_due() -> None:
    """Run what is due; one broken job keeps no other from running, its row in the ledger says what failed."""
    for name in due_jobs():
        try:
            run_job(name)
        except Exception:
            log.exception("scheduled job %s failed", name)


def due_jobs() -> list[str]:
    """Names of scheduled jobs that have not run well within their interval; in the read-only mode, those that may."""
    from config import wiring

    limit, paused = clock.real_now(), maintenance.current() is not None
    return [
        name
        for name, (_, every) in wiring.SCHEDULES.items()
        if not _ran_since(name, limit - every + min(every / 10, SLACK))
        and not (paused and name not in wiring.RUN_IN_MAINTENANCE)
    ]


def _ran_since(name: str, moment: object) -> bool:
    return JobRun.objects.filter(name=name, outcome="done", started_at__gt=moment).exists()


def run_job(name: str) -> JobRun | None:
    """Run one scheduled job now, in the ledger; nothing when another process is running it."""
    from config import wiring

    dotted, _ = wiring.SCHEDULES[name]
    module, _, function = dotted.rpartition(".")
    with _alone(name) as alone:
        if not alone:
            return None
        with run(name) as row:
            row.detail = str(getattr(import_module(module), function)() or "")
    return row


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether no other process runs this job; the lock goes with the connection when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [JOB_LOCKS, name])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [JOB_LOCKS, name])


def work(*, once: bool = False) -> None:
    """Run the worker until told to stop; `once` ends when the queue is empty."""
    if not once:
        run_all_due()
    # The worker holds a connection of its own on which PostgreSQL tells it of new jobs.
    worker = app.with_connector(app.connector.get_worker_connector())
    with worker.open():
        worker.run_worker(wait=not once, install_signal_handlers=True, listen_notify=not once)
