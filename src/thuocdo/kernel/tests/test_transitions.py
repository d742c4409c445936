from __future__ import annotations

import pytest

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.transitions import Transitions

REPORT = Transitions(
    "report",
    {("open", "submit"): "submitted", ("submitted", "return"): "open", ("submitted", "accept"): "accepted"},
    {"open": "Đang làm", "accepted": "Đã chấp nhận", "submit": "Nộp", "accept": "Chấp nhận", "submitted": "Đã nộp"},
)


def test_an_allowed_verb_moves_to_its_state() -> None:
    assert REPORT.move("open", "submit") == "submitted"
    assert REPORT.verbs("submitted") == ("return", "accept")
    assert REPORT.allows("submitted", "accept") and not REPORT.allows("open", "accept")
    assert REPORT.states() == {"open", "submitted", "accepted"}


def test_a_verb_the_state_does_not_allow_is_refused_with_what_is_possible() -> None:
    with pytest.raises(Refused) as refusal:
        REPORT.move("open", "accept")
    assert refusal.value.code == "report.not_allowed"
    assert refusal.value.message == "Không thể “Chấp nhận” khi đang ở trạng thái “Đang làm”."
    assert refusal.value.remedy == "Lúc này chỉ có thể: Nộp."


def test_a_final_state_says_that_it_is_final() -> None:
    with pytest.raises(Refused) as refusal:
        REPORT.move("accepted", "submit")
    assert "cuối cùng" in refusal.value.remedy
