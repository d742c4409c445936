from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from config import cli
from thuocdo.core import audit, clock, jobs, maintenance, services
from thuocdo.core.decision import DECISIONS, decision
from thuocdo.core.models import ClockSetting, Maintenance, OutboxEvent
from thuocdo.kernel.errors import Refused


@pytest.fixture(autouse=True)
def look_again() -> Iterator[None]:
    maintenance.forget()
    yield
    maintenance._look.seen = None
    maintenance.forget()


@pytest.fixture
def act() -> Iterator:
    @decision("test.act")
    def act(*, by, at):
        return ClockSetting.objects.create(day=at.date())

    yield act
    DECISIONS.pop("test.act", None)


def start(why: str = "Nâng cấp máy chủ", **given):
    return services.start_maintenance(why=why, by=audit.SYSTEM, at=clock.now(), **given)


@pytest.mark.django_db
def test_while_it_is_on_decisions_are_refused_with_its_reason_and_its_end(act):
    start(until=clock.now() + timedelta(hours=2))
    with pytest.raises(Refused, match=r"Nâng cấp máy chủ\. Dự kiến xong lúc 10:00 15/07/2025") as refusal:
        act(by=audit.SYSTEM, at=clock.now())
    assert refusal.value.code == "core.read_only" and not ClockSetting.objects.exists()


@pytest.mark.django_db
def test_after_it_has_ended_decisions_are_taken_again(act):
    mode = start()
    services.end_maintenance(mode=mode, by=audit.SYSTEM, at=clock.now())
    act(by=audit.SYSTEM, at=clock.now())
    assert ClockSetting.objects.count() == 1 and maintenance.current() is None


@pytest.mark.django_db
def test_switching_it_is_in_the_audit_with_who_and_why():
    mode = start()
    services.end_maintenance(mode=mode, by=audit.SYSTEM, at=clock.now())
    rows = audit.AuditRow.objects.filter(action__startswith="core.").values_list("action", "actor_key", "why")
    assert list(rows) == [
        ("core.start_maintenance", "system", "Nâng cấp máy chủ"),
        ("core.end_maintenance", "system", "Nâng cấp máy chủ"),
    ]


@pytest.mark.django_db
def test_it_is_refused_without_a_reason_twice_or_until_a_time_that_has_passed():
    with pytest.raises(Refused, match="lý do"):
        start(why="  ")
    with pytest.raises(Refused, match="đã qua"):
        start(until=clock.now() - timedelta(minutes=1))
    start()
    with pytest.raises(Refused, match="đang bật"):
        start()
    assert Maintenance.objects.count() == 1


@pytest.mark.django_db
def test_looking_costs_a_page_no_statement_and_is_kept_for_a_second():
    with CaptureQueriesContext(connection) as statements:
        assert maintenance.current() is None
    assert not statements
    Maintenance.objects.create(since=clock.now(), why="từ tiến trình khác", by_name="x")
    assert maintenance.current() is None, "seen after a second at the latest"
    assert maintenance.current(fresh=True).why == "từ tiến trình khác"


@pytest.mark.django_db
def test_the_command_switches_on_tells_and_switches_off(capsys):
    assert cli.main(["maintenance", "on", "--why", "Sao chép máy chủ", "--until", "22:30"]) == 0
    assert "dự kiến đến 22:30 15/07/2025. Lý do: Sao chép máy chủ" in capsys.readouterr().out
    assert cli.main(["maintenance", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["on"] and told["until"] == "2025-07-15T22:30:00+07:00" and told["by"].startswith("Bảng lệnh máy chủ")
    assert cli.main(["maintenance", "off"]) == 0
    assert cli.main(["maintenance", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"on": False}
    assert cli.main(["maintenance", "off"]) == 2
    assert "không bật" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("until", ["mai", "25:00", "2025-13-01T10:00", "07:00"])
def test_the_command_refuses_an_end_that_no_clock_shows_or_that_has_passed(until, capsys):
    assert cli.main(["maintenance", "on", "--why", "thử", "--until", until]) == 2
    assert not Maintenance.objects.exists() and capsys.readouterr().err


RUNS: list[str] = []


def pretend() -> str:
    RUNS.append("chạy")
    return "xong"


@pytest.mark.django_db
def test_jobs_that_write_wait_until_it_is_over(monkeypatch):
    from config import wiring

    table = {name: ("thuocdo.core.tests.test_maintenance.pretend", timedelta(days=1)) for name in ("test.a", "test.b")}
    monkeypatch.setattr(wiring, "SCHEDULES", table)
    monkeypatch.setattr(wiring, "RUN_IN_MAINTENANCE", {"test.b"})
    mode = start()
    assert jobs.due_jobs() == ["test.b"]
    services.end_maintenance(mode=mode, by=audit.SYSTEM, at=clock.now())
    assert jobs.due_jobs() == ["test.a", "test.b"]


@pytest.mark.django_db
def test_a_queued_event_is_queued_again_for_later(monkeypatch):
    from config import wiring

    monkeypatch.setitem(wiring.EVENT_HANDLERS, "test.happened", ["thuocdo.core.tests.test_core.good_handler"])
    event = OutboxEvent.objects.create(at=clock.now(), name="test.happened")
    mode = start()
    jobs.deliver_event(event_id=event.pk, request_id="abc")
    event.refresh_from_db()
    later = ProcrastinateJob.objects.get(task_name="core.deliver_event")
    assert event.handled_at is None and later.args == {"event_id": event.pk, "request_id": "abc"}
    assert later.scheduled_at is not None
    services.end_maintenance(mode=mode, by=audit.SYSTEM, at=clock.now())
    jobs.deliver_event(**later.args)
    event.refresh_from_db()
    assert event.handled_at is not None
