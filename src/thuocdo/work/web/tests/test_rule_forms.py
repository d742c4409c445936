"""A deadline is written by picking: from words, from fields, from stored rules; several of them for one task."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from thuocdo.core.paths import PACKS
from thuocdo.kernel.calendar import read_calendar
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import Rule, rule_of
from thuocdo.work.tests.seen import main_of, signed_in, words_of
from thuocdo.work.web.rule_forms import RuleForm, fields_of
from thuocdo.work.web.rule_said import DueRow, Span, said_of
from thuocdo.work.web.rule_set import MOST, RuleSet, span_sent
from thuocdo.work.web.rules import strip

CALENDAR = read_calendar(PACKS / "national" / "calendar.csv")
SPAN = Span(date(2025, 1, 1), date(2026, 1, 1), date(2025, 1, 1), CALENDAR)
PICKED = [
    # fields, sentence, first days
    ({"kind": "date", "day": "20/01/2025", "op": "before"},
     "Trước ngày 20/01/2025 (ngày cuối cùng còn đúng hạn: 19/01/2025).", ["2025-01-19"]),
    ({"kind": "date", "day": "31/1/2025", "op": "by", "time": "16h30"},
     "Chậm nhất 16:30 ngày 31/01/2025.", ["2025-01-31"]),
    ({"kind": "period", "period": "2026-Q1"}, "Trong quý I/2026.", ["2026-03-31"]),
    ({"kind": "period", "period": "2025-12", "op": "before"},
     "Trước tháng 12/2025 (ngày cuối cùng còn đúng hạn: 30/11/2025).", ["2025-11-30"]),
    ({"kind": "range", "period": "2025-Q4", "until_period": "2026-Q2"},
     "Từ quý IV/2025 đến hết quý II/2026.", ["2026-06-30"]),
    ({"kind": "range", "day": "01/03/2025", "until_day": "15/05/2025"},
     "Từ ngày 01/03/2025 đến hết ngày 15/05/2025.", ["2025-05-15"]),
    ({"kind": "recurring", "recurrence": ["monthly"], "anchor": "last", "day_of_month": "12", "op": "by"},
     "Chậm nhất ngày 12 hằng tháng.", ["2025-01-12", "2025-02-12"]),
    ({"kind": "recurring", "recurrence": ["quarterly"], "anchor": "next", "day_of_month": "10", "op": "before"},
     "Trước ngày 10 tháng đầu quý sau.", ["2025-04-09", "2025-07-09"]),
    ({"kind": "recurring", "recurrence": ["weekly"], "anchor": "weekday", "weekday": "5"},
     "Chậm nhất thứ Sáu hằng tuần.", ["2025-01-03", "2025-01-10"]),
    ({"kind": "recurring", "recurrence": ["half_yearly"], "anchor": "yearly", "yearly": "15/6 và 15/12",
      "op": "before"},
     "Trước ngày 15/06 và 15/12, báo cáo 6 tháng.", ["2025-06-14", "2025-12-14"]),
    ({"kind": "recurring", "recurrence": ["quarterly", "half_yearly", "yearly", "ad_hoc"], "anchor": "end"},
     "Hằng quý, 6 tháng, hằng năm, đột xuất khi có yêu cầu; hạn là ngày cuối của kỳ.", ["2025-03-31", "2025-06-30"]),
    ({"kind": "recurring", "recurrence": ["yearly"], "months": ["3", "9"], "anchor": "end"},
     "3 tháng, 9 tháng, hằng năm; hạn là ngày cuối của kỳ.", ["2025-03-31", "2025-09-30", "2025-12-31"]),
    ({"kind": "ongoing"}, "Thường xuyên.", []),
    ({"kind": "on_request", "words": "Theo yêu cầu của Chính phủ"}, "Theo yêu cầu của Chính phủ.", []),
    ({"kind": "relative", "within_amount": "5", "within_unit": "working_day",
      "within_after": "kể từ ngày nhận văn bản"},
     "Trong 5 ngày làm việc kể từ ngày nhận văn bản.", []),
]  # fmt: skip


def test_a_day_that_the_calendar_does_not_have_is_told_apart_from_what_is_no_day():
    for typed, said in (("29/02/2026", "Không có ngày “29/02/2026”"), ("31.4.2025", "Không có ngày"),
                        ("cuối tháng", "theo dạng ngày/tháng/năm")):  # fmt: skip
        form = form_of({"kind": "date", "day": typed, "op": "by"})
        assert not form.is_valid() and said in form.errors["day"][0]


def form_of(fields: dict) -> RuleForm:
    return RuleForm({f"x-{name}": value for name, value in fields.items()}, prefix="x", span=SPAN)


@pytest.mark.parametrize(("fields", "words", "days"), PICKED, ids=[words for _, words, _ in PICKED])
def test_what_is_picked_becomes_a_rule_with_its_sentence_and_days(fields, words, days):
    form = form_of(fields)
    assert form.is_valid(), form.errors
    said = said_of(form.rule, SPAN)
    assert said.sentence == words
    assert [row.due.due_on.isoformat() for row in said.rows][: len(days)] == days
    assert bool(said.rows) == bool(days)
    assert form.rule.text, "a deadline keeps words that people can read"


@pytest.mark.parametrize(("fields", "words", "days"), PICKED, ids=[words for _, words, _ in PICKED])
def test_a_rule_fills_the_fields_that_give_it_back(fields, words, days):
    first = form_of(fields)
    assert first.is_valid()
    again = form_of(fields_of(first.rule))
    assert again.is_valid(), again.errors
    assert again.rule == first.rule


WORDS = [
    "chậm nhất ngày 12 hàng tháng (số liệu tính từ ngày 12 tháng trước đến ngày 12 tháng sau)",
    "trước ngày 25 của tháng cuối quý",
    "Trước ngày 15/6 và 15/12 hàng năm",
    "Tháng 6, tháng 12 hàng năm",
    "trước 16h30 thứ Sáu hàng tuần",
    "6 tháng, 9 tháng và năm",
    "Quý IV/2025 - Quý II/2026",
    "trước 16 giờ 30 ngày 20/01/2025",
    "trong thời hạn 15 ngày làm việc kể từ ngày nhận",
    "Giai đoạn 2025-2030",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_fill_the_picker_with_the_same_days(words):
    [phrase] = read_deadlines(words, year=2025, cell=True)
    rules = RuleSet(sent({"words": words}, action="doc-0"), span=SPAN)
    assert rules.is_pressed
    [row] = rules.rows
    assert not row.form.is_bound and row.form["kind"].value()
    [rule] = rules.rules
    meant = rule_of(phrase)
    assert [(due.due_on, due.window_start, due.window_end) for due in SPAN.schedule(rule).occurrences] == [
        (due.due_on, due.window_start, due.window_end) for due in SPAN.schedule(meant).occurrences
    ]
    assert rule.text == meant.text


def sent(*rows: dict, action: str = "", **more: str) -> dict:
    data: dict = {"han-n": str(len(rows)), "han-viec": action, **more}
    for number, row in enumerate(rows):
        data |= {f"han-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"kind": "date"}, "day"),
        ({"kind": "date", "day": "31/02/2025"}, "day"),
        ({"kind": "date", "day": "20/01/2025", "time": "25:00"}, "time"),
        ({"kind": "period"}, "period"),
        ({"kind": "period", "period": "2025-Q7"}, "period"),
        ({"kind": "range", "day": "01/03/2025"}, "until_day"),
        ({"kind": "recurring"}, "recurrence"),
        ({"kind": "recurring", "recurrence": ["fortnightly"]}, "recurrence"),
        ({"kind": "recurring", "recurrence": ["monthly"], "anchor": "last"}, "day_of_month"),
        ({"kind": "recurring", "recurrence": ["monthly"], "anchor": "last", "day_of_month": "32"}, "day_of_month"),
        ({"kind": "recurring", "recurrence": ["monthly"], "anchor": "weekday", "weekday": "5"}, "anchor"),
        ({"kind": "recurring", "recurrence": ["yearly"], "anchor": "yearly", "yearly": "30/02"}, "yearly"),
        ({"kind": "recurring", "recurrence": ["yearly"], "anchor": "yearly", "yearly": "x"}, "yearly"),
        (
            {"kind": "recurring", "recurrence": ["monthly"], "has_window": "on", "window_from_day": "12"},
            "window_to_day",
        ),
        ({"kind": "relative"}, "within_after"),
        ({"kind": "relative", "within_amount": "0", "within_after": "nhận"}, "within_amount"),
        ({"kind": "someday"}, "kind"),
        ({"words": "không có gì"}, "kind"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(fields, place):
    form = form_of(fields)
    assert not form.is_valid()
    assert place in form.errors and form.rule is None


def test_several_deadlines_are_added_and_taken_away_and_nothing_typed_is_lost():
    one = {"kind": "date", "day": "20/01/2025", "op": "before", "applies_to": "Các sở"}
    rules = RuleSet(sent(one, action="them"), span=SPAN)
    assert rules.count == 2 and rules.rows[0].form["applies_to"].value() == "Các sở"
    two = {"kind": "date", "day": "31/01/2025", "op": "before", "applies_to": "UBND cấp xã"}
    rules = RuleSet(sent(one, two, action="bo-0"), span=SPAN)
    assert rules.count == 1 and rules.rows[0].form["day"].value() == "31/01/2025"
    saved = RuleSet(sent(one, two, {}), span=SPAN)
    assert not saved.is_pressed and saved.is_valid()
    assert [given["value"] for given in saved.deadlines] == ["2025-01-20", "2025-01-31"]
    assert [given["applies_to"] for given in saved.deadlines] == ["Các sở", "UBND cấp xã"]


def test_words_with_several_deadlines_become_rows_of_their_own():
    words = "Định kỳ hàng quý (trước ngày 20 tháng cuối quý), 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)"
    rules = RuleSet(sent({"words": words}, action="doc-0"), span=SPAN)
    assert [rule.recurrence for rule in rules.rules] == [("quarterly",), ("half_yearly",), ("yearly",)]


def test_words_without_a_deadline_say_so_and_stay():
    rules = RuleSet(sent({"words": "không có gì"}, action="doc-0"), span=SPAN)
    [row] = rules.rows
    assert row.doubts and row.form["words"].value() == "không có gì"


def test_a_stored_deadline_comes_back_and_one_that_cannot_be_read_keeps_its_words():
    stored = Rule("recurring", recurrence=("monthly",), op="by", day_of_month=12, text="ngày 12").to_json()
    rules = RuleSet(span=SPAN, initial=[stored, {"kind": "nonsense", "text": "cuối kỳ gì đó"}])
    assert rules.rules[0].day_of_month == 12
    assert rules.rows[1].form["words"].value() == "cuối kỳ gì đó"
    assert not rules.is_pressed


def test_contradicting_deadlines_are_named_between_the_rows():
    quarter = {"kind": "recurring", "recurrence": ["quarterly"], "anchor": "last", "op": "by"}
    rules = RuleSet(sent({**quarter, "day_of_month": "10"}, {**quarter, "day_of_month": "15"}), span=SPAN)
    assert rules.is_valid()
    [fault] = rules.faults
    assert fault.code == "deadlines.contradict" and fault.rules == (0, 1)
    assert fault in rules.errors


@pytest.mark.parametrize(
    "data",
    [
        {"han-n": "999999", "han-viec": "them"}, {"han-n": "-1"}, {"han-n": "x", "han-viec": "bo-99"},
        {"han-n": "1", "han-viec": "doc-"}, {"han-n": "1", "han-0-words": "ngày " * 5000, "han-viec": "doc-0"},
        {"han-n": "1", "han-0-kind": "date", "han-0-day": "\x00"}, {"han-n": "²", "han-viec": "xem-²"},
    ],
)  # fmt: skip
def test_hostile_input_changes_nothing_and_breaks_nothing(data):
    rules = RuleSet(data, span=SPAN)
    assert 1 <= rules.count <= MOST
    assert rules.rules == [] and rules.rows


@pytest.mark.django_db
def test_the_span_that_comes_along_is_not_trusted(place):
    today = date(2025, 7, 15)
    for given in ({}, {"han-tu": "x", "han-den": "2025"}, {"han-tu": "0001-01-01", "han-den": "9999-12-31"}):
        span = span_sent(given, "han", today)
        assert (span.start, span.end) == (date(2025, 1, 1), date(2026, 1, 1))
    assert span_sent({"han-tu": "2026-01-01", "han-den": "2027-01-01"}, "han", today).start.year == 2026


def test_the_picker_prints_the_half_open_window_and_what_is_strictly_before():
    given = {"kind": "recurring", "recurrence": ["monthly"], "anchor": "last", "day_of_month": "12", "op": "before",
             "has_window": "on", "window_from_day": "12", "window_from_month": "previous", "window_to_day": "11",
             "window_to_month": "reporting"}  # fmt: skip
    html = render_to_string("work/_rule_form.html", {"rules": RuleSet(sent(given, action="xem"), span=SPAN)})
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "số liệu từ 12/12/2024 đến hết 11/01/2025 [12/12/2024, 12/01/2025)" in words
    assert "“Trước ngày 12” nghĩa là chậm nhất ngày 11." in words
    assert "11/01/2025 là ngày nghỉ (Thứ Bảy), hạn giữ nguyên" in words


def test_the_strip_holds_every_due_day_of_the_year_once():
    rule = Rule("recurring", recurrence=("monthly",), op="by", day_of_month=31)
    dues = [DueRow(due) for due in SPAN.schedule(rule).occurrences]
    months = strip(dues, SPAN)
    assert len(months) == 12
    assert [day.on for month in months for day in month.dues] == [row.due.due_on for row in dues]
    days = [day.on for month in months for week in month.weeks for day in week if day]
    assert days[0] == date(2025, 1, 1) and days[-1] == date(2025, 12, 31) and len(days) == 365
    assert all(len(week) == 7 for month in months for week in month.weeks)


def test_anybody_signed_in_may_try_a_deadline_and_sees_the_year(place):
    client = signed_in(place.binh)
    empty = client.get(reverse("work:rules"))
    assert "Vài câu để thử" in main_of(empty)
    tried = client.get(reverse("work:rules"), {"nam": "2025", "loi-van": "chậm nhất ngày 12 hàng tháng"})
    words = words_of(tried)
    assert "Chậm nhất ngày 12 hằng tháng." in words and "Lịch năm 2025: 12 ngày đến hạn" in words
    posted = client.post(reverse("work:rules"), {"nam": "abc", **sent({"kind": "ongoing"})})
    assert posted.status_code == 200 and "Ghi năm từ 1990 đến 2100." in main_of(posted)


def test_the_piece_for_the_picker_answers_with_the_picker_alone(place):
    client = signed_in(place.binh)
    data = sent(
        {"kind": "date", "day": "20/01/2025", "op": "before"}, **{"han-tu": "2025-01-01", "han-den": "2026-01-01"}
    )
    answer = client.post(reverse("work:rule_preview"), data)
    assert answer.status_code == 200 and b"<html" not in answer.content
    assert "19/01/2025" in answer.content.decode()
    assert client.get(reverse("work:rule_preview")).status_code == 405
