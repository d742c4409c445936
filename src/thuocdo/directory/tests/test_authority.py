"""Lending authority and taking it back; who heads a unit and who signs as what: on real units of Nghệ An."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory import queries, services
from thuocdo.directory.models import Absence, Delegation, Person
from thuocdo.directory.services import Authority, Terms
from thuocdo.directory.tests.facts import employ, unit
from thuocdo.kernel.errors import NotAllowed, Refused

TODAY = date(2025, 7, 15)
BASIS = "Quyết định 45/QĐ-SNV ngày 10/7/2025"


@pytest.fixture
def director(facts) -> Person:
    return employ("Nguyễn Giám Đốc", "NA.SNV", "unit_head", title="Giám đốc", is_head=True)


@pytest.fixture
def deputy(facts) -> Person:
    return employ("Lê Phó", "NA.SNV", "unit_officer", title="Phó Giám đốc")


@pytest.fixture
def operator(facts) -> Person:
    return employ("Trần Quản Trị", "NA.VPUB", "operator")


def authority(**given) -> Authority:
    usual = {
        "kind": "for_head", "title": "Phó Giám đốc", "start": TODAY, "end": date(2025, 8, 1), "legal_basis": BASIS,
    }  # fmt: skip
    return Authority(**{**usual, **given})


def lend(giver: Person, to: Person, *, by=None, **given) -> Delegation:
    post = giver.positions.get(is_head=True)
    return services.delegate(position=post, to=to, authority=authority(**given), by=by or giver, at=clock.now())


def test_a_head_lends_the_signature_and_some_decisions(director, deputy):
    loan = lend(director, deputy, verbs=("work.close_plan", "documents.confirm_document"))
    assert loan.verbs == ["documents.confirm_document", "work.close_plan"] and not loan.everything
    assert (loan.valid.lower, loan.valid.upper) == (TODAY, date(2025, 8, 1))
    row = AuditRow.objects.get(action="directory.delegate")
    assert row.thing_key == str(loan.position_id) and row.why == BASIS and row.after["to_name"] == "Lê Phó"
    assert Notice.objects.get(recipient_key=deputy.actor_key).link == f"/nguoi/{deputy.pk}/"


def test_only_the_holder_or_who_administers_lends_a_post(director, deputy, operator):
    with pytest.raises(NotAllowed):
        lend(director, deputy, by=deputy)
    second = employ("Trần Thủ Trưởng", "NA.SNV", "unit_head", title="Phó Giám đốc")
    with pytest.raises(NotAllowed):
        lend(director, deputy, by=second)
    assert lend(director, deputy, by=operator).made_by_name == "Trần Quản Trị"


def test_a_post_that_heads_nothing_is_not_lent(director, deputy):
    with pytest.raises(NotAllowed):
        services.delegate(
            position=deputy.positions.get(), to=director, authority=authority(), by=deputy, at=clock.now()
        )
    with pytest.raises(Refused) as refusal:
        services.delegate(
            position=deputy.positions.get(), to=director, authority=authority(), by=SYSTEM, at=clock.now()
        )
    assert refusal.value.code == "directory.loan_not_of_a_head"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "loan_without_title"),
        ({"legal_basis": ""}, "loan_without_legal_basis"),
        ({"kind": "as_you_like"}, "loan_kind"),
        ({"end": TODAY}, "loan_empty_span"),
        ({"start": date(2025, 1, 1)}, "loan_beyond_the_post"),
        ({"verbs": ("directory.appoint",)}, "loan_not_own_verbs"),
        ({"kind": "sub_authorised"}, "loan_not_a_head_below"),
        ({"kind": "by_order", "everything": True}, "loan_too_much"),
    ],
)
def test_a_loan_that_cannot_be_is_refused_with_its_reason(director, deputy, given, code):
    with pytest.raises(Refused) as refusal:
        lend(director, deputy, **given)
    assert refusal.value.code == f"directory.{code}"


def test_authority_is_not_lent_to_oneself_nor_twice(director, deputy):
    with pytest.raises(Refused, match="chính người đang giữ"):
        lend(director, director)
    lend(director, deputy)
    with pytest.raises(Refused, match="Lê Phó đang được giao quyền này"):
        lend(director, deputy, start=date(2025, 7, 31), end=None)
    lend(director, deputy, start=date(2025, 8, 1), end=None)


def test_one_person_at_a_time_is_put_in_charge(director, deputy):
    other = employ("Võ Phó", "NA.SNV", "unit_officer", title="Phó Giám đốc")
    lend(director, deputy, kind="acting", everything=True)
    with pytest.raises(Refused, match="Lê Phó đang được giao"):
        lend(director, other, kind="acting")
    lend(director, other)


def test_who_appraises_borrows_no_decisions_of_who_enters(director):
    appraiser = employ("Lê Thẩm Định", "NA.SNV", "appraiser")
    with pytest.raises(Refused, match="vừa là “Người thẩm định” vừa làm việc của “Thủ trưởng"):
        lend(director, appraiser, everything=True)
    with pytest.raises(Refused, match="Người thẩm định"):
        lend(director, appraiser, verbs=("work.close_plan",))
    assert lend(director, appraiser, title="Chuyên viên").verbs == []


def test_borrowed_authority_is_not_lent_on(director, deputy):
    """The deputy lends from the own post only; the director's verbs are not among those of an officer."""
    lend(director, deputy, everything=True)
    assert "work.close_plan" not in {verb for post in deputy.positions.all() for verb in _verbs(post)}
    with pytest.raises(NotAllowed):
        lend(director, employ("Người Khác", "NA.SNV", "unit_officer"), by=deputy)


