"""Derived plans against their parent: likeness by cases, dates that are not kept, which plan carries out which."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.work.rules.coverage import Side, cover
from thuocdo.work.rules.coverage_dates import LATER, NO_DAY, NO_TURN, clashes
from thuocdo.work.rules.coverage_papers import ENOUGH, Signs, asks_for_own_plan, parent_score

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "coverage.yaml").read_text(encoding="utf-8"))
LEAST, LOWER = 50, 100
START, YEAR = date(2025, 1, 1), st.dates(date(2025, 1, 1), date(2025, 12, 31))


def sides(rows: list[dict[str, Any]], first: int) -> list[Side]:
    return [Side(first + at, row["text"], row.get("field", "")) for at, row in enumerate(rows)]


def pairs(rows: list[list[int]]) -> frozenset[tuple[int, int]]:
    return frozenset((upper, lower + LOWER) for upper, lower in rows)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_coverage_as_in_the_cases(case: dict[str, Any]):
    found = cover(
        sides(case["upper"], 1), sides(case["lower"], LOWER + 1), linked=pairs(case.get("linked", [])),
        refused=pairs(case.get("refused", [])), least=LEAST,
    )  # fmt: skip
    assert [row.state for row in found.rows] == case["states"]
    assert len(found.added) == case.get("added", 0)
    assert len(found.twice) == case.get("twice", 0)
    if "pairs" in case:
        got = {(row.upper, one.lower) for row in found.rows for one in row.proposed}
        assert got == pairs(case["pairs"])


@given(st.lists(st.text("ab cdeo", min_size=5, max_size=30), max_size=8), st.integers(0, 100))
def test_every_task_of_the_agency_stands_at_one_place(texts: list[str], least: int):
    uppers = [Side(at, text) for at, text in enumerate(texts[::2])]
    lowers = [Side(LOWER + at, text) for at, text in enumerate(texts)]
    found = cover(uppers, lowers, least=least)
    placed = [one.lower for row in found.rows for one in row.proposed] + list(found.added)
    assert sorted(placed) == [one.key for one in lowers]
    assert all(0 <= one.score <= 100 and one.reasons for row in found.rows for one in row.proposed)


def days(*several: tuple[int, int]) -> list[date]:
    return [date(2025, month, day) for month, day in several]


@pytest.mark.parametrize(
    ("upper", "lowers", "expected"),
    [
        (days((1, 19)), [days((1, 15))], []),
        (days((1, 19)), [days((1, 19))], []),
        (days((1, 19)), [days((1, 25))], [LATER]),
        (days((3, 31), (6, 30)), [days((3, 25))], [NO_TURN]),
        (days((3, 31), (6, 30)), [days((4, 2), (6, 30))], [LATER]),
        (days((6, 30)), [[]], [NO_DAY]),
        ([], [days((6, 30))], []),
        (days((6, 30)), [], []),
        (days((6, 30)), [days((3, 31)), days((8, 31))], [LATER]),
        (days((3, 31), (6, 30)), [days((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))], []),
    ],
)
def test_dates_that_are_not_kept(upper, lowers, expected):
    assert [one.kind for one in clashes(upper, lowers, begins_on=START)] == expected


def test_a_clash_shows_both_days():
    (one,) = clashes(days((1, 19)), [days((1, 25))], begins_on=START)
    assert (one.upper_on, one.lower_on) == (date(2025, 1, 19), date(2025, 1, 25))


def test_reports_for_the_time_before_the_plan_are_not_owed():
    upper, lower = days((3, 31), (6, 30), (9, 30)), [days((9, 30))]
    assert clashes(upper, lower, begins_on=date(2025, 7, 1)) == []
    assert [one.kind for one in clashes(days((1, 19)), [days((7, 31))], begins_on=date(2025, 7, 1))] == [LATER]


@given(st.lists(YEAR, min_size=1, max_size=6), st.integers(0, 20))
def test_who_keeps_every_date_or_is_earlier_has_no_clash(upper: list[date], early: int):
    assert clashes(upper, [upper], begins_on=START) == []
    gap = min((b - a for a, b in zip(sorted(set(upper)), sorted(set(upper))[1:], strict=False)), default=timedelta(30))
    sooner = [day - timedelta(days=min(early, gap.days - 1)) for day in upper]
    assert clashes(upper, [sooner], begins_on=START) == []


@given(st.lists(YEAR, min_size=1, max_size=6), st.integers(1, 60))
def test_whoever_begins_after_the_last_date_is_late(upper: list[date], late: int):
    begins = max(upper) + timedelta(days=late)
    found = clashes(upper, [[begins]], begins_on=START)
    assert (LATER, begins) in {(one.kind, one.lower_on) for one in found}


def test_only_a_task_about_plans_of_reform_asks_for_one():
    assert asks_for_own_plan("Căn cứ Kế hoạch này, các cơ quan xây dựng Kế hoạch CCHC nhà nước năm 2025")
    assert asks_for_own_plan("Ban hành Kế hoạch cải cách hành chính năm 2025")
    assert not asks_for_own_plan("Xây dựng Kế hoạch tuyên truyền cải cách hành chính")
    assert not asks_for_own_plan("Báo cáo kết quả thực hiện kế hoạch cải cách hành chính")


def test_a_letter_of_the_same_year_is_not_proposed_as_a_derived_plan():
    title = "Kế hoạch cải cách hành chính tỉnh năm 2025"
    letter = Signs("basis", False, "Về việc đôn đốc báo cáo", title, True, False)
    own = Signs("", False, "Kế hoạch cải cách hành chính năm 2025 của UBND xã", title, True, True)
    assert parent_score(letter)[0] < ENOUGH <= parent_score(own)[0]
