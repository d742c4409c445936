"""Verbs of one due instance: done, refused, repeated, concurrent; each with its history and audit row."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from thuocdo.core import audit, clock
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Evidence, Extension, Move, Note, Occurrence
from thuocdo.work.queries.persons import my_day
from thuocdo.work.tests import factories

JULY = date(2025, 7, 15)
AT = clock.at_day(JULY)


@pytest.fixture
def one(place) -> Occurrence:
    plan = factories.bare_plan(place.committee)
    return factories.occurrence(factories.obligation(factories.task(plan), place.science), date(2025, 7, 31))


@pytest.fixture
def submitted(place, one) -> Occurrence:
    return services.submit_occurrence(occurrence=one, by=place.binh, at=AT, note="Đã gửi báo cáo")


def accepted(place, one, *, on):
    at = clock.at_day(on)
    services.submit_occurrence(occurrence=one, by=place.binh, at=at, note="xong")
    return services.accept_occurrence(occurrence=one, by=place.hoa, at=at + timedelta(days=3))


def test_a_note_keeps_words_percentage_and_person(place, one):
    note = services.note_progress(occurrence=one, text="  Đã  họp ", percent=40, by=place.binh, at=AT)
    assert (note.text, note.percent, note.by_name) == ("Đã họp", 40, "Bình")
    assert audit.history(one).get().after == {"note": "Đã họp", "percent": 40}


def test_an_empty_note_and_an_impossible_percentage_are_refused(place, one):
    with pytest.raises(Refused, match="Chưa ghi nội dung"):
        services.note_progress(occurrence=one, text=" ", by=place.binh, at=AT)
    with pytest.raises(Refused, match="101%"):
        services.note_progress(occurrence=one, text="ok", percent=101, by=place.binh, at=AT)
    assert not Note.objects.exists()


def test_the_same_file_twice_is_one_evidence(place, one):
    first = services.attach_evidence(occurrence=one, upload=factories.upload(), title="Báo cáo", by=place.binh, at=AT)
    again = services.attach_evidence(occurrence=one, upload=factories.upload("khac.txt"), by=place.binh, at=AT)
    assert first == again and Evidence.objects.get().title == "Báo cáo"


def test_an_empty_file_is_refused(place, one):
    with pytest.raises(Refused) as refusal:
        services.attach_evidence(occurrence=one, upload=factories.upload(content=b""), by=place.binh, at=AT)
    assert refusal.value.code == "files.empty"


def test_nothing_can_be_submitted_without_a_note_or_a_file(place, one):
    with pytest.raises(Refused, match="Chưa có gì chứng minh"):
        services.submit_occurrence(occurrence=one, by=place.binh, at=AT)
    services.attach_evidence(occurrence=one, upload=factories.upload(), by=place.binh, at=AT)
    assert services.submit_occurrence(occurrence=one, by=place.binh, at=AT).state == "submitted"


def test_a_submission_has_its_move_and_cannot_be_repeated(place, submitted):
    move = Move.objects.get()
    assert (move.verb, move.from_state, move.to_state, move.by) == (
        "submit_occurrence",
        "open",
        "submitted",
        place.binh,
    )
    with pytest.raises(Refused, match="chờ duyệt") as refusal:
        services.submit_occurrence(occurrence=submitted, by=place.binh, at=AT, note="lại")
    assert refusal.value.code == "work.occurrence.not_allowed"


def test_a_return_needs_a_reason_and_new_proof_before_the_next_submission(place, submitted):
    with pytest.raises(Refused, match="lý do trả lại"):
        services.return_occurrence(occurrence=submitted, reason=" ", by=place.hoa, at=AT)
    returned = services.return_occurrence(occurrence=submitted, reason="Thiếu số liệu", by=place.hoa, at=AT)
    assert (returned.state, returned.reason, returned.decided_by) == ("returned", "Thiếu số liệu", place.hoa)
    with pytest.raises(Refused, match="sau khi bị trả lại"):
        services.submit_occurrence(occurrence=returned, by=place.binh, at=AT + timedelta(hours=1))
    services.submit_occurrence(occurrence=returned, by=place.binh, at=AT + timedelta(hours=1), note="bổ sung")
    assert returned.state == "submitted" and returned.decided_at is None and returned.reason == ""
    assert [move.verb for move in Move.objects.all()] == ["submit_occurrence", "return_occurrence", "submit_occurrence"]


@pytest.mark.parametrize(
    ("on", "on_time", "late"),
    [(date(2025, 7, 31), True, 0), (date(2025, 8, 1), False, 1), (date(2025, 8, 20), False, 20)],
)
def test_on_time_or_late_follows_from_the_day_of_submission(place, one, on, on_time, late):
    row = accepted(place, one, on=on)
    assert (row.state, row.on_time, row.late_days) == ("accepted", on_time, late)


def test_lateness_is_measured_against_the_extended_date(place, one):
    extension = services.ask_extension(
        occurrence=one, until=date(2025, 8, 15), reason="Chờ hướng dẫn của Bộ", by=place.binh, at=AT
    )
    services.decide_extension(extension=extension, granted=True, by=place.hoa, at=AT)
    one.refresh_from_db()
    assert (one.due_on, one.original_due_on) == (date(2025, 8, 15), date(2025, 7, 31))
    assert accepted(place, one, on=date(2025, 8, 10)).on_time


def test_who_submitted_does_not_accept(place, one):
    services.submit_occurrence(occurrence=one, by=audit.SYSTEM, at=AT, note="x")
    Occurrence.objects.filter(pk=one.pk).update(submitted_by=place.hoa)
    for decide in (services.accept_occurrence, services.return_occurrence):
        with pytest.raises(NotAllowed, match="không tự duyệt"):
            decide(
                occurrence=one, by=place.hoa, at=AT, **({"reason": "x"} if decide is services.return_occurrence else {})
            )
    assert services.accept_occurrence(occurrence=one, by=place.tam, at=AT).state == "accepted"


def test_accepted_regular_work_opens_its_next_round(place):
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    one = factories.occurrence(of, None, watched=True, label="Theo dõi thường xuyên")
    accepted(place, one, on=date(2025, 9, 20))
    following = Occurrence.objects.get(obligation=of, round=2)
    assert (following.state, following.watched, following.label) == ("open", True, one.label)
    assert following.next_check_on == date(2025, 12, 31)
    assert one.on_time and one.late_days == 0


def test_a_note_on_regular_work_moves_the_next_check_once_a_period(place):
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    one = factories.occurrence(of, None, watched=True)
    for day in (date(2025, 7, 15), date(2025, 8, 15), date(2025, 9, 30)):
        services.note_progress(occurrence=one, text="đã rà soát", by=place.binh, at=clock.at_day(day))
        one.refresh_from_db()
        assert one.next_check_on == date(2025, 12, 31), day


def test_a_waiver_needs_a_reason_and_ends_the_instance(place, one):
    with pytest.raises(Refused, match="lý do miễn"):
        services.waive_occurrence(occurrence=one, reason="", by=place.hoa, at=AT)
    assert (
        services.waive_occurrence(occurrence=one, reason="Không còn đối tượng", by=place.hoa, at=AT).state == "waived"
    )
    with pytest.raises(Refused, match="được miễn"):
        services.note_progress(occurrence=one, text="x", by=place.binh, at=AT)


def test_an_extension_is_asked_once_for_a_later_day_with_a_reason(place, one):
    ask = {"occurrence": one, "by": place.binh, "at": AT}
    with pytest.raises(Refused, match="không muộn hơn"):
        services.ask_extension(until=date(2025, 7, 31), reason="x", **ask)
    with pytest.raises(Refused, match="lý do gia hạn"):
        services.ask_extension(until=date(2025, 8, 31), reason="", **ask)
    services.ask_extension(until=date(2025, 8, 31), reason="Chờ hướng dẫn", **ask)
    with pytest.raises(Refused, match="đang có một đề nghị"):
        services.ask_extension(until=date(2025, 9, 30), reason="nữa", **ask)


def test_a_refused_extension_needs_a_reason_and_leaves_the_date(place, one):
    extension = services.ask_extension(
        occurrence=one, until=date(2025, 8, 31), reason="Chờ hướng dẫn", by=place.binh, at=AT
    )
    with pytest.raises(Refused, match="lý do không đồng ý"):
        services.decide_extension(extension=extension, granted=False, by=place.leader, at=AT)
    services.decide_extension(extension=extension, granted=False, reason="Không cần", by=place.leader, at=AT)
    one.refresh_from_db()
    assert (extension.state, one.due_on) == ("refused", date(2025, 7, 31))
    with pytest.raises(Refused, match="không đồng ý"):
        services.decide_extension(extension=extension, granted=True, by=place.leader, at=AT)


def test_who_asked_for_an_extension_does_not_decide_it(place, one):
    extension = services.ask_extension(
        occurrence=one, until=date(2025, 8, 31), reason="Chờ hướng dẫn", by=place.binh, at=AT
    )
    Extension.objects.filter(pk=extension.pk).update(asked_by=place.hoa)
    with pytest.raises(NotAllowed, match="không tự quyết định"):
        services.decide_extension(extension=extension, granted=True, by=place.hoa, at=AT)


def test_regular_work_has_no_date_to_extend(place):
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    with pytest.raises(Refused, match="không có ngày hết hạn"):
        services.ask_extension(
            occurrence=factories.occurrence(of, None), until=date(2025, 9, 1), reason="x", by=place.binh, at=AT
        )


def test_a_result_is_not_submitted_before_its_data_begin(place):
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    window = {"window_start": date(2025, 11, 12), "window_end": date(2025, 12, 12)}
    one = factories.occurrence(of, date(2025, 12, 12), **window)
    with pytest.raises(Refused, match="từ ngày 12/11/2025") as refusal:
        services.submit_occurrence(occurrence=one, by=place.binh, at=AT, note="xong")
    assert refusal.value.code == "work.not_begun" and not Note.objects.exists()
    at = clock.at_day(date(2025, 11, 12))
    assert services.submit_occurrence(occurrence=one, by=place.binh, at=at, note="xong").state == "submitted"


def test_an_extension_needs_more_than_a_letter_and_ends_soon_after_the_plan(place, one):
    ask = {"occurrence": one, "by": place.binh, "at": AT}
    with pytest.raises(Refused, match="quá ngắn"):
        services.ask_extension(until=date(2025, 8, 31), reason="r", **ask)
    with pytest.raises(Refused, match="chỉ gia hạn được đến 31/03/2026"):
        services.ask_extension(until=date(2026, 4, 1), reason="Chờ hướng dẫn", **ask)
    assert services.ask_extension(until=date(2026, 3, 31), reason="Chờ hướng dẫn", **ask).state == "asked"


@pytest.fixture
def asked(place, one) -> Extension:
    return services.ask_extension(occurrence=one, until=date(2025, 8, 31), reason="Chờ hướng dẫn", by=place.binh, at=AT)


@pytest.mark.parametrize("many", [False, True])
def test_accepting_closes_the_extension_that_waits(place, one, asked, many):
    services.submit_occurrence(occurrence=one, by=place.binh, at=AT, note="xong")
    if many:
        services.accept_many(occurrences=[one], by=place.hoa, at=AT)
    else:
        services.accept_occurrence(occurrence=one, by=place.hoa, at=AT)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decided_at) == ("refused", place.hoa, AT)
    assert asked.decision_reason == "Kết quả đã được duyệt nên đề nghị không còn cần."


def test_waiving_closes_the_extension_that_waits(place, one, asked):
    services.waive_occurrence(occurrence=one, reason="Không còn đối tượng", by=place.hoa, at=AT)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_name) == ("refused", "Hoa")


def test_of_a_result_already_handed_in_an_extension_can_only_be_refused(place, one, asked):
    services.submit_occurrence(occurrence=one, by=place.binh, at=AT, note="xong")
    with pytest.raises(Refused, match="quyết định gia hạn") as refusal:
        services.decide_extension(extension=asked, granted=True, by=place.leader, at=AT)
    assert refusal.value.code == "work.extension.not_open"
    asked.refresh_from_db()
    services.decide_extension(extension=asked, granted=False, reason="Đã nộp", by=place.leader, at=AT)
    assert asked.state == "refused"


def test_a_request_left_at_a_decided_result_is_nobodys_work_of_the_day(place, one, asked):
    def waiting():
        cards = my_day(place.leader, JULY)
        return [card for card in cards if card.verb == "decide_extension"]

    assert len(waiting()) == 1
    Occurrence.objects.filter(pk=one.pk).update(state="waived", decided_at=AT, decided_by_name="x", reason="x")
    assert waiting() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "accepted"},
        {"state": "submitted"},
        {"state": "returned", "submitted_at": AT, "submitted_by_name": "x"},
        {"submitted_at": AT},
        {"due_on": None},
        {"window_start": JULY, "window_end": JULY},
        {"state": "waived", "decided_at": AT, "decided_by_name": "x"},
        {"on_time": True},
    ],
)
def test_the_database_refuses_a_state_without_its_dates_and_actors(one, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(pk=one.pk).update(**broken)


@pytest.mark.django_db(transaction=True)
def test_of_two_submissions_at_once_one_is_refused():
    place = factories.Province()
    of = factories.obligation(factories.task(factories.bare_plan(place.committee)), place.science)
    row = factories.occurrence(of)
    services.note_progress(occurrence=row, text="xong", by=place.binh, at=AT)
    start, outcomes = threading.Barrier(2), []

    def submit() -> None:
        try:
            start.wait()
            services.submit_occurrence(occurrence=Occurrence.objects.get(pk=row.pk), by=place.binh, at=AT)
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "work.occurrence.not_allowed"]
    assert Move.objects.filter(verb="submit_occurrence").count() == 1
