"""The rules about urging: read from the pack with every fault named, and counted in working time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from thuocdo.chancery.queries.policy import rules_on
from thuocdo.chancery.rules.urging import Waited, due_step, late_since, on_day, parse, waited
from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.errors import Refused

STEP = {"after": 4, "unit": "working_hours", "awaited": "received", "tell": ["receivers"]}
RULE = {"valid_from": date(2020, 1, 1), "most_a_day": 1, "steps": [STEP]}
CALENDAR = WorkingCalendar(frozenset({date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 2)}))


def office(weekday: int) -> list[tuple[time, time]]:
    return [(time(7, 30), time(11, 30)), (time(13, 0), time(17, 0))]


def at(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    return datetime(2025, month, day, hour, minute)  # noqa: DTZ001 - both ends are of one zone


@pytest.mark.parametrize("rule", [
    {**RULE, "most_a_day": 0}, {**RULE, "most_a_day": "1"}, {**RULE, "valid_from": "2020"}, {**RULE, "steps": []},
    {**RULE, "steps": [{**STEP, "after": 0}]}, {**RULE, "steps": [{**STEP, "unit": "weeks"}]},
    {**RULE, "steps": [{**STEP, "awaited": "acted"}]}, {**RULE, "steps": [{**STEP, "tell": ["minister"]}]},
    {**RULE, "steps": [{**STEP, "tell": []}]},
])  # fmt: skip
def test_a_faulty_pack_is_refused_with_the_place(rule):
    with pytest.raises(Refused) as refusal:
        parse({"urging": [rule]})
    assert refusal.value.code == "chancery.bad_policy" and refusal.value.where["mục"] == 1


def test_an_empty_pack_is_refused_and_the_delivered_one_is_sound():
    with pytest.raises(Refused):
        parse({})
    rules = rules_on(date(2025, 7, 15))
    assert rules.most_a_day >= 1 and rules.legal_basis and "ví dụ" in rules.provenance


def test_the_rules_of_the_day_count_and_before_all_the_first():
    later = {**RULE, "valid_from": date(2026, 1, 1), "most_a_day": 2}
    rules = parse({"urging": [RULE, later]})
    days = (date(2019, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [on_day(rules, day).most_a_day for day in days] == [1, 1, 2]


@pytest.mark.parametrize(("start", "end", "hours", "days"), [
    (at(11, 8), at(11, 11), 3, 0), (at(11, 11), at(11, 14), 1.5, 0), (at(11, 16), at(14, 8, 30), 2, 1),
    (at(11, 20), at(14, 7), 0, 1), (at(29, 16), at(5, 8, 30, month=5), 2, 1), (at(12, 9), at(13, 9), 0, 0),
])  # fmt: skip
def test_waiting_is_counted_in_office_hours_over_noon_nights_weekends_and_holidays(start, end, hours, days):
    assert waited(start, end, office, CALENDAR) == Waited(timedelta(hours=hours), days)


def test_the_furthest_step_that_is_due_is_taken_and_none_twice():
    day = {**STEP, "after": 1, "unit": "working_days", "awaited": "read", "tell": ["head"]}
    [rules] = parse({"urging": [{**RULE, "steps": [STEP, day]}]})
    long = Waited(timedelta(hours=9), 2)
    assert due_step(rules, Waited(timedelta(hours=3), 0), received=False, done=0) is None
    assert due_step(rules, Waited(timedelta(hours=4), 0), received=False, done=0) == (1, rules.steps[0])
    assert due_step(rules, long, received=False, done=0) == (2, rules.steps[1])
    assert due_step(rules, long, received=True, done=1) == (2, rules.steps[1])
    assert due_step(rules, long, received=False, done=2) is None


def test_what_came_before_the_last_working_day_is_late():
    assert late_since(date(2025, 5, 5), CALENDAR) == date(2025, 4, 29), "over the holidays and the weekend"
