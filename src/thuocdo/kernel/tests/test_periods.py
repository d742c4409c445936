from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import MONTHS, Period, month_start, periods_between

DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
KINDS = st.sampled_from(sorted(MONTHS))


@pytest.mark.parametrize(
    ("period", "code", "label", "last"),
    [
        (Period.month(2024, 2), "2024-02", "tháng 2/2024", date(2024, 2, 29)),
        (Period.quarter(2025, 2), "2025-Q2", "quý II/2025", date(2025, 6, 30)),
        (Period.half(2025, 1), "2025-H1", "6 tháng đầu năm 2025", date(2025, 6, 30)),
        (Period.year(2025), "2025", "năm 2025", date(2025, 12, 31)),
    ],
)
def test_a_period_has_a_code_a_name_and_a_last_day(period: Period, code: str, label: str, last: date) -> None:
    assert (period.code, period.label, period.last_day) == (code, label, last)
    assert Period.of_code(code) == period


@pytest.mark.parametrize("code", ["", "2025-13", "2025-00", "2025-Q5", "2025-H3", "25", "2025-Q", "năm 2025"])
def test_a_code_of_no_period_is_refused(code: str) -> None:
    with pytest.raises(Refused):
        Period.of_code(code)


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(Refused):
        Period(date(2025, 1, 1), date(2025, 1, 1))


def test_months_run_on_over_the_year() -> None:
    assert month_start(2025, 0) == date(2024, 12, 1)
    assert month_start(2025, 25) == date(2027, 1, 1)


@given(DAYS, KINDS)
def test_a_period_holds_its_day_and_touches_the_next(day: date, kind: str) -> None:
    period = Period.holding(day, kind)
    assert day in period
    assert period.next().start == period.end
    assert period.end not in period
    assert not period.overlaps(period.next())


@given(DAYS, st.integers(1, 900), KINDS)
def test_periods_between_two_days_cover_them_without_gap_or_overlap(start: date, length: int, kind: str) -> None:
    end = start + timedelta(days=length)
    periods = periods_between(kind, start, end)
    assert start in periods[0]
    assert end - timedelta(days=1) in periods[-1]
    assert all(one.end == other.start for one, other in pairwise(periods))
