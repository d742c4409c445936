"""What is due for erasure by the rules, every night: erased with a trace, kept back with a reason, nothing official."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession

from thuocdo.core import audit, clock, files, jobs, notify, privacy_pack, retention
from thuocdo.core.audit import SYSTEM
from thuocdo.core.management import privacy as command
from thuocdo.core.models import AuditRow, JobRun, Notice, PrivacyTable
from thuocdo.core.paths import PACKS
from thuocdo.core.privacy_rules import content_of
from thuocdo.directory import services
from thuocdo.directory.models import Account, AccountImport, Person
from thuocdo.directory.tests.facts import account_of
from thuocdo.kernel.errors import Refused
from thuocdo.work.tests.factories import Province, person

pytestmark = pytest.mark.django_db
LONG_AGO = date(2022, 1, 1)


@pytest.fixture
def place(db) -> Province:
    return Province()


@pytest.fixture
def rules(db) -> PrivacyTable:
    privacy_pack.apply(PACKS, at=clock.now())
    return PrivacyTable.objects.get()


def left(place: Province, name: str, on: date = LONG_AGO, **data: str) -> Person:
    one = person(name, "unit_officer", place.science)
    for field, value in {"phone": "0912345678", **data}.items():
        setattr(one, field, value)
    one.save()
    services.end_position(position=one.positions.get(), on=on, by=SYSTEM, at=clock.now())
    return one


def codes() -> list[tuple[str, int]]:
    return [(one.rule.code, one.row.pk) for one in retention.due(clock.now())]


def test_nothing_is_erased_before_the_rules_were_taken_over(place):
    gone = left(place, "Nghỉ")
    with pytest.raises(Refused):
        retention.apply_retention()
    gone.refresh_from_db()
    assert gone.phone


def test_people_are_due_when_their_last_post_ended_long_enough_ago(place, rules):
    gone = left(place, "Nghỉ lâu")
    on_the_day = left(place, "Đúng ngày", on=date(2023, 7, 15))
    left(place, "Mới nghỉ", on=date(2023, 7, 16))
    left(place, "Không còn gì", phone="")
    again = left(place, "Trở lại")
    place_of = again.positions.get().unit
    services.appoint(
        person=again, unit=place_of, terms=services.Terms(title="CV", role="unit_officer", start=date(2024, 1, 1)),
        by=SYSTEM, at=clock.now(),
    )  # fmt: skip
    never = Person.objects.create(full_name="Chưa từng", folded="", phone="0911111111",
                                  created_at=clock.at_day(LONG_AGO))  # fmt: skip
    assert codes() == [("person_contact", pk) for pk in sorted((gone.pk, on_the_day.pk, never.pk))]


def test_the_night_erases_what_is_due_and_tells_the_ledger(place, rules):
    gone, blocked = left(place, "Nghỉ lâu"), left(place, "Còn tài khoản")
    account_of(blocked, "con-mo")
    row = jobs.run_job("core.apply_retention")
    gone.refresh_from_db(), blocked.refresh_from_db()
    assert gone.erased_at is not None and not gone.phone and gone.full_name == "Nghỉ lâu"
    assert blocked.phone and blocked.erased_at is None
    assert "person_contact: 1, giữ lại 1" in row.detail and f"directory.Person {blocked.pk}" in row.detail
    told = AuditRow.objects.get(action="directory.erase_person")
    assert told.actor_key == "system" and "person_contact" in told.why and audit.verify().ok
    assert jobs.run_job("core.apply_retention").detail.startswith("person_contact: 0, giữ lại 1")


def test_a_name_is_replaced_when_the_rule_says_so(place, rules):
    gone = left(place, "Nghỉ lâu")
    content = content_of()
    next(row for row in content["rules"] if row["code"] == "person_contact")["name"] = "replaced"
    PrivacyTable.objects.create(content=content, sha256="1" * 64, at=clock.now())
    retention.apply_retention()
    gone.refresh_from_db()
    assert gone.full_name == f"Người đã xóa dữ liệu số {gone.pk}"


def test_read_notices_and_past_sessions_go_and_the_rest_stays(place, rules):
    now = clock.now()
    old, young, unread = (notify.tell(place.lan, "work.due", "Nhắc", at=now) for _ in range(3))
    Notice.objects.filter(pk=old.pk).update(read_at=now - timedelta(days=400))
    notify.mark_read(place.lan, pk=young.pk, at=now)
    account = account_of(place.lan, "lan")
    for key, days in (("a" * 32, 400), ("b" * 32, 1)):
        UserSession.objects.create(
            user=account, ip="10.0.0.1", session_key=key, user_agent="x", last_seen_at=now - timedelta(days=days)
        )
    assert retention.counts(now) == {"person_contact": 0, "account": 0, "sessions": 1, "notices": 1, "import_file": 0}
    retention.apply_retention()
    assert set(Notice.objects.values_list("pk", flat=True)) == {young.pk, unread.pk}
    assert UserSession.objects.get().session_key == "b" * 32
    deleted = AuditRow.objects.filter(action="core.delete_expired").order_by("seq")
    assert [row.after for row in deleted] == [{"rule": "sessions", "count": 1}, {"rule": "notices", "count": 1}]


def test_a_closed_account_is_cleared_when_its_time_is_over(place, rules):
    account = account_of(place.lan, "lan")
    services.close_account(account=account, why="nghỉ", by=SYSTEM, at=clock.at_day(date(2023, 7, 10)))
    with clock.fixed(date(2025, 7, 9)):
        retention.apply_retention()
        assert Account.objects.get(pk=account.pk).has_usable_password()
    retention.apply_retention()
    assert not Account.objects.get(pk=account.pk).has_usable_password() and not codes()


def test_an_imported_workbook_goes_after_its_time(place, rules):
    file = files.store(b"so 040185001234", name="ds.xlsx")
    made = AccountImport.objects.create(
        file=file, rows=[{"line": 2}], made_at=clock.at_day(date(2025, 4, 1)), made_by_name="Quản trị"
    )
    assert codes() == [("import_file", made.pk)]
    retention.apply_retention()
    file.refresh_from_db()
    assert not file.content.name and not codes()


def run(capsys, *words: str) -> str:
    import argparse

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(words)) == 0
    return str(capsys.readouterr().out)


def test_the_command_shows_first_and_erases_when_told_to(place, rules, capsys):
    gone = left(place, "Nghỉ lâu")
    told = run(capsys, "due")
    assert "person_contact: 1 dòng đến hạn" in told and "ví dụ, chưa xác nhận" in told
    assert f"directory.Person {gone.pk}, từ 01/01/2022" in told and "0912345678" not in told
    found = json.loads(run(capsys, "due", "--json"))
    assert found["counts"]["person_contact"] == 1 and found["due"][0]["key"] == str(gone.pk)
    gone.refresh_from_db()
    assert gone.phone, "looking erases nothing"
    assert "person_contact: đã xóa 1" in run(capsys, "apply")
    assert JobRun.objects.get(name="core.apply_retention").outcome == "done"
    assert json.loads(run(capsys, "apply", "--json"))["person_contact"] == {"done": 0, "kept_back": []}
