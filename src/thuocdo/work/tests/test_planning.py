"""A plan written by hand: drafted, saved by two people at once, proposed, approved, put in force."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.module_loading import import_string

from config import wiring
from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory.models import Delegation, Person, Position
from thuocdo.documents.models import Document, Item
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.work import permissions, services
from thuocdo.work.models import Obligation, Occurrence, Plan, PlanEdit, PlanText, Target, Task, TaskLink
from thuocdo.work.queries.plan_checks import faults_of
from thuocdo.work.queries.plan_sources import open_shortcomings
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.planning import Beginning
from thuocdo.work.services.planning_changes import (
    Remove,
    Shift,
    WriteHead,
    WriteObjective,
    WriteTarget,
    WriteTask,
    WriteText,
)
from thuocdo.work.services.planning_sources import BringIn, CopyFrom, TakeOver
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province

AT = clock.at_day(date(2025, 7, 15))
QUARTERLY = {"kind": "recurring", "recurrence": ["quarterly"], "text": "hằng quý"}
ON_DAY = {"kind": "date", "value": "2025-09-30", "op": "by", "text": "chậm nhất 30/09/2025"}


def put_in_force_today() -> str:
    """The daily job, as the wiring names it."""
    job: str = import_string(wiring.SCHEDULES["work.put_in_force"][0])()
    return job


def begun(place: Province, **more: object) -> Plan:
    given = {
        "kind": "plan", "title": "Kế hoạch CCHC 6 tháng cuối năm 2025", "year": 2025, "starts_on": date(2025, 7, 1),
        "ends_on": date(2026, 1, 1), "issuer": place.committee,
    }  # fmt: skip
    beginning = Beginning(**{**given, **more})  # type: ignore[arg-type]
    return services.draft_plan(unit=place.home, beginning=beginning, by=place.hoa, at=AT)


def written(plan: Plan, change: object, by: object, revision: int | None = None) -> str:
    return services.write_plan(plan=plan, change=change, by=by, at=AT, revision=revision)  # type: ignore[arg-type]


def with_task(place: Province, plan: Plan, text: str = "Công khai thủ tục", **more: object) -> Task:
    given = {"lead": (Named("Sở Nội vụ"),), "deadlines": (ON_DAY,), "field": "procedures"}
    part = written(plan, WriteTask(TaskContent(text, **{**given, **more})), place.hoa)  # type: ignore[arg-type]
    return Task.objects.get(pk=int(part.partition(":")[2]))


def in_force(place: Province, plan: Plan, on: date = date(2025, 7, 15)) -> Plan:
    services.propose_plan(plan=plan, by=place.hoa, at=AT)
    paper = make.document(place.hoa, place.committee, tasks=[], targets=[], issued="2025-07-14")
    return services.approve_plan(plan=plan, document=paper, in_force_on=on, by=place.leader, at=AT)


def test_a_plan_is_drafted_with_all_its_parts_and_nobody_has_work_from_it(place: Province):
    plan = begun(place)
    written(plan, WriteText(PlanText.Kind.BASIS, "Căn cứ Nghị quyết số 76/NQ-CP"), place.hoa)
    written(plan, WriteObjective("Nâng cao chất lượng phục vụ", "1"), place.hoa)
    written(plan, WriteTarget({"text": "Chỉ số hài lòng tăng", "kind": "trend", "direction": "up"}), place.hoa)
    task = with_task(place, plan)
    assert (plan.state, plan.revision) == ("draft", 4)
    assert [plan.texts.count(), plan.objectives.count(), plan.targets.count()] == [1, 1, 1]
    assert task.parties.get().state == "resolved"
    assert task.deadlines.get().rule["value"] == "2025-09-30"
    assert not Obligation.objects.filter(plan=plan).exists()
    assert PlanEdit.objects.filter(plan=plan, stood=True).count() == 4


@pytest.mark.parametrize(
    ("deadlines", "code", "stops"),
    [
        ([{**ON_DAY, "value": "2025-03-01"}], "deadlines.never_due", True),
        ([{"kind": "range", "value": ["2025-12-01", "2025-08-01"], "text": "từ 12 đến 8"}],
         "deadlines.end_before_start", True),
        ([QUARTERLY, {**QUARTERLY, "op": "by", "day_of_month": 5, "text": "ngày 5"}],
         "deadlines.contradict", True),
    ],
)  # fmt: skip
def test_deadlines_that_make_no_sense_are_named_before_the_draft_is_proposed(place: Province, deadlines, code, stops):
    plan = begun(place)
    with_task(place, plan, deadlines=tuple(deadlines))
    found = {fault.code: fault for fault in faults_of(plan, date(2025, 7, 15))}
    assert code in found, sorted(found)
    assert found[code].stops == stops and found[code].task is not None


def test_a_draft_is_seen_by_those_who_write_and_approve_it_only(place: Province):
    plan = begun(place)
    assert Plan.objects.filter(permissions.visible_to(place.hoa)).contains(plan)
    assert Plan.objects.filter(permissions.visible_to(place.leader)).contains(plan)
    for other in (place.minh, place.binh, place.inspector, place.lan, place.dung, place.tam):
        assert not Plan.objects.filter(permissions.visible_to(other)).contains(plan)
        assert not permissions.abilities(other, plan)
    with_task(place, plan)
    in_force(place, plan)
    plan.refresh_from_db()
    assert Plan.objects.filter(permissions.visible_to(place.binh)).contains(plan)


def test_others_cannot_write_and_officers_cannot_approve(place: Province):
    plan = begun(place)
    with pytest.raises(NotAllowed):
        written(plan, WriteObjective("x"), place.binh)
    with_task(place, plan)
    services.propose_plan(plan=plan, by=place.hoa, at=AT)
    paper = make.document(place.hoa, place.committee, tasks=[], targets=[])
    with pytest.raises(NotAllowed):
        services.approve_plan(plan=plan, document=paper, in_force_on=date(2025, 7, 15), by=place.binh, at=AT)


def told(person: Person, kind: str) -> list[str]:
    return list(Notice.objects.filter(recipient_key=person.actor_key, kind=kind).values_list("words", flat=True))


def test_whoever_approves_is_told_of_a_proposal_and_who_proposed_of_the_answer(place: Province):
    plan = begun(place)
    with_task(place, plan)
    services.propose_plan(plan=plan, by=place.hoa, at=AT)
    assert ["Kế hoạch CCHC" in words for words in told(place.leader, "work.plan_proposed")] == [True]
    for other in (place.minh, place.binh, place.inspector, place.lan, place.dung, place.tam, place.hoa):
        assert not told(other, "work.plan_proposed"), other
    services.return_plan(plan=plan, reason="Thiếu căn cứ", by=place.leader, at=AT)
    assert "Thiếu căn cứ" in told(place.hoa, "work.plan_returned")[0]
    in_force(place, plan)
    assert "15/07/2025" in told(place.hoa, "work.plan_approved")[0]
    assert not told(place.leader, "work.plan_approved")


def test_whoever_was_lent_the_right_to_approve_is_told_too(place: Province):
    plan = begun(place)
    with_task(place, plan)
    post = Position.objects.get(person=place.leader)
    Delegation.objects.create(
        position=post, to=place.inspector, verbs=["work.approve_plan"], valid=(date(2025, 7, 1), date(2025, 8, 1)),
        title="Phó", legal_basis="Giấy ủy quyền", made_at=AT, made_by_name="Lãnh đạo", kind="for_head",
    )  # fmt: skip
    services.propose_plan(plan=plan, by=place.hoa, at=AT)
    assert told(place.inspector, "work.plan_proposed") and told(place.leader, "work.plan_proposed")


def test_the_second_of_two_savings_is_refused_and_both_versions_are_kept(place: Province):
    plan = begun(place)
    task = with_task(place, plan)
    first, second = TaskContent("Bản thứ nhất"), TaskContent("Bản thứ hai")
    written(plan, WriteTask(first, pk=task.pk), place.hoa, revision=1)
    with pytest.raises(Stale) as refused:
        written(plan, WriteTask(second, pk=task.pk), place.hoa, revision=1)
    assert "Hoa" in refused.value.message
    services.keep_typed(plan=plan, part=f"task:{task.pk}", data=second.to_json(), by=place.hoa, at=AT)
    task.refresh_from_db()
    assert task.text == "Bản thứ nhất"
    assert PlanEdit.objects.get(plan=plan, stood=False).data["text"] == "Bản thứ hai"


def test_parts_change_places_and_are_taken_out(place: Province):
    plan = begun(place)
    one, two = with_task(place, plan, "Việc một"), with_task(place, plan, "Việc hai")
    written(plan, Shift("task", two.pk, up=True), place.hoa)
    assert [task.text for task in plan.tasks.order_by("order")] == ["Việc hai", "Việc một"]
    assert [task.number for task in plan.tasks.order_by("order")] == ["1", "2"]
    written(plan, Remove("task", two.pk), place.hoa, revision=1)
    assert list(plan.tasks.values_list("pk", "number")) == [(one.pk, "1")]
    assert "Việc hai" in str(PlanEdit.objects.filter(part=f"task:{two.pk}").first().data)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(date(2025, 12, 1), date(2025, 12, 1), "work.end_before_start"),
     (date(2025, 7, 1), date(2025, 1, 1), "work.end_before_start")],
)  # fmt: skip
def test_an_end_before_a_start_is_refused(place: Province, start: date, end: date, code: str):
    with pytest.raises(Refused) as refused:
        begun(place, starts_on=start, ends_on=end)
    assert refused.value.code == code
    plan = begun(place)
    with pytest.raises(Refused) as refused:
        written(plan, WriteHead("x", 2025, start, end), place.hoa)
    assert refused.value.code == code


def test_a_target_against_a_base_year_says_its_year(place: Province):
    plan = begun(place)
    with pytest.raises(Refused) as refused:
        written(plan, WriteTarget({"text": "x", "kind": "against_base", "direction": "down", "value": 20}), place.hoa)
    assert refused.value.where == {"field": "base_year"}
    assert not Target.objects.filter(plan=plan).exists()


def test_an_empty_plan_is_not_proposed(place: Province):
    with pytest.raises(Refused) as refused:
        services.propose_plan(plan=begun(place), by=place.hoa, at=AT)
    assert refused.value.code == "work.plan_empty"


def test_an_agency_that_has_ended_is_named_with_its_successor(place: Province):
    plan = begun(place)
    with_task(place, plan, lead=(Named("Sở Thông tin và Truyền thông"),))
    with_task(place, plan, lead=(Named("huyện cũ", ("T.H2",)),))
    words = " ".join(f"{fault.words} {fault.remedy}" for fault in faults_of(plan, date(2025, 7, 15)))
    assert "Sở Thông tin và Truyền thông” không còn từ ngày 01/03/2025" in words
    assert "Sở Khoa học và Công nghệ" in words
    assert "UBND xã Mới 2" in words
    with pytest.raises(Refused) as refused:
        services.propose_plan(plan=plan, by=place.hoa, at=AT)
    assert refused.value.code == "work.plan_has_faults"


def test_an_approved_plan_gives_its_work_out_on_its_day(place: Province):
    plan = begun(place)
    with_task(place, plan, coordinating=(Named("Sở Khoa học và Công nghệ"),))
    in_force(place, plan)
    plan.refresh_from_db()
    assert (plan.state, plan.as_at) == ("in_force", date(2025, 7, 15))
    assert set(Obligation.objects.filter(plan=plan).values_list("unit__key", "role")) == {
        ("T.SNV", "lead"), ("T.SKHCN", "coordinating"),
    }  # fmt: skip
    assert Occurrence.objects.get(plan=plan).due_on == date(2025, 9, 30)
    assert AuditRow.objects.filter(action="work.approve_plan", outcome="done").count() == 1


def test_a_plan_approved_for_a_later_day_waits_for_the_daily_job(place: Province):
    plan = begun(place)
    with_task(place, plan)
    in_force(place, plan, on=date(2025, 8, 1))
    plan.refresh_from_db()
    assert plan.state == "approved"
    assert put_in_force_today() == "0 kế hoạch vào thực hiện"
    with clock.fixed(clock.at_day(date(2025, 8, 1))):
        assert put_in_force_today() == "1 kế hoạch vào thực hiện"
        assert put_in_force_today() == "0 kế hoạch vào thực hiện"
    plan.refresh_from_db()
    assert plan.state == "in_force" and Obligation.objects.filter(plan=plan).count() == 1


def test_a_plan_is_returned_with_a_reason_and_written_on(place: Province):
    plan = begun(place)
    with_task(place, plan)
    services.propose_plan(plan=plan, by=place.hoa, at=AT)
    with pytest.raises(Refused):
        written(plan, WriteObjective("x"), place.hoa)
    with pytest.raises(Refused):
        services.return_plan(plan=plan, reason=" ", by=place.leader, at=AT)
    services.return_plan(plan=plan, reason="thiếu chỉ tiêu", by=place.leader, at=AT)
    written(plan, WriteObjective("Mục tiêu"), place.hoa)
    services.discard_plan(plan=plan, reason="lập lại", by=place.hoa, at=AT)
    with pytest.raises(Refused):
        written(plan, WriteObjective("x"), place.hoa)


def test_last_years_plan_is_copied_with_its_dates_moved_and_told(place: Province):
    paper = make.document(place.hoa, place.committee)
    old = services.adopt_document(document=paper, by=place.hoa, at=AT)
    plan = begun(place, year=2026, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), copied_from=old)
    written(plan, CopyFrom(old), place.hoa)
    assert plan.tasks.count() == old.tasks.count()
    task = plan.tasks.get(text="Xây dựng Kế hoạch CCHC năm 2026")
    assert [one.rule["value"] for one in task.deadlines.order_by("order")] == ["2026-01-20", "2026-01-31"]
    link = TaskLink.objects.get(task=task)
    assert link.kind == "copied" and "trước ngày 20/01/2026" in link.why
    assert plan.targets.count() == 1


def test_open_shortcomings_are_brought_in_once(place: Province):
    paper = make.document(place.hoa, place.committee, tasks=[], targets=[])
    paper.province = place.province
    paper.save()
    item = _shortcoming(paper, place)
    plan = begun(place)
    assert open_shortcomings(place.hoa) == [item]
    written(plan, BringIn([item]), place.hoa)
    task = plan.tasks.get()
    assert task.text == "Khắc phục tồn tại, hạn chế: Trang thiết bị chưa đáp ứng"
    assert TaskLink.objects.get(task=task).item == item
    assert open_shortcomings(place.hoa) == []
    with pytest.raises(Refused) as refused:
        written(plan, BringIn([item]), place.hoa)
    assert refused.value.code == "work.already_remedied"


def _shortcoming(paper: Document, place: Province) -> Item:
    return Item.objects.create(
        document=paper, kind="shortcoming", order=1, label="1", data={"text": "Trang thiết bị chưa đáp ứng"},
        state="added", decided_by=place.hoa, decided_at=AT,
    )  # fmt: skip


def test_a_merged_commune_takes_over_the_plans_of_its_predecessors(place: Province):
    chair = make.person("Chủ tịch", "unit_head", place.new[0])
    olds = []
    for unit in place.old[:2]:
        old = make.bare_plan(unit, issuer_name=f"UBND {unit.key}", title=f"Kế hoạch {unit.key}")
        for text in ("Công khai thủ tục hành chính tại bộ phận một cửa", f"Việc riêng của {unit.key}"):
            task = make.task(old, text=text, number="1")
            make.party(task, phrase=f"UBND xã Cũ {unit.key[-1]}", state="resolved", confidence=1)
            make.occurrence(make.obligation(task, place.new[0]), label="Tháng 9")
        olds.append(old)
    beginning = Beginning(
        kind="plan", title="Kế hoạch CCHC xã Mới 1", year=2025, starts_on=date(2025, 7, 1), ends_on=date(2026, 1, 1)
    )
    plan = services.draft_plan(unit=place.new[0], beginning=beginning, by=chair, at=AT)
    double = list(Task.objects.filter(plan__in=olds, text__startswith="Công khai").values_list("pk", flat=True))
    written(plan, TakeOver(merged=[double]), chair)
    assert plan.tasks.count() == 3
    shared = plan.tasks.get(text__startswith="Công khai")
    assert set(shared.links_in.values_list("origin", flat=True)) == set(double)
    assert shared.parties.get().phrase == "UBND xã Mới 1"
    services.propose_plan(plan=plan, by=chair, at=AT)
    paper = make.document(chair, place.new[0], tasks=[], targets=[], issued="2025-07-14")
    services.approve_plan(plan=plan, document=paper, in_force_on=date(2025, 7, 15), by=chair, at=AT)
    assert set(Task.objects.filter(plan__in=olds).values_list("state", flat=True)) == {"replaced"}
    assert not Occurrence.objects.filter(plan__in=olds, state="open").exists()
    assert not Obligation.objects.filter(plan__in=olds, state="in_force").exists()


def test_the_system_puts_in_force_what_nobody_is_there_to_put(place: Province):
    plan = begun(place)
    with pytest.raises(Refused):
        services.put_in_force(plan=plan, by=SYSTEM, at=AT)
