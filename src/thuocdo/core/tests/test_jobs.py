from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection

from config import wiring
from thuocdo.core import clock, jobs
from thuocdo.core.models import JobRun


def good() -> str:
    return "xong"


def broken() -> str:
    raise ValueError("hỏng")


@pytest.fixture
def schedules(monkeypatch) -> dict:
    here = "thuocdo.core.tests.test_jobs"
    table = {"test.bad": (f"{here}.broken", timedelta(days=1)), "test.good": (f"{here}.good", timedelta(minutes=5))}
    monkeypatch.setattr(wiring, "SCHEDULES", table)
    return table


@pytest.mark.django_db
def test_one_broken_job_keeps_no_other_from_running(schedules):
    jobs.run_all_due()
    assert set(JobRun.objects.values_list("name", "outcome", "detail")) == {
        ("test.bad", "failed", "ValueError: hỏng"),
        ("test.good", "done", "xong"),
    }


@pytest.mark.django_db
def test_a_job_that_ran_well_is_due_again_a_little_before_its_interval_is_over(schedules):
    schedules.pop("test.bad")
    jobs.run_all_due()
    assert jobs.due_jobs() == []
    with clock.fixed(clock.now() + timedelta(minutes=5, seconds=-5)):
        assert jobs.due_jobs() == ["test.good"]


def test_the_ledger_runs_with_the_world_even_where_a_demo_stands_on_a_day():
    token = clock._fixed.set(None)
    try:
        clock.set_for_process(date(2025, 3, 1))
        assert clock.now().date() == date(2025, 3, 1) and clock.real_now().date() > date(2025, 7, 15)
    finally:
        clock.set_for_process(None)
        clock._fixed.reset(token)


@pytest.mark.django_db
def test_two_processes_do_not_run_the_same_job_at_once(schedules):
    other = psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor})
    try:
        other.execute("SELECT pg_advisory_lock(%s, hashtext('test.good'))", [jobs.JOB_LOCKS])
        assert jobs.run_job("test.good") is None and not JobRun.objects.exists()
        other.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert jobs.run_job("test.good").outcome == "done"
