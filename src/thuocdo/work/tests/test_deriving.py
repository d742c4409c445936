"""Plans of agencies after a parent: begun, matched, completed; refused, repeated, at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import audit, clock
from thuocdo.documents.models import Relation
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Amendment, NoMatch, Plan, TaskLink
from thuocdo.work.queries.coverage import compared, numbers_of
from thuocdo.work.queries.derived import agencies, proposed_children, proposed_parents
from thuocdo.work.rules.coverage_dates import LATER
from thuocdo.work.services.deriving import (
    confirm_match,
    confirm_parent,
    copy_missing,
    derive_plan,
    reject_match,
    reject_parent,
)
from thuocdo.work.tests.deriving import REVIEW, own_plan, parent_of, task_of
from thuocdo.work.tests.factories import TASKS, document

ON = date(2025, 1, 12)
NOW = clock.at_day(ON)


@pytest.fixture
def parent(place) -> Plan:
    return parent_of(place)


def derive(place, parent, **more) -> Plan:
    return derive_plan(parent=parent, unit=place.science, by=place.minh, at=NOW, **more)


def code_of(act, **values) -> str:
    with pytest.raises(Refused) as caught:
        act(**values)
    return caught.value.code


def test_an_agency_derives_what_it_leads_with_results_times_and_links(place, parent):
    made = derive(place, parent)
    assert (made.state, made.parent, made.issuer, made.starts_on) == ("draft", parent, place.science, ON)
    # In the order of the fields: procedures stand before steering.
    texts = [task.text for task in made.tasks.all()]
    assert [task.section for task in made.tasks.all()] == ["II", "VII", "VII"]
    assert texts == ["Công khai thủ tục hành chính", "Báo cáo định kỳ kết quả CCHC", REVIEW["text"]]
    assert TaskLink.objects.filter(task__plan=made, origin__plan=parent, kind="derived").count() == 3
    own = task_of(made, "Rà soát")
    assert own.outputs == REVIEW["outputs"] and own.lead_text == "Sở Khoa học và Công nghệ"
    # The date of the communes stays away; that of the departments binds without the words that tell them apart.
    assert [one.text for one in own.deadlines.all()] == ["trước ngày 20/01/2025"]
    assert own.deadlines.get().applies_to == ""
    assert own.parties.get().chosen == [place.science.key]
    row = audit.history(made).first()
    assert row is not None and row.action == "work.derive_plan"


def test_the_task_to_make_the_plan_is_no_task_of_the_plan(place, parent):
    assert parent.tasks.filter(text__startswith="Xây dựng Kế hoạch CCHC").exists()
    made = derive(place, parent, helping=True)
    assert not made.tasks.filter(text__contains="Xây dựng Kế hoạch").exists()
    assert compared(made, ON).numbers.missing == 0


def test_what_the_agency_only_helps_with_comes_along_when_asked_for(place, parent):
    made = derive(place, parent, helping=True, title="  Kế hoạch  của Sở ")
    assert made.title == "Kế hoạch của Sở"
    assert "Phối hợp thực hiện: tiếp tục triển khai Đề án" in task_of(made, "Phối hợp").text
    assert compared(made, ON).numbers.helping == 0


def test_a_second_plan_of_the_same_agency_is_refused(place, parent):
    made = derive(place, parent)
    assert code_of(derive, place=place, parent=parent) == "work.already_derived"
    Plan.objects.filter(pk=made.pk).update(state="discarded")
    assert derive(place, parent).pk != made.pk


def test_only_people_of_the_agency_derive_its_plan(place, parent):
    for stranger in (place.lan, place.dung, place.hoa, place.inspector, None):
        with pytest.raises(NotAllowed):
            derive_plan(parent=parent, unit=place.science, by=stranger, at=NOW)
    assert not Plan.objects.filter(parent=parent).exists()


def test_nothing_is_derived_from_a_draft_an_old_plan_or_for_an_agency_without_work(place, parent):
    given = {"parent": parent, "unit": place.science, "by": place.minh}
    assert code_of(derive_plan, **given, at=clock.at_day(date(2026, 2, 1))) == "work.parent_is_over"
    Plan.objects.filter(pk=parent.pk).update(state="closed", closed_on=ON)
    parent.refresh_from_db()
    assert code_of(derive_plan, **given, at=NOW) == "work.parent_not_in_force"
    other = parent_of(place, tasks=TASKS[:1])
    assert code_of(derive_plan, **{**given, "parent": other}, at=NOW) == "work.nothing_to_derive"
    ended = {**given, "parent": other, "unit": place.media, "by": audit.SYSTEM}
    assert code_of(derive_plan, **ended, at=clock.at_day(date(2025, 4, 1))) == "work.no_unit_that_day"


def test_a_derived_draft_covers_everything_and_misses_what_is_taken_out(place, parent):
    made = derive(place, parent)
    numbers = compared(made, ON).numbers
    assert (numbers.covered, numbers.proposed, numbers.missing, numbers.clashes, numbers.helping) == (3, 0, 0, 0, 1)
    gone = task_of(made, "Báo cáo")
    gone.links_in.all().delete()
    gone.parties.all().delete()
    for deadline in gone.deadlines.all():
        deadline.parties.clear()
        deadline.delete()
    gone.delete()
    assert compared(made, ON).numbers.missing == 1
    assert copy_missing(plan=made, by=place.binh, at=NOW) == 1
    assert compared(made, ON).numbers.covered == 3
    assert code_of(copy_missing, plan=made, by=place.binh, at=NOW) == "work.nothing_missing"


def test_what_is_missing_of_a_plan_in_force_goes_into_one_amendment(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent)
    task, origin = plan.tasks.get(), task_of(parent, "Công khai")
    confirm_match(plan=plan, origin=origin, task=task, by=place.minh, at=NOW)
    assert copy_missing(plan=plan, by=place.minh, at=NOW) == 2
    amendment = Amendment.objects.get(plan=plan)
    assert (amendment.state, amendment.lines.count()) == ("draft", 2)
    assert {one.verb for one in amendment.lines.all()} == {"add"}
    assert amendment.lines.first().data[0]["derived_from"] == task_of(parent, "Báo cáo").pk
    assert plan.tasks.count() == 1
    assert code_of(copy_missing, plan=plan, by=place.minh, at=NOW) == "work.nothing_missing"
    paper = document(place.minh, place.science, issued="2025-01-12")
    services.amend_plan(amendment=amendment, document=paper, effective_on=ON, by=audit.SYSTEM, at=NOW)
    numbers = compared(plan, ON).numbers
    assert (numbers.covered, numbers.missing, numbers.added) == (3, 0, 0)


def test_a_closed_plan_takes_nothing_over(place, parent):
    plan = own_plan(place.science, ["Việc riêng của sở"], parent=parent, state="closed", closed_on=ON)
    assert code_of(copy_missing, plan=plan, by=place.minh, at=NOW) == "work.not_open_for_tasks"


def test_likeness_proposes_and_a_person_confirms_or_rejects(place, parent):
    plan = own_plan(place.science, ["Công khai đầy đủ thủ tục hành chính", "Hội thao ngành"], parent=parent)
    origin, task = task_of(parent, "Công khai"), task_of(plan, "Công khai")
    found = compared(plan, ON)
    assert (found.numbers.covered, found.numbers.proposed, found.numbers.missing) == (0, 1, 2)
    (proposed,) = [one for row in found.rows for one in row.proposed]
    assert proposed.task == task and proposed.match.reasons
    confirm_match(plan=plan, origin=origin, task=task, by=place.minh, at=NOW)
    confirm_match(plan=plan, origin=origin, task=task, by=place.minh, at=NOW)
    assert TaskLink.objects.filter(origin=origin, task=task).count() == 1
    assert compared(plan, ON).numbers.covered == 1
    reject_match(plan=plan, origin=origin, task=task, why="việc khác", by=place.hoa, at=NOW)
    reject_match(plan=plan, origin=origin, task=task, by=place.hoa, at=NOW)
    assert NoMatch.objects.get().why == "việc khác" and not TaskLink.objects.exists()
    assert compared(plan, ON).numbers.proposed == 0
    assert {one.task.text for one in compared(plan, ON).added} == {task.text, "Hội thao ngành"}


def test_a_match_of_other_plans_is_refused(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent)
    other = own_plan(place.home, ["Công khai thủ tục hành chính"])
    origin = task_of(parent, "Công khai")
    for wrong in (
        {"origin": origin, "task": other.tasks.get()},
        {"origin": other.tasks.get(), "task": plan.tasks.get()},
    ):
        assert code_of(confirm_match, plan=plan, by=place.minh, at=NOW, **wrong) == "work.not_of_these_plans"
    with pytest.raises(NotAllowed):
        confirm_match(plan=plan, origin=origin, task=plan.tasks.get(), by=place.lan, at=NOW)


def test_a_later_date_than_the_parents_is_shown_with_both_days(place, parent):
    late = {"kind": "date", "value": "2025-02-10", "op": "by", "text": "chậm nhất ngày 10/02/2025"}
    plan = own_plan(place.science, ["Rà soát danh mục dịch vụ công trực tuyến"], deadlines=[late], parent=parent)
    origin, task = task_of(parent, "Rà soát"), plan.tasks.get()
    assert compared(plan, ON).numbers.clashes == 0
    confirm_match(plan=plan, origin=origin, task=task, by=place.minh, at=NOW)
    found = compared(plan, ON)
    (clash,) = [one for row in found.rows for one in row.clashes]
    assert (clash.kind, clash.upper_on, clash.lower_on) == (LATER, date(2025, 1, 19), date(2025, 2, 10))
    assert found.numbers.clashes == 1


def test_who_has_a_plan_since_when_and_who_not(place, parent):
    own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent, in_force_on=date(2025, 1, 25))
    rows = {row.name: row for row in agencies(parent, place.hoa, date(2025, 2, 3))}
    assert "UBND tỉnh" not in rows and "UBND xã Cũ 1" in rows
    science, commune = rows["Sở Khoa học và Công nghệ"], rows["UBND xã Cũ 1"]
    assert (science.state, science.due_on, science.days) == ("in_force", date(2025, 1, 19), 26)
    assert science.late_on(date(2025, 2, 3)) == 6
    assert (commune.state, commune.due_on, commune.late_on(date(2025, 2, 3))) == ("none", date(2025, 1, 30), 4)


def test_numbers_of_a_draft_are_told_to_who_may_see_it(place, parent):
    made = derive(place, parent)
    seen = {row.unit: row for row in agencies(parent, place.minh, ON)}[place.science.pk]
    assert seen.plan == made and seen.numbers.covered == 3
    hidden = {row.unit: row for row in agencies(parent, place.lan, ON)}[place.science.pk]
    assert hidden.state == "draft" and not hidden.seen and hidden.numbers is None


def test_a_taken_in_plan_is_proposed_by_its_paper_and_confirmed_by_a_person(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"])
    plan.document = document(place.minh, place.science)
    plan.save()
    Relation.objects.create(document=plan.document, other=parent.document, kind="carries_out")
    (proposal,) = proposed_children(parent, place.hoa)
    assert proposal.plan == plan and "ghi thực hiện kế hoạch này" in proposal.reasons[0]
    assert [one.parent for one in proposed_parents(plan, place.minh)] == [parent]
    confirm_parent(plan=plan, parent=parent, by=place.hoa, at=NOW)
    assert proposed_children(parent, place.hoa) == []
    assert code_of(confirm_parent, plan=plan, parent=parent, by=place.hoa, at=NOW) == "work.has_parent"
    assert code_of(confirm_parent, plan=parent, parent=plan, by=place.hoa, at=NOW) == "work.parent_of_itself"


def test_a_wrong_parent_is_taken_back_while_nothing_hangs_on_it(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent)
    origin, task = task_of(parent, "Công khai"), plan.tasks.get()
    confirm_match(plan=plan, origin=origin, task=task, by=place.minh, at=NOW)
    assert code_of(reject_parent, plan=plan, parent=parent, by=place.minh, at=NOW) == "work.parent_has_links"
    reject_match(plan=plan, origin=origin, task=task, by=place.minh, at=NOW)
    reject_parent(plan=plan, parent=parent, why="nhầm", by=place.minh, at=NOW)
    plan.refresh_from_db()
    assert plan.parent is None and proposed_children(parent, place.hoa) == []
    with pytest.raises(NotAllowed):
        confirm_parent(plan=plan, parent=parent, by=place.lan, at=NOW)


def test_an_agency_that_ended_is_compared_by_what_it_owed(place, parent):
    plan = own_plan(place.media, ["Tiếp tục triển khai Đề án Đô thị thông minh"], parent=parent)
    services.hand_over_merged_units(on=date(2025, 3, 1), by=place.hoa, at=clock.at_day(date(2025, 3, 1)))
    found = compared(plan, date(2025, 4, 1))
    assert found.numbers.asked == 4
    assert {row.name for row in agencies(parent, place.hoa, date(2025, 4, 1)) if row.ended} == {
        "Sở Thông tin và Truyền thông"
    }


@pytest.mark.parametrize("many", [1, 6])
def test_comparing_costs_the_same_however_many_plans_and_tasks(place, parent, many):
    units = [place.science, place.home, *place.districts, *place.old][:many]
    plans = [own_plan(unit, [f"Công khai thủ tục lần {at}" for at in range(many * 3)], parent=parent) for unit in units]
    with CaptureQueriesContext(connection) as asked:
        numbers_of(parent, plans, ON)
    assert len(asked) <= 10
    with CaptureQueriesContext(connection) as asked:
        agencies(parent, place.hoa, ON)
    assert len(asked) <= 24
