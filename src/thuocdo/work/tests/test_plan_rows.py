"""Rows of the plan page in few words: the badge with its numbers, one line below, who took over."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from thuocdo.work.models import Handover, HandoverLine, Task
from thuocdo.work.queries import PlanRow
from thuocdo.work.queries.plan_page import Succeeded
from thuocdo.work.rules.standing import Counts
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import main_of, signed_in, words_of
from thuocdo.work.web.plan_rows import shown

DAY = date(2025, 3, 1)


def row(counts: dict[str, int], *, units: int = 1, next_due_on: date | None = None) -> PlanRow:
    return PlanRow(Task(), [], [], [], Counts(counts), units, next_due_on)


@pytest.mark.parametrize(
    ("counts", "units", "next_due_on", "words", "line"),
    [
        ({"overdue": 101, "not_due": 1228}, 145, date(2025, 9, 30), "Quá hạn 101/1.329 kỳ", "Kỳ tới: 30/09/2025"),
        ({"overdue": 10, "accepted_on_time": 182}, 145, None, "Quá hạn 10/192 kỳ", "145 cơ quan chủ trì"),
        ({"overdue": 1}, 1, None, "", ""),
        ({"not_due": 4}, 2, date(2025, 12, 31), "", "Kỳ tới: 31/12/2025"),
        ({"watched": 145}, 145, None, "", "145 cơ quan chủ trì"),
        ({}, 0, None, "", "Chưa có kỳ hạn nào"),
    ],
)
def test_the_state_takes_a_badge_and_one_line(counts, units, next_due_on, words, line):
    found = shown(row(counts, units=units, next_due_on=next_due_on), None)
    assert (found.words, found.line) == (words, line)


@pytest.mark.parametrize(
    ("succeeded", "short", "whole"),
    [
        (None, "", ""),
        (Succeeded(), "", ""),
        (Succeeded(("Sở Tài chính",), since=DAY), "nay là Sở Tài chính (từ 01/03/2025)",
         "nay là Sở Tài chính (từ 01/03/2025)"),
        (Succeeded(("A", "B", "C")), "nay là A, B và 1 cơ quan khác", "nay là A, B, C"),
        (Succeeded((), 33, 137), "33 cơ quan nay là 137", "33 cơ quan nay là 137"),
        (Succeeded(("A",), 20, 130), "nay là A và 130 cơ quan khác", "nay là A và 130 cơ quan khác"),
    ],
)  # fmt: skip
def test_who_took_over_is_said_in_one_line_with_two_names_at_the_most(succeeded, short, whole):
    found = shown(row({"not_due": 1}), succeeded)
    assert (found.succeeded, found.succeeded_all) == (short, whole)


def test_an_agency_that_kept_its_name_is_not_said_to_be_itself(place):
    again = make.unit("T.SKHCN2", "Sở Khoa học và Công nghệ", parent=place.committee, start=DAY)
    task = make.task(make.bare_plan(place.committee), row=1, lead_text="Sở Khoa học và Công nghệ")
    run = Handover.objects.create(up_to=DAY, at=make.AT, by_name="Hoa")
    HandoverLine.objects.create(
        handover=run, source=make.obligation(task, place.science), target=make.obligation(task, again),
        effective_on=DAY, effect="created",
    )  # fmt: skip
    assert "nay là" not in words_of(signed_in(place.hoa).get(reverse("work:plan", args=[task.plan_id])))


def test_a_long_task_text_is_whole_in_the_page_and_in_the_title(place):
    text = "Rà soát, cập nhật, công bố, công khai đầy đủ danh mục thủ tục hành chính " * 3
    task = make.task(make.bare_plan(place.committee), row=1, text=text.strip())
    html = main_of(signed_in(place.hoa).get(reverse("work:plan", args=[task.plan_id])))
    assert html.count(text.strip()) == 2 and f'title="{text.strip()}"' in html
