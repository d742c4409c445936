"""Office hours: the notation, what it means, how it reads, and where it is wrong."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.directory.rules.hours import Hours, Interval, parse
from thuocdo.kernel.errors import Refused

MORNING, AFTERNOON = Interval(time(7, 30), time(11, 30)), Interval(time(13, 30), time(17))


def test_days_and_spans_become_intervals_of_weekdays():
    hours = parse("T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30")
    assert [hours.on(day) for day in range(7)] == [(MORNING, AFTERNOON)] * 5 + [(MORNING,), ()]
    assert hours.length(0) == timedelta(hours=7, minutes=30) and hours.length(6) == timedelta()


@pytest.mark.parametrize(
    "text",
    ["T2 07:30-11:30", "t2 7:30 - 11:30", "T2 7h30–11h30", "  T2 07:30-11:30 ; ", "T2, 07:30-11:30", "T2 07h30-11:30;"],
)
def test_people_write_the_same_hours_in_several_ways(text):
    assert parse(text).days == {0: (MORNING,)}


def test_spans_are_put_in_order_and_a_full_hour_needs_no_minutes():
    assert parse("CN 13h-17h, 7h-11h").on(6) == (Interval(time(7), time(11)), Interval(time(13), time(17)))


def test_the_sentence_names_the_days_off_too():
    assert parse("T2, T4, T6 08:00-12:00").sentence == (
        "Thứ Hai, thứ Tư, thứ Sáu: 08:00 đến 12:00; thứ Ba, thứ Năm, thứ Bảy, Chủ nhật nghỉ."
    )
    assert parse("T2-CN 08:00-12:00").sentence == "Thứ Hai đến Chủ nhật: 08:00 đến 12:00."


WRONG = [
    ("", 1, "cần ngày"),
    ("   ", 4, "cần ngày"),
    ("07:30-11:30", 1, "cần ngày"),
    ("T8 07:30-11:30", 1, "cần ngày"),
    ("T2-T6", 6, "có ngày mà không có giờ"),
    ("T2 sáng", 4, "cần khoảng giờ"),
    ("T2 07:30", 4, "cần khoảng giờ"),
    ("T2 0730-1130", 4, "cần khoảng giờ"),
    ("T2 07:30-11:30 và", 16, "cần khoảng giờ"),
    ("T2 11:30-07:30", 4, "kết thúc không sau"),
    ("T2 07:30-07:30", 4, "kết thúc không sau"),
    ("T2 07:30-25:00", 10, "không có giờ 25:00"),
    ("T2 07:60-11:30", 4, "không có giờ 7:60"),
    ("T2 07:30-11:30, 11:00-12:00", 17, "chồng lên khoảng khác"),
    ("T6-T2 07:30-11:30", 1, "đi lùi"),
    ("T2, T2 07:30-11:30", 5, "hai lần"),
    ("T2-T6 07:30-11:30; T4 13:00-17:00", 19, "thứ Tư được ghi hai lần"),
    ("T2 07:30-11:30:00", 4, "cần khoảng giờ"),
]


@pytest.mark.parametrize(("text", "place", "why"), WRONG, ids=[row[0] or "empty" for row in WRONG])
def test_what_is_wrong_is_named_with_its_place(text, place, why):
    with pytest.raises(Refused) as refusal:
        parse(text)
    assert refusal.value.code == "directory.bad_hours"
    assert refusal.value.where == {"ký tự": place} and why in refusal.value.message and refusal.value.remedy


quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
days = st.dictionaries(
    st.integers(0, 6),
    st.sets(quarters, min_size=2, max_size=8).map(
        lambda marks: tuple(Interval(*pair) for pair in zip(*[iter(sorted(marks))] * 2, strict=False))
    ),
    min_size=1,
)


@given(days)
def test_the_notation_of_any_hours_means_these_hours_again(by_day):
    hours = Hours(dict(sorted(by_day.items())))
    assert parse(str(hours)) == hours


@given(st.text(alphabet="T234567CN 0123456789:h-–;,", max_size=40))
def test_any_text_is_understood_or_refused_with_a_place(text):
    try:
        assert all(one.start < one.end for spans in parse(text).days.values() for one in spans)
    except Refused as refusal:
        assert 1 <= int(str(refusal.where["ký tự"])) <= len(text) + 1
