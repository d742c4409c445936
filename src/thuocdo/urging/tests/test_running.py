"""The daily run: who is told of what, once, by whole sets; moot things, blocks, days off, catching up, no flood."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory.models import Absence, Delegation, Position
from thuocdo.kernel.errors import NotAllowed
from thuocdo.urging import services
from thuocdo.urging.models import Message, Run, RungRun, Step
from thuocdo.urging.queries.policy import ladders
from thuocdo.urging.queries.recipients import waiting_for
from thuocdo.urging.tests.world import TODAY, World, blocked, messages, run, steps, told
from thuocdo.work.models import Contribution, Occurrence, Plan
from thuocdo.work.models import Step as SmallStep
from thuocdo.work.tests import factories as make


def test_each_thing_is_told_to_the_people_of_its_rung(world: World):
    world.due(date(2025, 7, 22))
    world.due(date(2025, 7, 14))
    made = run()
    # The science department has no office head: the officer and the head are told, and that nobody is there for it.
    assert told() == [("qua-1", ""), ("qua-1", "Bình"), ("qua-1", "Minh"), ("truoc-7", "Bình")]
    assert (made.steps, made.people, made.working) == (4, 2, True)


def test_a_second_run_of_the_day_does_nothing_more(world: World):
    world.due(date(2025, 7, 14))
    run()
    before = (Step.objects.count(), Message.objects.count(), Notice.objects.count(), RungRun.objects.count())
    again = run(hour=15)
    assert (Step.objects.count(), Message.objects.count(), Notice.objects.count(), RungRun.objects.count()) == before
    assert Run.objects.count() == 1 and again.day == TODAY


def test_the_next_day_tells_only_what_has_reached_a_new_rung(world: World):
    world.due(date(2025, 7, 14))
    world.due(date(2025, 7, 23))
    run()
    count = Step.objects.count()
    run(date(2025, 7, 16))
    assert told(day=date(2025, 7, 16)) == [("truoc-7", "Bình")]
    assert Step.objects.count() == count + 1


def test_after_days_without_a_run_only_the_furthest_rung_is_taken(world: World):
    world.due(date(2025, 7, 22))
    run()
    made = run(date(2025, 7, 29))
    assert {one.rung for one in steps(day=date(2025, 7, 29))} == {"qua-5"}
    assert made.caught_up == 13


def test_on_a_day_off_nothing_is_told_and_the_next_working_day_does_it(world: World):
    world.due(date(2025, 7, 12))
    saturday = run(date(2025, 7, 12))
    assert not saturday.working and not Step.objects.exists()
    assert RungRun.objects.filter(run=saturday).count() == len(ladders()[0].rungs)
    run(date(2025, 7, 14))
    assert {one.rung for one in steps()} == {"qua-1"}


def test_every_rung_has_its_record_also_when_there_was_nothing_to_do(world: World):
    world.due(date(2025, 7, 14))
    made = run()
    records = {row.rung: (row.standing, row.steps, row.people) for row in made.rungs.all()}
    assert records["qua-1"] == (1, 1, 2) and records["truoc-7"] == (0, 0, 0)
    assert len(records) == len(ladders()[0].rungs)
    next_day = run(date(2025, 7, 16))
    assert {row.rung: (row.standing, row.steps) for row in next_day.rungs.all()}["qua-1"] == (1, 0)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "submitted", "submitted_at": make.AT, "submitted_by_name": "x"},
        {"state": "accepted", "submitted_at": make.AT, "submitted_by_name": "x", "decided_at": make.AT,
         "decided_by_name": "y", "on_time": True, "late_days": 0},
        {"state": "waived", "decided_at": make.AT, "decided_by_name": "y", "reason": "không còn việc"},
        {"state": "handed_over", "handed_over_on": date(2025, 7, 1), "reason": "sáp nhập"},
    ],
)  # fmt: skip
def test_what_is_settled_is_not_urged(world: World, values: dict):
    world.due(date(2025, 7, 10), **values)
    run()
    assert not [one for one in steps() if one.person != world.hoa]


def test_a_later_date_stops_urging_and_starts_the_ladder_anew(world: World):
    one = world.due(date(2025, 7, 14))
    run()
    one.due_on = date(2025, 7, 23)
    one.save()
    run(date(2025, 7, 16))
    assert told(day=date(2025, 7, 16)) == [("truoc-7", "Bình")]


@pytest.mark.parametrize("state", ["draft", "proposed", "approved", "closed"])
def test_things_of_plans_that_are_not_in_force_are_not_urged(world: World, state: str):
    world.due(date(2025, 7, 10))
    Plan.objects.filter(pk=world.plan.pk).update(
        state=state, in_force_on=None if state in ("draft", "proposed") else date(2025, 1, 1),
        closed_on=date(2025, 7, 1) if state == "closed" else None, proposed_at=make.AT, approved_on=date(2025, 1, 1),
    )  # fmt: skip
    run()
    assert not Step.objects.exists()


def test_what_is_blocked_is_told_to_who_can_unblock_it_and_never_urgently(world: World):
    one = world.due(date(2025, 7, 10))
    blocked(one)
    run()
    assert {row.section for row in steps()} == {"blocked"} and not any(row.urgent for row in steps())
    assert {row.whom for row in steps()} == {"officer", "head"}


def test_a_bulk_of_45_tasks_makes_one_digest_and_one_urgent_message_a_person(world: World):
    for number in range(45):
        part = world.obligation(officer=world.binh)
        world.due(date(2025, 7, 10) if number % 3 == 0 else date(2025, 7, 15 + number % 3), part)
    run()
    mine = [(one.urgent, sum(one.counts.values())) for one in messages() if one.person == world.binh]
    assert mine == [(False, 30), (True, 15)]
    assert Notice.objects.filter(recipient_key=world.binh.actor_key).count() == 2


def test_where_nobody_is_charged_the_head_is_told_once(world: World):
    part = world.obligation()
    world.due(date(2025, 7, 14), part)
    run()
    rows = steps(occurrence__obligation=part)
    assert [(row.whom, row.person) for row in rows if row.person] == [("officer", world.minh)]


def test_an_officer_who_left_is_not_told_but_the_head(world: World):
    world.due(date(2025, 7, 22))
    Position.objects.filter(person=world.binh).update(valid=(date(2020, 1, 1), date(2025, 7, 1)))
    run()
    assert told() == [("truoc-7", "Minh")]


def test_who_stands_in_is_told_in_place_of_who_is_away(world: World):
    an = make.person("An", "unit_officer", world.science)
    Absence.objects.create(
        person=world.binh, deputy=an, valid=(date(2025, 7, 14), date(2025, 7, 20)), why="nghỉ phép", noted_at=make.AT,
        noted_by_name="x",
    )  # fmt: skip
    world.due(date(2025, 7, 22))
    run()
    assert told() == [("truoc-7", "An")]


def away(person, deputy=None) -> None:
    Absence.objects.create(
        person=person, deputy=deputy, valid=(date(2025, 7, 14), date(2025, 7, 20)), why="nghỉ phép", noted_at=make.AT,
        noted_by_name="x",
    )  # fmt: skip


def test_a_deputy_who_is_away_too_is_passed_over(world: World):
    an, nga = (make.person(name, "unit_officer", world.science) for name in ("An", "Nga"))
    away(world.binh, an)
    away(an, nga)
    world.due(date(2025, 7, 22))
    run()
    assert told() == [("truoc-7", "Nga")]


def test_deputies_who_are_away_for_each_other_leave_it_to_the_next_in_line(world: World):
    an = make.person("An", "unit_officer", world.science)
    away(world.binh, an)
    away(an, world.binh)
    world.due(date(2025, 7, 22))
    run()
    assert told() == [("truoc-7", "Minh")]


def lend(position: Position, to, kind: str, **given) -> None:
    Delegation.objects.create(
        position=position, to=to, kind=kind, title="PHÓ GIÁM ĐỐC", valid=(date(2025, 7, 1), date(2025, 8, 1)),
        legal_basis="QĐ 1", made_at=make.AT, made_by_name="x", **given,
    )  # fmt: skip


def test_a_head_on_leave_is_stood_in_for_by_whoever_signs_for_them(world: World):
    an = make.person("An", "unit_officer", world.science)
    lend(Position.objects.get(person=world.minh), an, "for_head", everything=True)
    away(world.minh)
    world.due(date(2025, 7, 14))
    run()
    assert ("qua-1", "An") in told() and ("qua-1", "Minh") not in told()


def test_results_wait_for_whoever_the_decision_was_lent_to(world: World):
    one, sent = world.due(date(2025, 7, 14)), {"submitted_by": world.binh, "submitted_by_name": "Bình"}
    sent["submitted_at"] = make.AT
    Occurrence.objects.filter(pk=one.pk).update(state="submitted", **sent)
    linh = make.person("Linh", "unit_officer", world.home)
    since = date(2025, 1, 1)
    lend(Position.objects.get(person=world.hoa), linh, "by_order", verbs=["work.accept_occurrence"])
    assert {world.hoa.pk, linh.pk} <= set(waiting_for(["P40"], since, date(2025, 7, 15)))
    away(world.hoa)
    found = waiting_for(["P40"], since, date(2025, 7, 15))
    assert linh.pk in found and world.hoa.pk not in found


def test_the_office_head_is_known_by_the_title(world: World):
    office = make.person("Chánh", "unit_officer", world.science)
    Position.objects.filter(person=office).update(title="Chánh Văn phòng Sở")
    world.due(date(2025, 7, 14))
    run()
    assert ("qua-1", "Chánh") in told()


def test_people_with_an_open_step_are_told_with_the_officer(world: World):
    an = make.person("An", "unit_officer", world.science)
    SmallStep.objects.create(
        obligation=world.part, order=1, text="Tổng hợp số liệu", person=an, given_at=make.AT, given_by_name="x"
    )
    world.due(date(2025, 7, 22))
    run()
    assert told() == [("truoc-7", "An"), ("truoc-7", "Bình")]


def test_the_owner_of_the_cycle_is_told_of_what_is_long_overdue_and_a_letter_is_wanted(world: World):
    world.due(date(2025, 7, 1))
    run()
    assert {("cong-van", "Hoa"), ("cong-van", "Minh")} <= set(told())
    assert all(row.wants_letter for row in steps(rung="cong-van"))


def test_returned_results_and_contributions_have_rungs_of_their_own(world: World):
    world.due(
        date(2025, 8, 30), state="returned", submitted_at=make.AT, submitted_by_name="x", decided_by_name="y",
        decided_at=clock.at_day(TODAY, 5), reason="thiếu tài liệu",
    )  # fmt: skip
    lead = world.due(date(2025, 8, 30))
    helping = make.obligation(world.part.task, world.home, role="coordinating", officer=world.hoa)
    Contribution.objects.create(
        occurrence=lead, obligation=helping, text="Gửi số liệu", due_on=date(2025, 7, 18), asked_at=make.AT,
        asked_by_name="x",
    )  # fmt: skip
    run()
    assert ("tra-lai", "Bình") in told() and ("phoi-hop-3", "Hoa") in told()
    assert {row.section for row in steps(person=world.hoa)} == {"asked"}


def test_regular_work_is_told_on_its_day_of_looking(world: World):
    world.due(None, next_check_on=TODAY)
    run()
    assert told() == [("ra-soat", "Bình")]
    assert [one.mail for one in messages()] == [Message.Mail.NONE]


def test_who_decides_has_it_in_the_digest_but_never_the_own_submission(world: World):
    at = clock.at_day(date(2025, 7, 14), 15)
    world.due(date(2025, 7, 31), state="submitted", submitted_at=at, submitted_by=world.hoa, submitted_by_name="Hoa")
    world.due(date(2025, 7, 31), state="submitted", submitted_at=at, submitted_by=world.binh, submitted_by_name="Bình")
    run()
    counts = {one.person.full_name: one.counts for one in messages()}
    assert counts == {"Hoa": {"decide": 1}, "Tâm": {"decide": 2}}
    run(date(2025, 7, 17))
    assert not Message.objects.filter(day=date(2025, 7, 17)).exists()


def test_another_province_is_left_alone(world: World):
    plan = make.bare_plan(None, province_key="P38")
    from thuocdo.directory.models import Unit

    part = make.obligation(make.task(plan), Unit.objects.get(key="K.SNV"))
    world.due(date(2025, 7, 1), part)
    run()
    assert {name for _rung, name in told()} == {"", "Dũng"}


def test_a_run_is_one_row_of_the_audit(world: World):
    world.due(date(2025, 7, 14))
    run()
    row = AuditRow.objects.get(action="urging.take_steps")
    assert row.after["steps"] == 3 and row.actor_key == "system"


def test_nobody_may_take_the_steps_but_the_program(world: World):
    with pytest.raises(NotAllowed):
        services.take_steps(by=world.hoa, at=clock.now())
    assert not Run.objects.exists()


def queries_of(day: date) -> int:
    with CaptureQueriesContext(connection) as found:
        run(day)
    return len(found)


def test_the_number_of_statements_does_not_grow_with_the_things_and_people(world: World):
    world.due(date(2025, 7, 14))
    few = queries_of(TODAY)
    for number in range(60):
        unit = make.unit(f"T.N{number}", parent=world.committee)
        head = make.person(f"Trưởng {number}", "unit_head", unit)
        Position.objects.filter(person=head).update(is_head=True)
        part = world.obligation(unit=unit)
        for days in range(-9, 6, 3):
            world.due(date(2025, 7, 16) + timedelta(days=days), part)
    assert queries_of(date(2025, 7, 16)) <= few + 3
