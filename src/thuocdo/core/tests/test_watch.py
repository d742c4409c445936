"""Operators are told once when something breaks, and once when it is over; also when no worker lives."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from procrastinate.contrib.django.models import ProcrastinateJob

from config import wiring
from thuocdo.core import clock, health, jobs, upkeep, watch
from thuocdo.core.health import Check, Finding
from thuocdo.core.models import JobRun, Notice, OutboxEvent, Trouble
from thuocdo.core.watch import WatchMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_queue():
    """The tables of the queue are not emptied between tests: what others left there is put out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")


class Operator:
    actor_key = "person:999"


def operators() -> list[Operator]:
    return [Operator()]


STATE: list[Finding] = []


@pytest.fixture(autouse=True)
def one_check(monkeypatch) -> None:
    table = [Check(name="disk", group="Máy chủ", label="Đĩa", look=lambda thorough: STATE[0])]
    monkeypatch.setattr(health, "checks", lambda: table)
    monkeypatch.setattr(wiring, "OPERATORS", "thuocdo.core.tests.test_watch.operators")


def test_a_trouble_is_told_once_and_its_end_once(caplog):
    STATE[:] = [health.failed("đầy", "Dọn chỗ.")]
    assert watch.watch() == "1 sự cố, mới 1, đã hết 0"
    assert watch.watch() == "1 sự cố, mới 0, đã hết 0"
    trouble = Trouble.objects.get()
    assert (trouble.code, trouble.words, trouble.cleared_at) == ("disk", "Đĩa: đầy", None)
    notice = Notice.objects.get()
    assert (notice.recipient_key, notice.kind, notice.link) == ("person:999", "core.trouble", "/suc-khoe/")
    assert notice.words == "Sự cố: Đĩa: đầy. Dọn chỗ."
    assert [record.levelno for record in caplog.records if record.name == "thuocdo.watch"] == [logging.ERROR]
    STATE[:] = [health.warning("gần đầy", "Dọn chỗ.")]
    assert watch.watch() == "0 sự cố, mới 0, đã hết 1"
    assert watch.watch() == "0 sự cố, mới 0, đã hết 0"
    assert Notice.objects.get(kind="core.trouble_over").words == "Đã hết sự cố: Đĩa."
    trouble.refresh_from_db()
    assert trouble.cleared_at is not None


def test_a_trouble_that_comes_back_is_told_again():
    for state in (health.failed("đầy"), health.ok("rộng"), health.failed("đầy")):
        STATE[:] = [state]
        watch.watch()
    assert Trouble.objects.count() == 2 and Notice.objects.filter(kind="core.trouble").count() == 2


def test_a_trouble_began_when_the_check_says():
    began = clock.real_now() - timedelta(hours=5)
    STATE[:] = [health.failed("đầy", since=began)]
    watch.watch()
    assert Trouble.objects.get().since == began


def test_each_look_is_in_the_ledger():
    STATE[:] = [health.ok("rộng")]
    jobs.run_job("core.watch")
    row = JobRun.objects.get(name="core.watch")
    assert (row.outcome, row.detail) == ("done", "0 sự cố, mới 0, đã hết 0")


def test_a_process_of_the_pages_looks_when_nobody_else_does_and_only_then():
    STATE[:] = [health.failed("đầy")]
    JobRun.objects.create(name="core.watch", started_at=clock.real_now() - timedelta(minutes=5), outcome="done")
    watch.watch_in_place_of_the_worker()
    assert not Trouble.objects.exists(), "the worker has looked"
    JobRun.objects.update(started_at=clock.real_now() - timedelta(minutes=20))
    watch.watch_in_place_of_the_worker()
    assert Trouble.objects.get().code == "disk"


def test_what_goes_wrong_while_looking_is_in_the_log(monkeypatch, caplog):
    monkeypatch.setattr(
        wiring, "SCHEDULES", {"core.watch": ("thuocdo.core.tests.test_jobs.broken", timedelta(minutes=5))}
    )
    watch.watch_in_place_of_the_worker()
    assert any("nobody watches" in record.message and record.exc_info for record in caplog.records)


def test_pages_ask_every_few_minutes_and_not_with_every_answer(rf, monkeypatch):
    asked = threading.Event()
    count = []
    monkeypatch.setattr(WatchMiddleware, "_ask", lambda self: (count.append(1), self.lock.release(), asked.set()))
    pages = WatchMiddleware(lambda request: HttpResponse("trang"))
    assert pages(rf.get("/")).content == b"trang" and not count
    pages.next_at = 0.0
    for _ in range(3):
        pages(rf.get("/"))
    assert asked.wait(5) and len(count) == 1


def good_handler(event: OutboxEvent) -> None:
    pass


def broken_handler(event: OutboxEvent) -> None:
    raise ValueError("hỏng")


def test_events_that_lost_their_place_are_handed_over_and_one_that_fails_keeps_no_other_back(monkeypatch):
    here = "thuocdo.core.tests.test_watch"
    monkeypatch.setitem(wiring.EVENT_HANDLERS, "test.bad", [f"{here}.broken_handler"])
    monkeypatch.setitem(wiring.EVENT_HANDLERS, "test.good", [f"{here}.good_handler"])
    long_ago = clock.now() - timedelta(hours=1)
    bad, good = (OutboxEvent.objects.create(at=long_ago, name=name) for name in ("test.bad", "test.good"))
    young = OutboxEvent.objects.create(at=clock.now(), name="test.good")
    assert upkeep.mend_queue() == "xếp lại 0 việc, chuyển 1 sự kiện, 1 sự kiện lỗi"
    for event in (bad, good, young):
        event.refresh_from_db()
    assert (bad.handled_at, young.handled_at) == (None, None) and good.handled_at and "hỏng" in bad.last_error


def test_what_a_dead_worker_had_begun_is_queued_again():
    jobs.deliver_event.defer(event_id=1)
    jobs.deliver_event.defer(event_id=2)
    first, second = ProcrastinateJob.objects.order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s), (%s) RETURNING id",
                       [clock.real_now(), clock.real_now() - timedelta(minutes=9)])  # fmt: skip
        (alive,), (dead,) = cursor.fetchall()
        for job, worker in ((first, alive), (second, dead)):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job.pk]
            )
    assert upkeep.mend_queue().startswith("xếp lại 1 việc")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("doing", "todo")


def test_old_jobs_and_old_good_runs_go_and_runs_that_never_ended_count_as_failed():
    now = clock.real_now()
    jobs.deliver_event.defer(event_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '8 days'")
    for name, days, outcome in (
        ("core.watch", 20, "done"), ("core.backup", 20, "done"), ("core.backup", 500, "done"),
        ("core.backup", 500, "failed"), ("core.watch", 2, "running"),
    ):  # fmt: skip
        JobRun.objects.create(name=name, started_at=now - timedelta(days=days), outcome=outcome)
    assert upkeep.tidy() == "bỏ 1 việc cũ trong hàng đợi, 2 dòng sổ, 0 bản gõ dở; 1 lần chạy dở dang"
    left = set(JobRun.objects.values_list("name", "outcome"))
    assert left == {("core.backup", "done"), ("core.backup", "failed"), ("core.watch", "failed")}
