"""The pack of roles, what is wrong in it, how it is taken over, and what posts then give."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory import permissions, services
from thuocdo.directory.models import Delegation, RoleTable
from thuocdo.directory.packs import role_table
from thuocdo.directory.permissions import Place, Standing
from thuocdo.directory.rules.role_faults import faults
from thuocdo.directory.rules.roles import changes, parse
from thuocdo.directory.rules.separation import Scope, broken
from thuocdo.directory.tests.facts import employ, unit
from thuocdo.kernel.errors import Refused

TODAY = date(2025, 7, 15)
SMALL = """
duties:
  view: {name: Xem, verbs: {work.view: Xem việc}}
  enter: {name: Nhập, verbs: {work.submit: Nộp}}
  appraise: {name: Duyệt, second_factor: true, verbs: {work.accept: Duyệt}}
  administer: {name: Quản trị, second_factor: true, verbs: {directory.appoint: Giao vị trí}}
separate:
  - {duties: [enter, appraise], why: hai người}
  - {duties: [appraise, administer], why: không quyết định}
roles:
  officer: {name: Cán bộ, own: [work.view, work.submit]}
  head: {name: Thủ trưởng, second_factor: required, own: [work.view, work.submit], below: [work.accept]}
  judge: {name: Thẩm định, second_factor: required, province: [work.view, work.accept]}
  expert: {name: Theo lĩnh vực, second_factor: required, own: [work.view], field: [work.accept]}
  owner: {name: Phụ trách, second_factor: required, four_eyes: true, own: [work.submit], province: [work.accept]}
  operator: {name: Quản trị, second_factor: required, province: [directory.appoint]}
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "national").mkdir()
    shutil.copy(PACKS / "national" / "fields.yaml", tmp_path / "national")
    write(tmp_path, SMALL)
    return tmp_path


def write(root, text: str) -> None:
    (root / "national" / "roles.yaml").write_text(text, encoding="utf-8")


def wrong(root, old: str, new: str) -> list[str]:
    assert old in SMALL
    write(root, SMALL.replace(old, new))
    return [f"{line} {key}: {message}" for line, key, message in faults(read_yaml(root / "national" / "roles.yaml"))]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("own: [work.view, work.submit]}", "nation: [work.view]}", "11 officer: không có mục “nation”"),
        ("own: [work.view, work.submit]}", "own: [work]}", "11 officer: “work” không có dạng phòng.việc"),
        ("own: [work.view, work.submit]}", "own: [work.other]}", "“work.other” chưa thuộc nhiệm vụ nào"),
        ("name: Thẩm định, second_factor: required,", "name: Thẩm định,", "13 judge: có nhiệm vụ “Duyệt”"),
        ("four_eyes: true, ", "", "15 owner: vừa “Nhập” và “Duyệt” tại đơn vị mình: hai người"),
        ("province: [work.view, work.accept]", "province: [work.submit, work.accept]", "13 judge: vừa"),
        ("below: [work.accept]", "below: [work.accept, work.submit]", "tại đơn vị trực thuộc"),
        ("own: [work.view], field", "own: [work.submit], field", "14 expert: vừa “Nhập” và “Duyệt”"),
        ("work.submit: Nộp", "work.submit: Nộp, work.view: Xem", "đã thuộc nhiệm vụ “view”"),
        ("duties: [enter, appraise]", "duties: [enter, enter]", "hai nhiệm vụ khác nhau"),
        ("duties: [enter, appraise]", "duties: [enter, other]", "không có nhiệm vụ “other”"),
        ("second_factor: required, own: [work.view]", "second_factor: yes, own: [work.view]", "chỉ nhận “required”"),
        ("name: Cán bộ, ", "never_with: [nobody], name: Cán bộ, ", "“nobody” không có"),
    ],
)
def test_a_fault_of_the_pack_is_named_with_its_line(root, old, new, said):
    found = wrong(root, old, new)
    assert any(said in one for one in found), found


def test_the_small_pack_and_the_delivered_one_have_no_fault(root):
    for folder in (root, PACKS):
        assert not list(faults(read_yaml(folder / "national" / "roles.yaml")))


@pytest.mark.django_db
def test_a_pack_with_a_fault_changes_nothing(root):
    role_table.apply(root, at=clock.now())
    write(root, SMALL.replace("four_eyes: true, ", ""))
    found = role_table.apply(root, at=clock.now())
    assert [problem.file for problem in found.problems] == ["national/roles.yaml"] and RoleTable.objects.count() == 1


