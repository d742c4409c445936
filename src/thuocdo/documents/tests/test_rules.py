"""Pure rules: dates, numbers, shapes, segments, cutting, states."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.documents.rules.cutting import cut, cutting_places, joined
from thuocdo.documents.rules.dating import impossible_dates, read_date, reference_day
from thuocdo.documents.rules.header import head_of
from thuocdo.documents.rules.life import DOCUMENT_MOVES, ITEM_MOVES, next_document_state, next_item_state
from thuocdo.documents.rules.limits import deadlines_of
from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.rules.readings import other_readings
from thuocdo.documents.rules.segments import Mark, readable, segments
from thuocdo.documents.rules.shapes import SHAPES, WrongFields, fitted
from thuocdo.kernel.errors import Refused

spans = st.lists(st.tuples(st.integers(-5, 120), st.integers(-5, 120)), max_size=4)
marks = st.lists(st.tuples(st.sampled_from(["task", "target", "shortcoming"]), spans), max_size=12)
texts = st.text(alphabet="aăđ \n\t<li>|.;1", max_size=100)


@given(texts, marks)
def test_segments_put_together_are_the_text_and_cover_every_mark(text, found):
    listed = [Mark(f"X{number}", kind, places) for number, (kind, places) in enumerate(found)]
    pieces = segments(text, listed)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.start < piece.end for piece in pieces)
    for mark in listed:
        wanted = {i for a, b in mark.spans for i in range(max(0, a), min(len(text), b))}
        covered = {i for piece in pieces if mark.label in piece.labels for i in range(piece.start, piece.end)}
        assert covered == wanted
        assert sum(mark.label in piece.opens for piece in pieces) == bool(wanted)
        assert sum(mark.label in piece.closes for piece in pieces) == bool(wanted)


@given(texts)
def test_what_is_shown_keeps_every_letter_outside_tags(text):
    shown = "".join(readable(text))
    assert len(readable(text)) == len(text)
    if "<" not in text:
        assert "".join(shown.replace("│", "").split()) == "".join(text.split())


def test_crawled_table_tags_are_left_out_of_what_is_shown_only():
    text = "<ul><li>Sở Tư pháp</li><li>UBND xã</li></ul>"
    assert "".join(readable(text)).split() == ["•", "Sở", "Tư", "pháp", "•", "UBND", "xã"]
    assert "".join(piece.text for piece in segments(text, [])) == text


def test_rows_of_a_table_stay_rows_on_screen():
    row = "28\tTiếp tục triển khai Đề án Đô thị thông minh tỉnh Nghệ An\tTrong năm"
    assert "".join(readable(f"{row}\n{row}")).count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "value", "precision"),
    [("8/7/2025", "2025-07-08", "day"), ("08-07-2025", "2025-07-08", "day"), ("07/2025", "2025-07", "month"),
     ("2025", "2025", "year"), ("", "", ""), ("ngày 08 tháng 7 năm 2025", "2025-07-08", "day"),
     ("2025-07-08", "2025-07-08", "day"), ("29/02/2024", "2024-02-29", "day")],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(typed, value, precision):
    assert (read_date(typed).value, read_date(typed).precision) == (value, precision)


@pytest.mark.parametrize(
    "typed", ["31/02/2025", "29/02/2025", "00/01/2025", "13/2025", "1/1/0020", "mai", "8/7", "32/1/2025"]
)
def test_dates_that_are_none_are_refused_by_name(typed):
    with pytest.raises(Refused) as refused:
        read_date(typed)
    assert refused.value.code == "documents.bad_date" and refused.value.remedy


def test_impossible_dates_are_found_in_prose():
    text = "trước ngày 31/04/2025, ngày 30 tháng 02 năm 2025 và 15/12/2025"
    assert len(impossible_dates(text)) == 2


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_typing(day):
    assert read_date(f"{day.day}/{day.month}/{day.year}").day == day


@pytest.mark.parametrize(
    ("value", "signed", "expected"),
    [("2024-12-30", None, date(2024, 12, 30)), ("2025-07", date(2025, 7, 8), date(2025, 7, 8)),
     ("2025-06", None, date(2025, 6, 30)), ("2025", None, date(2025, 7, 15)), ("", None, date(2025, 7, 15)),
     ("2026", None, date(2026, 1, 1))],
)  # fmt: skip
def test_the_day_for_looking_up_agencies(value, signed, expected):
    found = reference_day(value, signed, date(2025, 7, 15))
    assert found.on == expected and found.why


@pytest.mark.parametrize(
    ("one", "other"), [("176/UBND-KSTT", "Số: 0176 /UBND - KSTT"), ("3667/QĐ-UBND", "3667/qđ-ubnd")]
)
def test_spellings_of_one_number_are_one(one, other):
    assert number_key(one) == number_key(other) != ""


def test_a_blank_number_matches_nothing():
    assert number_key("/UBND-KSTT") == number_key(None) == number_key("Số:") == ""


def test_numbers_are_read_with_a_decimal_comma():
    for typed, value in (("95", 95), ("95,5", 95.5), ("1.250", 1250), ("1.250,5", 1250.5), ("80%", 80), ("", None)):
        assert fitted("target", {"text": "a", "value": typed}, {})["value"] == value
    for typed in ("chín", "1,2,3", "inf", "nan", "1e99"):
        with pytest.raises(WrongFields):
            fitted("target", {"text": "a", "value": typed}, {})


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(WrongFields) as refused:
        fitted("target", {"text": " ", "value": "x", "comparator": "~", "field": "thơ"}, {})
    assert set(refused.value.problems) == {"text", "value", "comparator", "field"}


def test_a_citation_needs_a_number_or_a_title():
    with pytest.raises(WrongFields):
        fitted("citation", {"number": "", "title": ""}, {})
    assert fitted("citation", {"number": "12/QĐ", "date": "8/7/2025"}, {})["date"] == "2025-07-08"


KEYS = st.sampled_from(["text", "field", "value", "deadlines", "lead_agencies", "date", "number"])
VALUES = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.lists(st.text(max_size=5), max_size=3), st.just({})
)


@given(st.sampled_from(sorted(SHAPES)), st.dictionaries(KEYS, VALUES))
def test_whatever_is_typed_is_taken_or_refused(kind, data):
    try:
        fitted(kind, data, {})
    except WrongFields as refused:
        assert refused.problems


@given(st.text(alphabet="ab. ;", max_size=60), st.integers(-5, 70))
def test_a_cut_loses_no_word(text, at):
    try:
        first, second = cut(text, at)
    except Refused:
        return
    assert first and second
    assert [c for c in first + second if c in "ab"] == [c for c in text if c in "ab"]
    assert all(0 < place < len(text) for place in cutting_places(text))


def test_joined_words_are_parted_by_semicolons():
    assert joined(["Rà soát;", "công bố."]) == "Rà soát; công bố."


def test_deadlines_keep_what_was_known_and_read_what_is_new():
    known = [{"kind": "month", "value": "2025-06", "op": "in", "text": "Tháng 6 và tháng 12"},
             {"kind": "month", "value": "2025-12", "op": "in", "text": "Tháng 6 và tháng 12"}]  # fmt: skip
    assert deadlines_of([("Tháng 6 và tháng 12", "")], known, 2025) == known
    new = deadlines_of([("quý II/2025", "Kế hoạch"), ("", "")], known, 2025)
    assert [(entry["kind"], entry["applies_to"]) for entry in new] == [("quarter", "Kế hoạch")]
    for words in ("trước ngày 31/02/2025", "bao giờ đó"):
        with pytest.raises(Refused):
            deadlines_of([(words, "")], [], 2025)


def test_the_head_survives_a_reading_without_anything():
    head = head_of({})
    assert head.columns()["number_key"] == "" and head.printed.day is None
    assert head_of({"date": {"value": "2025-02-31"}, "date_from_signature": "x"}).printed.value == ""


def test_other_readings_leave_out_the_present_one():
    present = {"lead_agencies": ["A"], "coordinating_agencies": ["B"]}
    data = {**present, "accept": [present, {"lead_agencies": ["A", "B"]}]}
    assert [(choice.number, choice.lead) for choice in other_readings(data)] == [(1, ("A", "B"))]


def test_a_confirmed_paper_is_only_opened_again_and_no_verb_leads_out_of_a_withdrawn_item():
    assert [verb for state, verb in DOCUMENT_MOVES if state == "confirmed"] == ["reopen"]
    assert not any(state in ("withdrawn", "replaced") for state, _ in ITEM_MOVES)
    for state, verb in ITEM_MOVES:
        assert next_item_state(state, verb, "N1")
    with pytest.raises(Refused):
        next_document_state("confirmed", "decide")
