"""Questions: what they answer, and that longer lists cost no more statements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.work import queries, services
from thuocdo.work.models import Occurrence
from thuocdo.work.queries.standing import current, filter_standing
from thuocdo.work.rules.standing import STANDINGS, standing
from thuocdo.work.tests import factories

ON = date(2025, 7, 15)
AT = clock.at_day(ON)
CASES = [
    {"due_on": ON - timedelta(days=1)},
    {"due_on": ON},
    {"due_on": ON + timedelta(days=7)},
    {"due_on": ON + timedelta(days=8)},
    {"due_on": None},
    {"due_on": None, "watched": True},
    {"due_on": ON, "state": "submitted"},
    {"due_on": ON - timedelta(days=9), "state": "submitted"},
    {"due_on": ON - timedelta(days=1), "state": "returned"},
    {"due_on": ON + timedelta(days=1), "state": "returned"},
    {"due_on": None, "state": "returned"},
    {"due_on": ON, "state": "accepted", "on_time": True},
    {"due_on": ON, "state": "accepted", "on_time": False},
    {"due_on": ON, "state": "waived"},
    {"due_on": ON, "state": "handed_over"},
]
STATES = {
    "open": {},
    "submitted": {"submitted_at": AT, "submitted_by_name": "x"},
    "returned": {"submitted_at": AT, "submitted_by_name": "x", "decided_at": AT, "decided_by_name": "y", "reason": "z"},
    "accepted": {
        "submitted_at": AT,
        "submitted_by_name": "x",
        "decided_at": AT,
        "decided_by_name": "y",
        "late_days": 0,
    },
    "waived": {"decided_at": AT, "decided_by_name": "y", "reason": "z"},
    "handed_over": {"handed_over_on": ON, "reason": "z"},
}


def every_standing(of) -> list[Occurrence]:
    return [factories.occurrence(of, **{**STATES[case.get("state", "open")], **case}) for case in CASES]


def bigger(plan, units, tasks: int) -> None:
    for _ in range(tasks):
        task = factories.task(plan)
        factories.party(task)
        for unit in units:
            every_standing(factories.obligation(task, unit))


def statements(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_sql_and_rule_say_the_same_standing(place):
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    every_standing(of)
    for row in queries.with_standing(Occurrence.objects.all(), ON):
        expected = standing(state=row.state, due_on=row.due_on, on_time=row.on_time, watched=row.watched, on=ON,
                            soon_until=ON + timedelta(days=7))  # fmt: skip
        assert row.standing == expected, row


def test_every_filter_finds_exactly_its_standing(place):
    every_standing(factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science))
    for code in STANDINGS:
        by_filter = set(filter_standing(current(), ON, [code]))
        assert by_filter == {row for row in queries.with_standing(current(), ON) if row.standing == code} != set(), code


def test_counts_agree_between_plan_fields_units_and_months(place):
    plan = factories.bare_plan(place.committee)
    bigger(plan, [place.science, place.home], 2)
    total = queries.totals(plan, ON)
    assert total.total == 4 * (len(CASES) - 1), "what was handed over counts at its heir only"
    for rows in (queries.standings_by_field(plan, ON), queries.standings_by_unit(plan, ON)):
        assert sum(row.total for row in rows) == total.total
        assert sum(row.counts["overdue"] for row in rows) == total["overdue"] == 8
    assert sum(row.counts.total for row in queries.plan_rows(plan, queries.TaskFilter(), ON)) == total.total
    months = queries.due_by_month(plan, ON)
    assert [month.first_day for month in months] == [date(2025, 7, 1)] and months[0].counts.total == total.total - 12


def test_fields_come_in_their_official_order_and_the_rest_last(place):
    plan = factories.bare_plan(place.committee)
    factories.occurrence(factories.obligation(factories.task(plan, field=""), place.science))
    rows = queries.standings_by_field(plan, ON)
    assert [row.label[:2] for row in rows[:7]] == ["I.", "II", "II", "IV", "V.", "VI", "VI"]
    assert (rows[-1].label, rows[-1].total) == ("Ngoài bảy lĩnh vực", 1)


def test_each_obligation_counts_once_at_its_worst(place):
    plan = factories.bare_plan(place.committee)
    every_standing(factories.obligation(factories.task(plan), place.science))
    done = factories.obligation(factories.task(plan), place.science)
    factories.occurrence(done, ON, **STATES["accepted"], state="accepted", on_time=True)
    assert queries.obligations_by_standing(plan, ON).by_standing == {"overdue": 1, "accepted_on_time": 1}


def test_the_plan_page_is_narrowed_by_text_field_standing_unit_and_unclear(place):
    plan = factories.bare_plan(place.committee)
    one = factories.task(plan, text="Đánh giá mức độ hài lòng", field="procedures")
    two = factories.task(plan, text="Giải ngân vốn đầu tư công", field="public_finance")
    factories.occurrence(factories.obligation(one, place.science), ON - timedelta(days=1))
    factories.occurrence(factories.obligation(two, place.home), ON + timedelta(days=30))
    factories.party(two)

    def found(**wanted):
        return [row.task for row in queries.plan_rows(plan, queries.TaskFilter(**wanted), ON)]

    assert found(text="hai long") == found(fields=("procedures",)) == found(standings=("overdue",)) == [one]
    assert found(unit=place.home.pk) == found(unclear=True) == found(standings=("not_due", "returned")) == [two]
    assert found(text="không có") == [] and found() == [one, two]
    row = queries.plan_rows(plan, queries.TaskFilter(), ON)[1]
    assert row.unclear and row.next_due_on == ON + timedelta(days=30) and row.units == 1


def test_lists_of_occurrences_are_filtered_paged_and_named(place):
    plan = factories.bare_plan(place.committee)
    bigger(plan, [place.science], 4)
    page = queries.occurrence_page(place.binh, queries.Wanted(plan=plan.pk), ON, size=10)
    assert (len(page.rows), page.has_next, page.total) == (10, True, 56)
    assert {row.unit_name for row in page.rows} == {"Sở Khoa học và Công nghệ"}
    assert [row.due_on for row in page.rows] == sorted(row.due_on for row in page.rows), "soonest first"
    assert page.rows[0].standing == "submitted" and page.rows[4].standing == "overdue"
    last = queries.occurrence_page(place.binh, queries.Wanted(plan=plan.pk), ON, number=6, size=10)
    assert (len(last.rows), last.has_next) == (6, False)
    soon = queries.Wanted(standings=("due_soon",), due_from=ON, due_to=ON, units=(place.science.pk,))
    assert queries.occurrence_page(place.binh, soon, ON).total == 4
    assert queries.occurrence_page(place.dung, queries.Wanted(), ON).total == 0, "a stranger sees nothing"
    assert list(queries.due_between(ON, ON, on=ON)) == [], "the end is not included"
    assert queries.due_between(ON, ON + timedelta(days=1), on=ON, person=place.binh, plan=plan).count() == 20


def test_my_day_has_five_things_with_one_verb_each_most_urgent_first(place):
    plan = factories.bare_plan(place.committee)
    every_standing(factories.obligation(factories.task(plan), place.science))
    mine = queries.my_day(place.binh, ON)
    assert [(one.verb, one.standing) for one in mine] == [
        ("submit_occurrence", "returned"), ("submit_occurrence", "overdue"), ("submit_occurrence", "overdue"),
        ("submit_occurrence", "due_soon"), ("submit_occurrence", "returned"),
    ]  # fmt: skip
    assert {one.unit_name for one in mine} == {"Sở Khoa học và Công nghệ"}


def test_my_day_of_who_decides_is_what_waits_for_a_decision(place):
    plan = factories.bare_plan(place.committee)
    of = factories.obligation(factories.task(plan), place.science)
    services.submit_occurrence(occurrence=factories.occurrence(of), by=place.binh, at=AT, note="xong")
    asked = factories.occurrence(of)
    services.ask_extension(occurrence=asked, until=date(2025, 9, 1), reason="Chờ hướng dẫn", by=place.binh, at=AT)
    factories.party(of.task)
    factories.occurrence(of, ON - timedelta(days=1))
    assert [one.verb for one in queries.my_day(place.hoa, ON)] == [
        "accept_occurrence", "decide_extension", "choose_units", "see",
    ]  # fmt: skip
    assert [one.verb for one in queries.my_day(place.leader, ON)] == ["decide_extension", "see"]
    assert [one.verb for one in queries.my_day(place.tam, ON)] == ["accept_occurrence", "decide_extension", "see"]
    assert [one.verb for one in queries.my_day(place.inspector, ON)] == ["see"]
    assert queries.my_day(place.dung, ON) == queries.my_day(None, ON) == []


def test_a_coordinating_part_follows_the_dates_of_the_leads(place):
    task = factories.task(factories.bare_plan(place.committee))
    for unit in (place.science, place.media):
        factories.occurrence(factories.obligation(task, unit), ON, label="Kỳ chung")
    helping = factories.obligation(task, place.home, role="coordinating")
    detail = queries.obligation_detail(helping, ON, place.hoa)
    assert len(detail.occurrences) == 1 and detail.occurrences[0].due_on == ON
    work = queries.unit_work(place.home, ON)
    assert work.coordinating[0].counts["due_soon"] == 2 and work.counts.total == 0


def test_proof_is_left_out_for_who_may_not_see_it(place):
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    row = factories.occurrence(of)
    services.note_progress(occurrence=row, text="x", by=place.binh, at=AT)
    assert queries.occurrence_detail(row, ON, place.binh).notes
    other = queries.occurrence_detail(row, ON, factories.person("Cán bộ", "unit_officer", place.home))
    assert not other.sees_proof and other.notes == other.moves == [] and other.verbs == {"see"}


def test_phrases_to_clear_are_listed_with_leads_first(place):
    task = factories.task(factories.bare_plan(place.committee))
    factories.party(task, role="coordinating", phrase="các đơn vị liên quan")
    factories.party(task, phrase="Hội nào đó")
    assert [one.party.phrase for one in queries.unclear_parties(place.hoa)] == ["Hội nào đó", "các đơn vị liên quan"]
    assert queries.unclear_parties(place.dung) == []


def asked(place, plan):
    task = plan.tasks.first()
    lead = task.obligations.first()
    someone = Person.objects.get(pk=place.binh.pk)
    owner = Person.objects.get(pk=place.hoa.pk)
    return {
        "plans": lambda: queries.plans(someone, ON),
        "plan_rows": lambda: queries.plan_rows(plan, queries.TaskFilter(text="nhiem", unit=place.science.pk), ON),
        "by_field": lambda: queries.standings_by_field(plan, ON),
        "by_unit": lambda: queries.standings_by_unit(plan, ON),
        "by_month": lambda: queries.due_by_month(plan, ON),
        "obligations": lambda: queries.obligations_by_standing(plan, ON),
        "page": lambda: queries.occurrence_page(someone, queries.Wanted(text="nhiem"), ON),
        "my_day": lambda: queries.my_day(owner, ON),
        "unit_work": lambda: queries.unit_work(place.science, ON),
        "task": lambda: queries.task_detail(task, ON, someone),
        "obligation": lambda: queries.obligation_detail(lead, ON, someone),
        "occurrence": lambda: queries.occurrence_detail(lead.occurrences.first(), ON, someone),
        "unclear": lambda: queries.unclear_parties(someone),
    }


LIMITS = {
    "plans": 8, "plan_rows": 8, "by_field": 3, "by_unit": 4, "by_month": 2, "obligations": 2, "page": 5, "my_day": 10,
    "unit_work": 10, "task": 12, "obligation": 10, "occurrence": 12, "unclear": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_a_longer_list_costs_no_more_statements(place, name):
    plan = factories.bare_plan(place.committee)
    bigger(plan, [place.science], 1)
    small = statements(asked(place, plan)[name])
    bigger(plan, [place.science, place.home, place.media], 3)
    large = statements(asked(place, plan)[name])
    assert large <= small <= LIMITS[name], (small, large)