@pytest.mark.django_db
def test_a_load_keeps_the_table_once_and_says_in_the_audit_what_changed(root):
    assert role_table.apply(root, at=clock.now()).added == 6
    assert role_table.apply(root, at=clock.now()).unchanged == 6 and RoleTable.objects.count() == 1
    write(root, SMALL.replace("province: [work.view, work.accept]", "province: [work.view]"))
    seen = role_table.diff(root)
    assert seen.changed == 1 and RoleTable.objects.count() == 1, "a dry run writes nothing"
    assert seen.samples == ["vai trò Thẩm định [judge, 0 người] trong toàn tỉnh: − work.accept"]
    assert role_table.apply(root, at=clock.now()).samples == seen.samples
    row = AuditRow.objects.filter(action=role_table.LOADED).latest("seq")
    assert (row.before, row.after) == ({"judge": {"province": ["work.accept"]}}, {})
    assert row.thing_key == str(RoleTable.objects.first().pk)


@pytest.mark.django_db
def test_the_table_that_was_loaded_reads_in_the_order_of_the_pack():
    role_table.apply(PACKS, at=clock.now())
    kept, delivered = permissions.book(), permissions.delivered()
    assert list(kept.roles) == list(delivered.roles) and list(kept.duties) == list(delivered.duties)
    assert [list(duty.verbs) for duty in kept.duties.values()] == [list(d.verbs) for d in delivered.duties.values()]


def test_changes_name_new_and_gone_roles():
    before = parse({"roles": {"a": {"name": "A", "own": ["x.y"]}, "b": {"name": "B"}}})
    after = parse({"roles": {"a": {"name": "A", "own": ["x.y"], "four_eyes": True}, "c": {"name": "C"}}})
    assert [(one.role, one.what, one.added, one.removed) for one in changes(before, after)] == [
        ("a", "four_eyes", ("có",), ()), ("c", "name", ("C",), ()), ("b", "name", (), ("B",)),
    ]  # fmt: skip


def test_rights_follow_the_table_that_was_loaded_and_not_the_file(facts, root):
    officer = employ("Cán Bộ", "NA.SNV", "unit_officer", start=date(2025, 3, 1))
    assert "work.submit_occurrence" in permissions.verbs_at(officer, unit("NA.SNV"), TODAY)
    role_table.apply(PACKS, at=clock.now())
    content = RoleTable.objects.get().content
    content["roles"]["unit_officer"]["own"].remove("work.submit_occurrence")
    RoleTable.objects.create(content=content, sha256="b" * 64, at=clock.now())
    officer = type(officer).objects.get(pk=officer.pk)
    assert "work.submit_occurrence" not in permissions.verbs_at(officer, unit("NA.SNV"), TODAY)
    with CaptureQueriesContext(connection) as asked:
        permissions.posts(type(officer).objects.get(pk=officer.pk), TODAY)
    assert len(asked) == 2, "the person, then posts, loans and the key of the table at once"


PLACE, LOWER, OTHER = 1, 2, 3
BOOK = parse(read_yaml(PACKS / "national" / "roles.yaml"))


def scope(role: str, at: int, **more) -> Scope:
    return Scope(BOOK.roles[role], at, "P40", frozenset({PLACE} if at == LOWER else ()), **more)


@pytest.mark.parametrize(
    ("one", "other", "breaks"),
    [
        (scope("unit_officer", PLACE), scope("appraiser", OTHER), True),
        (scope("unit_officer", LOWER), scope("unit_head", PLACE), True),
        (scope("unit_officer", PLACE), scope("unit_head", LOWER), False),
        (scope("unit_officer", OTHER), scope("unit_head", PLACE), False),
        (scope("unit_officer", PLACE), scope("field_appraiser", OTHER, fields=frozenset({"procedures"})), True),
        (scope("appraiser", PLACE), scope("field_appraiser", OTHER, fields=frozenset({"procedures"})), False),
        (scope("operator", PLACE), scope("unit_officer", OTHER), True),
        (scope("operator", PLACE), scope("inspector", OTHER), False),
        (scope("cycle_owner", PLACE), scope("unit_officer", PLACE), False),
        (scope("unit_head", PLACE), scope("unit_head", LOWER), True),
        (scope("unit_officer", PLACE), scope("appraiser", OTHER, only=frozenset({"work.view"})), False),
        (scope("unit_officer", PLACE), scope("appraiser", OTHER, only=frozenset({"work.accept_occurrence"})), True),
    ],
)
def test_duties_of_two_posts_are_kept_apart_where_both_hold(one, other, breaks):
    assert bool(broken(BOOK, one, other)) == bool(broken(BOOK, other, one)) == breaks


