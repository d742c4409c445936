"""A confirmed document becomes a plan with obligations of real agencies and their due instances."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import audit, clock
from thuocdo.core.models import OutboxEvent
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Obligation, Occurrence, Plan, PolicyValue, Task, TaskParty
from thuocdo.work.tests import factories

AT = factories.AT


@pytest.fixture
def plan(place) -> Plan:
    return services.adopt_document(document=factories.document(place.hoa, place.committee), by=place.hoa, at=AT)


def units(plan, number, role="lead"):
    return set(
        Obligation.objects.filter(task__plan=plan, task__number=number, role=role).values_list("unit__key", flat=True)
    )


def dates(plan, number, key):
    found = Occurrence.objects.filter(task__plan=plan, task__number=number, unit__key=key)
    return [row.isoformat() if row else None for row in found.order_by("due_on").values_list("due_on", flat=True)]


def test_the_plan_takes_title_year_and_span_from_the_paper(plan):
    assert (plan.title, plan.kind, plan.year) == ("Kế hoạch cải cách hành chính tỉnh năm 2025", "plan", 2025)
    assert (plan.starts_on, plan.ends_on, plan.as_at) == (date(2025, 1, 1), date(2026, 1, 1), date(2024, 12, 30))
    assert plan.province_key == factories.PROVINCE and plan.targets.get().value == 95


def test_a_plan_of_a_letter_without_number_and_subject_is_called_like_the_letter(place):
    letter = factories.document(place.hoa, place.committee, doc_type="công văn", subject="", issued="2025-04-23")
    letter.number_symbol, letter.issuer_name = "", "Ủy ban nhân dân phường Hưng Bình"
    letter.save()
    plan = services.adopt_document(document=letter, by=place.hoa, at=AT)
    assert plan.title == letter.title == "Công văn ngày 23/04/2025 của UBND phường Hưng Bình"


def test_every_task_keeps_its_sentence_and_its_place(plan):
    for task in plan.tasks.all():
        start, end = task.spans[0]
        assert plan.document.text[start:end] == task.source_text == task.text


def test_group_phrases_become_an_obligation_of_each_member(plan):
    assert units(plan, "2") == {"T.SNV", "T.SKHCN", "T.STTTT", "T.H1", "T.H2"}
    assert units(plan, "1") == {"T.STTTT"}


def test_who_leads_a_task_does_not_also_coordinate_it(plan):
    assert units(plan, "1", "coordinating") == {"T.SNV", "T.SKHCN"}


def test_only_leads_have_due_instances(plan):
    assert not Occurrence.objects.filter(obligation__role="coordinating").exists()
    assert dates(plan, "1", "T.STTTT") == ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]


def test_a_deadline_that_names_its_agencies_binds_only_them(plan):
    assert dates(plan, "IV.1.a", "T.SNV") == ["2025-01-19"], "before 20/01 is strict, even on a Sunday"
    assert dates(plan, "IV.1.a", "T.X1") == ["2025-01-30"]
    note = Occurrence.objects.filter(task__number="IV.1.a", unit__key="T.SNV").get().due_note
    assert note == "19/01/2025 là ngày nghỉ (Chủ nhật), hạn vẫn giữ nguyên."


def test_where_the_policy_moves_days_off_the_date_moves_and_says_so(place):
    PolicyValue.objects.filter(key="day_off_shift").update(value="next")
    rule = {"kind": "date", "value": "2025-01-30", "op": "by", "text": "chậm nhất ngày 30/01/2025"}
    paper = factories.document(place.hoa, place.committee, tasks=[{**factories.TASKS[0], "deadlines": [rule]}])
    services.adopt_document(document=paper, by=place.hoa, at=AT)
    row = Occurrence.objects.get()
    assert row.due_on == date(2025, 2, 3) and row.due_note.startswith("30/01/2025 là ngày nghỉ")
    assert row.due_note.endswith("hạn dời sang 03/02/2025.")


def test_of_a_plan_issued_within_its_year_nothing_falls_due_before_it(place):
    monthly = {"kind": "recurring", "recurrence": ["monthly"], "day_of_month": 12, "text": "ngày 12 hằng tháng"}
    quarterly = {"kind": "recurring", "recurrence": ["quarterly"], "text": "hằng quý"}
    tasks = [{**factories.TASKS[2], "id": number, "lead_agencies": ["Sở Nội vụ"], "deadlines": [rule]}
             for number, rule in (("1", monthly), ("2", quarterly))]  # fmt: skip
    paper = factories.document(place.hoa, place.committee, tasks=tasks, issued="2025-07-10")
    plan = services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 7, 15)))
    assert dates(plan, "1", "T.SNV") == [f"2025-{month:02}-12" for month in range(7, 13)]
    assert dates(plan, "2", "T.SNV") == ["2025-09-30", "2025-12-31"]
    third = Occurrence.objects.get(task__number="2", due_on=date(2025, 9, 30))
    assert (third.window_start, third.window_end) == (date(2025, 7, 1), date(2025, 10, 1))


def test_a_letter_that_prints_only_its_month_begins_on_the_day_of_receipt(place):
    monthly = {"kind": "recurring", "recurrence": ["monthly"], "day_of_month": 9, "text": "ngày 9 hằng tháng"}
    tasks = [{**factories.TASKS[2], "id": "1", "lead_agencies": ["Sở Nội vụ"], "deadlines": [monthly]}]
    letter = factories.document(place.hoa, place.committee, tasks=tasks, doc_type="công văn", issued="2025-01")
    plan = services.adopt_document(document=letter, by=place.hoa, at=AT)
    assert plan.starts_on == date(2025, 1, 10) and dates(plan, "1", "T.SNV")[0] == "2025-02-09"


def test_a_printed_day_before_the_paper_itself_asks_for_a_new_one(place):
    rule = {"kind": "date", "value": "2025-06-20", "op": "by", "text": "chậm nhất ngày 20/6/2025"}
    tasks = [{**factories.TASKS[2], "lead_agencies": ["Sở Nội vụ"], "deadlines": [rule]}]
    paper = factories.document(place.hoa, place.committee, tasks=tasks, issued="2025-07-10")
    services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 7, 15)))
    row = Occurrence.objects.get()
    assert row.due_on is None and row.why_no_date.startswith("Hạn trong văn bản (20/06/2025) đã qua")


def test_regular_work_has_a_next_check_and_the_reason_why_there_is_no_date(plan):
    row = Occurrence.objects.get(task__number="2", unit__key="T.SNV")
    assert row.due_on is None and row.watched and row.label == "Theo dõi thường xuyên"
    assert "thường xuyên" in row.why_no_date.lower() and row.next_check_on >= date(2024, 12, 30)


def test_an_unknown_agency_stays_unknown_and_gets_nothing(plan):
    party = TaskParty.objects.get(task__number="V")
    assert (party.state, party.unknown) == ("unknown", ["Hội Bảo trợ Dế Mèn tỉnh"])
    assert not party.obligations.exists()
    vague = TaskParty.objects.get(phrase="các đơn vị liên quan")
    assert vague.state in ("unknown", "needs_person")


def test_a_task_without_a_printed_time_says_so(plan, place):
    party = TaskParty.objects.get(task__number="V")
    services.choose_units(party=party, units=[place.home], by=place.hoa, at=AT)
    row = Occurrence.objects.get(task__number="V")
    assert row.why_no_date == "Văn bản không ghi thời hạn cho việc này." and not row.watched


def test_adopting_twice_is_refused_with_the_plan_that_is_there(plan, place):
    with pytest.raises(Refused, match="đã được đưa vào sổ") as refusal:
        services.adopt_document(document=plan.document, by=place.hoa, at=AT)
    assert (refusal.value.code, refusal.value.where) == ("work.already_adopted", {})
    assert "đưa vào sổ theo dõi ngày 10/01/2025: “" in refusal.value.message, "the day of adoption, not of the paper"
    assert Plan.objects.count() == 1


def test_a_paper_that_nobody_confirmed_is_refused(place):
    with pytest.raises(Refused, match="chưa được xác nhận"):
        services.adopt_document(
            document=factories.document(place.hoa, place.committee, confirmed=False), by=place.hoa, at=AT
        )


def test_a_paper_without_tasks_and_targets_is_refused(place):
    empty = factories.document(place.hoa, place.committee, tasks=[], targets=[])
    with pytest.raises(Refused, match="không có nhiệm vụ"):
        services.adopt_document(document=empty, by=place.hoa, at=AT)


def test_a_paper_of_nobody_knows_whom_is_refused(place):
    with pytest.raises(Refused, match="Chưa rõ cơ quan ban hành"):
        services.adopt_document(document=factories.document(place.hoa, None), by=audit.SYSTEM, at=AT)


@pytest.mark.parametrize("name", ["minh", "lan", "dung", "tam", "operator", "inspector"])
def test_others_may_not_adopt(place, name):
    paper = factories.document(place.hoa, place.committee)
    with pytest.raises(NotAllowed):
        services.adopt_document(document=paper, by=getattr(place, name), at=AT)
    assert not Plan.objects.exists()


def test_adopting_leaves_one_audit_row_with_counts_and_one_event(plan):
    row = audit.history(plan).get()
    assert row.action == "work.adopt_document" and row.actor_name == "Hoa"
    assert (row.after["tasks"], row.after["targets"]) == (5, 1)
    assert row.after["obligations"] == Obligation.objects.count()
    assert row.after["occurrences"] == Occurrence.objects.count()
    assert OutboxEvent.objects.filter(name="work.adopt_document").count() == 1


def test_a_directive_falls_due_from_its_month_on(place):
    paper = factories.document(
        place.hoa, place.committee, doc_type="công văn", subject="khắc phục các tồn tại", issued="2025-07", targets=[],
        tasks=[{**factories.TASKS[3], "lead_agencies": ["Sở Nội vụ"]}],
    )  # fmt: skip
    plan = services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 7, 10)))
    assert (plan.kind, plan.title, plan.starts_on) == ("directive", "Khắc phục các tồn tại", date(2025, 7, 1))
    assert dates(plan, "IV.1.c", "T.SNV") == ["2025-09-30", "2025-12-31"]


def test_a_deadline_that_no_calendar_has_asks_a_person(place):
    task = {
        **factories.TASKS[0],
        "deadlines": [{"kind": "date", "value": "2025-02-31", "text": "trước ngày 31/02/2025"}],
    }
    paper = factories.document(place.hoa, place.committee, tasks=[task])
    services.adopt_document(document=paper, by=place.hoa, at=AT)
    row = Occurrence.objects.get()
    assert row.due_on is None and "trước ngày 31/02/2025" in row.why_no_date


def test_names_are_understood_as_at_the_date_of_the_paper(place):
    later = factories.document(place.hoa, place.committee, issued="2025-07-08", tasks=[factories.TASKS[0]])
    plan = services.adopt_document(document=later, by=place.hoa, at=clock.at_day(date(2025, 7, 10)))
    party = TaskParty.objects.get(task__plan=plan, role="lead")
    assert party.state == "unknown" and "Sở Khoa học và Công nghệ" in str(party.alternatives)


def test_search_form_of_a_task_is_folded(plan):
    assert Task.objects.filter(plan=plan, folded__contains="do thi thong minh").count() == 1
