from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thuocdo.kernel.calendar import WorkingCalendar, read_calendar
from thuocdo.kernel.deadlines.model import DataWindow
from thuocdo.kernel.deadlines.occurrences import Schedule, due_after, occurrences
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import Rule, rule_of
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import MONTHS

CALENDAR = read_calendar(Path(__file__).resolve().parents[4] / "packs" / "national" / "calendar.csv")
YEAR = {"start": date(2025, 1, 1), "end": date(2026, 1, 1)}


def schedule(text: str, **more: object) -> Schedule:
    """The schedule of a one-deadline phrase in 2025."""
    [phrase] = read_deadlines(text, year=2025, cell=True)
    return occurrences(rule_of(phrase), calendar=CALENDAR, **{**YEAR, **more})


def days(found: Schedule) -> list[str]:
    return [due.due_on.isoformat() for due in found.occurrences]


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("trước ngày 20/01/2025", "2025-01-19"),
        ("trước 16 giờ 30 ngày 20/01/2025", "2025-01-20"),
        ("chậm nhất ngày 31/01/2025", "2025-01-31"),
        ("Trước tháng 12/2025", "2025-11-30"),
        ("Đến tháng 6/2025", "2025-06-30"),
        ("Trong quý II/2025", "2025-06-30"),
        ("Trước quý II/2025", "2025-03-31"),
        ("06 tháng đầu năm", "2025-06-30"),
        ("Trong năm", "2025-12-31"),
        ("Quý IV/2025 - Quý II/2026", "2026-06-30"),
        ("9 tháng đầu năm 2025", "2025-09-30"),
    ],
)
def test_a_point_of_time_is_due_on_its_last_good_day(text: str, due_on: str) -> None:
    assert days(schedule(text)) == [due_on]


def test_a_day_in_the_next_year_belongs_to_this_years_plan() -> None:
    [due] = schedule("Quý I/2026").occurrences
    assert (due.due_on, due.window_start, due.window_end) == (date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1))
    assert due.label == "Quý I/2026"


def test_the_monthly_report_of_the_12th_covers_the_12th_to_the_12th() -> None:
    found = schedule("chậm nhất ngày 12 hàng tháng (số liệu tính từ ngày 12 tháng trước đến ngày 12 tháng sau)")
    assert days(found) == [f"2025-{month:02}-12" for month in range(1, 13)]
    first = found.occurrences[0]
    assert (first.window_start, first.window_end, first.window_assumed) == (
        date(2024, 12, 12),
        date(2025, 1, 12),
        False,
    )
    assert first.day_off_reason == "Chủ nhật"


def test_a_window_up_to_the_day_before_touches_the_next() -> None:
    found = schedule("ngày 20 hàng tháng (số liệu từ ngày 15 tháng trước đến ngày 14 tháng báo cáo)").occurrences
    assert (found[1].window_start, found[1].window_end) == (date(2025, 1, 15), date(2025, 2, 15))


def test_a_report_on_a_month_due_in_the_next_belongs_to_the_month() -> None:
    found = schedule("ngày 05 tháng sau").occurrences
    assert (found[0].due_on, found[0].label) == (date(2025, 2, 5), "Tháng 1/2025")
    assert (found[-1].due_on, found[-1].label) == (date(2026, 1, 5), "Tháng 12/2025")
    assert (found[-1].window_start, found[-1].window_end) == (date(2025, 12, 1), date(2026, 1, 1))


def test_quarter_half_and_year_are_separate_reports() -> None:
    found = schedule("Theo quý, 6 tháng, năm").occurrences
    assert [due.label for due in found] == [
        "Quý I/2025",
        "Quý II/2025",
        "6 tháng đầu năm 2025",
        "Quý III/2025",
        "Quý IV/2025",
        "Năm 2025",
    ]


def test_half_years_alone_are_two() -> None:
    assert days(schedule("6 tháng một lần")) == ["2025-06-30", "2025-12-31"]


def test_nine_months_have_a_report_of_their_own_where_quarters_have_none() -> None:
    assert [due.label for due in schedule("6 tháng, 9 tháng và năm").occurrences] == [
        "6 tháng đầu năm 2025",
        "9 tháng năm 2025",
        "Năm 2025",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ngày 25 tháng cuối quý", ["2025-03-25", "2025-06-25", "2025-09-25", "2025-12-25"]),
        ("trước ngày 25 của tháng cuối quý", ["2025-03-24", "2025-06-24", "2025-09-24", "2025-12-24"]),
        ("trước ngày 10 của tháng đầu quý sau", ["2025-04-09", "2025-07-09", "2025-10-09", "2026-01-09"]),
        ("trước ngày 25/12 hàng năm", ["2025-12-24"]),
        ("Trước ngày 15/6 và 15/12 hàng năm", ["2025-06-14", "2025-12-14"]),
        ("Tháng 6, tháng 12 hàng năm", ["2025-06-30", "2025-12-31"]),
        ("Trước tháng 3 và tháng 9 hàng năm", ["2025-02-28", "2025-08-31"]),
        ("Định kỳ 6 tháng (trước ngày 15/6)", ["2025-06-14"]),
    ],
)
def test_days_of_quarters_and_years(text: str, wanted: list[str]) -> None:
    assert days(schedule(text)) == wanted


