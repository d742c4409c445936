"""A plan in force is amended: lines, what moves, what stays, counts before and after, lineage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from thuocdo.core.audit import SYSTEM
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Amendment, AmendmentLine, Move, Obligation, Occurrence, Plan, Task
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.lineage import days_of_plan, lineage_of_task
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.amending import Line, Rehearsal
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.test_planning import AT, ON_DAY, QUARTERLY, begun, in_force, with_task

LATER = {"kind": "date", "value": "2025-10-31", "op": "by", "text": "chậm nhất 31/10/2025"}
Verb = AmendmentLine.Verb


@pytest.fixture
def plan(place: Province) -> Plan:
    plan = begun(place)
    with_task(place, plan, "Công khai thủ tục", lead=(Named("Sở Nội vụ"), Named("Sở Khoa học và Công nghệ")))
    with_task(place, plan, "Báo cáo", deadlines=(QUARTERLY,))
    in_force(place, plan)
    plan.refresh_from_db()
    return plan


def content(task: Task) -> TaskContent:
    return content_of(with_content(Task.objects.filter(pk=task.pk)).get())


def prepared(place: Province, plan: Plan, *lines: Line) -> Amendment:
    made = services.prepare_amendment(plan=plan, title="Điều chỉnh lần 1", why="sắp xếp", by=place.hoa, at=AT)
    return services.write_amendment(amendment=made, lines=lines, by=place.hoa, at=AT)


def paper(place: Province) -> Document:
    return make.document(place.hoa, place.committee, tasks=[], targets=[], issued="2025-07-15")


def ordered(place: Province, amendment: Amendment, on: date = date(2025, 7, 15)) -> Amendment:
    return services.amend_plan(amendment=amendment, document=paper(place), effective_on=on, by=place.leader, at=AT)


def test_a_changed_deadline_moves_open_dates_and_leaves_what_is_submitted(place: Province, plan: Plan):
    task = plan.tasks.get(text="Công khai thủ tục")
    home, science = (Occurrence.objects.get(task=task, unit=unit) for unit in (place.home, place.science))
    services.note_progress(occurrence=science, text="Đã xong", percent=100, by=place.binh, at=AT)
    services.submit_occurrence(occurrence=science, note="", by=place.binh, at=AT)
    line = Line(Verb.CHANGE, [task], [replace(content(task), deadlines=(LATER,))])
    amendment = prepared(place, plan, line)
    outlook = Rehearsal(amendment, place.hoa, AT).foreseen()
    assert outlook["moves"]["sums"] == {"moved": 1}
    home.refresh_from_db()
    assert home.due_on == date(2025, 9, 30) and not Move.objects.filter(verb="change_due").exists()
    ordered(place, amendment)
    for row in (home, science):
        row.refresh_from_db()
    assert (home.due_on, home.original_due_on) == (date(2025, 10, 31), date(2025, 9, 30))
    assert (science.due_on, science.state) == (date(2025, 9, 30), "submitted")
    move = Move.objects.get(verb="change_due")
    assert "30/09/2025 sang 31/10/2025" in move.reason and move.document is not None
    amendment.refresh_from_db()
    assert amendment.counts["before"] == amendment.counts["after"]
    assert plan.tasks.count() == 2


def test_agencies_added_and_removed_get_and_give_up_their_parts(place: Province, plan: Plan):
    task = plan.tasks.get(text="Công khai thủ tục")
    kept = Obligation.objects.get(task=task, unit=place.home)
    changed = replace(content(task), lead=(Named("Sở Nội vụ"), Named("UBND xã Mới 1")))
    ordered(place, prepared(place, plan, Line(Verb.CHANGE, [task], [changed])))
    in_force_now = Obligation.objects.filter(task=task, state="in_force")
    assert set(in_force_now.values_list("unit__key", flat=True)) == {"T.SNV", "T.M1"}
    assert in_force_now.get(unit=place.home) == kept
    gone = Occurrence.objects.get(task=task, unit=place.science)
    assert gone.state == "waived" and "Điều chỉnh theo" in gone.reason
    assert Occurrence.objects.get(task=task, unit=place.new[0]).due_on == date(2025, 9, 30)
    assert content(task).lead == changed.lead


def test_a_deadline_that_falls_away_waives_and_a_new_one_is_owed(place: Province, plan: Plan):
    task = plan.tasks.get(text="Báo cáo")
    before = Occurrence.objects.filter(task=task, state="open").count()
    assert before == 2
    ordered(place, prepared(place, plan, Line(Verb.CHANGE, [task], [replace(content(task), deadlines=(LATER,))])))
    rows = Occurrence.objects.filter(task=task)
    assert sorted(rows.values_list("state", "due_on")) == [
        ("open", date(2025, 10, 31)), ("waived", date(2025, 12, 31)),
    ]  # fmt: skip
    assert Occurrence.objects.filter(task=task, state="open").count() == 1


def test_a_task_is_added_and_another_revoked_with_its_reason(place: Province, plan: Plan):
    task = plan.tasks.get(text="Báo cáo")
    fresh = TaskContent("Việc mới", lead=(Named("Sở Nội vụ"),), deadlines=(LATER,))
    lines = (Line(Verb.ADD, [], [fresh]), Line(Verb.REVOKE, [task], [], "không còn phù hợp"))
    amendment = ordered(place, prepared(place, plan, *lines))
    task.refresh_from_db()
    added = plan.tasks.get(text="Việc mới")
    assert (task.state, task.ended_on, added.begins_on) == ("revoked", date(2025, 7, 15), date(2025, 7, 15))
    assert not Occurrence.objects.filter(task=task, state="open").exists()
    days, _handed = days_of_plan(plan)
    assert [(day.on, len(day.came), len(day.went), day.total) for day in days] == [
        (date(2025, 7, 15), 2, 0, 2), (date(2025, 7, 15), 1, 1, 2),
    ]  # fmt: skip
    assert days[1].amendment == amendment


def test_a_split_task_hands_its_open_dates_to_its_parts(place: Province, plan: Plan):
    task = plan.tasks.get(text="Công khai thủ tục")
    services.name_officer(
        obligation=Obligation.objects.get(task=task, unit=place.science), officer=place.binh, by=place.minh, at=AT
    )
    parts = [replace(content(task), text=f"Công khai phần {number}", number="") for number in (1, 2)]
    ordered(place, prepared(place, plan, Line(Verb.SPLIT, [task], parts)))
    task.refresh_from_db()
    assert task.state == "replaced"
    assert set(Occurrence.objects.filter(task=task).values_list("state", flat=True)) == {"handed_over"}
    heirs = Task.objects.filter(links_in__origin=task, links_in__kind="split")
    assert heirs.count() == 2
    for heir in heirs:
        assert set(Obligation.objects.filter(task=heir).values_list("unit__key", flat=True)) == {"T.SNV", "T.SKHCN"}
        assert Obligation.objects.get(task=heir, unit=place.science).officer == place.binh
        assert Occurrence.objects.filter(task=heir, origin__task=task).count() == 2
    lineage = lineage_of_task(task)
    assert len(lineage.heirs) == 2 and lineage.changes


def test_merged_tasks_become_one_with_both_origins(place: Province, plan: Plan):
    tasks = list(plan.tasks.order_by("order"))
    one = TaskContent("Công khai và báo cáo", lead=(Named("Sở Nội vụ"),), deadlines=(ON_DAY,))
    ordered(place, prepared(place, plan, Line(Verb.MERGE, tasks, [one])))
    made = plan.tasks.get(text="Công khai và báo cáo")
    assert set(made.links_in.values_list("origin", "kind")) == {(task.pk, "merged") for task in tasks}
    assert plan.tasks.filter(state="in_force").get() == made


@pytest.mark.parametrize(
    ("verb", "tasks", "contents", "code"),
    [
        (Verb.ADD, 1, 1, "work.line_incomplete"), (Verb.CHANGE, 2, 1, "work.line_incomplete"),
        (Verb.SPLIT, 1, 1, "work.line_incomplete"), (Verb.MERGE, 1, 1, "work.line_incomplete"),
        (Verb.REVOKE, 1, 0, "work.reason_needed"),
    ],
)  # fmt: skip
def test_an_incomplete_line_is_refused(place: Province, plan: Plan, verb: str, tasks: int, contents: int, code: str):
    given = list(plan.tasks.order_by("order")[:tasks])
    with pytest.raises(Refused) as refused:
        prepared(place, plan, Line(verb, given, [TaskContent("x")] * contents))
    assert refused.value.code == code


def test_a_task_stands_in_one_line_only_and_is_the_one_that_was_seen(place: Province, plan: Plan):
    task = plan.tasks.get(text="Báo cáo")
    line = Line(Verb.CHANGE, [task], [replace(content(task), text="Báo cáo quý")])
    with pytest.raises(Refused) as refused:
        prepared(place, plan, line, Line(Verb.REVOKE, [task], [], "x"))
    assert refused.value.code == "work.task_in_two_lines"
    first, second = prepared(place, plan, line), prepared(place, plan, line)
    ordered(place, first)
    with pytest.raises(Refused) as refused:
        ordered(place, second)
    assert refused.value.code == "work.task_changed_since"
    services.discard_amendment(amendment=second, reason="đã có đợt khác", by=place.hoa, at=AT)
    with pytest.raises(Refused):
        ordered(place, second)


def test_an_amendment_needs_a_paper_of_its_day_and_somebody_who_may(place: Province, plan: Plan):
    empty = services.prepare_amendment(plan=plan, title="x", why="y", by=place.hoa, at=AT)
    with pytest.raises(Refused) as refused:
        ordered(place, empty)
    assert refused.value.code == "work.amendment_empty"
    amendment = prepared(place, plan, Line(Verb.REVOKE, [plan.tasks.first()], [], "x"))
    with pytest.raises(Refused) as refused:
        ordered(place, amendment, date(2025, 7, 1))
    assert refused.value.code == "work.effective_too_early"
    with pytest.raises(NotAllowed):
        services.amend_plan(
            amendment=amendment, document=paper(place), effective_on=date(2025, 7, 15), by=place.binh, at=AT
        )
    with pytest.raises(NotAllowed):
        services.prepare_amendment(plan=plan, title="x", why="y", by=place.minh, at=AT)


def test_the_daily_upkeep_owes_nothing_twice_after_an_amendment(place: Province, plan: Plan):
    task = plan.tasks.get(text="Công khai thủ tục")
    done = Occurrence.objects.get(task=task, unit=place.science)
    services.note_progress(occurrence=done, text="Đã xong", percent=100, by=place.binh, at=AT)
    services.submit_occurrence(occurrence=done, note="", by=place.binh, at=AT)
    late = TaskContent("Việc từ giữa năm", lead=(Named("Sở Nội vụ"),), deadlines=(QUARTERLY,))
    changed = replace(content(task), deadlines=(LATER,))
    ordered(place, prepared(place, plan, Line(Verb.CHANGE, [task], [changed]), Line(Verb.ADD, [], [late])))
    before = Occurrence.objects.filter(plan=plan).count()
    services.extend_occurrences(plan=plan, by=SYSTEM, at=AT)
    assert Occurrence.objects.filter(plan=plan).count() == before