def _verbs(position) -> frozenset[str]:
    from thuocdo.directory.permissions import role_table

    return role_table()[position.role].anywhere


def test_lent_authority_is_taken_back_once_and_with_a_reason(director, deputy, operator):
    loan = lend(director, deputy)
    at = clock.now()
    with pytest.raises(Refused, match="Chưa ghi lý do"):
        services.revoke_delegation(delegation=loan, why=" ", by=director, at=at)
    with pytest.raises(NotAllowed):
        services.revoke_delegation(delegation=loan, why="không cần nữa", by=deputy, at=at)
    services.revoke_delegation(delegation=loan, why="đi công tác về sớm", by=director, at=at)
    assert list(queries.in_force(TODAY)) == []
    with pytest.raises(Refused, match="đã được thu hồi"):
        services.revoke_delegation(delegation=loan, why="lại", by=operator, at=at)
    old = lend(director, deputy, start=date(2025, 7, 1), end=date(2025, 7, 2))
    with pytest.raises(Refused, match="đã hết"):
        services.revoke_delegation(delegation=old, why="thừa", by=director, at=at)


def test_authority_lent_ends_with_the_post(director, deputy):
    running = lend(director, deputy)
    later = lend(director, deputy, kind="by_order", title="Phó Giám đốc", start=date(2025, 9, 1), end=date(2025, 10, 1))
    post = director.positions.get()
    services.end_position(position=post, on=date(2025, 7, 20), why="nghỉ hưu", by=SYSTEM, at=clock.now())
    running.refresh_from_db()
    later.refresh_from_db()
    assert running.valid.upper == date(2025, 7, 20) and running.revoked_at is None
    assert later.revoked_at is not None and later.revoked_why
    assert AuditRow.objects.get(action="directory.end_position").after["ended_loans"] == [running.pk, later.pk]


# --- who heads, who acts


def test_the_head_of_a_unit_on_a_day(director):
    found = queries.head_of(unit("NA.SNV"), TODAY)
    assert (found.how, found.acts) == ("holds", director)
    assert queries.head_of(unit("NA.SNV"), date(2025, 2, 28)).how == "nobody"


def test_who_stands_in_while_the_head_is_away(director, deputy):
    absence = Absence.objects.create(
        person=director, deputy=deputy, valid=(TODAY, date(2025, 7, 20)), why="nghỉ phép", noted_at=clock.now(),
        noted_by_name="x",
    )  # fmt: skip
    found = queries.head_of(unit("NA.SNV"), TODAY)
    assert (found.how, found.acts, found.absence) == ("stands_in", deputy, absence)
    loan = lend(director, deputy, kind="acting", end=date(2025, 7, 20))
    found = queries.head_of(unit("NA.SNV"), TODAY)
    assert (found.how, found.acts, found.loan) == ("acting", deputy, loan)
    assert queries.head_of(unit("NA.SNV"), date(2025, 7, 20)).how == "holds"


