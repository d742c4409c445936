"""The chain in the database: anchors, exports, the command."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from config import cli, wiring
from thuocdo.core import anchors, audit, chain, clock, exports, jobs
from thuocdo.core.chain import Anchor
from thuocdo.core.models import AuditAnchor, AuditRow, JobRun
from thuocdo.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder_of_its_own(settings, tmp_path):
    settings.VAR = tmp_path


def write(count: int, **details: Any) -> list[AuditRow]:
    return [
        audit.record("test.act", by=audit.SYSTEM, at=clock.now(), details=audit.Details(**details))
        for _ in range(count)
    ]


def tamper(*statements: str) -> None:
    """What who owns the database can do: switch the rule off, change rows, switch it on again."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER audit_rows_stay")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE core_auditrow ENABLE TRIGGER audit_rows_stay")


def rewrite_from(seq: int, **values: Any) -> None:
    """Change a row and recompute every later hash, as a careful forger would."""
    rows = list(AuditRow.objects.filter(seq__gte=seq).order_by("seq").values(*audit.COLUMNS))
    rows[0].update(values)
    previous = AuditRow.objects.filter(seq=seq - 1).values_list("hash", flat=True).first() or chain.FIRST_HASH
    tamper(f"DELETE FROM core_auditrow WHERE seq >= {seq}")
    for row in rows:
        row["previous_hash"] = previous
        row["details_hash"] = chain.digest(chain.details_text(row))
        row["hash"] = previous = chain.digest(chain.row_text(row))
        AuditRow.objects.create(**row)


AWKWARD = {
    "large": 1e22, "small": 1e-7, "minus_zero": -0.0, "half": 0.5, "whole": 3.0, "nan": float("nan"),
    "infinite": float("inf"), "long": 2**80, "day": date(2025, 7, 15), "nul": "a\x00b", "deep": [{"đ": "Đ\u2028"}],
    "quotes": '"\\\n\t', "1": None, "list": [1.5e300, True],
}  # fmt: skip


def test_awkward_values_come_back_from_the_database_as_they_were_hashed():
    write(1, before=AWKWARD, after={"x": AWKWARD}, why="một\x00hai")
    write(1)
    assert audit.verify().ok


@pytest.mark.parametrize(
    ("statement", "first_bad", "kind"),
    [
        ("UPDATE core_auditrow SET why = 'khác' WHERE seq = 3", 3, "altered"),
        ("UPDATE core_auditrow SET after = '{}' WHERE seq = 3", 3, "altered"),
        ("UPDATE core_auditrow SET at = at + interval '1 microsecond' WHERE seq = 3", 3, "altered"),
        ("UPDATE core_auditrow SET form = 1 WHERE seq = 3", 3, "altered"),
        ("DELETE FROM core_auditrow WHERE seq = 3", 4, "removed"),
        ("DELETE FROM core_auditrow WHERE seq < 3", 3, "removed"),
        ("UPDATE core_auditrow SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4);"
         "UPDATE core_auditrow SET seq = -seq WHERE seq < 0", 3, "reordered"),
    ],
)  # fmt: skip
def test_what_was_done_behind_the_back_of_the_program_is_named(statement: str, first_bad: int, kind: str):
    write(6)
    tamper(*statement.split(";"))
    verdict = audit.verify()
    assert (verdict.ok, verdict.first_bad, verdict.kind) == (False, first_bad, kind)


def test_a_chain_written_anew_shows_at_the_anchor_that_was_made_before():
    write(3)
    anchors.make(clock.now())
    write(2)
    rewrite_from(2, actor_name="Người khác")
    verdict = audit.verify(anchors=[])
    assert verdict.ok
    verdict = audit.verify()
    assert (verdict.first_bad, verdict.kind) == (3, "rewritten")


def test_an_anchor_is_a_row_and_a_file_that_fits_the_chain():
    rows = write(4)
    anchor = anchors.make(clock.now())
    assert (anchor.seq, anchor.hash) == (4, rows[-1].hash)
    read = exports.read_anchor(str(anchors.write(anchor)))
    assert (read.seq, read.hash, exports.read_anchor(read.code).seq) == (4, anchor.hash, 4)
    write(2)
    verdict = audit.verify(anchors=[*audit.known_anchors(), *anchors.kept_files()])
    assert verdict.ok and verdict.anchors_fitting == 2
    assert anchors.make(clock.now()).seq == 6


def test_no_anchor_is_made_of_what_does_not_hold():
    write(3)
    anchors.make(clock.now())
    write(3)
    tamper("UPDATE core_auditrow SET why = 'khác' WHERE seq = 5")
    with pytest.raises(Refused, match="Dòng 5 đã bị sửa"):
        anchors.make(clock.now())
    assert AuditAnchor.objects.count() == 1


