"""Checks of what happens without anybody at the keyboard: the worker, its schedule, its queue, the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateWorker

from thuocdo.core import clock, maintenance
from thuocdo.core.health import FAILED, OK, WARNING, Check, Finding, failed, ok, warning
from thuocdo.core.models import JobRun, OutboxEvent

# A worker says every ten seconds that it lives.
HEARTBEAT = timedelta(minutes=1)
GONE = timedelta(minutes=10)
LEAST_GRACE = timedelta(minutes=15)
LONGEST_RUN = timedelta(hours=6)
WAITING_WARN, WAITING_FAIL = timedelta(minutes=15), timedelta(hours=2)
RECENT = timedelta(days=7)
QUEUE = """SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
    min(coalesce(j.scheduled_at, e.at)) FILTER (WHERE status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
    count(*) FILTER (WHERE status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '1 minute'))
    FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
    LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true
    WHERE j.status IN ('todo', 'doing')"""
LOST = """SELECT task_name, count(*), max(e.at) FROM procrastinate_jobs j
    JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'
    WHERE j.status = 'failed' AND e.at > now() - %s::interval GROUP BY task_name ORDER BY 2 DESC"""


def checks() -> list[Check]:
    """The checks of this module."""
    group = _("Việc nền")
    return [
        Check(name="worker", group=group, label=_("Tiến trình việc nền"), look=_worker),
        Check(name="jobs", group=group, label=_("Việc theo lịch"), look=_jobs),
        Check(name="queue", group=group, label=_("Hàng đợi"), look=_queue),
        Check(name="queue_failed", group=group, label=_("Việc trong hàng đợi bị lỗi"), look=_queue_failed),
        Check(name="outbox", group=group, label=_("Sự kiện chờ chuyển"), look=_outbox),
    ]


def _worker(thorough: bool) -> Finding:
    now = clock.real_now()
    last = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"), first=Min("last_heartbeat"))["last"]
    if last is not None and now - last < HEARTBEAT:
        alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - HEARTBEAT).count()
        return ok(_("%(count)d tiến trình đang chạy") % {"count": alive})
    seen = last or JobRun.objects.aggregate(last=Max("started_at"))["last"]
    remedy = _("Chạy thuocdo worker (hoặc thuocdo serve) như một dịch vụ tự khởi động lại.")
    if seen is not None and now - seen < GONE:
        return warning(_("vừa dừng"), remedy, seen)
    return failed(_("không có tiến trình nào đang chạy"), remedy, seen)


@dataclass(frozen=True)
class Schedule:
    """How one scheduled job stands: last good run, last failure with its error, and whether it is overdue."""

    name: str
    every: timedelta
    last_good: datetime | None
    detail: str
    last_failed: datetime | None
    error: str
    overdue_since: datetime | None
    paused: bool

    @property
    def interval(self) -> str:
        """How often it must run at least, in words."""
        minutes = int(self.every.total_seconds() // 60)
        for size, words in ((1440, _("%(count)d ngày")), (60, _("%(count)d giờ"))):
            if minutes % size == 0:
                return words % {"count": minutes // size}
        return _("%(count)d phút") % {"count": minutes}

    @property
    def state(self) -> str:
        """Failed when it is overdue, or when its last run failed; never run within its first interval is no fault."""
        if self.paused:
            return OK
        broken = self.last_failed and (self.last_good is None or self.last_failed > self.last_good)
        if self.overdue_since or broken:
            return FAILED
        return OK if self.last_good else WARNING


def schedules() -> list[Schedule]:
    """Every entry of the wiring's schedule, with the same few statements however many there are."""
    from config import wiring

    good, bad = _last_runs("done"), _last_runs("failed")
    since, now, paused = _installed_at(), clock.real_now(), maintenance.current() is not None
    running = _running(now)
    found = []
    for name, (_dotted, every) in wiring.SCHEDULES.items():
        ran, failure = good.get(name), bad.get(name)
        due = (ran.started_at if ran else since) + every + max(LEAST_GRACE, every / 10)
        found.append(
            Schedule(
                name, every, ran.started_at if ran else None, ran.detail if ran else "",
                failure.started_at if failure else None,
                failure.detail if failure else "", due if due < now and name not in running else None,
                paused and name not in wiring.RUN_IN_MAINTENANCE,
            )
        )  # fmt: skip
    return found


