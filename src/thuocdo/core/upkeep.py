"""Upkeep of the queue and the ledger: what was left half done is done again, what is long over is thrown away."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from thuocdo.core import clock, outbox, typed
from thuocdo.core.models import JobRun, OutboxEvent, Trouble

log = logging.getLogger(__name__)
# An event that has waited this long has lost its place in the queue.
WAITED = timedelta(minutes=10)
HEARTBEAT = timedelta(minutes=1)
LOST_RUN = timedelta(days=1)
# How long the ledger keeps runs that went well: of jobs that run all day, and of all others.
OFTEN, SELDOM = timedelta(days=14), timedelta(days=400)
RUNS_ALL_DAY = ("core.deliver_event", "core.mail_notice", "core.watch", "core.mend_queue")
OLD_JOBS = """DELETE FROM procrastinate_jobs j
    WHERE j.status = 'succeeded' AND NOT EXISTS
        (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - interval '7 days')
      OR j.status IN ('failed', 'cancelled', 'aborted') AND NOT EXISTS
        (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - interval '30 days')"""


def mend_queue() -> str:
    """Queue again what a dead worker had begun, and hand over events that lost their place in the queue."""
    stalled = ProcrastinateJob.objects.filter(status="doing").exclude(
        worker__last_heartbeat__gt=clock.real_now() - HEARTBEAT
    )
    again = [job.pk for job in stalled]
    for pk in again:
        app.job_manager.retry_job_by_id(pk, clock.real_now())
    delivered, failing = _deliver_what_waits()
    return f"xếp lại {len(again)} việc, chuyển {delivered} sự kiện, {failing} sự kiện lỗi"


def _deliver_what_waits(limit: int = 500) -> tuple[int, int]:
    """One event that fails keeps no other back; its error stays with it."""
    delivered = failing = 0
    for event in OutboxEvent.objects.filter(handled_at=None, at__lt=clock.now() - WAITED)[:limit]:
        try:
            outbox.deliver(event)
            delivered += 1
        except Exception:
            failing += 1
            log.exception("event %s %s could not be handed over", event.pk, event.name)
    return delivered, failing


def tidy() -> str:
    """Throw away old jobs of the queue, old runs that went well and old typings; runs that never ended have failed."""
    now = clock.real_now()
    lost = JobRun.objects.filter(outcome="running", started_at__lt=now - LOST_RUN).update(
        outcome="failed", detail="tiến trình dừng giữa chừng"
    )
    with connection.cursor() as cursor:
        cursor.execute(OLD_JOBS)
        queue = cursor.rowcount
    done = JobRun.objects.filter(outcome="done")
    often = done.filter(name__in=RUNS_ALL_DAY, started_at__lt=now - OFTEN).delete()[0]
    seldom = done.exclude(name__in=RUNS_ALL_DAY).filter(started_at__lt=now - SELDOM).delete()[0]
    Trouble.objects.filter(cleared_at__lt=now - SELDOM).delete()
    typings = typed.drop_old(at=clock.now())
    return f"bỏ {queue} việc cũ trong hàng đợi, {often + seldom} dòng sổ, {typings} bản gõ dở; {lost} lần chạy dở dang"
