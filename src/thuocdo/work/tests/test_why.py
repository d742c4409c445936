"""Why may I not do this: the rule, who could, and whom to ask, in real cases; on the page as well as in the answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.directory.models import Delegation, Position
from thuocdo.directory.permissions import Place
from thuocdo.directory.queries.why import holders, why_not
from thuocdo.kernel.errors import NotAllowed
from thuocdo.work import services
from thuocdo.work.models import Occurrence
from thuocdo.work.tests import factories
from thuocdo.work.tests.seen import signed_in, words_of

ON = date(2025, 7, 15)
AT = clock.at_day(ON)
SUBMIT, ACCEPT = "work.submit_occurrence", "work.accept_occurrence"


@pytest.fixture
def one(place) -> Occurrence:
    """An open instance of the department of science."""
    return factories.occurrence(
        factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    )


def names(why) -> list[str]:
    return [holder.name for role in why.could for holder in role.people]


def test_somebody_of_another_unit_is_told_whose_it_is_and_whom_to_ask(place, one):
    officer = factories.person("Cán bộ Nội vụ", "unit_officer", place.home)
    why = why_not(officer, SUBMIT, one, ON)
    assert why.kind == "unit"
    assert why.rule == (
        "Bạn có quyền “Nộp kết quả” ở Sở Nội vụ (tại đơn vị mình); việc này thuộc Sở Khoa học và Công nghệ."
    )
    assert set(names(why)) == {"Minh", "Bình"} and "Sở Khoa học và Công nghệ" in why.ask
    assert {role.code for role in why.could} == {"unit_head", "unit_officer", "cycle_owner"}


def test_the_wrong_role_is_told_which_roles_could(place, one):
    why = why_not(place.inspector, ACCEPT, one, ON)
    assert why.kind == "role" and why.rule == "Việc “Duyệt kết quả” không thuộc vai trò của bạn (“Thanh tra”)."
    assert {"Hoa", "Tâm"} <= set(names(why)) and "Minh" not in names(why), "a head does not judge the own unit"


def test_a_right_that_ended_yesterday_says_so(place, one):
    Position.objects.filter(person=place.binh).update(valid=DateRange(date(2020, 1, 1), ON))
    why = why_not(place.binh, SUBMIT, one, ON)
    assert why.kind == "ended" and "chỉ giữ đến hết ngày 14/07/2025" in why.rule and "Nộp kết quả" in why.rule
    assert names(why) == ["Minh"]
    assert why_not(place.binh, SUBMIT, one, date(2025, 7, 14)).kind == "state", "the day before it was there"


def test_authority_lent_that_is_over_or_taken_back_says_so(place, one):
    lent = Delegation.objects.create(
        position=place.minh.positions.get(), to=place.inspector, kind="for_head", title="Phó Giám đốc",
        verbs=[SUBMIT], valid=DateRange(date(2025, 7, 1), date(2025, 7, 14)), legal_basis="GUQ", made_at=AT,
        made_by_name="Minh",
    )  # fmt: skip
    assert why_not(place.inspector, SUBMIT, one, ON).rule.endswith("chỉ đến hết ngày 13/07/2025.")
    Delegation.objects.filter(pk=lent.pk).update(revoked_at=AT, revoked_why="về sớm", revoked_by_name="Minh")
    assert "đã thu hồi: về sớm" in why_not(place.inspector, SUBMIT, one, ON).rule


def test_who_borrows_the_right_is_somebody_to_ask(place, one):
    Delegation.objects.create(
        position=place.minh.positions.get(), to=place.inspector, kind="for_head", title="Phó Giám đốc",
        everything=True, valid=DateRange(date(2025, 7, 1), None), legal_basis="GUQ", made_at=AT, made_by_name="Minh",
    )  # fmt: skip
    found = {
        holder.name: holder for role in holders(SUBMIT, Place(place.science.pk, "P40"), ON) for holder in role.people
    }
    assert found["Thanh tra"].lent and found["Thanh tra"].title == "Phó Giám đốc" and not found["Minh"].lent


def test_a_state_that_does_not_allow_it_is_named(place, one):
    Occurrence.objects.filter(pk=one.pk).update(state="submitted", submitted_at=AT, submitted_by_name="Bình")
    one.refresh_from_db()
    why = why_not(place.binh, SUBMIT, one, ON)
    assert why.kind == "state" and f"đang “{one.get_state_display()}”" in why.rule


def test_who_entered_does_not_appraise_even_when_somebody_else_submitted(place):
    row = factories.occurrence(factories.obligation(factories.task(factories.bare_plan(place.committee)), place.home))
    services.note_progress(occurrence=row, text="Đã làm xong", by=place.hoa, at=AT)
    other = factories.person("Cán bộ Nội vụ", "unit_officer", place.home)
    services.submit_occurrence(occurrence=row, by=other, at=AT)
    row.refresh_from_db()
    assert "accept_occurrence" not in services.progress.permissions.abilities(place.hoa, row)
    for act in (services.accept_occurrence, services.return_occurrence):
        with pytest.raises(NotAllowed, match="Bạn đã “Ghi tiến độ” ở chính việc này") as refusal:
            act(occurrence=row, by=place.hoa, at=AT, **({} if act is services.accept_occurrence else {"reason": "x"}))
        assert refusal.value.code == "core.own_entry"
    with pytest.raises(NotAllowed, match="Ghi tiến độ"):
        services.accept_many(occurrences=[row], by=place.hoa, at=AT)
    assert AuditRow.objects.filter(outcome="refused", thing_key=str(row.pk), actor_key=place.hoa.actor_key).count() == 2
    services.accept_occurrence(occurrence=row, by=place.tam, at=AT)


def test_who_appraised_before_may_still_enter_what_comes_next(place):
    row = factories.occurrence(factories.obligation(factories.task(factories.bare_plan(place.committee)), place.home))
    other = factories.person("Cán bộ Nội vụ", "unit_officer", place.home)
    services.note_progress(occurrence=row, text="Một nửa", by=other, at=AT)
    services.submit_occurrence(occurrence=row, by=other, at=AT)
    services.return_occurrence(occurrence=row, reason="Thiếu số liệu", by=place.hoa, at=AT)
    later = AT + timedelta(hours=1)
    services.note_progress(occurrence=row, text="Bổ sung", by=place.hoa, at=later)
    services.submit_occurrence(occurrence=row, by=other, at=later)
    with pytest.raises(NotAllowed):
        services.accept_occurrence(occurrence=row, by=place.hoa, at=later)


def test_nobody_signed_in_and_the_system_are_told_apart(place, one):
    with pytest.raises(NotAllowed) as refusal:
        services.note_progress(occurrence=one, text="x", by=None, at=AT)
    assert refusal.value.code == "core.sign_in"
    services.note_progress(occurrence=one, text="x", by=SYSTEM, at=AT)


def test_the_refused_page_shows_rule_roles_and_people(place, one):
    officer = factories.person("Cán bộ Nội vụ", "unit_officer", place.home)
    client = signed_in(officer)
    page = client.post(reverse("work:occurrence_note", args=[one.pk]), {"text": "x", "percent": ""})
    words = words_of(page)
    assert page.status_code == 403 and "việc này thuộc Sở Khoa học và Công nghệ" in words
    assert "Ai làm được, hỏi ai" in words and "Minh" in words and "Thủ trưởng cơ quan, đơn vị" in words


def test_the_gate_says_the_rule_of_a_page_and_notes_whose_thing_was_asked_for(place, one):
    client = signed_in(place.operator)
    page = client.get(reverse("work:obligation", args=[one.obligation_id]))
    assert page.status_code == 403 and "không thuộc vai trò của bạn (“Quản trị hệ thống”)" in words_of(page)
    row = AuditRow.objects.filter(action="directory.open_address").latest("seq")
    assert (row.actor_key, row.outcome, row.thing_type) == (place.operator.actor_key, "refused", "work.obligation")
    assert row.after == {"address": "work:obligation", "method": "GET", "answer": 403}


def test_the_key_of_a_strangers_thing_in_the_address_is_noted_and_an_unknown_key_is_not(place, one):
    client = signed_in(place.dung)
    assert client.get(reverse("work:obligation", args=[one.obligation_id])).status_code == 404
    assert client.get(reverse("work:obligation", args=[999_999_999])).status_code == 404
    rows = AuditRow.objects.filter(action="directory.open_address", actor_key=place.dung.actor_key)
    assert [(row.thing_key, row.after["answer"]) for row in rows] == [(str(one.obligation_id), 404)]


def test_a_person_without_a_post_is_told_so(place, one):
    Position.objects.filter(person=place.dung).delete()
    why = why_not(place.dung, ACCEPT, one, ON)
    assert why.kind == "post" and "không giữ vị trí nào" in why.rule


def test_a_field_appraiser_judges_the_own_field_only(place, one):
    expert = factories.person("Chuyên gia", "field_appraiser", place.home)
    Position.objects.filter(person=expert).update(fields=["procedures"])
    Occurrence.objects.filter(pk=one.pk).update(state="submitted", submitted_at=AT, submitted_by_name="Bình")
    one.refresh_from_db()
    other = factories.occurrence(
        factories.obligation(factories.task(one.plan, field="steering"), place.science),
        state="submitted", submitted_at=AT, submitted_by_name="Bình",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="trong lĩnh vực được giao"):
        services.accept_occurrence(occurrence=other, by=expert, at=AT)
    assert services.accept_occurrence(occurrence=one, by=expert, at=AT).state == "accepted"