def _last_runs(outcome: str) -> Mapping[str, JobRun]:
    from config import wiring

    newest = JobRun.objects.filter(name=OuterRef("name"), outcome=outcome).order_by("-started_at").values("pk")[:1]
    wanted = JobRun.objects.filter(name__in=wiring.SCHEDULES, outcome=outcome, pk=Subquery(newest))
    return {run.name: run for run in wanted}


def _running(now: datetime) -> set[str]:
    """Jobs that are being done at this moment: the watchdog itself is one of them."""
    begun = JobRun.objects.filter(outcome="running", started_at__gt=now - LONGEST_RUN)
    return set(begun.values_list("name", flat=True))


def _installed_at() -> datetime:
    """When this database was made: a job that has never run is overdue an interval after that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(applied) FROM django_migrations")
        first: datetime | None = cursor.fetchone()[0]
    return first or clock.real_now()


def _jobs(thorough: bool) -> Finding:
    every = schedules()
    broken = [one for one in every if one.state == FAILED]
    if not broken:
        never = [one.name for one in every if one.state == WARNING]
        if never:
            return warning(
                _("chưa chạy lần nào: %(names)s") % {"names": ", ".join(never)}, _("Mới cài: đợi việc nền chạy.")
            )
        return ok(_("%(count)d việc chạy đúng lịch") % {"count": len(every)})
    late = [one.name for one in broken if one.overdue_since]
    wrong = [f"{one.name} ({one.error[:80]})" for one in broken if not one.overdue_since]
    parts = []
    if late:
        parts.append(_("chưa chạy đúng lịch: %(names)s") % {"names": ", ".join(late)})
    if wrong:
        parts.append(_("lần chạy cuối bị lỗi: %(names)s") % {"names": ", ".join(wrong)})
    since = min((moment for one in broken if (moment := one.overdue_since or one.last_failed)), default=None)
    return failed("; ".join(parts), _("Xem bảng việc theo lịch; chạy thuocdo worker và đọc nhật ký kỹ thuật."), since)


def _queue(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        waiting, oldest, stalled = cursor.fetchone()
    now = clock.real_now()
    age = now - oldest if oldest else timedelta(0)
    seen = _("%(waiting)d việc chờ, %(stalled)d việc dở dang vì tiến trình đã chết") % {
        "waiting": waiting, "stalled": stalled,
    }  # fmt: skip
    remedy = _("Xem tiến trình việc nền có chạy không; việc dở dang được xếp lại mỗi giờ.")
    if age > WAITING_FAIL:
        return failed(seen, remedy, oldest)
    return warning(seen, remedy, oldest) if age > WAITING_WARN or stalled else ok(seen)


def _queue_failed(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(LOST, [str(RECENT)])
        rows = cursor.fetchall()
    if not rows:
        return ok(_("không có, trong 7 ngày qua"))
    words = ", ".join(f"{task} × {count}" for task, count, _last in rows)
    return warning(
        _("trong 7 ngày qua: %(words)s") % {"words": words},
        _("Xem lỗi trong sổ chạy việc nền (bảng dưới) và nhật ký kỹ thuật."),
        max(last for _task, _count, last in rows),
    )


def _outbox(thorough: bool) -> Finding:
    late = Q(at__lt=clock.now() - WAITING_WARN)
    rows = OutboxEvent.objects.filter(handled_at=None)
    found = rows.aggregate(oldest=Min("at"))
    count, failing = rows.count(), rows.exclude(last_error="").count()
    seen = _("%(count)d đang chờ, %(failing)d lỗi") % {"count": count, "failing": failing}
    remedy = _("Việc nền core.mend_queue chuyển lại mỗi giờ; lỗi ghi trong sổ chạy việc nền.")
    if failing:
        return failed(seen, remedy, found["oldest"])
    return warning(seen, remedy, found["oldest"]) if rows.filter(late).exists() else ok(seen)
