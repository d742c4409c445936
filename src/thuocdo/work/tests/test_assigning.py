"""A person answers which agencies a phrase means; a late assignment is not late at birth."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import audit, clock
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Obligation, Occurrence, TaskParty
from thuocdo.work.tests import factories

AT = factories.AT
JULY = clock.at_day(date(2025, 7, 15))


@pytest.fixture
def plan(place):
    return services.adopt_document(document=factories.document(place.hoa, place.committee), by=place.hoa, at=AT)


@pytest.fixture
def party(plan) -> TaskParty:
    return TaskParty.objects.get(task__number="V")


def test_chosen_agencies_get_their_obligations_and_the_answer_is_kept(place, party):
    services.choose_units(party=party, units=[place.home, place.science, place.home], by=place.hoa, at=AT)
    assert (party.state, party.decided_by, party.decided_by_name) == ("chosen", place.hoa, "Hoa")
    found = Obligation.objects.filter(party=party)
    assert {row.unit for row in found} == {place.home, place.science} and all(row.confidence == 1 for row in found)
    assert Occurrence.objects.filter(task=party.task).count() == 2
    assert audit.history(party).get().after["obligations"] == 2


def test_an_answer_is_given_once(place, party):
    services.choose_units(party=party, units=[place.home], by=place.hoa, at=AT)
    with pytest.raises(Refused, match="đã được Hoa trả lời ngày 10/01/2025"):
        services.choose_units(party=party, units=[place.science], by=place.hoa, at=AT)
    with pytest.raises(Refused) as refusal:
        services.set_aside_party(party=party, reason="x", by=place.hoa, at=AT)
    assert refusal.value.code == "work.already_answered"


def test_choosing_nobody_is_refused(place, party):
    with pytest.raises(Refused, match="Chưa chọn cơ quan nào"):
        services.choose_units(party=party, units=[], by=place.hoa, at=AT)


def test_setting_a_phrase_aside_needs_a_reason(place, party):
    with pytest.raises(Refused, match="lý do"):
        services.set_aside_party(party=party, reason="  ", by=place.hoa, at=AT)
    services.set_aside_party(party=party, reason="Không giao cụ thể", by=place.hoa, at=AT)
    assert party.state == "set_aside" and audit.history(party).get().why == "Không giao cụ thể"


def test_only_who_steers_the_plan_answers(place, party):
    for who in (place.binh, place.lan, place.dung, place.tam, None):
        with pytest.raises(NotAllowed):
            services.choose_units(party=party, units=[place.home], by=who, at=AT)


def test_a_unit_that_leads_already_is_not_given_the_task_twice(place, plan):
    party = TaskParty.objects.get(phrase="các đơn vị liên quan")
    services.choose_units(party=party, units=[place.media, place.districts[0]], by=place.hoa, at=AT)
    roles = Obligation.objects.filter(task=party.task).values_list("unit__key", "role")
    assert ("T.H1", "coordinating") in roles and ("T.STTTT", "coordinating") not in roles


def test_dates_before_a_late_assignment_are_not_owed(place, plan):
    task = plan.tasks.get(number="IV.1.c")
    party = factories.party(task)
    services.choose_units(party=party, units=[place.committee], by=place.hoa, at=JULY)
    due = Occurrence.objects.filter(task=task, unit=place.committee).values_list("due_on", flat=True)
    assert sorted(due) == [date(2025, 9, 30), date(2025, 12, 31)]


def test_a_date_that_has_passed_must_be_agreed_anew(place, plan):
    task = factories.task(plan)
    factories.deadline(task, {"kind": "date", "value": "2025-01-31", "op": "by", "text": "chậm nhất 31/01/2025"})
    services.choose_units(party=factories.party(task), units=[place.home], by=place.hoa, at=JULY)
    row = Occurrence.objects.get(task=task)
    assert row.due_on is None and "đã qua trước ngày giao" in row.why_no_date


def test_a_closed_plan_takes_no_more_assignments(place, plan, party):
    services.close_plan(plan=plan, on=date(2025, 12, 31), by=place.hoa, at=AT)
    with pytest.raises(Refused, match="không còn thực hiện"):
        services.choose_units(party=party, units=[place.home], by=place.hoa, at=AT)
    with pytest.raises(Refused, match="đã kết thúc"):
        services.close_plan(plan=plan, on=date(2025, 12, 31), by=place.hoa, at=AT)
