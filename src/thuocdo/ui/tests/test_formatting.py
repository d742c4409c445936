"""Dates and numbers as officials write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from thuocdo.ui import charts, formatting
from thuocdo.ui.templatetags.ui import highlight


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_instant_late_in_the_evening_in_london_is_the_next_day_in_vietnam():
    assert formatting.vn_date(datetime(2025, 7, 15, 20, 0, tzinfo=UTC)) == "16/07/2025"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234567.891"), 2, "1.234.567,89"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("-0.04"), 1, "0,0"),
        (1e6, None, "1.000.000"),
        ("12,5", None, ""),
        (Decimal("NaN"), None, ""),
        (True, None, ""),
        (0, None, "0"),
    ],
)
def test_a_number_has_a_decimal_comma_and_rounds_half_up(value, places, text):
    assert formatting.vn_number(value, places) == text


def test_whole_percentages_stay_whole_and_zero_stays_zero():
    assert [formatting.vn_percent(value) for value in (100, Decimal("0.0"), Decimal("99.96"))] == ["100%", "0%", "100%"]


def test_filters_show_nothing_for_nothing():
    assert shown("[{{ none|vn_date }}{{ none|vn_datetime }}{{ none|vn_number }}{{ none|due_words:day }}]",
                 none=None, day=date(2025, 7, 15)) == "[]"  # fmt: skip


def test_search_words_are_marked_whatever_marks_they_were_typed_with():
    assert highlight("Sở Thông tin", "thong") == 'Sở <mark class="m-find">Thông</mark> tin'


def test_marked_text_stays_escaped():
    assert (
        highlight("<b>Đề án</b>", "de an")
        == '&lt;b&gt;<mark class="m-find">Đề</mark> <mark class="m-find">án</mark>&lt;/b&gt;'
    )


@pytest.mark.parametrize(
    ("value", "target", "comparator", "met"),
    [(95, 95, ">=", True), (95, 95, ">", False), (3, 5, "<=", True), (6, 5, "<=", False), (None, 5, ">=", None)],
)
def test_a_target_is_met_by_its_own_comparison(value, target, comparator, met):
    assert charts.ruler(value, target, comparator=comparator).met is met


def test_an_unknown_value_draws_no_bar_and_no_zero():
    drawn = shown('{% ruler none 95 "Hài lòng" %}', none=None)
    assert 'class="fill' not in drawn
    assert "Chưa biết" in drawn and "0%" not in drawn.split("measure-foot")[0].split("</strong>")[0]


def test_a_value_beyond_the_scale_stays_on_the_drawing():
    assert charts.ruler(250, 100).width == "100%"
    assert charts.ruler(-5, 100).width == "0%"


def test_parts_of_a_stacked_bar_never_overlap_or_leave_the_drawing():
    drawn = charts.stack([("accepted_on_time", 1), ("overdue", 999), ("no_date", 1)])
    ends = [float(part.x[:-1]) + float(part.width[:-1]) for part in drawn.segments]
    starts = [float(part.x[:-1]) for part in drawn.segments]
    assert all(end <= start + 0.02 for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] <= 100.01 and all(float(part.width[:-1]) > 0 for part in drawn.segments)


def test_a_bar_of_nothing_is_drawn_as_nothing():
    assert charts.stack([("overdue", 0)], "nhiệm vụ").sentence == "0 nhiệm vụ: Quá hạn 0"


def test_labels_that_find_no_room_on_the_calendar_strip_are_counted():
    pins = [(date(2025, 7, 16), f"Việc số {number} khá dài") for number in range(6)]
    drawn = charts.strip(date(2025, 7, 15), 30, pins)
    assert len(drawn.pins) == 3 and drawn.hidden == 3


def test_an_unknown_state_looks_unknown_and_not_green():
    assert "b-unknown" in shown('{% standing "something_new" %}')
