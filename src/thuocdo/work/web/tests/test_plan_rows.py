"""Rows of the plan page in few words: the badge with its numbers, one line below, who took over."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.work.models import Task
from thuocdo.work.queries import PlanRow
from thuocdo.work.queries.plan_page import Succeeded
from thuocdo.work.rules.standing import Counts
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
