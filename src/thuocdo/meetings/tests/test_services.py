"""Meetings from planning to conclusions that are work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from thuocdo.core.models import AuditRow, Notice
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.meetings import permissions, services
from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting, MeetingPaper
from thuocdo.meetings.queries import visible_meeting
from thuocdo.meetings.queries.agenda import agenda, candidates
from thuocdo.meetings.queries.outcomes import outcomes
from thuocdo.meetings.rules.notes import mark
from thuocdo.meetings.services import Guests, Heard
from thuocdo.meetings.services.arranging import Move, Order, Pick, Remove, Say
from thuocdo.meetings.tests.factories import AT, ON
from thuocdo.work import services as work
from thuocdo.work.models import Extension, Obligation, Plan, TaskLink
from thuocdo.work.tests import factories as make


def refused(code: str, run) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        run()
    assert caught.value.code == code
    assert caught.value.message and caught.value.remedy
    return caught.value


def test_a_meeting_is_planned_with_its_head_and_the_audit_knows(hall):
    meeting = hall.meeting()
    assert (meeting.state, meeting.chair, meeting.made_by_name) == ("planned", hall.minh, "Bình")
    row = AuditRow.objects.filter(action="meetings.plan_meeting").get()
    assert row.thing_key == str(meeting.pk)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": "  "}, "meetings.no_title"),
        ({"place": ""}, "meetings.no_place"),
        ({"minutes": 0}, "meetings.bad_length"),
        ({"minutes": 9000}, "meetings.bad_length"),
        ({"kind": "party"}, "meetings.unknown_kind"),
        ({"link": "javascript:alert(1)"}, "meetings.bad_link"),
        ({"starts_at": AT + timedelta(days=4000)}, "meetings.bad_time"),
    ],
)
def test_a_head_that_says_nothing_sound_is_refused(hall, given, code):
    refused(code, lambda: hall.meeting(**given))
    assert not Meeting.objects.exists()


def test_chair_and_secretary_are_two_people_of_the_unit(hall):
    refused("meetings.same_person", lambda: hall.meeting(secretary=hall.minh))
    refused("meetings.person_elsewhere", lambda: hall.meeting(chair=hall.hoa))


def test_only_people_of_the_unit_plan_its_meetings(hall):
    with pytest.raises(NotAllowed):
        services.plan_meeting(unit=hall.science, content=hall.content(), by=hall.inspector, at=AT)
    with pytest.raises(NotAllowed):
        services.plan_meeting(unit=hall.science, content=hall.content(), by=hall.dung, at=AT)


def test_a_head_saved_by_somebody_else_meanwhile_is_not_overwritten(hall):
    meeting = hall.meeting()
    services.write_meeting(meeting=meeting, content=hall.content(place="Hội trường"), revision=0, by=hall.binh, at=AT)
    with pytest.raises(Stale):
        services.write_meeting(meeting=meeting, content=hall.content(), revision=0, by=hall.binh, at=AT)


def test_late_and_soon_work_waits_for_the_agenda_and_stands_there_once(hall):
    meeting = hall.meeting()
    [late] = candidates(hall.binh, meeting, ON, kind="late")
    assert (late.key, late.unit, late.due_on) == (hall.late.pk, "Sở Khoa học và Công nghệ", hall.late.due_on)
    assert [one.key for one in candidates(hall.binh, meeting, ON, kind="soon")] == [hall.soon.pk]
    assert hall.change(meeting, Pick([("late", hall.late.pk), ("late", hall.late.pk)])) == 1
    assert candidates(hall.binh, meeting, ON, kind="late") == []
    refused("meetings.not_a_candidate", lambda: hall.change(meeting, Pick([("late", hall.late.pk)])))


def test_work_of_other_units_does_not_wait_for_this_agenda(hall):
    other = make.obligation(make.task(hall.plan), hall.home)
    hall.late.__class__.objects.create(
        obligation=other, plan=hall.plan, task=other.task, unit=hall.home, label="x", due_on=ON - timedelta(days=1),
        original_due_on=ON - timedelta(days=1),
    )  # fmt: skip
    assert [one.key for one in candidates(hall.binh, hall.meeting(), ON, kind="late")] == [hall.late.pk]


def test_blocks_and_requests_for_more_time_wait_too(hall):
    block = work.note_block(occurrence=hall.soon, text="chờ kinh phí", by=hall.binh, at=AT)
    ask = work.ask_extension(
        occurrence=hall.soon, until=ON + timedelta(days=20), reason="chờ phần mềm mới", by=hall.binh, at=AT
    )
    meeting = hall.meeting()
    assert [one.key for one in candidates(hall.binh, meeting, ON, kind="block")] == [block.pk]
    assert [one.key for one in candidates(hall.binh, meeting, ON, kind="extension")] == [ask.pk]
    assert hall.change(meeting, Pick([("block", block.pk), ("extension", ask.pk)])) == 2


def test_points_are_put_in_order_by_hand(hall):
    meeting = hall.with_agenda()
    late, soon, words = meeting.items.order_by("order")
    hall.change(meeting, Move(words.pk, -1))
    assert list(meeting.items.order_by("order")) == [late, words, soon]
    hall.change(meeting, Order({late.pk: 9}))
    assert list(meeting.items.order_by("order")) == [words, soon, late]
    hall.change(meeting, Move(words.pk, -1))
    hall.change(meeting, Remove(words.pk))
    assert list(meeting.items.order_by("order")) == [soon, late]
    refused("meetings.no_such_item", lambda: hall.change(meeting, Remove(words.pk)))
    refused("meetings.item_says_nothing", lambda: hall.change(meeting, Say(" ")))


def test_who_is_invited_is_told_and_then_sees_the_meeting(hall):
    meeting = hall.invited(hall.meeting(), hall.home)
    assert visible_meeting(hall.hoa, meeting.pk) is None
    services.call_meeting(meeting=meeting, by=hall.binh, at=AT)
    assert visible_meeting(hall.hoa, meeting.pk) == meeting
    assert visible_meeting(hall.dung, meeting.pk) is None
    told = Notice.objects.filter(kind="meetings.told").values_list("recipient_key", flat=True)
    assert list(told) == [hall.minh.actor_key]
    refused("meetings.all_told", lambda: services.call_meeting(meeting=meeting, by=hall.binh, at=AT))


def test_units_of_another_province_and_strangers_are_not_invited(hall):
    meeting = hall.meeting()
    far = hall.dung.positions.get().unit
    for guests, code in ((Guests(units=[far]), "meetings.unit_elsewhere"),
                         (Guests(people=[hall.hoa]), "meetings.person_elsewhere")):  # fmt: skip
        refused(code, lambda guests=guests: services.invite(meeting=meeting, guests=guests, by=hall.binh, at=AT))


def test_another_time_is_told_to_who_was_called(hall):
    meeting = hall.invited(hall.meeting())
    services.call_meeting(meeting=meeting, by=hall.binh, at=AT)
    content = hall.content(starts_at=AT + timedelta(days=1))
    services.write_meeting(meeting=meeting, content=content, revision=0, by=hall.binh, at=AT)
    assert "đổi giờ" in Notice.objects.latest("pk").words
    services.cancel_meeting(meeting=meeting, reason="lãnh đạo đi vắng", by=hall.binh, at=AT)
    assert "Hủy họp" in Notice.objects.latest("pk").words
    refused("meetings.meeting.not_allowed", lambda: services.open_meeting(meeting=meeting, by=hall.binh, at=AT))


def test_what_stands_on_the_agenda_is_kept_as_it_was_that_day(hall):
    meeting = hall.under_way()
    work.submit_occurrence(occurrence=hall.late, note="xong", by=hall.binh, at=AT)
    [(late, how), *_others] = agenda(meeting, ON + timedelta(days=30))
    assert late.occurrence_id == hall.late.pk
    assert (how["code"], how["late_days"], how["on"]) == ("overdue", 10, ON.isoformat())


def test_a_meeting_without_a_chair_or_before_its_day_is_not_opened(hall):
    meeting = hall.meeting(chair=None)
    refused("meetings.no_chair", lambda: services.open_meeting(meeting=meeting, by=hall.binh, at=AT))
    later = hall.meeting(starts_at=AT + timedelta(days=3))
    refused("meetings.too_early", lambda: services.open_meeting(meeting=later, by=hall.binh, at=AT))


def test_attendance_and_words_are_noted_while_it_is_held(hall):
    meeting = hall.under_way()
    row, item = meeting.invitees.get(person=hall.minh), hall.item(meeting)
    heard = Heard(attendance={row.pk: ("present", "")}, said={item.pk: " Đã rõ. "}, closing="Tập trung việc chậm.")
    services.record_meeting(meeting=meeting, heard=heard, by=hall.binh, at=AT)
    row.refresh_from_db(), item.refresh_from_db(), meeting.refresh_from_db()
    assert (row.attendance, item.said, meeting.closing) == ("present", "Đã rõ.", "Tập trung việc chậm.")
    for given, code in ((("instead", ""), "meetings.who_came"), (("maybe", ""), "meetings.unknown_attendance")):
        refused(code, lambda given=given: services.record_meeting(
            meeting=meeting, heard=Heard(attendance={row.pk: given}), by=hall.binh, at=AT
        ))  # fmt: skip


def test_a_conclusion_becomes_a_task_with_who_and_by_when(hall):
    meeting = hall.concluded()
    conclusion = meeting.conclusions.get()
    task = conclusion.task
    assert (task.plan.kind, task.plan.issuer, task.plan.state) == (Plan.Kind.CONCLUSION, hall.science, "in_force")
    obligation = Obligation.objects.get(task=task)
    assert (obligation.unit, obligation.officer, obligation.role) == (hall.science, hall.binh, "lead")
    [due] = obligation.occurrences.all()
    assert due.due_on == ON + timedelta(days=5)
    link = TaskLink.objects.get(task=task)
    assert (link.kind, link.origin) == ("concluded", hall.part.task)
    assert (meeting.state, conclusion.state, conclusion.who) == ("concluded", "done", "Bình, Sở Khoa học và Công nghệ")


def test_conclusions_of_a_year_share_one_plan(hall):
    first, second = hall.concluded(), hall.concluded(starts_at=AT + timedelta(hours=2))
    plans = {one.task.plan_id for meeting in (first, second) for one in meeting.conclusions.all()}
    assert len(plans) == 1
    [plan] = Plan.objects.filter(kind="conclusion")
    assert list(plan.tasks.values_list("order", flat=True)) == [1, 2]


def test_a_day_off_that_the_meeting_named_stays(hall):
    meeting = hall.under_way()
    hall.conclusion(meeting, due_on=date(2025, 9, 2))
    services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    assert meeting.conclusions.get().task.occurrences.get().due_on == date(2025, 9, 2)


def test_a_committee_gives_work_to_units_below_and_to_no_other(hall):
    content = hall.content(chair=hall.leader, secretary=None)
    meeting = services.plan_meeting(unit=hall.committee, content=content, by=hall.leader, at=AT)
    services.open_meeting(meeting=meeting, by=hall.leader, at=AT)
    given = {"kind": "task", "text": "Báo cáo", "due_on": ON, "unit": hall.home}
    written = services.write_conclusion(
        meeting=meeting, content=services.ConclusionContent(**given), by=hall.leader, at=AT
    )
    services.carry_out_conclusion(conclusion=written, by=hall.leader, at=AT)
    assert Obligation.objects.get(task=written.task).unit == hall.home
    own = hall.under_way()
    refused("meetings.unit_elsewhere", lambda: hall.conclusion(own, unit=hall.home, person=None))


def test_a_conclusion_may_be_a_step_of_what_is_being_done(hall):
    meeting = hall.under_way()
    hall.conclusion(meeting, kind="step", item=hall.item(meeting, "soon"), due_on=ON + timedelta(days=2))
    services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    step = meeting.conclusions.get().step
    assert (step.person, step.occurrence, step.due_on) == (hall.binh, hall.soon, ON + timedelta(days=2))


def test_what_is_late_already_gets_a_step_of_the_part_with_a_new_date(hall):
    meeting = hall.under_way()
    hall.conclusion(meeting, kind="step", item=hall.item(meeting, "late"), due_on=ON + timedelta(days=2))
    services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    step = meeting.conclusions.get().step
    assert (step.obligation, step.occurrence, step.due_on) == (hall.part, None, ON + timedelta(days=2))


def test_what_stands_as_a_conclusion_is_not_offered_as_late_work_again(hall):
    hall.concluded()
    week = AT + timedelta(days=7)
    second = services.plan_meeting(unit=hall.science, content=hall.content(starts_at=week), by=hall.binh, at=week)
    late = {one.key for one in candidates(hall.binh, second, week.date(), kind="late")}
    assert late == {hall.late.pk, hall.soon.pk}


def test_a_conclusion_may_decide_a_request_for_more_time(hall):
    ask = work.ask_extension(
        occurrence=hall.soon, until=ON + timedelta(days=20), reason="chờ phần mềm mới", by=hall.binh, at=AT
    )
    meeting = hall.meeting(chair=None)
    hall.change(meeting, Pick([("extension", ask.pk)]))
    services.write_meeting(meeting=meeting, content=hall.content(), revision=0, by=hall.binh, at=AT)
    services.open_meeting(meeting=meeting, by=hall.binh, at=AT)
    item = hall.item(meeting, "extension")
    refused("meetings.say_whether", lambda: hall.conclusion(meeting, kind="extension", item=item))
    hall.conclusion(meeting, kind="extension", item=item, granted=False, text="Giữ nguyên hạn")
    error = refused(
        "meetings.cannot_carry_out", lambda: services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    )
    assert isinstance(error, NotAllowed), "Sở's head does not decide about a date that the province gave"
    assert Extension.objects.get().state == "asked"


def test_a_refusal_of_work_keeps_everything_back_and_names_the_conclusion(hall):
    meeting = hall.under_way()
    hall.conclusion(meeting)
    hall.conclusion(meeting, kind="waiver", item=hall.item(meeting, "late"), text="Miễn quý II")
    error = refused(
        "meetings.cannot_carry_out", lambda: services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    )
    assert "Kết luận 2" in error.message
    assert not Plan.objects.filter(kind="conclusion").exists()
    assert Meeting.objects.get().state == "under_way"


def test_only_the_head_concludes(hall):
    meeting = hall.under_way()
    with pytest.raises(NotAllowed):
        services.conclude_meeting(meeting=meeting, by=hall.binh, at=AT)
    assert "conclude_meeting" in permissions.abilities(hall.minh, meeting)


def test_a_meeting_is_concluded_once_and_nothing_is_given_twice(hall):
    meeting = hall.concluded()
    refused("meetings.meeting.not_allowed", lambda: services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT))
    conclusion = meeting.conclusions.get()
    refused(
        "meetings.meeting.not_allowed",
        lambda: services.carry_out_conclusion(conclusion=conclusion, by=hall.minh, at=AT),
    )
    assert Obligation.objects.filter(task__plan__kind="conclusion").count() == 1


def test_a_conclusion_given_out_at_once_is_not_given_out_again_at_the_end(hall):
    meeting = hall.under_way()
    conclusion = hall.conclusion(meeting)
    services.carry_out_conclusion(conclusion=conclusion, by=hall.minh, at=AT)
    refused(
        "meetings.conclusion.not_allowed",
        lambda: services.carry_out_conclusion(conclusion=conclusion, by=hall.minh, at=AT),
    )
    services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    assert Obligation.objects.filter(task__plan__kind="conclusion").count() == 1


def test_a_dropped_conclusion_stays_to_be_read_and_gives_nothing(hall):
    meeting = hall.under_way()
    conclusion = hall.conclusion(meeting)
    refused(
        "meetings.reason_needed",
        lambda: services.drop_conclusion(conclusion=conclusion, reason=" ", by=hall.binh, at=AT),
    )
    services.drop_conclusion(conclusion=conclusion, reason="trùng", by=hall.binh, at=AT)
    services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    assert Conclusion.objects.get().state == "dropped" and not Plan.objects.filter(kind="conclusion").exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": ""}, "meetings.conclusion_says_nothing"),
        ({"kind": "feast"}, "meetings.unknown_kind"),
        ({"due_on": None}, "meetings.no_date"),
        ({"due_on": ON - timedelta(days=1)}, "meetings.date_passed"),
        ({"kind": "step"}, "meetings.not_about_work"),
        ({"kind": "waiver"}, "meetings.not_about_work"),
    ],
)
def test_a_conclusion_without_who_what_or_when_is_refused(hall, given, code):
    meeting = hall.under_way()
    refused(code, lambda: hall.conclusion(meeting, **given))


def test_people_of_other_units_are_not_charged(hall):
    meeting = hall.under_way()
    refused("meetings.person_elsewhere", lambda: hall.conclusion(meeting, person=hall.hoa))


def test_the_next_meeting_opens_with_how_the_last_conclusions_stand(hall):
    first = hall.concluded()
    week = AT + timedelta(days=7)
    second = services.plan_meeting(
        unit=hall.science, content=hall.content(starts_at=week, title="Giao ban tuần 30"), by=hall.binh, at=week
    )
    assert second.previous == first
    conclusion = first.conclusions.get()
    [waiting] = candidates(hall.binh, second, week.date(), kind="conclusion")
    assert (waiting.key, waiting.standing) == (conclusion.pk, "overdue")
    services.open_meeting(meeting=second, by=hall.binh, at=week)
    [row] = second.last_conclusions
    assert (row["text"], row["code"], row["who"]) == (conclusion.text, "overdue", conclusion.who)


def test_an_outcome_follows_the_task(hall):
    conclusion = hall.concluded().conclusions.select_related("step").get()
    assert outcomes([conclusion], ON)[conclusion.pk].code == "due_soon"
    due = conclusion.task.occurrences.get()
    work.submit_occurrence(occurrence=due, note="đã nộp", by=hall.binh, at=AT)
    assert outcomes([conclusion], ON)[conclusion.pk].code == "submitted"


def test_papers_are_drafts_of_the_chancery(hall):
    meeting = hall.invited(hall.with_agenda(), hall.home)
    paper = services.draft_paper(meeting=meeting, form="giay_moi", by=hall.binh, at=AT)
    content = paper.draft.versions.get().data
    assert paper.draft.kind == "giay_moi" and content["particulars"]["place"] == "Phòng họp số 1"
    assert content["addressees"] == ["Minh, Giám đốc", "Bình, Chuyên viên", "Sở Nội vụ"]
    refused("meetings.no_such_paper", lambda: services.draft_paper(
        meeting=meeting, form="bien_ban", by=hall.binh, at=AT
    ))  # fmt: skip


def test_minutes_and_notice_tell_who_came_what_was_said_and_what_was_concluded(hall):
    meeting = hall.under_way()
    row, item = meeting.invitees.get(person=hall.minh), hall.item(meeting)
    heard = Heard(attendance={row.pk: ("present", "")}, said={item.pk: "Chậm vì thiếu người."})
    services.record_meeting(meeting=meeting, heard=heard, by=hall.binh, at=AT)
    hall.conclusion(meeting, item=item)
    services.conclude_meeting(meeting=meeting, closing="Giao ban nghiêm túc.", by=hall.minh, at=AT)
    minutes = services.draft_paper(meeting=meeting, form="bien_ban", by=hall.binh, at=AT)
    said = minutes.draft.versions.get().data
    texts = [str(block.get("text")) for block in said["body"]]
    assert "Minh, Giám đốc" in said["particulars"]["attending"]
    assert any("Chậm vì thiếu người." in text for text in texts)
    assert any("Thời hạn: 20/07/2025" in text for text in texts)
    notice = services.draft_paper(meeting=meeting, form="thong_bao", by=hall.binh, at=AT).draft.versions.get().data
    [table] = [block["table"] for block in notice["body"] if "table" in block]
    assert table["rows"] == [["1", "Nộp báo cáo quý II", "Bình, Sở Khoa học và Công nghệ", "20/07/2025", ""]]
    assert MeetingPaper.objects.count() == 2


def test_a_point_added_during_the_meeting_is_kept_at_once(hall):
    meeting = hall.meeting()
    services.open_meeting(meeting=meeting, by=hall.binh, at=AT)
    hall.change(meeting, Pick([("late", hall.late.pk)]))
    assert AgendaItem.objects.get().frozen["code"] == "overdue"


def test_a_point_that_was_spoken_of_stays(hall):
    meeting = hall.under_way()
    item = hall.item(meeting)
    services.record_meeting(meeting=meeting, heard=Heard(said={item.pk: "ý kiến"}), by=hall.binh, at=AT)
    refused("meetings.item_was_spoken_of", lambda: hall.change(meeting, Remove(item.pk)))


def test_two_who_keep_the_minutes_at_once_lose_nothing(hall):
    meeting = hall.under_way()
    item, guest = hall.item(meeting), meeting.invitees.get(person=hall.minh)
    shown = {f"s-{item.pk}": mark(""), "closing": mark(""), f"a-{guest.pk}": guest.mark}
    first = Heard(said={item.pk: "một"}, attendance={guest.pk: ("present", "")}, closing="", shown=shown)
    second = Heard(said={item.pk: "hai"}, attendance={guest.pk: ("unknown", "")}, closing="chung", shown=shown)
    untouched = Heard(said={item.pk: ""}, closing="", shown=shown)
    for heard in (first, second, untouched):
        services.record_meeting(meeting=meeting, heard=heard, by=hall.binh, at=AT)
    item.refresh_from_db(), guest.refresh_from_db(), meeting.refresh_from_db()
    assert (item.said, guest.attendance, meeting.closing) == ("một\nhai", "present", "chung")
