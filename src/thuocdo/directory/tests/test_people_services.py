"""Contact data, corrections, one-time passwords: each verb done, refused, repeated, and what the audit keeps of it."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import history
from thuocdo.core.models import AuditRow
from thuocdo.directory import people_rights, services
from thuocdo.directory.models import Account, Person
from thuocdo.directory.rules.contact import one_time_password
from thuocdo.directory.services import Terms
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ, unit
from thuocdo.kernel.errors import NotAllowed, Refused

TODAY = date(2025, 7, 15)
NUMBER = "040185001234"


@pytest.fixture
def operator(facts):
    return employ("Trần Quản Trị", "NA.VPUB", "operator")


@pytest.fixture
def lan(facts):
    return employ("Vi Thị Lan", "NA.SNV", "unit_officer")


def enter(by, **given) -> Person:
    return services.create_person(**{"full_name": "Lê Văn Bốn", **given}, by=by, at=clock.now())


def test_contact_data_are_tidied_and_never_told_to_the_audit(operator):
    person = enter(operator, national_id="0401 8500 1234", phone="(0238) 384.4500", email=" bon@nghean.gov.vn ")
    assert (person.national_id, person.phone, person.email) == (NUMBER, "02383844500", "bon@nghean.gov.vn")
    kept = str(list(history(person).values()))
    assert NUMBER not in kept and "•••••••••234" in kept and "bon@" not in kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"full_name": " "}, "person_without_name"),
        ({"full_name": "040185001234"}, "person_without_name"),
        ({"national_id": "40185001234"}, "bad_national_id"),
        ({"national_id": "0401850012345"}, "bad_national_id"),
        ({"national_id": "04018500123x"}, "bad_national_id"),
        ({"phone": "12345"}, "bad_phone"),
        ({"email": "bon@nghean"}, "bad_email"),
    ],
)
def test_data_that_cannot_be_are_refused_with_their_field(operator, given, code):
    with pytest.raises(Refused) as refusal:
        enter(operator, **given)
    assert refusal.value.code == f"directory.{code}"
    assert list(refusal.value.where.values()) == list(given)


def test_a_national_id_belongs_to_one_person(operator, lan):
    enter(operator, national_id=NUMBER)
    with pytest.raises(Refused) as refusal:
        enter(operator, national_id=NUMBER, full_name="Người Khác")
    assert refusal.value.code == "directory.national_id_taken" and NUMBER not in str(refusal.value)
    with pytest.raises(Refused, match="của một người khác"):
        services.correct_person(person=lan, full_name=lan.full_name, national_id=NUMBER, by=operator, at=clock.now())


def test_a_name_is_corrected_by_who_administers(operator, lan):
    at = clock.now()
    services.correct_person(person=lan, full_name="Vi Thị  Lân", national_id=NUMBER, why="sai dấu", by=operator, at=at)
    lan.refresh_from_db()
    assert (lan.full_name, lan.folded, lan.national_id) == ("Vi Thị Lân", "vi thi lan", NUMBER)
    row = AuditRow.objects.get(action="directory.correct_person")
    assert row.before == {"full_name": "Vi Thị Lan", "national_id": ""} and row.why == "sai dấu"
    with pytest.raises(NotAllowed):
        services.correct_person(person=lan, full_name="Khác", national_id="", by=lan, at=at)


def test_everybody_corrects_the_own_contact_data_and_nobody_elses(operator, lan):
    other = employ("Lê Khác", "NA.SNV", "unit_officer")
    services.correct_contact(person=lan, email="lan@nghean.gov.vn", phone="", by=lan, at=clock.now())
    assert Person.objects.get(pk=lan.pk).email == "lan@nghean.gov.vn"
    services.correct_contact(person=lan, email="", phone="0912345678", by=operator, at=clock.now())
    with pytest.raises(NotAllowed):
        services.correct_contact(person=other, email="", phone="", by=lan, at=clock.now())


def test_an_erased_person_is_not_filled_again(operator, lan):
    Person.objects.filter(pk=lan.pk).update(erased_at=clock.now())
    at = clock.now()
    with pytest.raises(Refused, match="đã được xóa"):
        services.correct_contact(person=lan, email="a@b.vn", phone="", by=operator, at=at)
    with pytest.raises(Refused, match="đã được xóa"):
        services.open_account(person=lan, username="lan", password=PASSWORD, by=operator, at=at)
    with pytest.raises(Refused, match="đã được xóa"):
        terms = Terms(title="x", role="unit_officer", start=TODAY)
        services.appoint(person=lan, unit=unit("NA.STP"), terms=terms, by=operator, at=at)


def test_a_position_is_corrected_with_its_reason(operator, lan):
    position = lan.positions.get()
    terms = Terms(
        title="Phó Trưởng phòng", role="unit_officer", start=date(2025, 5, 1), fields=("procedures",),
        legal_basis="Quyết định 12/QĐ-SNV ngày 28/4/2025",
    )  # fmt: skip
    services.correct_position(position=position, terms=terms, why="nhập nhầm ngày", by=operator, at=clock.now())
    position.refresh_from_db()
    assert Terms.of(position) == terms
    row = AuditRow.objects.get(action="directory.correct_position")
    assert row.before["start"] == "2025-03-01" and row.after["fields"] == ["procedures"] and row.why == "nhập nhầm ngày"
    assert "role" not in row.after


def test_a_correction_is_held_to_the_same_rules_as_an_appointment(operator, lan):
    position, at = lan.positions.get(), clock.now()
    wrong = {
        "directory.unit_not_in_force": Terms(title="x", role="unit_officer", start=date(2025, 1, 1)),
        "directory.unknown_role": Terms(title="x", role="vua", start=TODAY),
        "directory.position_without_title": Terms(title=" ", role="unit_officer", start=TODAY),
        "directory.empty_position": Terms(title="x", role="unit_officer", start=TODAY, end=TODAY),
        "directory.unknown_field": Terms(title="x", role="unit_officer", start=TODAY, fields=("y_te",)),
    }
    for code, terms in wrong.items():
        with pytest.raises(Refused) as refusal:
            services.correct_position(position=position, terms=terms, why="x", by=operator, at=at)
        assert refusal.value.code == code
    employ("Giám Đốc", "NA.SNV", "unit_head", is_head=True)
    with pytest.raises(Refused, match="đã có người đứng đầu"):
        terms = Terms(title="Giám đốc", role="unit_officer", start=TODAY, is_head=True)
        services.correct_position(position=position, terms=terms, why="x", by=operator, at=at)


def test_the_role_of_a_post_that_counted_is_not_changed_backwards(operator, lan):
    position = lan.positions.get()
    terms = Terms(title="x", role="inspector", start=position.valid.lower)
    with pytest.raises(Refused) as refusal:
        services.correct_position(position=position, terms=terms, why="x", by=operator, at=clock.now())
    assert refusal.value.code == "directory.role_was_used"


def test_nobody_gives_or_changes_a_post_of_their_own(operator):
    position, at = operator.positions.get(), clock.now()
    terms = Terms(title="Lãnh đạo", role="leader", start=TODAY)
    acts = (
        lambda: services.appoint(person=operator, unit=position.unit, terms=terms, by=operator, at=at),
        lambda: services.correct_position(position=position, terms=terms, why="x", by=operator, at=at),
        lambda: services.end_position(position=position, on=TODAY, by=operator, at=at),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_an_operator_of_another_province_has_no_rights_over_somebody_without_a_post(operator):
    dung, postless = employ("Lê Dũng", "TH.SYT", "operator"), enter(operator)
    with pytest.raises(NotAllowed):
        terms = Terms(title="x", role="unit_officer", start=TODAY)
        services.appoint(person=postless, unit=unit("TH.SYT"), terms=terms, by=dung, at=clock.now())


def test_a_reset_password_is_used_once(operator, lan):
    account = account_of(lan, "lan")
    assert not account.must_change
    given = one_time_password()
    services.reset_password(account=account, password=given, by=operator, at=clock.now())
    account = Account.objects.get(username="lan")
    assert account.must_change and account.check_password(given)
    services.set_password(account=account, password="câu dài của riêng tôi", by=lan, at=clock.now())
    assert not Account.objects.get(username="lan").must_change
    assert given not in str(list(AuditRow.objects.values()))


def test_one_time_passwords_differ_and_pass_the_rules(operator):
    passwords = {one_time_password() for _ in range(200)}
    assert len(passwords) == 200
    person = enter(operator)
    account = services.open_account(
        person=person, username="bonlv", password=passwords.pop(), one_time=True, by=operator, at=clock.now()
    )
    assert account.must_change


def test_the_shape_of_a_one_time_password_excuses_nobody_from_the_rules(operator, lan):
    account = account_of(lan, "lan")
    weak = "abcd-abcd-abcd-abcd"
    given = one_time_password()
    services.reset_password(account=account, password=given, by=operator, at=clock.now())
    quick = Account.objects.get(username="lan").password
    services.set_password(account=account, password="một câu rất dài của tôi", by=lan, at=clock.now())
    usual = Account.objects.get(username="lan").password
    assert "m=8," in quick and "m=8," not in usual
    account.refresh_from_db()
    services.set_password(account=account, password=weak, by=lan, at=clock.now())
    assert "m=8," not in Account.objects.get(username="lan").password


def test_an_account_is_closed_and_opened_again(operator, lan):
    account, at = account_of(lan, "lan"), clock.now()
    services.close_account(account=account, why="nghỉ hưu", by=operator, at=at)
    with pytest.raises(Refused, match="đã bị khóa từ trước"):
        services.close_account(account=account, why="nghỉ hưu", by=operator, at=at)
    with pytest.raises(Refused, match="đang bị khóa"):
        services.reset_password(account=account, password=one_time_password(), by=operator, at=at)
    services.reopen_account(account=account, why="trở lại", by=operator, at=at)
    assert Account.objects.get(username="lan").is_active
    with pytest.raises(Refused, match="đang mở sẵn"):
        services.reopen_account(account=account, why="trở lại", by=operator, at=at)
    for verb in (services.close_account, services.reopen_account):
        with pytest.raises(NotAllowed):
            verb(account=account, why="x", by=lan, at=at)
    with pytest.raises(NotAllowed):
        services.reset_password(account=account, password=one_time_password(), by=lan, at=at)


def names(person) -> set[str]:
    return set(Person.objects.filter(people_rights.visible_people(person)).values_list("full_name", flat=True))


def test_who_sees_whom(operator, lan):
    head = employ("Giám Đốc", "NA.SNV", "unit_head", is_head=True)
    chairman = employ("Chủ Tịch", "NA.UBND", "unit_head", is_head=True)
    hoa = employ("Phạm Thị Hoa", "NA.STP", "cycle_owner")
    dung = employ("Lê Dũng", "TH.SYT", "operator")
    postless = enter(operator)
    nghe_an = {"Trần Quản Trị", "Vi Thị Lan", "Giám Đốc", "Chủ Tịch", "Phạm Thị Hoa"}
    assert names(operator) == names(hoa) == nghe_an | {postless.full_name}
    assert names(head) == {"Vi Thị Lan", "Giám Đốc"}
    assert names(chairman) == nghe_an
    assert names(lan) == {"Vi Thị Lan"}
    assert names(dung) == {"Lê Dũng"}, "who holds no post belongs to the province that entered them"
    assert names(None) == set()
    assert people_rights.sees(lan, lan) and not people_rights.sees(lan, head) and people_rights.sees(head, lan)


def test_rights_over_a_person_follow_every_post_in_force(operator, lan):
    assert {"appoint", "correct_person"} <= people_rights.rights(operator, lan)
    assert people_rights.rights(lan, lan) >= {"correct_contact", "view_people"}
    assert "correct_person" not in people_rights.rights(lan, lan)
    assert people_rights.rights(None, lan) == frozenset()
    assert "create_person" in people_rights.rights(operator, None)
