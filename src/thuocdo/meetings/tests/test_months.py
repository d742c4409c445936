"""The list of each person's work of a month: made from what they are charged with, published, compared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.models import Notice
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.meetings import services
from thuocdo.meetings.models import MonthList
from thuocdo.meetings.queries.months import changes, month_of_person, month_of_unit
from thuocdo.meetings.rules.months import Line
from thuocdo.meetings.tests.factories import AT, ON
from thuocdo.work import services as work
from thuocdo.work.services import StepWords
from thuocdo.work.tests import factories as make

JULY = date(2025, 7, 1)


def charged(hall):
    """Bình is charged with the part whose work is late and soon."""
    work.name_officer(obligation=hall.part, officer=hall.binh, by=hall.minh, at=AT)


def lines(hall, person=None, month=JULY) -> dict[str, Line]:
    found = month_of_unit(hall.science, month, ON)
    [sheet] = [sheet for sheet in found.sheets if sheet.person == (person or hall.binh)]
    return {line.mark: line for line in sheet.lines}


def publish(hall, **given) -> MonthList:
    return services.publish_month(**{"unit": hall.science, "month": JULY, "by": hall.minh, "at": AT, **given})


def test_what_nobody_is_charged_with_is_listed_apart(hall):
    found = month_of_unit(hall.science, JULY, ON)
    assert {line.key for line in found.unassigned} == {hall.late.pk, hall.soon.pk}
    assert [sheet.lines for sheet in found.sheets] == [[], []]
    assert (found.staff, found.counts["total"]) == (2, 0)


def test_a_person_has_what_is_due_in_the_month_and_what_was_left_over(hall):
    charged(hall)
    old = hall.due(date(2025, 3, 31), "Quý I")
    done = hall.due(date(2025, 6, 10), "Tháng 5", state="accepted", submitted_at=clock.at_day(date(2025, 6, 9)),
                    submitted_by_name="x", decided_at=AT, decided_by_name="y", on_time=True, late_days=0)  # fmt: skip
    hall.due(date(2025, 9, 30), "Quý III")
    found = lines(hall)
    assert set(found) == {f"occurrence:{one.pk}" for one in (hall.late, hall.soon, old)}
    assert (found[f"occurrence:{old.pk}"].code, found[f"occurrence:{old.pk}"].late_days) == ("overdue", 106)
    assert f"occurrence:{done.pk}" in lines(hall, month=date(2025, 6, 1))


def test_steps_and_conclusions_are_in_the_month_without_being_typed(hall):
    charged(hall)
    step = work.give_step(
        obligation=hall.part, step=StepWords("dự thảo tờ trình", hall.binh, ON - timedelta(days=2)), by=hall.minh, at=AT
    )
    meeting = hall.under_way()
    hall.conclusion(meeting)
    services.conclude_meeting(meeting=meeting, by=hall.minh, at=AT)
    found = lines(hall)
    assert (found[f"step:{step.pk}"].code, found[f"step:{step.pk}"].late_days) == ("overdue", 2)
    [concluded] = [line for line in found.values() if line.from_meeting]
    assert (concluded.text[:18], concluded.due_on) == ("Nộp báo cáo quý II", ON + timedelta(days=5))
    assert concluded.source.startswith("Kết luận Giao ban tuần 29")


def test_a_step_that_was_done_late_says_so_and_a_dropped_one_is_gone(hall):
    yesterday = ON - timedelta(days=1)
    steps = [
        work.give_step(obligation=hall.part, step=StepWords(text, hall.binh, yesterday), by=hall.minh, at=AT)
        for text in ("một", "hai")
    ]
    work.finish_step(step=steps[0], result="đã trình", by=hall.binh, at=AT)
    work.drop_step(step=steps[1], reason="không cần nữa", by=hall.minh, at=AT)
    assert {mark: line.code for mark, line in lines(hall).items()} == {f"step:{steps[0].pk}": "done_late"}


def test_a_persons_own_month_is_the_same_as_in_the_units_list(hall):
    charged(hall)
    own = month_of_person(hall.binh, JULY, ON)
    assert {line.mark: line for line in own.lines} == lines(hall)


def test_a_published_list_stays_as_it_was(hall):
    charged(hall)
    row = publish(hall, note="Trước họp cơ quan tháng 7")
    work.submit_occurrence(occurrence=hall.late, note="xong", by=hall.binh, at=AT)
    [sheet] = row.sheets.filter(person=hall.binh)
    kept = {line["key"]: line["code"] for line in sheet.lines}
    assert kept == {hall.late.pk: "overdue", hall.soon.pk: "due_soon"}
    assert (row.version, row.staff, row.counts["late"]) == (1, 2, 1)
    told = Notice.objects.filter(kind="meetings.month_published").values_list("recipient_key", flat=True)
    assert list(told) == [hall.binh.actor_key]


def test_published_again_it_is_a_new_version_and_says_what_changed(hall):
    charged(hall)
    publish(hall)
    with pytest.raises(Refused) as caught:
        publish(hall)
    assert caught.value.code == "meetings.as_published"
    work.submit_occurrence(occurrence=hall.late, note="xong", by=hall.binh, at=AT)
    second = publish(hall)
    former, changed = changes(second)
    assert former is not None and former.version == 1
    [one] = changed
    assert (one.before.code, one.after.code, one.what) == ("overdue", "submitted", "moved")


def test_only_the_head_publishes_and_not_far_ahead(hall):
    with pytest.raises(NotAllowed):
        publish(hall, by=hall.binh)
    with pytest.raises(Refused) as caught:
        publish(hall, month=date(2025, 12, 1))
    assert caught.value.code == "meetings.month_too_far"
    assert publish(hall, month=date(2025, 8, 1)).month == date(2025, 8, 1)


def test_people_say_something_to_their_own_sheet_and_the_head_notes_measures(hall):
    charged(hall)
    sheet = publish(hall).sheets.get(person=hall.binh)
    services.remark_sheet(sheet=sheet, text="Chờ số liệu của xã", by=hall.binh, at=AT)
    services.note_measure(sheet=sheet, text="Giao thêm người, xong trước 20/7", by=hall.minh, at=AT)
    assert list(sheet.remarks.values_list("is_measure", flat=True)) == [False, True]
    with pytest.raises(NotAllowed):
        services.remark_sheet(sheet=sheet, text="x", by=hall.minh, at=AT)
    with pytest.raises(NotAllowed):
        services.note_measure(sheet=sheet, text="x", by=hall.binh, at=AT)
    with pytest.raises(Refused):
        services.remark_sheet(sheet=sheet, text="  ", by=hall.binh, at=AT)


def test_the_month_of_many_people_costs_as_many_statements_as_of_few(hall):
    charged(hall)
    work.give_step(obligation=hall.part, step=StepWords("bước", hall.binh, ON), by=hall.minh, at=AT)
    month_of_unit(hall.science, JULY, ON)
    with CaptureQueriesContext(connection) as few:
        month_of_unit(hall.science, JULY, ON)
    for number in range(6):
        person = make.person(f"Người {number}", "unit_officer", hall.science)
        part = make.obligation(make.task(hall.plan), hall.science, officer=person)
        hall.part = part
        hall.due(ON, "Tháng 7")
        work.give_step(obligation=part, step=StepWords("bước", person, ON), by=hall.minh, at=AT)
    with CaptureQueriesContext(connection) as many:
        found = month_of_unit(hall.science, JULY, ON)
    assert len(found.sheets) == 8 and len(many) == len(few) <= 12