def test_an_empty_chain_can_be_anchored_and_begun_afterwards():
    assert anchors.make(clock.now()).seq == 0
    write(1)
    assert audit.verify().ok and anchors.make(clock.now()).seq == 1


def test_anchors_cannot_be_changed_either():
    write(1)
    anchors.make(clock.now())
    for statement in ("UPDATE core_auditanchor SET seq = 9", "DELETE FROM core_auditanchor"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_daily_and_the_weekly_job_are_scheduled_and_say_what_they_found():
    write(3)
    for name in ("core.anchor_audit", "core.verify_audit"):
        assert name in wiring.SCHEDULES and name in wiring.RUN_IN_MAINTENANCE
        jobs.run_job(name)
    assert JobRun.objects.get(name="core.anchor_audit").detail.startswith("dòng 3, mã 3-")
    assert JobRun.objects.get(name="core.verify_audit").detail == "3 dòng, khớp 2 mốc"
    tamper("UPDATE core_auditrow SET why = 'khác' WHERE seq = 2")
    with pytest.raises(Refused, match="Dòng 2"):
        anchors.verify_weekly()


def test_an_export_of_some_rows_leaves_its_own_row_and_holds(tmp_path):
    rows = write(6, before={"note": "Lời riêng"}, why="Riêng tư")
    path = tmp_path / "x.jsonl"
    assert anchors.export(path, first=3, last=5, at=clock.now()) == 3
    assert "Lời riêng" not in path.read_text() and "Riêng tư" not in path.read_text()
    verdict = exports.verify(path, [Anchor(5, rows[4].hash)])
    assert (verdict.ok, verdict.first_row, verdict.last_row) == (True, 3, 5)
    last = AuditRow.objects.get(seq=7)
    assert last.action == "core.export_audit" and last.after["rows"] == 3
    anchors.export(path, details=True, at=clock.now())
    assert "Lời riêng" in path.read_text() and exports.verify(path).ok


@pytest.fixture
def command(monkeypatch, capsys):
    """The command as it is typed; the tables are those of the test."""
    from config import boot

    monkeypatch.setattr(boot, "with_database", lambda: None)
    monkeypatch.setattr(boot, "prepared", lambda **_: None)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["audit", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_command_verifies_the_chain_and_keeps_its_contract(command):
    write(2)
    code, out, _ = command("verify", "--json")
    told = json.loads(out)
    assert code == 0 and (told["ok"], told["rows"], told["first_bad"]) == (True, 2, None)
    tamper("DELETE FROM core_auditrow WHERE seq = 1")
    code, out, _ = command("verify", "--json")
    told = json.loads(out)
    assert code == 1 and (told["ok"], told["first_bad"], told["kind"], told["missing"]) == (False, 2, "removed", [1, 1])
    assert "KHÔNG" in command("verify")[1]


def test_the_command_anchors_exports_and_verifies_a_file_with_the_code_alone(command, tmp_path):
    write(5)
    code, out, _ = command("anchor", "--json", "--out", str(tmp_path / "moc.json"))
    anchor = json.loads(out)
    assert code == 0 and anchor["seq"] == 5
    target = tmp_path / "x.jsonl.gz"
    assert command("export", "--out", str(target), "--from", "2025-07-15", "--to", "5")[0] == 0
    for given in (anchor["code"], anchor["file"]):
        code, out, _ = command("verify", "--file", str(target), "--anchor", given)
        assert code == 0 and "Khớp 1 mốc" in out
    wrong = Anchor(5, "f" * 64).code
    code, out, _ = command("verify", "--file", str(target), "--anchor", wrong)
    assert code == 1 and "viết lại" in out


@pytest.mark.parametrize(
    "words",
    [("verify", "--anchor", "12-sai"), ("verify", "--file", "khong-co.jsonl"), ("export", "--out", "/", "--from", "1"),
     ("export", "--out", "x.jsonl", "--from", "hôm qua")],
)  # fmt: skip
def test_bad_input_is_refused_in_words(command, words):
    code, _, err = command(*words)
    assert code == 2 and err.strip() and "Traceback" not in err


def test_a_file_is_verified_without_any_database(tmp_path):
    """In a process of its own that knows no database and no settings."""
    import os
    import subprocess
    import sys

    write(3)
    path = tmp_path / "x.jsonl.gz"
    anchors.export(path, at=clock.now())
    environment = {name: value for name, value in os.environ.items() if "DATABASE" not in name and "DJANGO" not in name}
    environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    words = [sys.executable, "-m", "config.cli", "audit", "verify", "--file", str(path), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["rows"] == 3
