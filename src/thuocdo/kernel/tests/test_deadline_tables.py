"""Tables of deadlines: wording to sentence to days, and what is wrong with rules; each row is a case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from thuocdo.kernel.calendar import read_calendar
from thuocdo.kernel.deadlines.faults import faults_of, faults_of_json
from thuocdo.kernel.deadlines.occurrences import Due, due_by_event, occurrences
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import Rule, rule_of
from thuocdo.kernel.deadlines.sentences import sentence

CASES = Path(__file__).parent / "cases"
CALENDAR = read_calendar(Path(__file__).resolve().parents[4] / "packs" / "national" / "calendar.csv")
START, END = date(2025, 1, 1), date(2026, 1, 1)


def table(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))["cases"]


def printed(due: Due) -> str:
    """A due day with its window where the document printed one or the point of time is a period."""
    if due.window_start is None or due.window_assumed:
        return due.due_on.isoformat()
    return f"{due.due_on} [{due.window_start}, {due.window_end})"


WORDINGS = table("deadline_wordings.yaml")


@pytest.mark.parametrize("case", WORDINGS, ids=[case["words"] for case in WORDINGS])
def test_a_wording_has_its_sentence_and_days(case: dict[str, Any]) -> None:
    phrases = read_deadlines(case["words"], year=2025, cell=True)
    assert [sentence(rule_of(phrase)) for phrase in phrases] == [row["sentence"] for row in case["rules"]]
    for phrase, row in zip(phrases, case["rules"], strict=True):
        found = occurrences(rule_of(phrase), start=START, end=END, calendar=CALENDAR)
        days = [printed(due) for due in found.occurrences]
        wanted = row.get("dates", [])
        if wanted and wanted[-1].startswith("..."):
            assert (days[:2], len(days)) == (wanted[:-1], int(wanted[-1].removeprefix("...")))
        else:
            assert days == wanted
        assert found.why_none == row.get("why", "")


FAULTS = table("deadline_faults.yaml")


@pytest.mark.parametrize("case", FAULTS, ids=[case["name"] for case in FAULTS])
def test_what_is_wrong_with_rules_has_a_name(case: dict[str, Any]) -> None:
    start, end = case.get("span", (START, END))
    found = faults_of_json(case["rules"], start=start, end=end, calendar=CALENDAR)
    said = [f"{','.join(map(str, fault.rules))} {fault.code} {fault.weight}" for fault in found]
    assert sorted(said) == sorted(case["faults"])
    assert all(fault.message and (fault.remedy or fault.weight == "note") for fault in found)


def test_a_span_that_ends_before_it_begins_is_a_fault_by_itself() -> None:
    [fault] = faults_of([Rule("ongoing")], start=END, end=START, calendar=CALENDAR)
    assert (fault.code, fault.is_error, fault.rules) == ("deadlines.empty_span", True, ())


def test_errors_come_first_and_survive_json() -> None:
    rules = [
        Rule("recurring", recurrence=("monthly",), op="by", day_of_month=31),
        Rule("date", "2024-05-05", "by"),
    ]
    found = faults_of(rules, start=START, end=END, calendar=CALENDAR)
    assert [fault.weight for fault in found] == ["error", "note"]
    assert found[0].to_json()["rules"] == [1]


@pytest.mark.parametrize(
    ("own", "policy", "due_on"),
    [("", "none", date(2025, 5, 12)), ("", "previous", date(2025, 5, 9)), ("none", "next", date(2025, 5, 10)),
     ("previous", "next", date(2025, 5, 9))],
)  # fmt: skip
def test_the_end_of_a_length_of_time_leaves_a_day_off(own: str, policy: str, due_on: date) -> None:
    [phrase] = read_deadlines("trong thời hạn 15 ngày kể từ ngày nhận được văn bản", year=2025)
    rule = Rule(**{**rule_of(phrase).__dict__, "shift": own})
    due = due_by_event(rule, date(2025, 4, 25), CALENDAR, shift=policy)
    assert due is not None and (due.due_on, due.by_rule_on) == (due_on, date(2025, 5, 10))
    assert due_by_event(Rule("relative"), date(2025, 4, 25), CALENDAR) is None


@pytest.mark.parametrize("shift", ["none", "next", "previous"])
def test_a_rules_own_way_with_a_day_off_comes_before_the_policy(shift: str) -> None:
    days = {"none": date(2025, 4, 30), "next": date(2025, 5, 5), "previous": date(2025, 4, 29)}
    for policy in days:
        own = Rule("date", "2025-04-30", "by", shift=shift)
        [due] = occurrences(own, start=START, end=END, calendar=CALENDAR, shift=policy).occurrences
        assert due.due_on == days[shift]
    assert Rule.from_json({"kind": "date", "value": "2025-04-30"}).shift == ""
    assert "shift" not in Rule("ongoing").to_json()
