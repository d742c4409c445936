"""The plumbing: clock, decision, audit chain, outbox, files, packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from thuocdo.core import audit, clock, files, jobs, outbox, packs
from thuocdo.core.decision import DECISIONS, decision
from thuocdo.core.models import AuditRow, ClockSetting, JobRun, OutboxEvent, StoredFile
from thuocdo.core.request import visitor_address
from thuocdo.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Somebody:
    actor_key: str = "person:1"
    actor_name: str = "Nguyễn Thị Lan"


def abilities(by: Any, thing: Any) -> frozenset[str]:
    return frozenset({"set_day"}) if by.actor_key == "person:1" else frozenset()


@pytest.fixture
def set_day():
    @decision("test.set_day", about="setting", ask=abilities)
    def set_day(*, setting: ClockSetting, day: date, by: Any, at: datetime) -> ClockSetting:
        audit.changed(before={"day": setting.day}, after={"day": day}, why="thử")
        setting.day = day
        setting.save()
        if day.year < 2000:
            raise Refused("test.too_early", "Quá sớm.")
        return setting

    yield set_day
    DECISIONS.pop("test.set_day", None)


@pytest.fixture
def setting() -> ClockSetting:
    return ClockSetting.objects.create(day=date(2025, 7, 1))


def test_a_decision_writes_its_audit_row_and_its_event_together(set_day, setting):
    set_day(setting=setting, day=date(2025, 8, 1), by=Somebody(), at=clock.now())
    row = audit.history(setting).get()
    assert (row.action, row.actor_name, row.outcome) == ("test.set_day", "Nguyễn Thị Lan", "done")
    assert (row.before, row.after, row.why) == ({"day": "2025-07-01"}, {"day": "2025-08-01"}, "thử")
    event = OutboxEvent.objects.get(name="test.set_day")
    assert event.payload == {"type": "core.clocksetting", "key": str(setting.pk), "audit_seq": row.seq}


def test_a_refused_decision_leaves_no_trace_but_its_refusal(set_day, setting):
    with pytest.raises(Refused):
        set_day(setting=setting, day=date(1999, 1, 1), by=Somebody(), at=clock.now())
    setting.refresh_from_db()
    assert setting.day == date(2025, 7, 1)
    assert not audit.history(setting).exists() and not OutboxEvent.objects.exists()


@pytest.mark.parametrize("by", [None, Somebody("person:2", "Dũng")])
def test_who_has_no_right_is_refused_and_that_is_written_down(set_day, setting, by):
    with pytest.raises(NotAllowed):
        set_day(setting=setting, day=date(2025, 8, 1), by=by, at=clock.now())
    assert audit.history(setting).get().outcome == "refused"


def test_the_system_needs_no_right(set_day, setting):
    set_day(setting=setting, day=date(2025, 8, 1), by=audit.SYSTEM, at=clock.now())
    assert audit.history(setting).get().actor_key == "system"


def test_the_chain_holds_and_shows_the_first_altered_row(set_day, setting):
    for day in range(1, 6):
        set_day(setting=setting, day=date(2025, 8, day), by=Somebody(), at=clock.now())
    assert audit.verify().ok and audit.verify().rows == 5
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER audit_rows_stay")
        cursor.execute("UPDATE core_auditrow SET actor_name = 'Ai đó' WHERE seq = 3")
        cursor.execute("ALTER TABLE core_auditrow ENABLE TRIGGER audit_rows_stay")
    assert audit.verify().first_bad == 3


@pytest.mark.parametrize("statement", ["UPDATE core_auditrow SET why = 'khác'", "DELETE FROM core_auditrow"])
def test_the_database_refuses_to_change_or_delete_audit_rows(set_day, setting, statement):
    set_day(setting=setting, day=date(2025, 8, 1), by=Somebody(), at=clock.now())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditRow.objects.count() == 1


def test_an_event_waits_until_its_handlers_have_run(settings, monkeypatch):
    from config import wiring

    monkeypatch.setitem(wiring.EVENT_HANDLERS, "test.happened", ["thuocdo.core.tests.test_core.broken_handler"])
    event = outbox.emit("test.happened", at=clock.now())
    with pytest.raises(ZeroDivisionError):
        outbox.deliver(event)
    event.refresh_from_db()
    assert event.handled_at is None and "ZeroDivisionError" in event.last_error
    monkeypatch.setitem(wiring.EVENT_HANDLERS, "test.happened", ["thuocdo.core.tests.test_core.good_handler"])
    assert outbox.deliver_waiting() == 1
    event.refresh_from_db()
    assert event.handled_at is not None and event.attempts == 2


def broken_handler(event: OutboxEvent) -> None:
    raise ZeroDivisionError("một phần không")


def good_handler(event: OutboxEvent) -> None:
    assert event.name == "test.happened"


def test_every_run_of_a_job_is_in_the_ledger_even_a_failed_one():
    with jobs.run("test.good") as row:
        row.detail = "ba việc"
    with pytest.raises(ValueError, match="hỏng"), jobs.run("test.bad"):
        raise ValueError("hỏng")
    assert dict(JobRun.objects.values_list("name", "outcome")) == {"test.good": "done", "test.bad": "failed"}


def test_the_clock_can_be_set_to_a_day_and_knows_it():
    with clock.fixed(date(2025, 3, 1)):
        assert clock.today() == date(2025, 3, 1) and clock.is_set()
        assert clock.now().utcoffset().total_seconds() == 7 * 3600


def test_the_same_file_twice_is_one_file():
    first, again = files.store(b"noi dung", name="a.txt"), files.store(b"noi dung", name="b.txt")
    assert first == again and StoredFile.objects.count() == 1
    with first.content.open() as handle:
        assert handle.read() == b"noi dung"


def test_an_empty_file_and_a_too_large_file_are_refused(settings):
    with pytest.raises(Refused, match="rỗng"):
        files.store(b"", name="trong.txt")
    settings.THUOCDO_MAX_UPLOAD = 3
    with pytest.raises(Refused, match="quá mức"):
        files.store(b"1234", name="to.txt")


def test_a_pack_error_names_file_line_and_key(tmp_path: Path):
    (tmp_path / "a.csv").write_text("# nguồn: thử\nid,name\n1,A\n2\n")
    with pytest.raises(Refused) as refusal:
        list(packs.read_csv(tmp_path / "a.csv", required=["id", "name"]))
    assert "a.csv:4" in str(refusal.value)
    with pytest.raises(Refused, match=r"a.csv:2 \[kind\] thiếu cột"):
        list(packs.read_csv(tmp_path / "a.csv", required=["kind"]))
    (tmp_path / "b.yaml").write_text("roles:\n  - code: a\n    code: b\n")
    with pytest.raises(Refused, match=r"b.yaml:2"):
        packs.read_yaml(tmp_path / "b.yaml")
    (tmp_path / "c.csv").write_bytes(b"id,name\n1,\xff\n")
    with pytest.raises(Refused, match="UTF-8"):
        list(packs.read_csv(tmp_path / "c.csv"))


def test_yaml_rows_know_their_line(tmp_path: Path):
    (tmp_path / "b.yaml").write_text("roles:\n  - code: a\n  - code: b\n")
    assert [row["__line__"] for row in packs.read_yaml(tmp_path / "b.yaml")["roles"]] == [2, 3]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_the_audit_knows_the_visitor_behind_trusted_proxies_only(rf, settings, proxies, forwarded, expected):
    settings.THUOCDO_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert visitor_address(request) == expected