def test_an_officer_is_not_appointed_to_appraise_the_own_work_from_above(facts):
    officer = employ("Cán Bộ", "NA.SNV", "unit_officer", start=date(2025, 3, 1))
    terms = services.Terms(title="Chủ tịch", role="unit_head", start=date(2025, 7, 1))
    with pytest.raises(Refused, match="không tự thẩm định") as refusal:
        services.appoint(person=officer, unit=unit("NA.UBND"), terms=terms, by=SYSTEM, at=clock.now())
    assert refusal.value.code == "directory.duties_not_separated"
    services.appoint(person=officer, unit=unit("NA.SYT"), terms=terms, by=SYSTEM, at=clock.now())


def test_a_role_that_reaches_by_field_needs_a_field(facts):
    with pytest.raises(Refused, match="ít nhất một lĩnh vực"):
        employ("Chuyên Gia", "NA.STP", "field_appraiser")
    expert = employ("Chuyên Gia", "NA.STP", "field_appraiser", fields=("institutions",))
    here = Place(unit("NA.SYT").pk, "P40", "institutions")
    assert "work.accept_occurrence" in Standing(expert, TODAY).verbs_at(here)
    assert "work.accept_occurrence" not in Standing(expert, TODAY).verbs_at(Place(here.unit, "P40", "procedures"))
    assert "work.accept_occurrence" not in Standing(expert, TODAY).verbs_at(Place(here.unit, "P38", "institutions"))


def lend(head, to, **more) -> Delegation:
    given = {
        "kind": "for_head", "title": "Phó Giám đốc", "valid": (date(2025, 7, 1), date(2025, 8, 1)),
        "legal_basis": "12/GUQ-SNV", "made_at": clock.now(), "made_by_name": str(head),
    }  # fmt: skip
    return Delegation.objects.create(position=head.positions.get(), to=to, **{**given, **more})


@pytest.fixture
def head(facts):
    return employ("Giám Đốc", "NA.SNV", "unit_head", start=date(2025, 3, 1), is_head=True)


@pytest.fixture
def deputy(facts):
    return employ("Phó Giám Đốc", "NA.SNV", "inspector", start=date(2025, 3, 1))


def verbs(person, day=TODAY) -> frozenset[str]:
    person.__dict__.pop("_posts", None)
    return permissions.verbs_at(person, unit("NA.SNV"), day)


def test_a_loan_gives_the_verbs_it_names_with_sight_of_their_room_and_no_more(head, deputy):
    before = verbs(deputy)
    lend(head, deputy, verbs=["work.adopt_document"])
    assert verbs(deputy) - before == {"work.adopt_document"}
    assert not permissions.has_role(deputy, TODAY, "unit_head"), "some verbs are not the role"
    assert permissions.needs_second_factor(deputy, TODAY)
    assert verbs(deputy, date(2025, 8, 1)) == verbs(deputy, date(2025, 6, 30)) == before


def test_a_whole_post_is_lent_even_when_it_stands_empty_and_a_signature_gives_nothing(head, deputy):
    before = verbs(deputy)
    loan = lend(head, deputy)
    assert verbs(deputy) == before and not permissions.needs_second_factor(deputy, TODAY)
    Delegation.objects.filter(pk=loan.pk).update(everything=True)
    head.positions.update(valid=(date(2025, 3, 1), date(2025, 7, 10)))
    assert verbs(deputy) > before | {"work.submit_occurrence"}
    assert permissions.has_role(deputy, TODAY, "unit_head")


def test_a_loan_that_was_revoked_gives_nothing(head, deputy):
    before = verbs(deputy)
    lend(head, deputy, everything=True, revoked_at=clock.now(), revoked_why="về sớm", revoked_by_name="ai")
    assert verbs(deputy) == before


def test_second_factors_are_asked_of_who_appraises_publishes_or_administers(facts):
    needing = {role.code for role in BOOK.roles.values() if role.second_factor}
    assert needing == set(BOOK.roles) - {"unit_officer", "inspector"}
    head = employ("Giám Đốc", "NA.SNV", "unit_head", start=date(2025, 3, 1), end=date(2025, 7, 1))
    assert permissions.needs_second_factor(head, date(2025, 6, 30))
    assert not permissions.needs_second_factor(head, TODAY), "the post is over"
    assert not permissions.needs_second_factor(None, TODAY)


def test_the_tree_is_walked_in_one_statement_and_a_circle_ends(facts):
    top = unit("NA.UBND").pk
    with CaptureQueriesContext(connection) as asked:
        under = permissions.below([top], TODAY)
    assert len(asked) == 1 and unit("NA.SNV").pk in under and len(under) > 100
    assert permissions.above([unit("NA.SNV").pk], TODAY) == {unit("NA.SNV").pk, top}
    assert permissions.below([], TODAY) == set()
    assert permissions.below([top], TODAY - timedelta(days=400)) != under
