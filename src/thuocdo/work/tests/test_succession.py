"""Units end and merge: their work goes on at the successors, seen by everybody and counted once."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from thuocdo.core import audit, clock, jobs
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Position
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import queries, services
from thuocdo.work.management import handover as command
from thuocdo.work.models import Extension, Handover, HandoverLine, Move, Obligation, Occurrence, PolicyValue
from thuocdo.work.tests import factories

MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
AT = clock.at_day(date(2025, 1, 10))


@pytest.fixture
def plan(place):
    return services.adopt_document(document=factories.document(place.hoa, place.committee), by=place.hoa, at=AT)


def hand_over(on):
    return services.hand_over_merged_units(on=on, by=SYSTEM, at=clock.at_day(on))


def current(unit, number):
    return Occurrence.objects.filter(unit=unit, task__number=number).exclude(state="handed_over").order_by("due_on")


def test_the_department_that_took_over_leads_the_task_with_its_origin(place, plan):
    old = Obligation.objects.get(task__number="1", unit=place.media)
    hand_over(MARCH)
    old.refresh_from_db()
    assert (old.state, old.ended_on) == ("ended", MARCH) and "01/03/2025" in old.ended_why
    new = Obligation.objects.get(task__number="1", unit=place.science, role="lead")
    assert (new.origin, new.assigned_on, new.named_as) == (old, MARCH, "Sở Thông tin và Truyền thông")
    assert new.succession.legal_basis == "Nghị quyết thử nghiệm"
    assert [row.due_on for row in current(place.science, "1")] == [date(2025, m, d) for m, d in
                                                                  ((3, 31), (6, 30), (9, 30), (12, 31))]  # fmt: skip


def test_who_coordinated_and_now_leads_no_longer_coordinates(place, plan):
    hand_over(MARCH)
    helped = Obligation.objects.get(task__number="1", unit=place.science, role="coordinating")
    assert helped.state == "ended" and "chủ trì" in helped.ended_why


def test_what_was_accepted_stays_with_the_old_unit(place, plan):
    first = current(place.media, "1").first()
    officer = factories.person("Cán bộ TT&TT", "unit_officer", place.media)
    with clock.fixed(date(2025, 2, 1)):
        services.submit_occurrence(occurrence=first, by=officer, at=clock.at_day(date(2025, 2, 1)), note="xong")
        services.accept_occurrence(occurrence=first, by=place.hoa, at=clock.at_day(date(2025, 2, 2)))
    hand_over(MARCH)
    first.refresh_from_db()
    assert (first.state, first.on_time, first.unit) == ("accepted", True, place.media)
    assert [row.due_on.month for row in current(place.science, "1")] == [6, 9, 12]


def test_a_report_that_both_owed_is_absorbed_and_counted_once(place, plan):
    before = current(place.science, "IV.1.c").count()
    handover = hand_over(MARCH)
    assert current(place.science, "IV.1.c").count() == before == 4
    gone = Occurrence.objects.filter(unit=place.media, task__number="IV.1.c", state="handed_over")
    assert gone.count() == 4 and handover.counts["occurrences_absorbed"] >= 4
    for row in gone:
        move = row.moves.get()
        assert (move.verb, move.other.unit, move.other.due_on) == ("hand_over", place.science, row.due_on)
        assert move.other.moves.filter(verb="absorb", other=row).exists()


def test_open_and_overdue_work_moves_with_reference_to_where_it_came_from(place, plan):
    hand_over(JULY)
    for row in current(place.new[0], "IV.1.c"):
        assert row.origin.unit in (place.old[0], place.old[1], place.districts[0])
        assert row.moves.filter(verb="take_over").exists()
    assert current(place.new[0], "IV.1.c").count() == 4, "due in March and June too: they were still open"
    assert not Occurrence.objects.filter(unit__in=[*place.old, *place.districts], state="open").exists()


def test_counts_before_and_after_balance(place, plan):
    open_before = set(Occurrence.objects.filter(state="open").values_list("pk", flat=True))
    handover = hand_over(JULY)
    moved = Occurrence.objects.filter(state="handed_over")
    kept = Occurrence.objects.filter(pk__in=open_before, state="open").count()
    created = Occurrence.objects.exclude(pk__in=open_before).count()
    assert moved.count() + kept == len(open_before)
    assert (
        handover.counts["occurrences_handed_over"] == moved.count()
        and handover.counts["occurrences_created"] == created
    )
    pairs = Move.objects.filter(verb="hand_over").count()
    assert pairs == handover.counts["occurrences_created"] + handover.counts["occurrences_absorbed"]
    for row in moved:
        assert row.moves.filter(verb="hand_over").exists(), "each one says where it went"
    seen = Occurrence.objects.exclude(state="handed_over").values_list(
        "obligation", "deadline", "original_due_on", "label"
    )
    assert len(seen) == len(set(seen))


def test_handing_over_again_changes_nothing(place, plan):
    hand_over(MARCH)
    hand_over(JULY)
    before = (
        Obligation.objects.count(),
        Occurrence.objects.count(),
        Move.objects.count(),
        HandoverLine.objects.count(),
    )
    assert not queries.handover_pending(JULY)
    again = hand_over(JULY)
    assert set(again.counts.values()) == {0}
    after = (Obligation.objects.count(), Occurrence.objects.count(), Move.objects.count(), HandoverLine.objects.count())
    assert after == before


def test_one_late_run_reaches_where_two_runs_in_time_reach(place, plan):
    hand_over(date(2025, 7, 15))
    names = set(Obligation.objects.filter(state="in_force", role="lead").values_list("unit__key", flat=True))
    assert names == {"T.SNV", "T.SKHCN", "T.M1", "T.M2"}


def test_chains_are_followed_to_the_unit_that_lives(place, plan):
    last = factories.unit("T.CUOI", "Sở Cuối cùng", start=date(2025, 6, 1))
    version = place.science.versions.get()
    type(version).objects.filter(pk=version.pk).update(valid=factories.DateRange(None, date(2025, 6, 1)))
    factories.succeed(place.science, last, date(2025, 6, 1))
    hand_over(date(2025, 6, 15))
    assert Obligation.objects.get(task__number="1", role="lead", state="in_force").unit == last
    assert current(last, "IV.1.c").count() == 4


def test_a_unit_without_successor_keeps_its_work_and_is_reported_once(place, plan):
    place.media.successions_out.all().delete()
    handover = hand_over(MARCH)
    assert handover.counts["lines_no_successor"] == handover.lines.count() > 0
    assert Obligation.objects.filter(unit=place.media, state="in_force").exists()
    assert not queries.handover_pending(MARCH) and hand_over(MARCH).lines.count() == 0
    factories.succeed(place.media, place.science, MARCH)
    assert queries.handover_pending(MARCH) and hand_over(MARCH).counts["sources"] > 0


def test_a_function_that_moved_takes_no_work_along(place, plan):
    place.media.successions_out.all().delete()
    factories.succeed(place.media, place.home, MARCH, extent="function", kind="function_transfer")
    assert hand_over(MARCH).counts["lines_no_successor"] > 0


def test_a_waiting_extension_goes_on_waiting_at_the_successor(place, plan):
    officer = factories.person("Cán bộ TT&TT", "unit_officer", place.media)
    row = current(place.media, "1").first()
    with clock.fixed(date(2025, 2, 1)):
        services.ask_extension(occurrence=row, until=date(2025, 5, 1), reason="Chờ sáp nhập xong", by=officer, at=AT)
    hand_over(MARCH)
    old, new = Extension.objects.get(occurrence=row), Extension.objects.get(occurrence__unit=place.science)
    assert (old.state, new.state, new.asked_until) == ("refused", "asked", date(2025, 5, 1))
    assert "chuyển theo" in old.decision_reason


def test_what_is_sent_back_after_the_merger_follows(place, plan):
    officer = factories.person("Cán bộ TT&TT", "unit_officer", place.media)
    row = current(place.media, "1").first()
    with clock.fixed(date(2025, 2, 20)):
        services.submit_occurrence(occurrence=row, by=officer, at=clock.at_day(date(2025, 2, 20)), note="xong")
    hand_over(MARCH)
    row.refresh_from_db()
    assert row.state == "submitted", "it waits for its decision where it was submitted"
    services.return_occurrence(occurrence=row, reason="Thiếu", by=place.hoa, at=clock.at_day(date(2025, 3, 5)))
    hand_over(date(2025, 3, 6))
    row.refresh_from_db()
    assert row.state == "handed_over"
    assert current(place.science, "1").filter(origin=row).get().state == "open"


def test_an_ended_unit_can_no_longer_act_on_what_went_on(place, plan):
    officer = factories.person("Cán bộ TT&TT", "unit_officer", place.media)
    row = current(place.media, "1").first()
    hand_over(MARCH)
    with pytest.raises(Refused, match="đã chuyển giao cho cơ quan kế tục"):
        services.submit_occurrence(occurrence=row, by=officer, at=clock.at_day(MARCH), note="xong")


def test_the_report_is_kept_and_audited(place, plan):
    handover = hand_over(MARCH)
    assert audit.history(handover).get().after["sources"] == handover.counts["sources"]
    rows = queries.handover_rows(handover)
    one = next(row for row in rows if row.task.startswith("1."))
    assert (one.from_name, one.to_name) == ("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ")
    work = queries.unit_work(place.science, date(2025, 7, 15))
    assert {line.from_name for line in work.received} == {"Sở Thông tin và Truyền thông"}
    assert queries.unit_work(place.media, date(2025, 7, 15)).past


def test_only_who_owns_the_cycle_or_the_program_hands_over(place, plan):
    with pytest.raises(NotAllowed):
        services.hand_over_merged_units(on=MARCH, by=place.binh, at=AT)
    assert services.hand_over_merged_units(on=MARCH, by=place.hoa, at=AT).by_name == "Hoa"


def test_the_daily_job_says_what_it_did(place, plan):
    assert jobs.run_job("work.extend_occurrences").detail == "1 kế hoạch"


def test_a_dry_run_of_the_command_prints_everything_and_changes_nothing(place, plan, capsys):
    arguments = SimpleNamespace(on="2025-03-01", dry_run=True, json=True)
    assert command.run(arguments) == 0
    assert '"dry_run": true' in (printed := capsys.readouterr().out) and "Sở Khoa học và Công nghệ" in printed
    assert not Handover.objects.exists() and not Occurrence.objects.filter(state="handed_over").exists()
    command.run(SimpleNamespace(on="2025-03-01", dry_run=False, json=False))
    assert "Đã chuyển giao" in capsys.readouterr().out and Handover.objects.count() == 1


def test_the_command_refuses_a_day_that_is_none():
    with pytest.raises(Refused, match="không phải ngày"):
        command.run(SimpleNamespace(on="31/02/2025", dry_run=True, json=True))


def test_extending_a_plan_adds_what_is_missing_and_nothing_twice(place, plan):
    lost = current(place.home, "IV.1.c").last()
    lost.delete()
    for _ in range(2):
        services.extend_occurrences(plan=plan, by=SYSTEM, at=AT + timedelta(days=30))
        assert current(place.home, "IV.1.c").count() == 4


def test_a_policy_that_moves_dates_does_not_double_what_is_there(place, plan):
    before = Occurrence.objects.count()
    PolicyValue.objects.filter(key="day_off_shift").update(value="next")
    services.extend_occurrences(plan=plan, by=SYSTEM, at=AT + timedelta(days=30))
    assert Occurrence.objects.count() == before


def told(lines):
    return sorted(
        (one.giving, one.taking or 0, one.effect, one.role, one.task, one.open, one.next_due) for one in lines
    )


@pytest.mark.parametrize("on", [MARCH, JULY])
def test_what_is_foreseen_is_what_is_handed_over(place, plan, on):
    if on == JULY:
        hand_over(MARCH)
    units = {row.unit_id for row in queries.succession.obligations_of_ended_units(on)}
    heirs = {unit: [heir.unit for heir in queries.succession.heirs_of([unit], on).get(unit, ())] for unit in units}
    foreseen = queries.succession.foreseen_lines(heirs, on)
    assert foreseen and Handover.objects.count() == (on == JULY)
    assert told(foreseen) == told(queries.succession.handed_lines(hand_over(on)))


def test_only_the_units_asked_for_hand_over(place, plan):
    one, other = place.old[0], place.old[2]
    handed = services.hand_over_merged_units(on=JULY, units=[one.pk], by=SYSTEM, at=clock.at_day(JULY))
    assert {line.source.unit for line in handed.lines.all()} == {one}
    assert Occurrence.objects.filter(unit=other, state="open").exists()


def test_who_is_charged_with_it_and_moves_along_stays_charged(place):
    goes, stays = (factories.person(name, "unit_officer", place.old[0]) for name in ("Theo", "Ở lại"))
    days = factories.DateRange(JULY, None)
    Position.objects.create(person=goes, unit=place.new[0], title="Công chức", role="unit_officer", valid=days)
    plan = factories.bare_plan()
    for person in (goes, stays):
        factories.occurrence(factories.obligation(factories.task(plan), place.old[0], officer=person))
    hand_over(JULY)
    assert [row.officer for row in Obligation.objects.filter(unit=place.new[0]).order_by("pk")] == [goes, None]


def wrong_heir(place, right=()):
    giver, taker = place.old[0], place.new[0]
    return services.succession.WrongHeir(giver.pk, taker.pk, tuple(right))


def pass_on(*wrong):
    return services.succession.pass_on_obligations(wrong=wrong, on=date(2025, 7, 10), by=SYSTEM, at=AT)


def test_what_came_to_the_wrong_unit_is_passed_on_with_its_history(place):
    plan = factories.bare_plan()
    alone, shared = (factories.obligation(factories.task(plan), place.old[0]) for _ in range(2))
    factories.obligation(shared.task, place.old[1])
    for row in Obligation.objects.all():
        factories.occurrence(row, label="Quý III")
    hand_over(JULY)
    was = list(Occurrence.objects.filter(unit__in=place.old).values())
    succession = place.old[0].successions_out.get()
    handed = pass_on(wrong_heir(place, [queries.succession.Heir(place.new[1].pk, succession.pk, JULY)]))
    line = handed.lines.get()
    assert (line.source.task, line.target.unit, line.effect) == (alone.task, place.new[1], "created")
    line.source.refresh_from_db()
    assert (line.source.state, line.source.ended_on) == ("ended", date(2025, 7, 10))
    assert "điều chỉnh" in line.source.ended_why
    assert line.target.occurrences.get().moves.get().verb == "take_over"
    assert Obligation.objects.get(task=shared.task, unit=place.new[0]).state == "in_force", "another giver's too"
    assert list(Occurrence.objects.filter(unit__in=place.old).values()) == was
    assert not pass_on(wrong_heir(place)).lines.exists(), "a second time there is nothing left"


def test_without_a_right_heir_nothing_is_ended_and_the_report_says_so(place):
    row = factories.obligation(factories.task(factories.bare_plan()), place.old[0])
    factories.occurrence(row)
    hand_over(JULY)
    assert pass_on(wrong_heir(place)).counts["lines_no_successor"] == 1
    assert Obligation.objects.get(origin=row).state == "in_force"


def test_only_who_may_hand_over_passes_on(place):
    with pytest.raises(NotAllowed):
        services.succession.pass_on_obligations(wrong=[], on=JULY, by=place.binh, at=AT)
