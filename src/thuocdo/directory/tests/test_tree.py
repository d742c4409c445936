"""Spans of days, gaps in a life, cycles in the tree on some days only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.directory.rules.tree import common, cycle_day, first_gap, holds

JAN, MAR, JUL, SEP = date(2025, 1, 1), date(2025, 3, 1), date(2025, 7, 1), date(2025, 9, 1)
ALWAYS = (None, None)


@pytest.mark.parametrize(
    ("days", "lives", "gap"),
    [
        ((JAN, JUL), [(None, None)], None),
        ((JAN, JUL), [(JAN, MAR), (MAR, JUL)], None),
        ((JAN, JUL), [(MAR, None), (None, MAR)], None),
        ((JAN, JUL), [(JAN, MAR), (SEP, None)], MAR),
        ((JAN, JUL), [], JAN),
        ((None, JUL), [(JAN, None)], date.min),
        ((JAN, None), [(None, JUL)], JUL),
        ((None, None), [(None, None)], None),
    ],
)
def test_the_first_day_without_the_upper_unit_is_found(days, lives, gap):
    assert first_gap(days, lives) == gap


def above(edges):
    return lambda unit: [(parent, days) for child, parent, days in edges if child == unit]


@pytest.mark.parametrize(
    ("edges", "days", "day"),
    [
        ([], ALWAYS, None),
        ([("B", "A", ALWAYS)], (MAR, None), MAR),
        ([("B", "A", (JUL, None))], (MAR, None), JUL),
        ([("B", "A", (None, MAR))], (MAR, None), None),
        ([("B", "C", ALWAYS), ("C", "A", (JUL, SEP))], (JAN, None), JUL),
        ([("B", "C", (None, JUL)), ("C", "A", (JUL, None))], ALWAYS, None),
        ([("B", "A", ALWAYS)], ALWAYS, date.min),
        ([("B", "C", ALWAYS), ("C", "B", ALWAYS)], ALWAYS, None),  # another's cycle does not stop the question
        ([("B", "A", (SEP, None)), ("B", "C", (None, SEP)), ("C", "A", (JUL, None))], (JAN, None), JUL),
    ],
)
def test_a_unit_below_itself_is_found_on_the_first_such_day(edges, days, day):
    assert cycle_day("A", "B", days, above(edges)) == day


def test_a_unit_is_not_its_own_parent():
    assert cycle_day("A", "A", (MAR, None), above([])) == MAR


spans = st.tuples(st.integers(0, 60), st.integers(1, 60)).map(
    lambda pair: (JAN + timedelta(days=pair[0]), JAN + timedelta(days=pair[0] + pair[1]))
)


@given(spans, spans)
def test_common_days_are_those_that_lie_in_both(one, other):
    shared = common(one, other)
    days = [JAN + timedelta(days=n) for n in range(130)]
    assert [day for day in days if holds(one, day) and holds(other, day)] == [
        day for day in days if shared and holds(shared, day)
    ]


@given(spans, st.lists(spans, max_size=5))
def test_a_gap_is_the_first_day_that_no_life_covers(days, lives):
    uncovered = [
        day for n in range(130) if holds(days, day := JAN + timedelta(days=n)) and not any(holds(x, day) for x in lives)
    ]
    assert first_gap(days, lives) == (uncovered[0] if uncovered else None)
