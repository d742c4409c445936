"""Who signs as what, and what may be lent: the table of signatures, and each fault of a loan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from thuocdo.directory.rules.authority import Loan, Signing, Span, faults, signature_lines

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "signatures.yaml").read_text(encoding="utf-8"))
YEAR = Span(start=date(2025, 1, 1), end=None)
JULY = Span(start=date(2025, 7, 1), end=date(2025, 8, 1))
GOOD = Loan(
    kind="for_head", span=JULY, post=YEAR, verbs=frozenset({"work.close_plan"}), everything=False,
    of_role=frozenset({"work.close_plan", "work.adopt_document"}), is_head=True, to_self=False, same_unit=True,
    below=False,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_lines_above_a_signature(case):
    given = {name: case[name] for name in ("kind", "head", "own", "body", "through") if name in case}
    assert signature_lines(Signing(**given)) == case["lines"]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_every_case_says_where_it_is_from(case):
    assert ("real" in case) != ("rule" in case)


def test_a_proper_loan_has_no_fault():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_self": True}, "to_self"),
        ({"same_unit": False}, "not_a_deputy"),
        ({"kind": "by_order", "same_unit": False}, "not_ordered"),
        ({"kind": "sub_authorised"}, "not_a_head_below"),
        ({"kind": "sub_authorised", "below": True, "span": YEAR}, "endless"),
        ({"span": Span(start=date(2025, 7, 2), end=date(2025, 7, 2))}, "empty_span"),
        ({"post": Span(start=date(2025, 7, 2), end=None)}, "beyond_the_post"),
        ({"post": Span(start=None, end=date(2025, 7, 31))}, "beyond_the_post"),
        ({"span": YEAR, "post": JULY}, "beyond_the_post"),
        ({"verbs": frozenset({"work.close_plan", "directory.appoint"})}, "not_own_verbs"),
        ({"kind": "by_order", "everything": True}, "too_much"),
        ({"is_head": False}, "not_of_a_head"),
    ],
)
def test_each_fault_of_a_loan_is_named(changes, code):
    assert [fault[0] for fault in faults(replace(GOOD, **changes))] == [code]


def test_an_empty_post_may_be_put_in_charge_of_somebody():
    ended = Span(start=date(2020, 1, 1), end=date(2025, 6, 1))
    empty = replace(GOOD, kind="acting", post=ended, vacant=True, same_unit=False)
    assert faults(empty) == []
    assert [fault[0] for fault in faults(replace(empty, vacant=False))] == ["beyond_the_post"]


@pytest.mark.parametrize(
    ("one", "other", "inside", "shared"),
    [
        ((1, 5), (1, 5), True, True),
        ((2, 4), (1, 5), True, True),
        ((1, 5), (2, 4), False, True),
        ((1, 3), (3, 5), False, False),
        ((None, 3), (1, 5), False, True),
        ((2, None), (1, None), True, True),
        ((None, None), (None, None), True, True),
        ((5, None), (None, 5), False, False),
    ],
)
def test_spans_of_days(one, other, inside, shared):
    def span(days):
        return Span(**dict(zip(("start", "end"), (day and date(2025, 7, day) for day in days), strict=True)))

    assert span(one).within(span(other)) == inside
    assert span(one).overlaps(span(other)) == span(other).overlaps(span(one)) == shared
