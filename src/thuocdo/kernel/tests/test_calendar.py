from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.kernel.calendar import WorkingCalendar, from_rows, read_calendar
from thuocdo.kernel.errors import Refused

PACK = Path(__file__).resolve().parents[4] / "packs" / "national" / "calendar.csv"
CALENDAR = read_calendar(PACK)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def test_tet_2025_is_nine_days_off_in_a_row() -> None:
    off = [date(2025, 1, 25) + timedelta(days=n) for n in range(9)]
    assert not any(CALENDAR.is_working(day) for day in off)
    assert CALENDAR.previous_working(date(2025, 1, 29)) == date(2025, 1, 24)
    assert CALENDAR.next_working(date(2025, 1, 29)) == date(2025, 2, 3)
    assert "mùng 1 Tết" in CALENDAR.name(date(2025, 1, 29))


def test_the_bridge_day_of_may_2025_is_worked_on_the_saturday_before() -> None:
    assert CALENDAR.is_working(date(2025, 4, 26))
    assert [CALENDAR.is_working(date(2025, 4, 30) + timedelta(days=n)) for n in range(6)] == [False] * 5 + [True]
    assert CALENDAR.add_working_days(date(2025, 4, 25), 1) == date(2025, 4, 26)
    assert CALENDAR.add_working_days(date(2025, 4, 29), 1) == date(2025, 5, 5)
    assert CALENDAR.name(date(2025, 5, 2)).startswith("nghỉ hoán đổi")


def test_national_day_2025_is_off_with_the_day_before() -> None:
    assert CALENDAR.next_working(date(2025, 9, 1)) == date(2025, 9, 3)
    assert CALENDAR.working_days_between(date(2025, 8, 29), date(2025, 9, 3)) == 1


def test_the_swap_of_august_2026_makes_a_saturday_a_working_day() -> None:
    assert CALENDAR.is_working(date(2026, 8, 22))
    assert CALENDAR.add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)


def test_weekends_are_named_and_working_days_have_no_name() -> None:
    assert CALENDAR.name(date(2025, 7, 5)) == "Thứ Bảy"
    assert CALENDAR.name(date(2025, 7, 6)) == "Chủ nhật"
    assert CALENDAR.name(date(2025, 7, 7)) == ""


def test_only_announced_years_are_known() -> None:
    assert CALENDAR.known_years == {2024, 2025, 2026}
    assert not CALENDAR.is_working(date(2027, 2, 8))


def test_a_day_off_that_no_act_confirms_is_worked() -> None:
    assert CALENDAR.is_working(date(2026, 11, 24))


def test_pairs_of_the_pack_point_at_each_other() -> None:
    lines = [line for line in PACK.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = {row.split(",")[0]: row for row in lines[1:]}
    swaps = [row for row in rows.values() if ",swapped_off," in row or ",makeup_working," in row]
    assert swaps
    for row in swaps:
        pair = next(cell for cell in rows if cell != row[:10] and f",{cell}," in row)
        assert f",{row[:10]}," in rows[pair]


@pytest.mark.parametrize(
    "row",
    [
        {"date": "2025-02-31", "kind": "holiday", "status": "official"},
        {"date": "", "kind": "holiday", "status": "official"},
        {"date": "2025-01-01", "kind": "feast", "status": "official"},
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_column(row: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        from_rows([row])
    assert refusal.value.code == "calendar.bad_row"
    assert {"dòng", "cột"} <= set(refusal.value.where)


def test_a_missing_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Không có tệp lịch"):
        read_calendar(tmp_path / "calendar.csv")


def test_a_calendar_without_working_days_is_refused_instead_of_searched_for_ever() -> None:
    never = WorkingCalendar(frozenset(date(2025, 1, 1) + timedelta(days=n) for n in range(4000)))
    with pytest.raises(Refused, match="không có ngày làm việc"):
        never.next_working(date(2025, 1, 1))


@given(DAYS, st.integers(-200, 200))
def test_going_forth_and_back_over_working_days_is_the_same_day(day: date, count: int) -> None:
    worked = CALENDAR.next_working(day)
    there = CALENDAR.add_working_days(worked, count)
    assert CALENDAR.is_working(there)
    assert CALENDAR.add_working_days(there, -count) == worked
    assert CALENDAR.working_days_between(worked, there) == count


@given(DAYS)
def test_next_and_previous_working_days_are_worked_and_nearest(day: date) -> None:
    after, before = CALENDAR.next_working(day), CALENDAR.previous_working(day)
    assert before <= day <= after
    assert CALENDAR.is_working(before) and CALENDAR.is_working(after)
    assert CALENDAR.is_working(day) == (before == day == after)
