from __future__ import annotations

import json

import pytest

from thuocdo.kernel.deadlines.model import DataWindow, Within
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import Rule, rule_of
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.errors import Refused

PHRASES = [
    # wording, sentence
    ("trước ngày 20/01/2025", "Trước ngày 20/01/2025 (ngày cuối cùng còn đúng hạn: 19/01/2025)."),
    ("trước 16 giờ 30 ngày 20/01/2025", "Trước 16:30 ngày 20/01/2025."),
    ("chậm nhất ngày 31/01/2025", "Chậm nhất ngày 31/01/2025."),
    ("ngày 31/01/2025", "Ngày 31/01/2025."),
    ("Trước tháng 12/2025", "Trước tháng 12/2025 (ngày cuối cùng còn đúng hạn: 30/11/2025)."),
    ("đến hết năm 2026", "Chậm nhất hết năm 2026."),
    ("Quý I/2026", "Trong quý I/2026."),
    ("Trong năm", "Trong năm 2025."),
    ("Quý IV/2025 - Quý II/2026", "Từ quý IV/2025 đến hết quý II/2026."),
    ("chậm nhất ngày 12 hàng tháng", "Chậm nhất ngày 12 hằng tháng."),
    ("ngày 05 tháng sau", "Chậm nhất ngày 5 tháng sau."),
    ("ngày cuối cùng của tháng", "Chậm nhất ngày cuối tháng hằng tháng."),
    ("trước ngày 25 của tháng cuối quý", "Trước ngày 25 tháng cuối quý."),
    ("trước ngày 10 của tháng đầu quý sau", "Trước ngày 10 tháng đầu quý sau."),
    ("trước ngày 25/12 hàng năm", "Trước ngày 25/12, báo cáo hằng năm."),
    ("trước 16h30 thứ Sáu hàng tuần", "Trước 16:30 thứ Sáu hằng tuần."),
    ("Quý, 6 tháng, năm", "Hằng quý, 6 tháng, hằng năm; hạn là ngày cuối của kỳ."),
    ("Định kỳ", "Định kỳ (văn bản không ghi kỳ)."),
    ("Thường xuyên", "Thường xuyên."),
    ("trong thời hạn 15 ngày làm việc kể từ ngày nhận", "Trong 15 ngày làm việc kể từ ngày nhận."),
    ("trước ngày 31/02/2025", "Trước ngày 31/02/2025 (chưa xác định được ngày)."),
]


@pytest.mark.parametrize(("text", "said"), PHRASES, ids=[text for text, _ in PHRASES])
def test_a_rule_is_said_in_one_sentence_and_survives_json(text: str, said: str) -> None:
    [phrase] = read_deadlines(text, year=2025, cell=True)
    rule = rule_of(phrase)
    assert sentence(rule) == said
    assert Rule.from_json(json.loads(json.dumps(rule.to_json()))) == rule
    assert Rule.from_json(phrase.to_json()) == rule


def test_a_rule_with_everything_survives_json() -> None:
    rule = Rule(
        "recurring",
        op="by",
        recurrence=("monthly", "ad_hoc"),
        day_of_month=12,
        dates=("--12-25", "--06"),
        months=(9,),
        data_window=DataWindow(12, "previous", 12, "reporting", "từ ngày 12"),
        within=Within(5, "working_day", "kể từ ngày nhận"),
        time="16:30",
        text="chậm nhất ...",
        applies_to="Báo cáo",
    )
    assert Rule.from_json(json.loads(json.dumps(rule.to_json()))) == rule


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "someday"},
        {"kind": "date", "value": "2025-02-31"},
        {"kind": "date", "value": "tomorrow"},
        {"kind": "month", "value": "2025-13"},
        {"kind": "date", "value": "2025-01-20", "op": "after"},
        {"kind": "recurring", "recurrence": ["fortnightly"]},
        {"kind": "recurring", "recurrence": ["monthly"], "day_of_month": 32},
        {"kind": "recurring", "recurrence": ["yearly"], "dates": ["--02-30"]},
        {"kind": "recurring", "recurrence": ["weekly"], "weekday": 8},
        {"kind": "range", "value": "2025"},
        {"kind": "year", "value": ["2025", "2026"]},
        {"kind": "year", "value": "2025", "colour": "red"},
        {"kind": "recurring", "data_window": {"from_day": 1}},
    ],
)
def test_a_rule_no_schedule_can_be_made_of_is_refused(given: dict) -> None:
    with pytest.raises(Refused) as refusal:
        Rule.from_json(given)
    assert refusal.value.code == "deadlines.bad_rule"
