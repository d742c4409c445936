"""Due instances of every kind of deadline: laid out once, drawn out with the plan, never made twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import rule_of
from thuocdo.work import services
from thuocdo.work.models import Occurrence, Plan, PolicyValue
from thuocdo.work.services.laying import Layout
from thuocdo.work.services.scheduling import Scheduler
from thuocdo.work.tests import factories as make

TABLE = Path(__file__).resolve().parents[2] / "kernel" / "tests" / "cases" / "deadline_wordings.yaml"
AT = clock.at_day(date(2025, 1, 10))


@pytest.fixture
def plan(place) -> Plan:
    """A plan whose tasks have every wording of the table, each led by two agencies, laid out for 2025."""
    plan = make.bare_plan(place.committee)
    bound = []
    for case in yaml.safe_load(TABLE.read_text(encoding="utf-8"))["cases"]:
        task = make.task(plan)
        phrases = read_deadlines(case["words"], year=2025, cell=True)
        deadlines = [make.deadline(task, rule_of(phrase).to_json()) for phrase in phrases]
        bound += [(make.obligation(task, unit), deadlines) for unit in (place.home, place.science)]
    Layout(Scheduler(plan, date(2025, 1, 10))).write(bound)
    return plan


def places(plan: Plan) -> Counter:
    return Counter(Occurrence.objects.filter(plan=plan).values_list("obligation", "deadline", "label", "round"))


def extend(plan: Plan) -> int:
    before = Occurrence.objects.filter(plan=plan).count()
    services.extend_occurrences(plan=plan, by=SYSTEM, at=AT)
    return Occurrence.objects.filter(plan=plan).count() - before


def test_upkeep_makes_nothing_that_is_there_whatever_the_deadline(plan):
    assert set(places(plan).values()) == {1}
    assert extend(plan) == 0


def test_a_plan_that_is_drawn_out_gets_what_it_lacks_once(plan):
    plan.ends_on = date(2026, 7, 1)
    plan.save()
    assert extend(plan) > 0
    assert extend(plan) == 0
    assert set(places(plan).values()) == {1}


def test_a_province_that_begins_to_move_days_off_moves_new_dates_and_makes_no_second_ones(plan):
    old = set(Occurrence.objects.filter(plan=plan).values_list("pk", "due_on"))
    PolicyValue.objects.create(
        key="day_off_shift", province_key=plan.province_key, valid_from=date(2025, 1, 1), value="next", provenance="thử"
    )
    assert extend(plan) == 0
    assert set(Occurrence.objects.filter(plan=plan).values_list("pk", "due_on")) == old
    plan.ends_on = date(2026, 7, 1)
    plan.save()
    assert extend(plan) > 0
    new = Occurrence.objects.filter(plan=plan, due_on__gte=date(2026, 1, 1)).exclude(pk__in=[pk for pk, _ in old])
    calendar = Scheduler(plan, date(2025, 1, 10)).calendar
    assert all(calendar.is_working(row.due_on) for row in new)
