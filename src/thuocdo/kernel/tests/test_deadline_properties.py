"""What holds of every rule, over 2021 to 2030, with the real calendar: holidays, compensatory and swapped days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from thuocdo.kernel.calendar import read_calendar
from thuocdo.kernel.deadlines.faults import faults_of
from thuocdo.kernel.deadlines.model import DataWindow
from thuocdo.kernel.deadlines.occurrences import Due, due_after, due_by_event, occurrences
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.recurrences import KIND_OF
from thuocdo.kernel.deadlines.rules import Rule, rule_of
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.deadlines.windows import ends_of, window_of
from thuocdo.kernel.periods import MONTHS, Period, periods_between

CALENDAR = read_calendar(Path(__file__).resolve().parents[4] / "packs" / "national" / "calendar.csv")
FIRST, LAST = date(2021, 1, 1), date(2031, 1, 1)
PERIODS = ("monthly", "quarterly", "half_yearly", "yearly")
DAYS = st.integers(1, 31)
WINDOWS = st.builds(
    DataWindow, DAYS, st.sampled_from(["previous", "first", "reporting", "previous_year_12", "year_06"]), DAYS,
    st.sampled_from(["previous", "reporting", "next", "year_11"]), st.just(""),
)  # fmt: skip
SPANS = st.tuples(st.dates(FIRST, date(2030, 12, 1)), st.integers(1, 1200)).map(
    lambda given: (given[0], min(given[0] + timedelta(days=given[1]), LAST))
)
RECURRING = st.builds(
    Rule, kind=st.just("recurring"), op=st.sampled_from([None, "by", "before"]),
    recurrence=st.lists(
        st.sampled_from(["weekly", *PERIODS, "ad_hoc"]), min_size=1, max_size=3, unique=True
    ).map(tuple),
    day_of_month=st.none() | DAYS, month_of_period=st.sampled_from(["", "last", "first"]),
    dates=st.lists(st.sampled_from(["--06-15", "--12-15", "--02-29", "--12"]), max_size=2, unique=True).map(tuple),
    data_window=st.none() | WINDOWS, shift=st.sampled_from(["", "none", "next", "previous"]),
    time=st.sampled_from(["", "16:30"]),
)  # fmt: skip


def dues_of(rule: Rule, span: tuple[date, date], shift: str = "none") -> tuple[Due, ...]:
    return occurrences(rule, start=span[0], end=span[1], calendar=CALENDAR, shift=shift).occurrences


@given(RECURRING, SPANS, st.sampled_from(["none", "next", "previous"]))
def test_no_day_by_the_rule_lies_out_of_the_span(rule: Rule, span: tuple[date, date], shift: str) -> None:
    for due in dues_of(rule, span, shift):
        assert due.by_rule_on is not None and span[0] <= due.by_rule_on < span[1]


@given(RECURRING, SPANS)
def test_a_shift_lands_on_a_working_day_and_never_crosses_backwards(rule: Rule, span: tuple[date, date]) -> None:
    for way in ("next", "previous"):
        moving = Rule(**{**rule.__dict__, "shift": way})
        dues = dues_of(moving, span)
        for due in dues:
            assert due.by_rule_on is not None and CALENDAR.is_working(due.due_on)
            assert due.due_on >= due.by_rule_on if way == "next" else due.due_on <= due.by_rule_on
            crossed = abs((due.due_on - due.by_rule_on).days)
            between = [min(due.due_on, due.by_rule_on) + timedelta(days=day) for day in range(crossed)]
            missed = [day for day in between if day != due.due_on and CALENDAR.is_working(day)]
            assert not missed, "the nearest working day on that side is taken"
        assert all(one.due_on <= other.due_on for one, other in pairwise(dues))


@given(RECURRING, SPANS, st.sampled_from(["none", "next", "previous"]))
def test_a_rules_own_shift_wins_and_without_one_the_policy_does(
    rule: Rule, span: tuple[date, date], policy: str
) -> None:
    same = Rule(**{**rule.__dict__, "shift": rule.shift or policy})
    assert dues_of(rule, span, policy) == dues_of(same, span, "none")


@given(st.sampled_from(PERIODS), DAYS, st.sampled_from(["", "last", "first", "next"]), SPANS)
def test_strictly_before_is_always_one_day_earlier(word: str, day: int, month: str, span: tuple[date, date]) -> None:
    by, before = (
        Rule("recurring", recurrence=(word,), op=op, day_of_month=day, month_of_period=month, shift="none")
        for op in ("by", "before")
    )
    wide = (span[0] - timedelta(days=400), span[1] + timedelta(days=400))
    named = {due.label: due.due_on for due in dues_of(by, wide)}
    for due in dues_of(before, span):
        assert due.due_on == named[due.label] - timedelta(days=1)


@given(st.dates(FIRST, date(2030, 12, 31)))
def test_before_a_date_is_never_on_it(day: date) -> None:
    [due] = dues_of(Rule("date", day.isoformat(), "before"), (FIRST, LAST))
    [by] = dues_of(Rule("date", day.isoformat(), "by"), (FIRST, LAST))
    assert (by.due_on, by.due_on - due.due_on) == (day, timedelta(days=1))


TOUCHING = st.tuples(DAYS, st.integers(0, 1)).map(
    lambda given: DataWindow(given[0], "previous", max(1, given[0] - given[1]), "reporting", "")
)


@given(st.sampled_from(PERIODS), TOUCHING, SPANS, st.none() | DAYS, st.sampled_from(["", "last", "first", "next"]))
@example("quarterly", DataWindow(15, "previous", 14, "reporting", ""), (date(2025, 1, 1), date(2026, 1, 1)), 20, "last")
@example("monthly", DataWindow(31, "previous", 30, "reporting", ""), (date(2024, 1, 1), date(2025, 1, 1)), 31, "")
def test_windows_from_the_month_before_touch_without_gap_or_overlap(
    word: str, window: DataWindow, span: tuple[date, date], day: int | None, month: str
) -> None:
    rule = Rule("recurring", recurrence=(word,), op="by", day_of_month=day, month_of_period=month, data_window=window)
    dues = dues_of(rule, span)
    assert all(one.window_end == other.window_start for one, other in pairwise(dues))
    assert all(due.window_start < due.window_end and not due.window_assumed for due in dues if due.window_end)


@given(st.sampled_from(sorted(MONTHS)), st.integers(2021, 2030))
def test_the_windows_of_the_decree_cover_the_year_from_december_to_december(kind: str, year: int) -> None:
    window = DataWindow(15, "previous", 14, "reporting", "")
    found = [window_of(window, period) for period in periods_between(kind, date(year, 1, 1), date(year + 1, 1, 1))]
    assert (found[0][0], found[-1][1]) == (date(year - 1, 12, 15), date(year, 12, 15))
    assert all(one[1] == other[0] for one, other in pairwise(found))


@given(WINDOWS, st.sampled_from(sorted(MONTHS)), st.dates(FIRST, date(2030, 12, 31)))
def test_a_window_is_never_empty_and_as_written_where_it_can_be(window: DataWindow, kind: str, day: date) -> None:
    period = Period.holding(day, kind)
    start, end = window_of(window, period)
    assert start < end
    written = ends_of(window, period)
    assert written == (start, end) or written[1] <= written[0]


def union(rules: list[Rule]) -> list[tuple[object, ...]]:
    span = (date(2025, 1, 1), date(2026, 1, 1))
    return sorted(
        (due.due_on, due.time, due.window_start, due.window_end) for rule in rules for due in dues_of(rule, span)
    )


READABLE = st.builds(
    Rule, kind=st.just("recurring"), op=st.sampled_from(["by", "before"]),
    recurrence=st.lists(st.sampled_from(["quarterly", "half_yearly", "yearly"]), min_size=1, unique=True).map(
        lambda names: tuple(sorted(names, key=list(KIND_OF).index))
    ) | st.just(("monthly",)),
    day_of_month=DAYS, month_of_period=st.sampled_from(["last", "first", "next"]), data_window=st.none() | WINDOWS,
    shift=st.sampled_from(["", "none", "next", "previous"]), time=st.sampled_from(["", "16:30"]),
)  # fmt: skip


@settings(max_examples=300)
@given(READABLE)
def test_a_sentence_read_again_gives_the_same_days(rule: Rule) -> None:
    # A window that ends in the month behind a period and begins before it has two readings of "tháng sau".
    assume(rule.data_window is None or rule.data_window.to_month != "next")
    phrases = read_deadlines(sentence(rule), year=2025, cell=True)
    assert union([rule_of(phrase) for phrase in phrases]) == union([rule]), sentence(rule)
    assert {phrase.shift for phrase in phrases} == {rule.shift}


@given(
    st.sampled_from(["by", "before", "in", "from"]),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    st.sampled_from(["day", *sorted(MONTHS)]),
)
def test_a_point_of_time_is_said_and_read_again(op: str, day: date, kind: str) -> None:
    value = day.isoformat() if kind == "day" else Period.holding(day, kind).code
    rule = Rule("date" if kind == "day" else kind, value, op)
    [phrase] = read_deadlines(sentence(rule), year=2025, cell=True)
    assert (phrase.kind, phrase.value) == (rule.kind, rule.value)
    assert union([rule_of(phrase)]) == union([rule])


@given(RECURRING | READABLE, SPANS)
def test_faults_are_found_without_breaking_and_name_only_what_is_there(rule: Rule, span: tuple[date, date]) -> None:
    found = faults_of([rule, rule], start=span[0], end=span[1], calendar=CALENDAR)
    assert "deadlines.repeated" in {fault.code for fault in found}
    never = any(fault.code == "deadlines.never_due" for fault in found)
    backwards = any(fault.code == "deadlines.end_before_start" for fault in found)
    days = bool(set(rule.recurrence) & {"weekly", *PERIODS})
    assert never == (days and not dues_of(rule, span)) or backwards


@given(
    st.integers(1, 200),
    st.sampled_from(["day", "week", "working_day", "hour", "working_hour"]),
    st.dates(FIRST, date(2030, 1, 1)),
)
def test_a_length_of_time_ends_after_the_event_on_a_working_day(amount: int, unit: str, event_on: date) -> None:
    rule = Rule.from_json({"kind": "relative", "within": {"amount": amount, "unit": unit, "after": "kể từ ngày nhận"}})
    plain, moved = due_after(rule, event_on, CALENDAR), due_by_event(rule, event_on, CALENDAR)
    assert plain is not None and moved is not None
    assert event_on < plain <= moved.due_on and CALENDAR.is_working(moved.due_on)


@given(RECURRING)
def test_a_rule_survives_json(rule: Rule) -> None:
    assert Rule.from_json(rule.to_json()) == rule
