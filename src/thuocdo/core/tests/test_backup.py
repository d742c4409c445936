"""A backup made while people decide comes back whole; anything less is refused before a row is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import cli
from thuocdo.core import archive, audit, backup, clock, databases, files, restore
from thuocdo.core.archive import Manifest, TableRows
from thuocdo.core.databases import Server
from thuocdo.core.decision import DECISIONS, decision
from thuocdo.core.models import AuditRow, ClockSetting, JobRun, OutboxEvent, StoredFile
from thuocdo.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = f"thuocdo_nguon_{os.getpid()}"
TARGET = f"thuocdo_dich_{os.getpid()}"


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker) -> Iterator[Server]:
    """A server with a database of its own, as `thuocdo prepare` leaves it, with some decisions and files."""
    with django_db_blocker.unblock():
        here = databases.ours()
        here.drop(SOURCE)
        here.create(SOURCE)
        with databases.in_use(here, SOURCE):
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            with acting() as act:
                for _ in range(20):
                    act(by=audit.SYSTEM, at=clock.now())
            for content in (b"mot", b"hai"):
                files.store(content, name=f"{content.decode()}.txt")
        yield here
        here.drop(SOURCE)


class acting:
    """A decision that writes a row of its own, beside its rows in the audit and the outbox."""

    def __enter__(self):
        @decision("test.act")
        def act(*, by, at):
            return ClockSetting.objects.create(day=at.date())

        return act

    def __exit__(self, *_error) -> None:
        DECISIONS.pop("test.act", None)


@pytest.fixture
def source(server: Server) -> Iterator[Server]:
    with databases.in_use(server, SOURCE):
        yield Server({**server.settings, "NAME": SOURCE})


@pytest.fixture
def target(server: Server) -> Iterator[str]:
    server.drop(TARGET)
    yield TARGET
    server.drop(TARGET)


@pytest.fixture
def made(source: Server, tmp_path: Path) -> Path:
    return backup.make(tmp_path / "sao.zip").path


def rewritten(path: Path, *, change: dict[str, bytes | None], manifest: Manifest | None = None) -> Path:
    """The same file with some parts replaced, or left out (None)."""
    out = path.with_name("sua.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if name == archive.MANIFEST and manifest is not None:
                content = manifest.text()
            if content is not None:
                new.writestr(name, content)
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return out


def test_a_backup_made_while_people_decide_comes_back_whole(source, target, tmp_path, settings):
    ClockSetting.objects.create(day=clock.today()).delete()
    stop, errors = threading.Event(), []

    def decide_on_and_on(act):
        try:
            with databases.in_use(source, SOURCE):
                while not stop.is_set():
                    act(by=audit.SYSTEM, at=clock.now())
        except Exception as error:  # noqa: BLE001 - shown by the test
            errors.append(error)

    with acting() as act:
        worker = threading.Thread(target=decide_on_and_on, args=[act])
        worker.start()
        try:
            made = backup.make(tmp_path / "sao.zip")
        finally:
            stop.set()
            worker.join()
    assert not errors
    told = made.manifest
    assert made.path.stat().st_mode & 0o777 == 0o600
    settings.MEDIA_ROOT = str(tmp_path / "files")
    place = tmp_path / "files" / StoredFile.objects.get(name="mot.txt").content.name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"noi dung khac")
    done = restore.restore(made.path, into=target)
    assert done.chain_ok and done.database == target
    assert (done.files_written, done.files_there) == (2, 0) and place.read_bytes() == b"mot"
    assert [aside.read_bytes() for aside in place.parent.glob("*.hong-*")] == [b"noi dung khac"]
    later = AuditRow.objects.filter(seq__gt=told.audit.seq).count()
    with databases.in_use(source, target):
        rows = AuditRow.objects.filter(action="test.act").count()
        assert rows == ClockSetting.objects.count() == OutboxEvent.objects.filter(name="test.act").count()
        last = AuditRow.objects.last()
        assert (last.action, last.seq, last.previous_hash) == ("core.restore", told.audit.seq + 1, told.audit.hash)
        assert ClockSetting.objects.create(day=clock.today()).pk == told.sequences["core_clocksetting.id"] + 1
        assert audit.verify().ok and last.after["fingerprint"] == archive.fingerprint(told)
    assert later > 0, "somebody decided after the snapshot, and that is not in the backup"
    with pytest.raises(Refused, match="không ghi đè lên dữ liệu nào"):
        restore.restore(made.path, into=target)


def test_a_file_whose_time_is_over_is_not_missed(source, tmp_path):
    gone = StoredFile.objects.create(sha256="forgotten-1", name="đã xóa", size=0, content="", stored_at=clock.now())
    made = backup.make(tmp_path / "sao.zip")
    gone.delete()
    assert not made.manifest.missing and len(made.manifest.files) == 2


def test_the_last_good_backup_stands_in_the_ledger(made):
    row = JobRun.objects.filter(name="core.backup").first()
    assert row.outcome == "done" and row.detail.startswith("sao.zip, ") and "2 tệp" in row.detail


def test_sessions_and_the_secret_key_stay_behind_unless_the_key_is_asked_for(made, tmp_path, settings):
    with archive.opened(made) as (file, told):
        assert "django_session" in told.left_out and "tables/django_session.tsv" not in file.namelist()
        assert not told.secret_key and settings.SECRET_KEY.encode() not in made.read_bytes()
    with_key = backup.make(tmp_path / "khoa.zip", with_secret_key=True).path
    assert zipfile.ZipFile(with_key).read(archive.SECRET).decode() == settings.SECRET_KEY
    assert archive.check(with_key).secret_key


def test_every_table_of_the_program_is_in_a_backup_or_left_out_with_a_reason(made):
    with archive.opened(made) as (_file, told):
        assert set(told.left_out) == set(backup.LEFT_OUT) & set(told.left_out), "a table without a model is lost"
        assert {"core_auditrow", "directory_pastversion", "procrastinate_jobs"} <= set(told.tables)


@pytest.mark.parametrize(("change", "reason"), [
    ({"tables/core_clocksetting.tsv": b"1\t2020-01-01\n"}, "bảng core_clocksetting khác bản kê"),
    ({"tables/core_clocksetting.tsv": None}, "thiếu 1 phần"),
    ({"tables/them.tsv": b""}, "có phần lạ: tables/them.tsv"),
    ({archive.MANIFEST: None}, "thiếu manifest.json"),
    ({archive.MANIFEST: b"{"}, "không hiểu manifest.json"),
    ({archive.MANIFEST: b"[]"}, "không hiểu manifest.json"),
])  # fmt: skip
def test_an_altered_backup_is_refused_and_nothing_is_touched(made, server, change, reason, capsys):
    file = rewritten(made, change=change)
    with pytest.raises(Refused, match=reason):
        restore.restore(file, into=TARGET)
    assert not server.exists(TARGET)
    assert cli.main(["backup", "--verify", str(file)]) == 2 and reason in capsys.readouterr().err


def test_a_stored_file_with_other_content_is_refused(made):
    sha256 = hashlib.sha256(b"mot").hexdigest()
    with pytest.raises(Refused, match=f"tệp {sha256[:16]}… khác bản kê"):
        archive.check(rewritten(made, change={f"files/{sha256}": b"ba."}))


@pytest.mark.parametrize("share", [0.2, 0.9, 0.999])
def test_a_backup_that_was_cut_is_refused(made, server, share):
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refused, match="không nguyên vẹn"):
        restore.restore(made, into=TARGET)
    assert not server.exists(TARGET)


def test_a_flipped_bit_is_found(made):
    content = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as file:
        part = file.getinfo("tables/core_auditrow.tsv")
    content[part.header_offset + 200 + part.compress_size // 2] ^= 1
    made.write_bytes(bytes(content))
    with pytest.raises(Refused, match="không nguyên vẹn"):
        archive.check(made)


def test_a_backup_of_a_newer_program_is_refused(made, server):
    with archive.opened(made) as (_file, told):
        newer = replace(told, migrations=[*told.migrations, ("core", "9999_from_the_future")])
    with pytest.raises(Refused, match=r"chương trình mới hơn.*core.9999_from_the_future"):
        restore.restore(rewritten(made, change={}, manifest=newer), into=TARGET)
    form = replace(told, format=archive.FORMAT + 1)
    with pytest.raises(Refused, match="dạng 2, chương trình này đọc đến dạng 1"):
        restore.restore(rewritten(made, change={}, manifest=form), into=TARGET)
    assert not server.exists(TARGET)


def test_who_alters_rows_and_manifest_alike_is_found_by_the_audit_chain(made, server):
    with archive.opened(made) as (file, told):
        rows = file.read("tables/core_auditrow.tsv").replace(b"test.act", b"test.akt", 1)
    forged = TableRows(**{**asdict(told.tables["core_auditrow"]), "sha256": hashlib.sha256(rows).hexdigest()})
    manifest = replace(told, tables={**told.tables, "core_auditrow": forged})
    file = rewritten(made, change={"tables/core_auditrow.tsv": rows}, manifest=manifest)
    with pytest.raises(Refused, match="chuỗi nhật ký không khớp"):
        restore.restore(file, into=TARGET)
    assert not server.exists(TARGET), "what was made for it is gone again"


def test_what_fails_in_an_empty_database_leaves_it_empty(made, server, target):
    with archive.opened(made) as (_file, told):
        columns = replace(told.tables["core_clocksetting"], columns=["id", "ngay"])
    file = rewritten(made, change={}, manifest=replace(told, tables={**told.tables, "core_clocksetting": columns}))
    server.create(target)
    with pytest.raises(Refused, match="core_clocksetting trong bản sao lưu khác bảng"):
        restore.restore(file, into=target)
    assert server.is_empty(target), "and it can be tried again"


def test_a_backup_of_an_older_program_is_brought_up_to_date(server, target, tmp_path):
    server.create(target)
    with databases.in_use(server, target):
        executor = MigrationExecutor(connection)
        leaf = next(key for key in executor.loader.graph.leaf_nodes() if key[0] == "work")
        executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key != leaf])
        audit.record("test.older", by=audit.SYSTEM, at=clock.now())
        older = backup.make(tmp_path / "cu.zip")
        assert leaf not in older.manifest.migrations
    server.drop(target)
    assert restore.restore(older.path, into=target).chain_ok
    with databases.in_use(server, target):
        assert leaf in MigrationExecutor(connection).loader.applied_migrations
        assert list(AuditRow.objects.values_list("action", flat=True)) == ["test.older", "core.restore"]


def test_a_database_in_use_is_replaced_by_force_only_and_kept_under_another_name(made, server, target):
    server.create(target)
    with server.connect(target) as link:
        link.execute("CREATE TABLE cua_ai_do (id int)")
    with databases.in_use(server, target):
        with pytest.raises(Refused, match="Dùng --into"):
            restore.restore(made)
        with server.connect(target) as other:
            other.execute("SELECT 1")
            with pytest.raises(Refused, match="1 kết nối đang dùng"):
                restore.restore(made, force=True)
        done = restore.restore(made, force=True)
        assert done.database == target and ClockSetting.objects.count() >= 20
    try:
        with server.connect(done.kept_as) as old:
            assert old.execute("SELECT count(*) FROM cua_ai_do").fetchone() == (0,)
    finally:
        server.drop(done.kept_as)
    with server.at_the_door() as door:
        left = door.execute("SELECT count(*) FROM pg_database WHERE datname LIKE %s", [f"{target}_%"]).fetchone()
    assert left == (0,), "the databases that were made on the way are gone"


def test_a_drill_leaves_nothing_behind_but_its_report(made, source, server, capsys):
    assert cli.main(["backup", "--drill", str(made), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chain_ok"] and told["rows"] > 0
    row = JobRun.objects.filter(name="core.backup_drill").first()
    assert row.outcome == "done" and "đúng bản kê" in row.detail
    with server.at_the_door() as door:
        assert not door.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'thuocdo_dien_tap%'").fetchone()


def test_a_file_that_the_disk_has_lost_is_named_and_the_rest_is_kept(source, tmp_path, settings, capsys):
    lost = tmp_path / "files"
    shutil.copytree(settings.MEDIA_ROOT, lost)
    settings.MEDIA_ROOT = str(lost)
    (lost / StoredFile.objects.get(name="mot.txt").content.name).unlink()
    (lost / StoredFile.objects.get(name="hai.txt").content.name).write_bytes(b"da doi")
    made = backup.make(tmp_path / "thieu.zip")
    assert not made.manifest.files and len(made.manifest.missing) == 2
    assert {line.rpartition(": ")[2] for line in made.manifest.missing} == {
        "không có trên đĩa",
        "nội dung trên đĩa đã đổi",
    }
    assert cli.main(["backup", "--verify", str(made.path)]) == 0
    assert "2 tệp không đưa vào được" in capsys.readouterr().out


def test_a_backup_is_never_written_over_another_file(made, tmp_path):
    with pytest.raises(Refused, match="Đã có tệp"):
        backup.make(made)
    with pytest.raises(Refused, match="Không có thư mục"):
        backup.make(tmp_path / "khong-co" / "sao.zip")
    (tmp_path / "moi.zip.part").touch()
    with pytest.raises(Refused, match="một lần sao lưu khác đang chạy"):
        backup.make(tmp_path / "moi.zip")
    assert (tmp_path / "moi.zip.part").exists(), "the half of another run is not ours to remove"


def test_in_a_folder_backups_are_dated_and_only_the_newest_stay(source, tmp_path, settings):
    for name in ("thuocdo-20240101-000000.zip", "thuocdo-20240102-000000.zip", "khac.zip"):
        (tmp_path / name).touch()
    settings.THUOCDO_BACKUP_DIR, settings.THUOCDO_BACKUP_KEEP = str(tmp_path), 2
    told = json.loads(backup.make_daily())
    assert told == {"file": "thuocdo-20250715-080000.zip", "removed": ["thuocdo-20240101-000000.zip"]}
    assert backup.newest(tmp_path).name == told["file"] and (tmp_path / "khac.zip").exists()
    settings.THUOCDO_BACKUP_DIR = ""
    assert "không tự sao lưu" in backup.make_daily()
