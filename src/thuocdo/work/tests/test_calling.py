"""Results asked for out of turn, and dates of events that deadlines run from."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Call, Move, Obligation, Occurrence, TaskDeadline
from thuocdo.work.services import Asked, Event
from thuocdo.work.services.scheduling import Scheduler
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

ON = date(2025, 3, 3)
AT = clock.at_day(ON)


@pytest.fixture
def task(place):
    return make.task(make.bare_plan(place.committee))


@pytest.fixture
def leads(place, task) -> list[Obligation]:
    return [make.obligation(task, place.home), make.obligation(task, place.science)]


def asked(**more) -> Asked:
    given = {"what": "Số liệu hồ sơ quá hạn quý I", "reason": "Chuẩn bị họp UBND tỉnh", "due_on": date(2025, 3, 14)}
    return Asked(**{**given, **more})


def call(task, who, **more) -> Call:
    return services.call_occurrence(task=task, asked=asked(**more), by=who, at=AT)


def test_all_leads_are_asked_for_a_result_out_of_turn(place, task, leads):
    found = call(task, place.hoa)
    rows = list(Occurrence.objects.filter(call=found).order_by("pk"))
    assert [row.unit_id for row in rows] == [place.home.pk, place.science.pk]
    for row in rows:
        assert (row.ad_hoc, row.state, row.deadline) == (True, "open", None)
        assert row.due_on == row.original_due_on == date(2025, 3, 14)
        assert row.label == "Đột xuất: Số liệu hồ sơ quá hạn quý I"
    moves = Move.objects.filter(occurrence__in=rows)
    assert {(move.verb, move.from_state, move.to_state, move.by_name) for move in moves} == {
        ("call_occurrence", "", "open", place.hoa.actor_name)
    }
    assert {move.reason for move in moves} == {"Chuẩn bị họp UBND tỉnh"}
    assert AuditRow.objects.get(action="work.call_occurrence").outcome == "done"


def test_one_lead_may_be_asked_with_a_paper_and_a_window(place, task, leads):
    paper = make.document(place.hoa, place.committee)
    window = (date(2025, 1, 1), date(2025, 3, 1))
    found = call(task, place.hoa, units=[place.science, place.science], document=paper, window=window)
    [row] = Occurrence.objects.filter(call=found)
    assert (row.unit_id, row.window_start, row.window_end) == (place.science.pk, *window)
    assert found.document == paper and Move.objects.get(occurrence=row).document == paper


def test_whoever_is_charged_is_told_once(place, task, leads):
    leads[1].officer = place.minh
    leads[1].save()
    found = call(task, place.hoa, units=[place.science])
    [notice] = Notice.objects.filter(kind="work.called")
    assert notice.recipient_key == place.minh.actor_key
    row = Occurrence.objects.get(call=found)
    assert notice.link == f"/nghia-vu/{leads[1].pk}/?ky={row.pk}" and "14/03/2025" in notice.words


def test_a_day_off_is_said_and_kept(place, task, leads):
    found = call(task, place.hoa, due_on=date(2025, 3, 15), units=[place.home])
    row = Occurrence.objects.get(call=found)
    assert row.due_on == date(2025, 3, 15) and "Thứ Bảy" in row.due_note


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"what": "  "}, "work.call_says_nothing"),
        ({"reason": ""}, "work.reason_needed"),
        ({"due_on": date(2025, 3, 2)}, "work.date_passed"),
        ({"due_on": date(2027, 1, 1)}, "work.too_late"),
        ({"window": (date(2025, 3, 1), date(2025, 3, 1))}, "work.window_backwards"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(place, task, leads, more, code):
    with pytest.raises(Refused) as refusal:
        call(task, place.hoa, **more)
    assert refusal.value.code == code
    assert not Call.objects.exists() and not Occurrence.objects.exists()


def test_who_does_not_lead_is_not_asked_and_a_task_without_leads_asks_nobody(place, task):
    with pytest.raises(Refused) as refusal:
        call(task, place.hoa)
    assert refusal.value.code == "work.no_lead"
    make.obligation(task, place.home)
    with pytest.raises(Refused) as refusal:
        call(task, place.hoa, units=[place.home, place.media])
    assert refusal.value.code == "work.not_a_lead"


def test_the_same_is_not_asked_twice_but_something_else_may_be(place, task, leads):
    call(task, place.hoa, units=[place.home])
    with pytest.raises(Refused) as refusal:
        call(task, place.hoa)
    assert refusal.value.code == "work.already_called" and Call.objects.count() == 1
    call(task, place.hoa, what="Danh sách hồ sơ")
    assert Call.objects.count() == 2


def test_a_closed_plan_asks_for_nothing_more(place, task, leads):
    services.close_plan(plan=task.plan, on=date(2025, 12, 31), by=place.hoa, at=AT)
    with pytest.raises(Refused) as refusal:
        call(task, place.hoa)
    assert refusal.value.code == "work.plan_not_in_force"


def test_only_who_owns_the_plan_may_ask_and_the_try_is_written_down(place, task, leads):
    for stranger in (place.binh, place.minh, place.tam, None):
        with pytest.raises(NotAllowed):
            call(task, stranger)
    assert not Call.objects.exists()
    assert AuditRow.objects.filter(action="work.call_occurrence", outcome="refused").count() == 4


def test_what_was_asked_out_of_turn_is_not_made_again_by_upkeep(place, task, leads):
    call(task, place.hoa)
    before = Occurrence.objects.count()
    services.extend_occurrences(plan=task.plan, by=SYSTEM, at=AT)
    services.extend_occurrences(plan=task.plan, by=SYSTEM, at=AT)
    assert Occurrence.objects.count() == before


LENGTH = {
    "kind": "relative", "text": "trong thời hạn 05 ngày làm việc kể từ ngày nhận hướng dẫn",
    "within": {"amount": 5, "unit": "working_day", "after": "kể từ ngày nhận hướng dẫn"},
}  # fmt: skip


def relative(task, leads, rule=LENGTH) -> TaskDeadline:
    """A deadline by an event, with the due instances that a schedule makes of it."""
    deadline = TaskDeadline.objects.create(task=task, order=1, text=rule["text"], rule=rule)
    scheduler = Scheduler(task.plan, ON)
    Occurrence.objects.bulk_create([row for lead in leads for row in scheduler.occurrences(lead, [deadline])])
    return deadline


def dated(deadline, who, on, **more) -> TaskDeadline:
    return services.date_event(deadline=deadline, event=Event(on, **more), by=who, at=AT)


def test_the_day_of_an_event_dates_its_due_instances(place, task, leads):
    deadline = relative(task, leads)
    assert set(deadline.occurrences.values_list("due_on", flat=True)) == {None}
    dated(deadline, place.hoa, date(2025, 4, 25))
    rows = list(deadline.occurrences.all())
    # 26/4 is worked in exchange for 2/5, 30/4 to 4/5 are days off.
    assert {row.due_on for row in rows} == {row.original_due_on for row in rows} == {date(2025, 5, 6)}
    assert all(row.why_no_date == "" and row.next_check_on is None for row in rows)
    assert Move.objects.filter(verb="date_event").count() == 2
    deadline.refresh_from_db()
    assert (deadline.event_on, deadline.event_due_on) == (date(2025, 4, 25), date(2025, 5, 6))


def test_a_length_of_days_ends_on_the_next_working_day(place, task, leads):
    rule = {**LENGTH, "within": {"amount": 15, "unit": "day", "after": "kể từ ngày nhận"}}
    deadline = relative(task, leads, rule)
    dated(deadline, place.hoa, date(2025, 4, 25))
    row = deadline.occurrences.first()
    assert row.due_on == date(2025, 5, 12) and "10/05/2025 là ngày nghỉ" in row.due_note


def test_an_agency_that_comes_later_has_the_same_date_and_upkeep_makes_nothing_twice(place, task, leads):
    deadline = relative(task, leads)
    dated(deadline, place.hoa, date(2025, 4, 25))
    late = make.obligation(task, place.media)
    [row] = Scheduler(task.plan, ON).occurrences(late, [deadline])
    assert row.due_on == date(2025, 5, 6)
    services.extend_occurrences(plan=task.plan, by=SYSTEM, at=AT)
    assert deadline.occurrences.count() == 2


def test_a_corrected_event_needs_a_reason_and_leaves_done_results_alone(place, task, leads):
    deadline = relative(task, leads)
    dated(deadline, place.hoa, date(2025, 4, 25))
    done, still = deadline.occurrences.order_by("pk")
    Occurrence.objects.filter(pk=done.pk).update(state="submitted", submitted_at=AT, submitted_by_name="ai đó")
    with pytest.raises(Refused) as refusal:
        dated(deadline, place.hoa, date(2025, 5, 5))
    assert refusal.value.code == "work.reason_needed"
    dated(deadline, place.hoa, date(2025, 5, 5), reason="Nhận ngày 05/5, không phải 25/4")
    done.refresh_from_db()
    still.refresh_from_db()
    assert done.due_on == date(2025, 5, 6)
    assert (still.due_on, still.original_due_on) == (date(2025, 5, 12), date(2025, 5, 6))


def test_an_event_without_a_length_needs_a_date(place, task, leads):
    deadline = relative(task, leads, {"kind": "relative", "text": "Sau khi có hướng dẫn của Bộ Nội vụ"})
    for more, code in (({}, "work.no_length"), ({"due_on": date(2025, 3, 9)}, "work.due_before_event")):
        with pytest.raises(Refused) as refusal:
            dated(deadline, place.hoa, date(2025, 3, 10), **more)
        assert refusal.value.code == code
    dated(deadline, place.hoa, date(2025, 3, 10), due_on=date(2025, 3, 31))
    assert set(deadline.occurrences.values_list("due_on", flat=True)) == {date(2025, 3, 31)}


def test_only_a_deadline_by_an_event_has_one_and_only_its_owner_says_when(place, task, leads):
    other = TaskDeadline.objects.create(task=task, order=2, text="Quý I", rule={"kind": "quarter", "value": "2025-Q1"})
    with pytest.raises(Refused) as refusal:
        dated(other, place.hoa, date(2025, 3, 10))
    assert refusal.value.code == "work.not_by_event"
    deadline = relative(task, leads)
    with pytest.raises(Refused) as refusal:
        dated(deadline, place.hoa, date(2020, 1, 1))
    assert refusal.value.code == "work.event_before_plan"
    with pytest.raises(NotAllowed):
        dated(deadline, place.binh, date(2025, 3, 10))


def test_the_page_asks_shows_and_refuses(place, task, leads):
    address = reverse("work:call_occurrence", args=[task.pk])
    client = signed_in(place.hoa)
    with clock.fixed(ON):
        empty = client.get(address)
        assert "Gửi yêu cầu" in main_of(empty) and "Chưa có yêu cầu đột xuất nào" in main_of(empty)
        wrong = client.post(address, {"what": "Số liệu", "due_on": "01/03/2025", "whom": "all", "reason": "họp"})
        assert wrong.status_code == 422 and "Ngày 01/03/2025 đã qua" in main_of(wrong)
        given = {"what": "Số liệu", "due_on": "14/03/2025", "whom": "some", "units": [place.home.key], "reason": "họp",
                 "window_first": "01/01/2025", "window_last": "28/02/2025"}  # fmt: skip
        assert client.post(address, given).status_code == 302
        shown = words_of(client.get(address))
        assert "từ 01/01/2025 đến hết 28/02/2025" in shown and "0/1" in shown
        stranger = signed_in(place.binh)
        assert "Gửi yêu cầu" not in main_of(stranger.get(address))
        assert stranger.post(address, given).status_code == 403
    row = Occurrence.objects.get()
    assert (row.window_end, row.unit_id) == (date(2025, 3, 1), place.home.pk)


def test_the_page_of_a_task_says_what_was_asked_and_which_events_have_no_day(place, task, leads):
    deadline = relative(task, leads)
    call(task, place.hoa)
    client = signed_in(place.hoa)
    with clock.fixed(ON):
        words = words_of(client.get(reverse("work:task", args=[task.pk])))
        assert "hạn 14/03/2025, đã nộp 0/2" in words and "sự kiện chưa có ngày" in words
        address = reverse("work:date_event", args=[deadline.pk])
        assert client.post(address, {"event_on": "25/04/2025"}).status_code == 302
        assert "Sự kiện ngày 25/04/2025, hạn 06/05/2025." in words_of(client.get(address))
        wrong = client.post(address, {"event_on": "26/04/2025"})
        assert wrong.status_code == 422 and "Chưa ghi lý do sửa ngày sự kiện" in main_of(wrong)
        assert signed_in(place.binh).post(address, {"event_on": "26/04/2025"}).status_code == 403


def test_the_page_of_calls_has_a_fixed_number_of_queries(place, task):
    small = make.obligation(task, place.home)
    call(task, place.hoa)
    address = reverse("work:call_occurrence", args=[task.pk])
    client = signed_in(place.hoa)
    with clock.fixed(ON):
        client.get(address)
        few = statements(client, address)
        for unit in (place.science, place.media, *place.districts[:2]):
            make.obligation(task, unit)
        for number in range(4):
            call(task, place.hoa, what=f"Việc {number}")
        assert small.pk and statements(client, address) == few
