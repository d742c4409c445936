"""Who may do what: verbs x roles x own or other unit x state; each answer is asserted whole."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed
from thuocdo.work import services
from thuocdo.work.models import Evidence, Note, Occurrence, Plan, Task
from thuocdo.work.permissions import CARRYING_OUT, abilities, rights, visible_to
from thuocdo.work.tests import factories

AT = clock.at_day(date(2025, 7, 15))
SEEN, PROVED = {"see"}, {"see", "see_proof"}
DOING = {
    "note_progress", "attach_evidence", "submit_occurrence", "ask_extension", "request_contribution", "tick_product",
    "note_block",
}  # fmt: skip
JUDGING = {"accept_occurrence", "return_occurrence"}


def occurrence_of(unit, place, state="open") -> Occurrence:
    row = factories.occurrence(factories.obligation(factories.task(factories.bare_plan(place.committee)), unit))
    if state == "submitted":
        values = {"submitted_at": AT, "submitted_by_name": "Ai đó", "state": state}
        Occurrence.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    return row


# person -> verbs on an open instance of the department of science, then on a submitted one.
OF_SCIENCE = {
    "binh": (PROVED | DOING, PROVED | {"tick_product"}),
    "minh": (PROVED | DOING, PROVED | {"tick_product"}),
    "hoa": (PROVED | {"waive_occurrence"}, PROVED | JUDGING),
    "tam": (PROVED, PROVED | JUDGING),
    "leader": (PROVED, PROVED),
    "inspector": (PROVED, PROVED),
    "lan": (SEEN, SEEN),
    "operator": (set(), set()),
    "dung": (set(), set()),
}


@pytest.mark.parametrize("name", OF_SCIENCE)
@pytest.mark.parametrize("state", ["open", "submitted"])
def test_verbs_on_an_instance_of_one_department(place, name, state):
    row = occurrence_of(place.science, place, state)
    expected = OF_SCIENCE[name][state == "submitted"]
    with clock.fixed(date(2025, 6, 1)):
        assert abilities(getattr(place, name), row) == expected


def test_nobody_can_do_nothing(place):
    assert abilities(None, occurrence_of(place.science, place)) == frozenset()


def test_the_cycle_owner_works_on_the_own_departments_instances(place):
    assert abilities(place.hoa, occurrence_of(place.home, place)) >= DOING | {"waive_occurrence"}


def test_the_submitter_sees_no_button_to_accept(place):
    row = occurrence_of(place.home, place, "submitted")
    Occurrence.objects.filter(pk=row.pk).update(submitted_by=place.hoa)
    row.refresh_from_db()
    assert not abilities(place.hoa, row) & JUDGING
    assert abilities(place.tam, row) >= JUDGING


def test_the_head_of_a_district_judges_its_communes_and_not_others(place):
    head = factories.person("Trưởng huyện", "unit_head", place.districts[0])
    with clock.fixed(date(2025, 6, 1)):
        own, other = (occurrence_of(place.old[n], place, "submitted") for n in (0, 2))
        assert abilities(head, own) >= JUDGING and not abilities(head, other) & JUDGING


@pytest.mark.parametrize("verb", sorted(DOING))
@pytest.mark.parametrize("name", ["hoa", "tam", "leader", "inspector", "lan", "operator", "dung"])
def test_services_refuse_those_who_are_not_of_the_unit(place, verb, name):
    extra = {"note_progress": {"text": "x"}, "attach_evidence": {"upload": factories.upload()},
             "ask_extension": {"until": date(2025, 9, 1), "reason": "Chờ hướng dẫn"}}  # fmt: skip
    with pytest.raises(NotAllowed):
        getattr(services, verb)(
            occurrence=occurrence_of(place.science, place), by=getattr(place, name), at=AT, **extra.get(verb, {})
        )


def test_plans_and_tasks_are_seen_in_their_own_province_only(place):
    of = factories.task(factories.bare_plan(place.committee))
    seen = {name for name, who in place.everybody().items() if Plan.objects.filter(visible_to(who)).exists()}
    assert seen == {"hoa", "minh", "binh", "tam", "leader", "inspector", "lan"}
    assert Task.objects.filter(visible_to(place.dung, Task)).count() == 0
    assert Task.objects.get(visible_to(place.binh, Task)) == of
    assert not Plan.objects.filter(visible_to(None)).exists()


def test_notes_and_evidence_are_seen_by_the_unit_its_fellow_leads_and_overseers(place):
    plan = factories.bare_plan(place.committee)
    of = factories.task(plan)
    row = factories.occurrence(factories.obligation(of, place.science))
    factories.obligation(of, place.home, role="coordinating")
    services.note_progress(occurrence=row, text="x", by=place.binh, at=AT)
    services.attach_evidence(occurrence=row, upload=factories.upload(), by=place.binh, at=AT)
    officer = factories.person("Cán bộ Sở Nội vụ", "unit_officer", place.home)
    fellow = factories.person("Cán bộ huyện", "unit_officer", place.districts[0])
    everybody = {**place.everybody(), "officer": officer, "fellow": fellow}
    with clock.fixed(date(2025, 6, 1)):
        for model in (Note, Evidence):
            seen = {name for name, who in everybody.items() if model.objects.filter(visible_to(who, model)).exists()}
            assert seen == {"hoa", "minh", "binh", "tam", "leader", "inspector"}
        factories.obligation(of, place.districts[0])
        assert Note.objects.filter(visible_to(fellow, Note)).exists(), "who also leads the task sees it"


def test_a_successor_sees_the_proof_of_what_was_merged_into_it(place):
    row = factories.occurrence(factories.obligation(factories.task(factories.bare_plan(place.committee)), place.media))
    Note.objects.create(occurrence=row, text="x", at=AT, by_name="ai đó")
    assert Note.objects.filter(visible_to(place.minh, Note)).exists()


def test_rights_on_plans_phrases_and_handing_over(place):
    plan = factories.bare_plan(place.committee)
    party = factories.party(factories.task(plan))
    steering = {"see", "choose_units", "set_aside_party"}
    amending = {"prepare_amendment", "amend_plan"}
    assert abilities(place.hoa, plan) - CARRYING_OUT == steering | amending | {"close_plan"}
    assert abilities(place.hoa, party) == steering
    assert abilities(place.binh, plan) == abilities(place.tam, party) == SEEN
    assert rights(place.hoa, None) == {"hand_over_merged_units"} and rights(place.binh, None) == frozenset()


def test_a_closed_plan_and_an_answered_phrase_offer_nothing_more(place):
    plan = factories.bare_plan(place.committee)
    party = factories.party(factories.task(plan))
    services.set_aside_party(party=party, reason="không nêu rõ", by=place.hoa, at=AT)
    services.close_plan(plan=plan, on=date(2025, 12, 31), by=place.hoa, at=AT)
    assert abilities(place.hoa, party) == SEEN and "close_plan" not in abilities(place.hoa, plan)
