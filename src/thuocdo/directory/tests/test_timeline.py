"""The strip of days on which units changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.directory import queries
from thuocdo.directory.models import Revision, UnitVersion
from thuocdo.directory.queries.turning import turns
from thuocdo.directory.rules.strip import MOST, WIDTH, Turn, strip

DEC, MAR, JUL = date(2024, 12, 1), date(2025, 3, 1), date(2025, 7, 1)
TURNS = [Turn(DEC, 52, 101, 0), Turn(MAR, 12, 18, 0), Turn(JUL, 134, 437, 2)]


@pytest.mark.parametrize(
    ("on", "index", "before", "after"),
    [(date(2024, 11, 30), 0, None, DEC), (DEC, 1, DEC, MAR), (date(2025, 6, 30), 2, MAR, JUL), (JUL, 3, JUL, None)],
)
def test_a_day_stands_in_the_state_that_the_last_change_opened(on, index, before, after):
    found = strip(TURNS, on)
    assert found.index == index and [stop.current for stop in found.stops].index(True) == index
    assert (found.before and found.before.day, found.after and found.after.day) == (before, after)
    assert (found.first, found.last) == (0, 3)


def test_bars_are_on_a_scale_of_tens_and_inside_the_picture():
    found = strip(TURNS, JUL)
    assert found.stops[0].turn is None and found.stops[3].down == 30
    assert all(0 <= stop.up <= 30 and stop.top >= 20 and 0 < stop.x < WIDTH for stop in found.stops)
    assert found.stops[2].up > 30 * 12 / 437, "twelve beside hundreds can still be seen"


@given(st.integers(1, 60), st.integers(-5, 70))
def test_of_many_changes_those_around_the_day_are_shown(number, day):
    many = [Turn(DEC + timedelta(days=at), 1, 1, 0) for at in range(number)]
    found = strip(many, DEC + timedelta(days=day))
    assert len(found.stops) == min(MOST, number + 1)
    assert sum(stop.current for stop in found.stops) == 1 and found.first <= found.index <= found.last


def test_days_of_change_of_the_real_country(facts):
    def told(**scope):
        return {turn.day: (turn.began, turn.ended, turn.changed) for turn in turns(queries.Scope(**scope))}

    nghe_an = told(nature="territory", province="P40", level="xa")
    assert nghe_an == {DEC: (52, 100, 0), JUL: (130, 412, 0)}
    assert told(nature="territory", level="tinh")[JUL] == (23, 52, 0)
    assert told(nature="agency", province="P40")[MAR] == (12, 18, 0)
    assert len(told(nature="territory")) == 9


def test_a_new_name_is_a_change_and_no_birth(facts, django_assert_num_queries):
    hue = UnitVersion.objects.get(unit__key="P46", valid__endswith=date(2025, 1, 1))
    with django_assert_num_queries(2):
        found = turns(queries.Scope(nature="territory", province="P46", level="tinh"))
    assert found == [Turn(hue.valid.upper, 0, 0, 1)]


def test_days_of_change_as_they_were_believed(facts):
    scope = queries.Scope(nature="agency", province="P40")
    first = UnitVersion.objects.latest("recorded_at").recorded_at
    before = turns(scope)
    UnitVersion.objects.filter(unit__key="NA.SNV").update(valid=(date(2025, 3, 2), None))
    assert turns(scope) == before, "kept in memory until it is declared that units changed"
    Revision.renew()
    assert turns(scope, believed_at=first) == before != turns(scope)