def test_weekly_reports_fall_on_their_weekday() -> None:
    found = schedule("trước 16h30 thứ Sáu hàng tuần").occurrences
    assert len(found) == 52
    assert {due.due_on.isoweekday() for due in found} == {5}
    assert {due.time for due in found} == {"16:30"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Thường xuyên", "thường xuyên"),
        ("Theo quy định", "Theo quy định"),
        ("Theo yêu cầu", "yêu cầu"),
        ("Sau khi Luật Việc làm có hiệu lực", "sự kiện"),
        ("Định kỳ", "không ghi kỳ"),
        ("Đột xuất", "Đột xuất"),
        ("Hằng ngày", "hằng ngày"),
        ("trước ngày 31/02/2025", "Không có ngày 31/02/2025 trong lịch"),
    ],
)
def test_what_has_no_day_gives_a_reason_and_a_next_check(text: str, reason: str) -> None:
    found = schedule(text)
    assert found.occurrences == ()
    assert reason in found.why_none
    assert found.next_check == date(2025, 3, 31)
    assert [day.month for day in found.checks] == [3, 6, 9, 12]


def test_how_often_to_look_again_is_the_callers_policy() -> None:
    assert len(schedule("Thường xuyên", check="month").checks) == 12
    assert schedule("Thường xuyên", check="year").next_check == date(2025, 12, 31)
    assert schedule("Thường xuyên", start=date(2025, 7, 15)).next_check == date(2025, 9, 30)


def test_work_that_begins_and_has_no_end_is_looked_at_from_its_beginning() -> None:
    found = schedule("Từ Quý II/2025")
    assert found.why_none == "Thực hiện từ quý II/2025, văn bản không ghi hạn cuối."
    assert found.next_check == date(2025, 6, 30)


def test_the_part_without_a_day_is_noted_beside_the_others() -> None:
    found = schedule("Định kỳ Quý, 6 tháng, năm và đột xuất")
    assert len(found.occurrences) == 6
    assert found.notes == ("Đột xuất, khi có yêu cầu.",)


def test_a_day_off_is_named_and_moved_only_when_asked() -> None:
    [as_printed] = schedule("chậm nhất ngày 30/4/2025").occurrences
    [later] = schedule("chậm nhất ngày 30/4/2025", shift="next").occurrences
    [earlier] = schedule("chậm nhất ngày 30/4/2025", shift="previous").occurrences
    assert (as_printed.due_on, as_printed.day_off_reason) == (date(2025, 4, 30), "Ngày Chiến thắng")
    assert (later.due_on, later.by_rule_on) == (date(2025, 5, 5), date(2025, 4, 30))
    assert earlier.due_on == date(2025, 4, 29)


def test_a_strict_day_off_moves_as_the_caller_asks_too() -> None:
    for shift, due_on in (("none", date(2025, 11, 30)), ("next", date(2025, 12, 1)), ("previous", date(2025, 11, 28))):
        [due] = schedule("Trước tháng 12/2025", shift=shift).occurrences
        assert (due.due_on, due.by_rule_on, due.day_off_reason) == (due_on, date(2025, 11, 30), "Chủ nhật")


def test_a_wrong_question_is_refused() -> None:
    for wrong in ({"end": date(2025, 1, 1)}, {"shift": "sideways"}, {"check": "decade"}):
        with pytest.raises(Refused):
            schedule("Trong năm", **wrong)


def test_a_length_of_time_counts_from_the_day_after_the_event() -> None:
    friday = date(2025, 4, 25)
    for text, due_on in (
        ("trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản", date(2025, 5, 6)),
        ("trong thời hạn 15 ngày kể từ ngày nhận được văn bản", date(2025, 5, 10)),
        ("trong vòng 01 tháng kể từ ngày nhận được văn bản", date(2025, 5, 25)),
        ("không quá 08 giờ làm việc kể từ khi nhận được văn bản", date(2025, 4, 26)),
    ):
        [phrase] = read_deadlines(text, year=2025)
        assert due_after(rule_of(phrase), friday, CALENDAR) == due_on
    assert due_after(Rule("ongoing"), friday, CALENDAR) is None


