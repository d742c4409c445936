"""Personal data: read with a purpose and a trace, exported, handed to their owner, erased with a tombstone."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from thuocdo.core import audit, clock, files
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, PrivacyTable, StoredFile
from thuocdo.core.privacy_rules import content_of, in_force
from thuocdo.directory import services
from thuocdo.directory.models import Account, AccountImport, Person
from thuocdo.directory.queries.open_work import OpenWork
from thuocdo.directory.queries.privacy import mail_address, readers_of
from thuocdo.directory.tests.facts import account_of
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work.tests.factories import Province, document, person

pytestmark = pytest.mark.django_db
PHONE, EMAIL, NUMBER = "0912345678", "lan.vt@nghean.gov.vn", "040185001234"


@pytest.fixture
def place(db) -> Province:
    found = Province()
    for one in (found.lan, found.binh):
        one.phone, one.email, one.national_id = PHONE, EMAIL, NUMBER if one is found.lan else ""
        one.save()
    return found


def unmask(of: Person, by, field: str = "phone", purpose: str = "contact", note: str = "", **more) -> str:
    return services.unmask(person=of, field=field, purpose=purpose, note=note, by=by, at=more.get("at") or clock.now())


def limited_to(views: int) -> dict:
    limits = [{"key": "views_per_hour", "value": views}, {"key": "exports_per_day", "value": 1}]
    return {**content_of(), "limits": limits}


def rows(action: str = "directory.unmask", outcome: str = "done"):
    return AuditRow.objects.filter(action=action, outcome=outcome)


def test_who_reads_a_masked_value_says_why_and_the_audit_learns_everything_but_the_value(place):
    assert unmask(place.lan, place.operator, purpose="inspection", note="Thanh tra theo QĐ 12") == PHONE
    row = rows().get()
    assert row.after == {"field": "phone", "purpose": "inspection"} and row.why == "Thanh tra theo QĐ 12"
    assert (row.actor_key, row.thing_key) == (place.operator.actor_key, str(place.lan.pk))
    assert PHONE not in str(row.__dict__)


def test_a_head_reads_those_of_the_own_unit_and_everybody_oneself(place):
    assert unmask(place.binh, place.minh) == PHONE
    assert unmask(place.lan, place.lan, purpose="") == PHONE
    for other, by in ((place.lan, place.minh), (place.lan, place.binh), (place.binh, place.hoa), (place.binh, None)):
        with pytest.raises(NotAllowed):
            unmask(other, by)
    with pytest.raises(NotAllowed):
        unmask(place.lan, place.dung)
    assert rows(outcome="refused").count() == 5


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"purpose": ""}, "no_purpose"), ({"purpose": "tò mò"}, "no_purpose"),
        ({"purpose": "inspection", "note": "  "}, "no_note"), ({"field": "full_name"}, "no_such_field"),
        ({"field": "pk"}, "no_such_field"),
    ],
)  # fmt: skip
def test_without_a_purpose_nothing_is_shown(place, given, code):
    with pytest.raises(Refused) as refusal:
        unmask(place.lan, place.operator, **given)
    assert refusal.value.code == f"directory.{code}" and not rows().exists()


def test_an_empty_value_is_not_shown(place):
    with pytest.raises(Refused) as refusal:
        unmask(place.binh, place.operator, field="national_id")
    assert refusal.value.code == "directory.nothing_to_show"


def test_the_limit_of_an_hour_is_data_and_counts_the_reader_alone(place):
    content = {
        **content_of(),
        "limits": [{"key": "views_per_hour", "value": 2}, {"key": "exports_per_day", "value": 1}],
    }
    PrivacyTable.objects.create(content=content, sha256="0" * 64, at=clock.now())
    unmask(place.lan, place.operator), unmask(place.binh, place.operator)
    with pytest.raises(Refused) as refusal:
        unmask(place.lan, place.operator)
    assert refusal.value.code == "directory.too_many_views" and "2 lần" in refusal.value.message
    unmask(place.binh, place.minh)
    unmask(place.lan, place.operator, at=clock.now() + timedelta(hours=1, seconds=1))


def test_an_export_without_masks_is_told_with_its_count_and_limited(place):
    def export(by=place.operator, purpose="inspection", note="Kết luận số 5"):
        told = {"purpose": purpose, "note": note}
        services.export_personal(
            what="danh sách người dùng", fields=["phone", "email"], count=120, told=told, by=by, at=clock.now()
        )

    export()
    row = rows("directory.export_personal").get()
    assert row.after["count"] == 120 and row.after["fields"] == ["email", "phone"] and row.why == "Kết luận số 5"
    with pytest.raises(Refused):
        export(purpose="")
    with pytest.raises(NotAllowed):
        export(by=place.minh)
    for _ in range(in_force().limits["exports_per_day"] - 1):
        export()
    with pytest.raises(Refused) as refusal:
        export()
    assert refusal.value.code == "directory.too_many_exports"


def test_everybody_takes_the_own_data_along_and_nobody_elses(place):
    unmask(place.lan, place.operator), unmask(place.lan, place.operator, field="email")
    found = services.hand_out_data(person=place.lan, by=place.lan, at=clock.now())
    assert found["ca_nhan"]["dien_thoai"] == PHONE and found["vi_tri"][0]["don_vi"] == "T.X1"
    assert found["ai_da_xem"][0]["so_lan"] == 2 and found["ai_da_xem"][0]["ten"] == "Quản trị"
    assert rows("directory.hand_out_data").get().actor_key == place.lan.actor_key
    with pytest.raises(NotAllowed):
        services.hand_out_data(person=place.lan, by=place.operator, at=clock.now())


def test_reading_ones_own_data_is_no_reading_by_others(place):
    unmask(place.lan, place.lan)
    assert readers_of(place.lan) == []


@pytest.fixture
def gone(place) -> Person:
    """Somebody who left on 1/3/2025."""
    left = person("Trần Đã Nghỉ", "unit_officer", place.science)
    left.phone, left.email, left.national_id = PHONE, "nghi@nghean.gov.vn", "040185009999"
    left.save()
    services.end_position(position=left.positions.get(), on=date(2025, 3, 1), by=SYSTEM, at=clock.now())
    return left


def erase(of: Person, by, why: str = "Người ấy yêu cầu, văn bản số 7", **more) -> Person:
    return services.erase_person(person=of, why=why, by=by, at=clock.now(), **more)


def test_erasing_leaves_a_tombstone_and_the_acts_of_the_office(place, gone):
    before = AuditRow.objects.count()
    erase(gone, place.operator)
    gone.refresh_from_db()
    assert (gone.phone, gone.email, gone.national_id) == ("", "", "") and gone.erased_at is not None
    assert gone.full_name == "Trần Đã Nghỉ" and gone.positions.count() == 1, "the post was held, and by whom"
    row = rows("directory.erase_person").get()
    assert row.after == {"erased": ["email", "national_id", "phone"], "name": "kept"}
    assert row.why == "Người ấy yêu cầu, văn bản số 7" and "040185009999" not in str(row.__dict__)
    assert AuditRow.objects.count() == before + 1 and audit.verify().ok
    with pytest.raises(Refused) as refusal:
        erase(gone, place.operator)
    assert refusal.value.code == "directory.person_erased"


def test_former_values_go_from_what_imports_keep(place, gone):
    made = imported()
    kept = {"phone": "0900000001"}
    made.rows = [
        {"row": 2, "person": gone.pk, "was": {"person": kept}},
        {"row": 3, "person": 0, "was": {"person": kept}},
    ]
    made.save()
    erase(gone, place.operator)
    made.refresh_from_db()
    assert made.rows[0]["was"] == {} and made.rows[1]["was"] == {"person": kept}, "that of others stays"


def test_a_name_goes_only_when_the_rule_says_so(place, gone):
    erase(gone, place.operator, replace_name=True)
    gone.refresh_from_db()
    assert gone.full_name == f"Người đã xóa dữ liệu số {gone.pk}" and "nghi" not in gone.folded
    assert AuditRow.objects.filter(thing_name="Trần Đã Nghỉ").exists(), "what was written before stays readable"


def test_whoever_still_works_here_is_not_erased(place, gone):
    for one in (place.lan, place.binh):
        with pytest.raises(Refused) as refusal:
            erase(one, place.operator)
        assert refusal.value.code == "directory.person_in_use" and "vị trí" in refusal.value.message
    account_of(gone, "nghi")
    with pytest.raises(Refused) as refusal:
        erase(gone, place.operator)
    assert "Tài khoản" in refusal.value.message
    with pytest.raises(Refused) as refusal:
        erase(gone, place.operator, why=" ")
    assert refusal.value.code == "directory.no_reason"


def test_whoever_has_open_work_is_not_erased(place, gone, monkeypatch):
    monkeypatch.setattr("config.wiring.OPEN_WORK", [f"{__name__}.one_thing"])
    with pytest.raises(Refused) as refusal:
        erase(gone, place.operator)
    assert "việc đang dở" in refusal.value.message and "Bàn giao" in refusal.value.remedy


def one_thing(of: Person, on: date) -> list[OpenWork]:
    return [OpenWork(kind="work.obligation", key="1", words="Báo cáo quý")]


def test_only_who_administers_erases(place, gone):
    for by in (place.minh, place.hoa, place.leader, place.inspector, place.dung, gone, None):
        with pytest.raises(NotAllowed):
            erase(gone, by)
    gone.refresh_from_db()
    assert gone.phone == PHONE


def test_a_closed_account_keeps_its_name_and_nothing_to_sign_in_with(place):
    account = account_of(place.lan, "lan")
    with pytest.raises(Refused):
        services.clear_account(account=account, why="hết hạn", by=SYSTEM, at=clock.now())
    services.close_account(account=account, why="nghỉ việc", by=SYSTEM, at=clock.now())
    services.clear_account(account=account, why="hết hạn", by=SYSTEM, at=clock.now())
    account = Account.objects.get(pk=account.pk)
    assert not account.has_usable_password() and account.username == "lan"
    with pytest.raises(NotAllowed):
        services.clear_account(account=account, why="thử", by=place.operator, at=clock.now())


def imported(name: str = "ds.xlsx", content: bytes = b"so 040185001234") -> AccountImport:
    file = files.store(content, name=name)
    return AccountImport.objects.create(
        file=file, rows=[{"line": 2, "national_id": NUMBER}], made_at=clock.now(), made_by_name="Quản trị"
    )


def test_the_workbook_of_an_import_is_erased_when_no_younger_import_needs_it(place, django_capture_on_commit_callbacks):
    first, second = imported(), imported()
    path = first.file.content.path
    services.erase_import(made=first, why="hết hạn", by=SYSTEM, at=clock.now())
    assert StoredFile.objects.get().content.name, "the second import still has its time"
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_import(made=second, why="hết hạn", by=SYSTEM, at=clock.now())
    file = StoredFile.objects.get()
    assert not file.content.name and file.name == "tệp đã xóa theo thời hạn lưu"
    assert not Path(path).exists()
    assert imported().file.pk != file.pk, "the same content may come back as a file of its own"


def test_content_that_is_evidence_too_stays(place):
    made = imported()
    paper = document(place.hoa, place.committee)
    paper.file = made.file
    paper.save(update_fields=["file"])
    services.erase_import(made=made, why="hết hạn", by=SYSTEM, at=clock.now())
    made.refresh_from_db()
    assert made.rows == [] and made.file.content.name


def test_mail_reaches_open_accounts_only(place, gone):
    assert mail_address(place.lan.actor_key) == ""
    account = account_of(place.lan, "lan")
    assert mail_address(place.lan.actor_key) == EMAIL
    services.close_account(account=account, why="nghỉ", by=SYSTEM, at=clock.now())
    assert mail_address(place.lan.actor_key) == mail_address("system") == mail_address("person:x") == ""


@pytest.mark.django_db(transaction=True)
def test_two_readings_at_the_same_moment_do_not_pass_the_limit(transactional_db):
    place = Province()
    for one in (place.lan, place.binh):
        one.phone = PHONE
        one.save()
    content = {
        **content_of(),
        "limits": [{"key": "views_per_hour", "value": 1}, {"key": "exports_per_day", "value": 1}],
    }
    PrivacyTable.objects.create(content=content, sha256="0" * 64, at=clock.now())
    answers: list[str] = []
    at, start = clock.now(), threading.Barrier(2)

    def read(of: Person) -> None:
        try:
            with clock.fixed(at):
                start.wait()
                answers.append(unmask(of, place.operator, at=at))
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=(one,)) for one in (place.lan, place.binh)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [PHONE, "directory.too_many_views"]
