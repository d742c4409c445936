"""Days away and who stands in: noted, refused, cancelled."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM, history
from thuocdo.core.models import Notice
from thuocdo.directory import services
from thuocdo.directory.models import Absence
from thuocdo.directory.services import Leave
from thuocdo.directory.tests.facts import employ
from thuocdo.kernel.errors import NotAllowed, Refused

START, END = date(2025, 7, 21), date(2025, 7, 26)


@pytest.fixture
def lan(facts):
    return employ("Vi Thị Lan", "NA.SNV", "unit_officer")


@pytest.fixture
def binh(facts):
    return employ("Lê Bình", "NA.SNV", "unit_officer")


@pytest.fixture
def head(facts):
    return employ("Giám Đốc", "NA.SNV", "unit_head", is_head=True)


def away(person, *, by=None, **given) -> Absence:
    leave = Leave(**{"start": START, "end": END, "why": "nghỉ phép năm", **given})
    return services.note_absence(person=person, leave=leave, by=by or person, at=clock.now())


def test_one_notes_the_own_leave_and_who_stands_in_is_told(lan, binh):
    absence = away(lan, deputy=binh)
    assert (absence.valid.lower, absence.valid.upper, absence.deputy) == (START, END, binh)
    assert "Vi Thị Lan vắng mặt từ 21/07/2025" in Notice.objects.get(recipient_key=binh.actor_key).words
    assert list(history(lan).values_list("action", flat=True))[-1] == "directory.note_absence"


def test_the_head_notes_for_the_unit_and_a_colleague_does_not(lan, binh, head):
    with pytest.raises(NotAllowed):
        away(lan, by=binh)
    assert away(lan, by=head).noted_by_name == "Giám Đốc"


def test_what_cannot_be_is_refused(lan, binh):
    stranger = employ("Người Khác", "NA.SYT", "unit_officer")
    cases = {
        "directory.empty_absence": {"end": START},
        "directory.absence_without_why": {"why": "  "},
        "directory.absence_without_post": {"start": date(2020, 1, 1), "end": date(2020, 1, 5)},
    }
    for code, given in cases.items():
        with pytest.raises(Refused) as refusal:
            away(lan, **given)
        assert refusal.value.code == code
    for deputy, words in ((lan, "phải là người khác"), (stranger, "không giữ vị trí trong cùng đơn vị")):
        with pytest.raises(Refused, match=words):
            away(lan, deputy=deputy)
    away(binh, start=END, end=date(2025, 7, 31))
    with pytest.raises(Refused, match="Lê Bình cũng vắng mặt"):
        away(lan, deputy=binh, end=date(2025, 7, 27))
    away(lan, deputy=binh)


def test_nobody_is_away_twice_at_a_time_and_cancelled_days_are_free(lan, head):
    first = away(lan)
    with pytest.raises(Refused, match="đã có ngày vắng mặt"):
        away(lan, start=date(2025, 7, 25), end=date(2025, 7, 28))
    services.cancel_absence(absence=first, why="hoãn phép", by=lan, at=clock.now())
    assert away(lan, start=date(2025, 7, 25), end=date(2025, 7, 28))
    with pytest.raises(Refused, match="đã được hủy"):
        services.cancel_absence(absence=first, by=head, at=clock.now())


def test_a_colleague_does_not_cancel(lan, binh):
    absence = away(lan)
    with pytest.raises(NotAllowed):
        services.cancel_absence(absence=absence, by=binh, at=clock.now())
    services.cancel_absence(absence=absence, by=SYSTEM, at=clock.now())
