"""Each check sees what it is for, says what to do, and none is slow or stops the others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from config import cli, wiring
from thuocdo.core import audit, clock, files, health, jobs, maintenance, services
from thuocdo.core.health import FAILED, OK, WARNING, Check, Finding
from thuocdo.core.models import AuditAnchor, JobRun, OutboxEvent, PackLoad, StoredFile

pytestmark = pytest.mark.django_db


def seen(name: str, *, thorough: bool = True) -> Finding:
    (check,) = [one for one in health.checks() if one.name == name]
    (looked,) = health.look(thorough=thorough, only=[check])
    return looked.finding


def check(look: Callable[[bool], Finding], keep: timedelta | None = None) -> Check:
    return Check(name="test", group="Thử", label="Thử", look=look, keep=keep)


def test_every_check_has_its_own_name_and_every_fault_says_what_to_do():
    table = health.checks()
    assert len({one.name for one in table}) == len(table)
    for one in health.look(thorough=True):
        assert one.finding.state == OK or one.finding.remedy, one.check.name


def test_looking_at_everything_is_quick():
    list(health.look())
    looked = list(health.look())
    assert sum(one.milliseconds for one in looked if not one.kept) < 1000
    assert all(one.milliseconds < 200 for one in looked if not one.kept), [
        (one.check.name, one.milliseconds) for one in looked
    ]


def test_a_check_that_cannot_be_made_is_a_fault_and_the_others_go_on():
    def broken(thorough: bool) -> Finding:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM khong_co")
        return health.ok("")

    def worse(thorough: bool) -> Finding:
        raise ZeroDivisionError("chia cho không")

    looked = list(health.look(only=[check(broken), check(worse), check(lambda thorough: health.ok("sống"))]))
    assert [one.finding.state for one in looked] == [FAILED, FAILED, OK]
    assert "khong_co" in looked[0].finding.seen and "ZeroDivisionError" in looked[1].finding.seen


def test_a_statement_that_takes_too_long_is_cut_off():
    def slow(thorough: bool) -> Finding:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        return health.ok("")

    (looked,) = health.look(only=[check(slow)])
    assert looked.finding.state == FAILED and looked.milliseconds < 5000


def test_what_takes_long_is_kept_with_its_age_and_looked_at_again_when_asked_thoroughly():
    calls = []

    def heavy(thorough: bool) -> Finding:
        calls.append(thorough)
        return health.warning("nặng", "đợi", clock.real_now())

    one = check(heavy, keep=timedelta(hours=1))
    cache.clear()
    (first,), (second,), (third,) = (health.look(only=[one], thorough=thorough) for thorough in (False, False, True))
    assert calls == [False, True] and second.kept and not first.kept and not third.kept
    assert (second.finding, second.at) == (first.finding, first.at)


def test_tables_that_were_not_brought_up_to_date_are_a_hard_fault():
    assert seen("migrations").state == OK and health.ready()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0010%'")
    found = seen("migrations")
    assert found.state == FAILED and "core.0010" in found.seen and "thuocdo prepare" in found.remedy
    assert not health.ready()


def test_a_database_newer_than_the_program_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_later', now())")
    assert seen("migrations").state == WARNING


def test_an_altered_audit_is_seen_in_part_and_as_a_whole():
    for number in range(5):
        audit.record("test.act", by=audit.SYSTEM, at=clock.now(), details=audit.Details(why=str(number)))
    cache.clear()
    assert seen("audit", thorough=False) == health.ok("liền mạch đến dòng 5")
    audit.record("test.act", by=audit.SYSTEM, at=clock.now())
    cache.delete("health:audit")
    assert seen("audit", thorough=False).seen == "liền mạch đến dòng 6"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER audit_rows_stay")
        cursor.execute("UPDATE core_auditrow SET actor_name = 'Ai đó' WHERE seq = 6")
    cache.delete("health:audit")
    assert seen("audit", thorough=False).state == FAILED and seen("audit").state == FAILED
    assert seen("audit_rules").state == FAILED, "the rule that forbids it is off"


def test_a_chain_that_lost_its_end_is_seen():
    for _ in range(3):
        audit.record("test.act", by=audit.SYSTEM, at=clock.now())
    cache.clear()
    seen("audit", thorough=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER audit_rows_stay")
        cursor.execute("DELETE FROM core_auditrow WHERE seq > 1")
    cache.delete("health:audit")
    assert seen("audit", thorough=False).state == FAILED


def test_an_old_anchor_is_noticed():
    assert seen("anchors").state == WARNING
    AuditAnchor.objects.create(at=clock.now() - timedelta(hours=3), seq=1, hash="0" * 64)
    assert seen("anchors").state == OK
    with clock.fixed(clock.now() + timedelta(days=3)):
        assert seen("anchors").state == WARNING


def test_the_worker_is_alive_has_just_stopped_or_is_gone():
    assert seen("worker").state == FAILED
    JobRun.objects.create(name="core.watch", started_at=clock.real_now() - timedelta(minutes=3), outcome="done")
    assert seen("worker").state == WARNING
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [clock.real_now()])
    assert seen("worker").state == OK


@pytest.fixture
def schedule(monkeypatch) -> None:
    monkeypatch.setattr(wiring, "SCHEDULES", {"test.daily": ("thuocdo.core.tests.test_jobs.good", timedelta(days=1))})


def run(ago: timedelta, outcome: str, detail: str = "") -> None:
    JobRun.objects.create(name="test.daily", started_at=clock.real_now() - ago, outcome=outcome, detail=detail)


def installed(ago: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = %s", [clock.real_now() - ago])


def test_a_job_that_has_never_run_is_a_fault_after_its_first_interval_only(schedule):
    installed(timedelta(hours=20))
    assert seen("jobs").state == WARNING and "chưa chạy lần nào: test.daily" in seen("jobs").seen
    installed(timedelta(days=3))
    found = seen("jobs")
    assert found.state == FAILED and "chưa chạy đúng lịch: test.daily" in found.seen
    assert found.since < clock.real_now() - timedelta(days=1)


def test_a_job_is_overdue_after_its_interval_and_some_grace(schedule):
    run(timedelta(hours=26), "done")
    assert seen("jobs").state == OK
    with clock.fixed(clock.now() + timedelta(hours=27)):
        assert seen("jobs").state == FAILED
        run(timedelta(minutes=2), "running")
        assert seen("jobs").state == OK, "it is being done"
    JobRun.objects.filter(outcome="running").delete()
    run(timedelta(hours=1), "failed", "ValueError: hỏng")
    found = seen("jobs")
    assert found.state == FAILED and "test.daily (ValueError: hỏng)" in found.seen
    run(timedelta(minutes=1), "done")
    assert seen("jobs").state == OK
    with clock.fixed(clock.now() + timedelta(hours=27)):
        assert "chưa chạy đúng lịch: test.daily" in seen("jobs").seen


def test_a_job_that_waits_for_the_end_of_maintenance_is_no_fault(schedule):
    run(timedelta(days=5), "done")
    maintenance.forget()
    services.start_maintenance(why="nâng cấp", by=audit.SYSTEM, at=clock.now())
    try:
        assert seen("jobs").state == OK and seen("maintenance").state == WARNING
    finally:
        maintenance._look.seen = None
        maintenance.forget()


def test_a_queue_that_nobody_works_off_and_jobs_of_dead_workers_are_seen():
    jobs.deliver_event.defer(event_id=1)
    assert seen("queue").seen.startswith("1 việc chờ")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s", [clock.real_now() - timedelta(hours=3)])
    assert seen("queue").state == FAILED
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert seen("queue").state == WARNING and "1 việc dở dang" in seen("queue").seen
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute("UPDATE procrastinate_events SET at = now(), type = 'failed' WHERE type = 'started'")
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) SELECT id, 'failed', now() FROM procrastinate_jobs"
        )
    assert "core.deliver_event × " in seen("queue_failed").seen


def test_events_that_wait_or_fail_are_seen():
    assert seen("outbox").state == OK
    event = OutboxEvent.objects.create(at=clock.now() - timedelta(hours=1), name="test.happened")
    assert seen("outbox").state == WARNING
    OutboxEvent.objects.filter(pk=event.pk).update(last_error="ValueError: hỏng", attempts=5)
    found = seen("outbox")
    assert found.state == FAILED and found.since == event.at


def test_data_that_stopped_coming_in_are_noticed(monkeypatch):
    when = clock.now() - timedelta(days=40)
    monkeypatch.setattr(
        wiring, "DATA_AGE", {"test": ("Thử", "thuocdo.core.tests.test_health.newest", timedelta(days=30))}
    )
    NEWEST[:] = [when]
    found = seen("age:test")
    assert found.state == WARNING and "quá 30 ngày" in found.seen and found.since == when + timedelta(days=30)
    NEWEST[:] = [clock.now()]
    assert seen("age:test").state == OK
    NEWEST[:] = [None]
    assert seen("age:test") == health.ok("chưa có")


NEWEST: list = []


def newest():
    return NEWEST[0]


@pytest.mark.parametrize(("free", "state"), [(10**8, FAILED), (2 * 10**9, WARNING), (2 * 10**11, OK)])
def test_a_disk_that_fills_up_is_seen(monkeypatch, free, state):
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage(10**12 // 4, 0, free))
    assert seen("disk").state == state
    assert health.ready() == (state != FAILED)


def test_stored_files_are_read_again(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    assert seen("files") == health.ok("0 tệp lấy ngẫu nhiên đúng mã băm")
    stored = [files.store(f"tệp {number}".encode(), name=f"{number}.txt") for number in range(3)]
    assert seen("files").seen.startswith("3 tệp") and files.verify_all() == "3 tệp đúng mã băm"
    Path(stored[0].content.path).unlink()
    Path(stored[1].content.path).write_bytes(b"khac")
    found = seen("files")
    assert found.state == FAILED and "2/3 tệp" in found.seen
    assert stored[0].name not in found.seen, "names of files may be personal"
    with pytest.raises(files.Refused, match="2 tệp bị mất hoặc đã đổi"):
        files.verify_all()
    assert StoredFile.objects.count() == 3


def test_packs_that_were_not_loaded_are_seen():
    PackLoad.objects.all().delete()
    assert seen("packs").state == FAILED and "packs load" in seen("packs").remedy


def test_a_stale_backup_is_noticed_and_then_a_fault(settings):
    assert seen("backup").state == WARNING and seen("drill").state == WARNING
    row = JobRun.objects.create(name="core.backup", started_at=clock.real_now(), outcome="done", detail="sao.zip")
    assert seen("backup").state == OK
    for days, state in ((3, WARNING), (8, FAILED)):
        JobRun.objects.filter(pk=row.pk).update(started_at=clock.real_now() - timedelta(days=days))
        assert seen("backup").state == state
    settings.THUOCDO_DEMO = True
    assert seen("backup").state == OK


def test_a_drill_counts_only_when_something_was_restored():
    JobRun.objects.create(
        name="core.backup_drill",
        started_at=clock.real_now(),
        outcome="done",
        detail="chưa đặt THUOCDO_DRILL_DATABASE_URL",
    )
    assert seen("drill").state == WARNING
    JobRun.objects.create(name="core.backup_drill", started_at=clock.real_now(), outcome="done", detail="bản lúc …")
    assert seen("drill").state == OK


@pytest.mark.parametrize(("name", "values", "state"), [
    ("debug", {"DEBUG": True}, FAILED),
    ("debug", {"DEBUG": False}, OK),
    ("https", {"ALLOWED_HOSTS": ["localhost"], "SESSION_COOKIE_SECURE": False}, OK),
    ("https", {"ALLOWED_HOSTS": ["cchc.example.vn"], "SESSION_COOKIE_SECURE": False}, FAILED),
    ("https", {"ALLOWED_HOSTS": ["cchc.example.vn"], "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True}, OK),
    ("hosts", {"ALLOWED_HOSTS": ["*"]}, FAILED),
    ("secret_key", {"SECRET_KEY": "a" * 60}, FAILED),
    ("secret_key", {"SECRET_KEY": "ngan"}, FAILED),
    ("demo", {"THUOCDO_DEMO": True, "ALLOWED_HOSTS": ["localhost"]}, OK),
    ("demo", {"THUOCDO_DEMO": True, "ALLOWED_HOSTS": ["cchc.example.vn"], "SESSION_COOKIE_SECURE": True}, FAILED),
    ("demo", {"THUOCDO_DEMO": False}, OK),
    ("second_factor", {"THUOCDO_SECOND_FACTOR": "required"}, OK),
    ("second_factor", {"THUOCDO_SECOND_FACTOR": "optional", "THUOCDO_DEMO": False}, WARNING),
    ("mail", {"THUOCDO_MAIL_ON": False, "ALLOWED_HOSTS": ["cchc.example.vn"]}, WARNING),
    ("mail", {"THUOCDO_MAIL_ON": True, "EMAIL_HOST": "thu.example.vn"}, OK),
])  # fmt: skip
def test_how_the_installation_is_set_up_is_judged(settings, name, values, state):
    for key, value in values.items():
        setattr(settings, key, value)
    found = seen(name)
    assert found.state == state and (state == OK or found.remedy)


def test_a_key_that_others_may_read_is_a_fault(settings, tmp_path):
    settings.VAR = tmp_path
    path = tmp_path / "secret_key"
    path.write_text("x")
    path.chmod(0o600)
    assert seen("secret_key").state == OK
    path.chmod(0o644)
    assert "644" in seen("secret_key").seen and seen("secret_key").state == FAILED


def test_the_command_tells_every_check_and_ends_with_1_when_something_is_broken(capsys):
    assert cli.main(["check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {one.name for one in health.checks()}
    assert told["database"]["ok"] and not told["worker"]["ok"] and "thuocdo worker" in told["worker"]["remedy"]
    assert cli.main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(told) and any(line.startswith("  LỖI   Tiến trình việc nền") for line in lines)