def test_who_acts_when_the_post_is_empty(director, deputy, operator):
    post = director.positions.get()
    services.end_position(position=post, on=date(2025, 7, 10), by=SYSTEM, at=clock.now())
    empty = queries.head_of(unit("NA.SNV"), TODAY)
    assert (empty.how, empty.acts, empty.since) == ("nobody", None, date(2025, 7, 10))
    loan = lend(director, deputy, kind="acting", everything=True, by=operator, title="Phó Giám đốc phụ trách")
    found = queries.head_of(unit("NA.SNV"), TODAY)
    assert (found.how, found.acts, found.since) == ("acting", deputy, date(2025, 7, 10))
    assert [one.lines for one in queries.signers(unit("NA.SNV"), TODAY)] == [("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]
    new = employ("Giám Đốc Mới", "NA.SNV", "unit_head", title="Giám đốc", is_head=True, start=date(2025, 7, 25))
    loan.refresh_from_db()
    assert loan.valid.upper == date(2025, 7, 25)
    assert queries.head_of(unit("NA.SNV"), date(2025, 7, 25)).acts == new


# --- who signs as what


@pytest.fixture
def committee(facts):
    chairman = employ("Nguyễn Chủ Tịch", "NA.UBND", "leader", title="Chủ tịch", is_head=True)
    vice = employ("Bùi Phó Chủ Tịch", "NA.UBND", "leader", title="Phó Chủ tịch")
    office = employ("Phan Chánh Văn Phòng", "NA.VPUB", "unit_head", title="Chánh Văn phòng", is_head=True)
    second = employ("Hồ Phó Văn Phòng", "NA.VPUB", "unit_officer", title="Phó Chánh Văn phòng")
    return chairman, vice, office, second


def test_a_committee_signs_in_its_own_name_and_its_chairman_alone(committee):
    chairman, vice, *_ = committee
    lend(chairman, vice, title="Phó Chủ tịch", end=None)
    ubnd = unit("NA.UBND")
    assert queries.signer_on(ubnd, chairman, TODAY).lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert queries.signer_on(ubnd, vice, TODAY).lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert queries.signer_on(ubnd, vice, TODAY, alone=True).lines == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert queries.signer_on(ubnd, vice, date(2025, 7, 14)) is None


def test_by_order_goes_down_to_the_deputy_of_who_was_ordered(committee):
    chairman, _vice, office, second = committee
    ordered = lend(chairman, office, kind="by_order", title="Chánh Văn phòng")
    lend(office, second, title="Phó Chánh Văn phòng")
    ubnd = unit("NA.UBND")
    assert queries.signer_on(ubnd, office, TODAY).lines == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    found = queries.signer_on(ubnd, second, TODAY)
    assert found.lines == ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    assert found.through == ordered


def test_what_was_sub_authorised_goes_no_further(committee, director, deputy):
    chairman = committee[0]
    lend(chairman, director, kind="sub_authorised", title="Giám đốc Sở Nội vụ")
    lend(director, deputy)
    ubnd = unit("NA.UBND")
    assert queries.signer_on(ubnd, director, TODAY).lines == ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ")
    assert queries.signer_on(ubnd, deputy, TODAY) is None
    assert queries.signer_on(unit("NA.SNV"), deputy, TODAY).lines == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def test_sub_authorisation_is_for_heads_below_and_for_a_time(committee, deputy):
    chairman, _vice, office, second = committee
    with pytest.raises(Refused, match="người đứng đầu cơ quan, đơn vị trực thuộc"):
        lend(chairman, second, kind="sub_authorised")
    with pytest.raises(Refused, match="phải có thời hạn"):
        lend(chairman, office, kind="sub_authorised", end=None)


def test_the_strongest_ground_is_taken(director, deputy):
    lend(director, deputy)
    lend(director, deputy, kind="acting", title="Quyền Giám đốc")
    found = queries.signer_on(unit("NA.SNV"), deputy, TODAY)
    assert (found.kind, found.lines) == ("acting", ("Q. GIÁM ĐỐC",))


def test_signers_of_a_unit_cost_a_fixed_number_of_queries(committee, django_assert_max_num_queries):
    chairman, vice, office, second = committee
    lend(chairman, vice, title="Phó Chủ tịch")
    lend(chairman, office, kind="by_order", title="Chánh Văn phòng")
    lend(office, second, title="Phó Chánh Văn phòng")
    with django_assert_max_num_queries(5):
        assert len(queries.signers(unit("NA.UBND"), TODAY)) == 4


def test_a_new_head_holds_from_the_day_of_appointment(director):
    post = director.positions.get()
    services.end_position(position=post, on=TODAY, by=SYSTEM, at=clock.now())
    other = employ("Người Mới", "NA.STP", "unit_officer")
    terms = Terms(title="Quyền Giám đốc", role="unit_head", start=TODAY, is_head=True)
    services.appoint(person=other, unit=unit("NA.SNV"), terms=terms, by=SYSTEM, at=clock.now())
    assert queries.signer_on(unit("NA.SNV"), other, TODAY).lines == ("Q. GIÁM ĐỐC",)
