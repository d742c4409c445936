"""People, positions and accounts: each verb done, refused, repeated; and who may do and see what."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import audit, clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, OutboxEvent
from thuocdo.directory import permissions, queries, services
from thuocdo.directory.models import Account, Unit
from thuocdo.directory.services import Terms
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ, unit
from thuocdo.kernel.errors import NotAllowed, Refused

TODAY = date(2025, 7, 15)
QUY_HOP = "NA.UBND.C17035.n"


def appoint(person, unit_key, **terms):
    given = {"title": "Chuyên viên", "role": "unit_officer", "start": date(2025, 7, 1), **terms}
    return services.appoint(person=person, unit=unit(unit_key), terms=Terms(**given), by=SYSTEM, at=clock.now())


@pytest.fixture
def operator(facts):
    return employ("Trần Quản Trị", "NA.VPUB", "operator")


@pytest.fixture
def lan(facts):
    return employ("Vi Thị Lan", QUY_HOP, "unit_officer", start=date(2025, 7, 1))


def test_an_operator_enters_appoints_and_opens_an_account(operator):
    at = clock.now()
    person = services.create_person(full_name="  Nguyễn   Văn Minh ", by=operator, at=at)
    assert person.full_name == "Nguyễn Văn Minh"
    terms = Terms(title="Giám đốc Sở", role="unit_head", start=date(2025, 3, 1), is_head=True)
    position = services.appoint(person=person, unit=unit("NA.SNV"), terms=terms, by=operator, at=at)
    account = services.open_account(person=person, username="Minh", password=PASSWORD, by=operator, at=at)
    assert (account.username, account.check_password(PASSWORD)) == ("minh", True)
    assert queries.positions_of(person, TODAY) == [position]
    rows = AuditRow.objects.filter(actor_key=operator.actor_key).values_list("action", flat=True)
    assert list(rows) == ["directory.create_person", "directory.appoint", "directory.open_account"]
    assert OutboxEvent.objects.filter(name="directory.appoint").exists()
    assert PASSWORD not in str(list(AuditRow.objects.values()))
    assert audit.verify().ok


@pytest.mark.parametrize("act", ["create_person", "appoint", "open_account"])
def test_an_officer_may_not_manage_people(lan, act):
    at = clock.now()
    calls = {
        "create_person": lambda: services.create_person(full_name="Ai Đó", by=lan, at=at),
        "appoint": lambda: services.appoint(
            person=lan, unit=unit("NA.SNV"), terms=Terms(title="x", role="unit_head", start=TODAY), by=lan, at=at
        ),
        "open_account": lambda: services.open_account(person=lan, username="lan", password=PASSWORD, by=lan, at=at),
    }
    with pytest.raises(NotAllowed):
        calls[act]()
    assert AuditRow.objects.get(action=f"directory.{act}", outcome="refused").actor_key == lan.actor_key


def test_an_operator_of_one_province_manages_nobody_of_another(operator):
    dung = employ("Lê Dũng", "TH.SNV", "unit_officer")
    with pytest.raises(NotAllowed):
        services.open_account(person=dung, username="dung", password=PASSWORD, by=operator, at=clock.now())


def test_nobody_signed_in_does_nothing(facts):
    with pytest.raises(NotAllowed):
        services.create_person(full_name="Ai Đó", by=None, at=clock.now())


def test_a_unit_has_one_head_at_a_time(lan):
    appoint(lan, "NA.SNV", role="unit_head", is_head=True)
    other = services.create_person(full_name="Người Khác", by=SYSTEM, at=clock.now())
    with pytest.raises(Refused, match="Sở Nội vụ đã có người đứng đầu"):
        appoint(other, "NA.SNV", role="unit_head", is_head=True)


def test_who_appraises_does_not_also_enter(lan):
    with pytest.raises(Refused, match="vừa là “Công chức thực hiện” vừa là “Người thẩm định”"):
        appoint(lan, "NA.SNV", role="appraiser")


def test_the_same_position_is_not_given_twice(lan):
    with pytest.raises(Refused) as refusal:
        appoint(lan, QUY_HOP)
    assert refusal.value.code == "directory.position_twice"


def test_nobody_is_appointed_to_a_unit_of_another_time(lan):
    with pytest.raises(Refused, match="Sở Thông tin và Truyền thông không tồn tại"):
        appoint(lan, "NA.STTTT")
    with pytest.raises(Refused, match="Không có vai trò “vua”"):
        appoint(lan, "NA.SNV", role="vua")
    with pytest.raises(Refused, match="phải sau ngày bắt đầu"):
        appoint(lan, "NA.SNV", end=date(2025, 7, 1))


def test_an_ended_position_is_past_not_gone(lan):
    (position,) = queries.positions_of(lan, TODAY)
    services.end_position(position=position, on=date(2025, 8, 1), why="chuyển công tác", by=SYSTEM, at=clock.now())
    assert queries.positions_of(lan, date(2025, 7, 31)) == [position]
    assert queries.positions_of(lan, date(2025, 8, 1)) == []
    with pytest.raises(Refused, match="phải nằm trong thời gian giữ vị trí"):
        services.end_position(position=position, on=date(2025, 9, 1), by=SYSTEM, at=clock.now())


@pytest.mark.parametrize("username", ["", "a", "có dấu", "x y", "-a", "a" * 80])
def test_a_user_name_is_plain(lan, username):
    with pytest.raises(Refused, match="không dùng được"):
        services.open_account(person=lan, username=username, password=PASSWORD, by=SYSTEM, at=clock.now())


def test_user_names_and_accounts_are_single(lan):
    account_of(lan, "lan")
    other = services.create_person(full_name="Lan Khác", by=SYSTEM, at=clock.now())
    with pytest.raises(Refused, match="đã có người dùng"):
        services.open_account(person=other, username="LAN", password=PASSWORD, by=SYSTEM, at=clock.now())
    with pytest.raises(Refused, match="đã có tài khoản"):
        services.open_account(person=lan, username="lan2", password=PASSWORD, by=SYSTEM, at=clock.now())


@pytest.mark.parametrize("password", ["ngắn", "1234567890", "password123"])
def test_a_weak_password_is_refused(lan, password):
    with pytest.raises(Refused) as refusal:
        services.open_account(person=lan, username="lan", password=password, by=SYSTEM, at=clock.now())
    assert refusal.value.code == "directory.weak_password"


def test_one_may_change_ones_own_password_and_nobody_elses(lan):
    account, other = account_of(lan, "lan"), account_of(employ("Lê Khác", "NA.SYT", "unit_officer"), "khac")
    services.set_password(account=account, password="mật khẩu hoàn toàn mới", by=lan, at=clock.now())
    assert Account.objects.get(pk=account.pk).check_password("mật khẩu hoàn toàn mới")
    with pytest.raises(NotAllowed):
        services.set_password(account=other, password="mật khẩu hoàn toàn mới", by=lan, at=clock.now())


def keys(query) -> set[str]:
    return set(query.values_list("key", flat=True))


def test_a_commune_sees_itself_and_the_communes_it_was_made_of(lan):
    assert keys(permissions.visible_units(lan)) == {
        QUY_HOP, "NA.UBND.C17035.o", "NA.UBND.C17065.o", "NA.UBND.C17068.o", "NA.UBND.C17080.o"
    }  # fmt: skip
    assert queries.units_of(lan, TODAY) == {unit(QUY_HOP).pk}


def test_a_district_head_reaches_its_communes(facts):
    head = employ("Chủ Tịch Huyện", "NA.UBND.D420", "unit_head", is_head=True)
    reached = keys(Unit.objects.filter(pk__in=queries.units_of(head, date(2025, 3, 1))))
    assert len(reached) == 22 and "NA.UBND.C17035.o" in reached


def test_provincial_roles_see_their_province_and_no_other(facts):
    hoa = employ("Phạm Thị Hoa", "NA.SNV", "cycle_owner", start=date(2025, 3, 1))
    seen = permissions.visible_units(hoa)
    assert set(seen.values_list("province_key", flat=True)) == {"P40"}
    assert {"NA.SKHCN", "NA.UBND.C17035.n", "P40"} <= keys(seen)


def test_a_stranger_sees_nothing_here(facts):
    dung = employ("Lê Dũng", "TH.SYT", "unit_officer")
    assert not keys(permissions.visible_units(dung)) & {"NA.SNV", QUY_HOP}
    assert keys(permissions.visible_units(None)) == set()


def test_verbs_follow_role_and_place(facts):
    head = employ("Giám Đốc", "NA.SNV", "unit_head", start=date(2025, 3, 1))
    own = permissions.verbs_at(head, unit("NA.SNV"), TODAY)
    assert "work.submit_occurrence" in own and "directory.create_person" not in own
    assert permissions.verbs_at(head, unit("NA.STP"), TODAY) == frozenset()
    above = employ("Chủ Tịch", "NA.UBND", "unit_head")
    assert "work.accept_occurrence" in permissions.verbs_at(above, unit(QUY_HOP), TODAY)
    assert "work.submit_occurrence" not in permissions.verbs_at(above, unit(QUY_HOP), TODAY)


def test_rights_of_a_position_end_with_it(lan):
    assert queries.roles_of(lan, TODAY) == {"unit_officer"}
    assert queries.roles_of(lan, date(2025, 6, 30)) == frozenset()
    assert not permissions.has_role(lan, date(2025, 6, 30), "unit_officer")
