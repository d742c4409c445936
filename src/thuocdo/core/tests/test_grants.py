"""The database itself stops who serves the pages from changing the audit, whatever the program is made to say."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from config import cli
from thuocdo.core import anchors, audit, clock, grants
from thuocdo.core.models import AuditRow, JobRun
from thuocdo.kernel.errors import Refused

ATTACKS = [
    "UPDATE core_auditrow SET why = 'khác'",
    "DELETE FROM core_auditrow",
    "TRUNCATE core_auditrow",
    "TRUNCATE core_auditrow, core_auditanchor CASCADE",
    "UPDATE core_auditanchor SET seq = 1",
    "DELETE FROM core_auditanchor",
    "TRUNCATE core_auditanchor",
    "SELECT * FROM core_auditrow FOR UPDATE",
    "INSERT INTO core_auditrow SELECT * FROM core_auditrow ON CONFLICT (seq) DO UPDATE SET why = 'khác'",
    "ALTER TABLE core_auditrow DISABLE TRIGGER audit_rows_stay",
    "ALTER TABLE core_auditrow DISABLE TRIGGER ALL",
    "ALTER TABLE core_auditrow ADD COLUMN x int",
    "ALTER TABLE core_auditrow RENAME TO old",
    "DROP TRIGGER audit_rows_stay ON core_auditrow",
    "DROP TABLE core_auditrow",
    "DROP FUNCTION core_audit_is_append_only() CASCADE",
    "CREATE OR REPLACE FUNCTION core_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD;END'",
    "CREATE RULE r AS ON INSERT TO core_auditrow DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE INSERT ON core_auditrow FOR EACH ROW EXECUTE FUNCTION core_audit_is_append_only()",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE thuocdo_app SUPERUSER",
    "CREATE ROLE helper SUPERUSER",
    "COPY core_auditrow TO PROGRAM 'cat'",
    "DELETE FROM django_migrations",
    "UPDATE directory_pastversion SET name = 'khác'",
    "DELETE FROM directory_pastsuccession",
]


@pytest.fixture
def role(transactional_db) -> Iterator[None]:
    """The role as `thuocdo prepare` makes it on the embedded server; tables are committed, so that it can sign in."""
    grants.bring_up_to_date(make=True)
    audit.record("test.act", by=audit.SYSTEM, at=clock.now())
    anchors.make(clock.now())
    yield


def signed_in() -> psycopg.Connection:
    given = connection.settings_dict
    return psycopg.connect(host=given["HOST"] or given["OPTIONS"].get("host"), port=given["PORT"] or None,
                           dbname=given["NAME"], user=grants.ROLE, autocommit=True)  # fmt: skip


def test_the_serving_role_can_add_to_the_audit_and_do_nothing_else_to_it(role):
    with signed_in() as app:
        assert app.execute("SELECT count(*) FROM core_auditrow").fetchone() == (1,)
        for attack in ATTACKS:
            with pytest.raises(psycopg.Error):
                app.execute(attack)
                pytest.fail(f"nothing stopped: {attack}")
        app.execute("GRANT UPDATE ON core_auditrow TO thuocdo_app")  # a warning only: nothing is granted
    assert grants.guard(grants.ROLE).ok
    row = AuditRow.objects.get()
    assert row.why == "" and audit.verify().ok


def test_the_program_works_as_that_role(role):
    """The same code, the same tables: rows are added, anchored and checked; other tables are written as before."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {grants.ROLE}")
    try:
        audit.record("test.act", by=audit.SYSTEM, at=clock.now())
        assert anchors.make(clock.now()).seq == 2 and audit.verify().ok
        JobRun.objects.create(name="x", started_at=clock.now()).delete()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuditRow.objects.update(why="khác")
        assert grants.guard(grants.ROLE).ok
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("GRANT UPDATE ON core_auditrow TO thuocdo_app", "có quyền sửa, xóa core_auditrow"),
        ("GRANT DELETE ON core_auditanchor TO PUBLIC", "có quyền sửa, xóa core_auditanchor"),
        ("ALTER ROLE thuocdo_app SUPERUSER", "superuser"),
        ("ALTER ROLE thuocdo_app CREATEROLE", "createrole"),
        ("ALTER TABLE core_auditrow OWNER TO thuocdo_app", "sở hữu core_auditrow"),
        ("GRANT postgres TO thuocdo_app", "sở hữu"),
        ("GRANT SET ON PARAMETER session_replication_role TO thuocdo_app", "session_replication_role"),
        ("CREATE TABLE brand_new (x int); REVOKE ALL ON brand_new FROM thuocdo_app", "chưa được cấp quyền"),
    ],
)
def test_the_check_says_how_the_audit_could_be_changed(spoil: str, words: str):
    grants.bring_up_to_date(make=True)
    assert grants.guard(grants.ROLE).ok and not grants.guard(grants.ROLE).remedy
    with connection.cursor() as cursor:
        cursor.execute(spoil)
    found = grants.guard(grants.ROLE)
    assert not found.ok and words in found.detail and "thuocdo audit grants" in found.remedy


@pytest.mark.django_db
def test_what_was_granted_too_much_is_taken_back_and_new_tables_are_granted():
    grants.bring_up_to_date(make=True)
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON core_auditrow TO thuocdo_app; CREATE TABLE brand_new (x int)")
        cursor.execute("REVOKE ALL ON brand_new FROM thuocdo_app")
    grants.bring_up_to_date(make=False)
    assert grants.guard(grants.ROLE).ok


@pytest.mark.django_db
def test_who_does_not_own_the_tables_is_told_to_let_the_owner_change_them():
    grants.bring_up_to_date(make=True)
    grants.refuse_unless_owner()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {grants.ROLE}")
        with pytest.raises(Refused, match="thuocdo prepare"):
            grants.refuse_unless_owner()
        grants.bring_up_to_date(make=True)
        cursor.execute("RESET ROLE")


@pytest.mark.django_db
def test_without_a_role_of_its_own_the_check_names_the_owner(monkeypatch):
    monkeypatch.delenv(grants.SERVING, raising=False)
    found = grants.guard()
    assert not found.ok and found.role == "postgres" and "superuser" in found.detail
    monkeypatch.setenv(grants.SERVING, "postgresql://nobody-there@db/x")
    assert "không có vai trò nobody-there" in grants.guard().detail


def test_the_command_prints_the_grants_without_a_database(capsys, monkeypatch):
    from config import boot

    monkeypatch.setattr(boot, "with_database", lambda: pytest.fail("no database is needed"))
    assert cli.main(["audit", "grants", "--role", 'x"y']) == 0
    said = capsys.readouterr().out
    assert "REVOKE UPDATE, DELETE, TRUNCATE" in said and '"x""y"' in said


def test_the_address_for_the_role_keeps_the_place():
    assert grants.as_role("postgresql://postgres:@/thuocdo?host=/a/b") == "postgresql://thuocdo_app@/thuocdo?host=/a/b"
    assert grants.as_role("postgresql://u:p@h:5/d") == "postgresql://thuocdo_app@h:5/d"