STARTS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
LENGTHS = st.integers(1, 800)
PLAIN = WorkingCalendar()
RECURRING = st.builds(
    Rule,
    kind=st.just("recurring"),
    op=st.sampled_from([None, "by", "before"]),
    recurrence=st.lists(
        st.sampled_from(["weekly", "monthly", "quarterly", "half_yearly", "yearly", "ad_hoc", "periodic"]),
        min_size=1,
        max_size=4,
        unique=True,
    ).map(tuple),
    day_of_month=st.none() | st.integers(1, 31),
    month_of_period=st.sampled_from(["", "last", "first"]),
    dates=st.lists(st.sampled_from(["--06-15", "--12-15", "--02-29", "--12"]), max_size=2, unique=True).map(tuple),
)


@given(RECURRING, STARTS, LENGTHS)
def test_due_days_are_in_order_and_inside_the_asked_time(rule: Rule, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    found = occurrences(rule, start=start, end=end, calendar=PLAIN)
    assert all(start <= due.due_on < end for due in found.occurrences)
    assert all(one.due_on <= other.due_on for one, other in pairwise(found.occurrences))
    assert all(due.window_start < due.window_end for due in found.occurrences if due.window_start)
    assert bool(found.occurrences) != bool(found.why_none)


@example(
    rule=Rule(kind="recurring", recurrence=("monthly",), day_of_month=16, dates=("--12-15",)),
    following=False, start=date(2021, 2, 1), first=289, second=29,
)  # fmt: skip
@given(rule=RECURRING, following=st.booleans(), start=STARTS, first=LENGTHS, second=LENGTHS)
def test_neighbouring_times_share_no_due_day_and_lose_none(
    rule: Rule, following: bool, start: date, first: int, second: int
) -> None:
    if following:
        rule = Rule(**{**rule.__dict__, "month_of_period": "next", "dates": ()})
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    parts = [
        due
        for one, other in ((start, middle), (middle, end))
        for due in occurrences(rule, start=one, end=other, calendar=PLAIN).occurrences
    ]
    whole = occurrences(rule, start=start, end=end, calendar=PLAIN).occurrences
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def test_a_day_of_the_year_printed_beside_a_monthly_day_comes_as_well() -> None:
    rule = Rule(kind="recurring", recurrence=("monthly",), day_of_month=16, dates=("--12-15",))
    found = occurrences(rule, start=date(2021, 11, 1), end=date(2022, 1, 1), calendar=PLAIN).occurrences
    assert [due.due_on for due in found] == [date(2021, 11, 16), date(2021, 12, 15), date(2021, 12, 16)]


@given(
    STARTS,
    LENGTHS,
    st.integers(1, 31),
    st.sampled_from([None, "same", "day_before"]),
    st.sampled_from(["", "next"]),
)
def test_data_windows_of_monthly_reports_touch(
    start: date, length: int, day: int, kind: str | None, month: str
) -> None:
    window = None
    if kind == "same":
        window = DataWindow(day, "previous", day, "reporting", "")
    if kind == "day_before" and day > 1:
        window = DataWindow(day, "previous", day - 1, "reporting", "")
    rule = Rule("recurring", recurrence=("monthly",), day_of_month=day, month_of_period=month, data_window=window)
    found = occurrences(rule, start=start, end=start + timedelta(days=length), calendar=PLAIN).occurrences
    assert all(one.window_end == other.window_start for one, other in pairwise(found))
    assert all(due.window_assumed == (window is None) for due in found)


@given(st.integers(2021, 2030), st.integers(29, 31))
def test_the_last_days_of_a_month_fall_on_the_last_day_of_a_shorter_one(year: int, day: int) -> None:
    rule = Rule("recurring", recurrence=("monthly",), op="by", day_of_month=day)
    found = occurrences(rule, start=date(year, 1, 1), end=date(year + 1, 1, 1), calendar=PLAIN).occurrences
    assert [due.due_on.month for due in found] == list(range(1, 13))
    for due in found:
        assert due.due_on.day == day or (due.due_on + timedelta(days=1)).day == 1


@given(st.integers(2021, 2030), st.sampled_from(sorted(MONTHS)))
def test_bare_periods_tile_the_year(year: int, kind: str) -> None:
    word = {"month": "monthly", "quarter": "quarterly", "half_year": "half_yearly", "year": "yearly"}[kind]
    rule = Rule("recurring", recurrence=(word,))
    found = occurrences(rule, start=date(year, 1, 1), end=date(year + 1, 1, 1), calendar=PLAIN).occurrences
    assert len(found) == 12 // MONTHS[kind]
    assert (found[0].window_start, found[-1].window_end) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert all(one.window_end == other.window_start for one, other in pairwise(found))
    assert all(due.due_on + timedelta(days=1) == due.window_end for due in found)


@given(RECURRING, st.sampled_from(["next", "previous"]), STARTS)
def test_a_shifted_day_is_worked(rule: Rule, shift: str, start: date) -> None:
    found = occurrences(rule, start=start, end=start + timedelta(days=400), calendar=CALENDAR, shift=shift)
    assert all(CALENDAR.is_working(due.due_on) for due in found.occurrences)
