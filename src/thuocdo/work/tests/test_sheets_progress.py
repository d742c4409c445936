"""Progress as workbooks that come back: each row with the rights of who hands it in, and withdrawn while it can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services as work
from thuocdo.work.models import Note, Occurrence, Plan, SheetImport
from thuocdo.work.queries.sheets_progress import open_ones
from thuocdo.work.services import sheets_progress as services
from thuocdo.work.services.sheets import Agreement, Workbook
from thuocdo.work.sheet_forms import progress_book
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in, words_of
from thuocdo.work.tests.sheets import codes, edited, row_of, table

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 15)
AT = clock.at_day(ON)
PERCENT, NOTE, NUMBER, DAY, SUBMIT = range(7, 12)


@pytest.fixture
def plan(place: Province) -> Plan:
    plan = make.bare_plan(place.committee)
    for unit, text in ((place.science, "Đô thị thông minh"), (place.science, "Dữ liệu mở"), (place.home, "Công khai")):
        make.occurrence(make.obligation(make.task(plan, text=text), unit))
    return plan


def exported(plan: Plan, person: Any) -> bytes:
    return progress_book(plan, open_ones(person, plan, ON), whole=True)


def wrote(text: str, **cells: Any) -> Callable[[Any], None]:
    """Write cells into the row of a task, by the names of the columns."""
    at = {"percent": PERCENT, "note": NOTE, "number": NUMBER, "day": DAY, "submit": SUBMIT}

    def change(sheet: Any) -> None:
        for name, value in cells.items():
            sheet.cell(row_of(sheet, text), at[name]).value = value

    return change


def check(plan: Plan, data: bytes, by: Any) -> SheetImport:
    return services.check_progress_sheet(plan=plan, workbook=Workbook("td.xlsx", data), by=by, at=AT)


def take_in(run: SheetImport, by: Any, **more: Any) -> SheetImport:
    agreed = Agreement(digest=run.columns["digest"], **more)
    return services.import_progress_sheet(run=run, agreed=agreed, by=by, at=AT)


def test_a_unit_gets_its_own_open_rows_and_an_unchanged_table_changes_nothing(place: Province, plan: Plan):
    rows = open_ones(place.binh, plan, ON)
    assert [row.printed["text"] for row in rows] == ["Đô thị thông minh", "Dữ liệu mở"]
    run = check(plan, exported(plan, place.binh), place.binh)
    assert run.counts == {"changed": 0, "same": 2, "fault": 0, "submitted": 0}


def test_rows_are_noted_and_submitted_and_the_same_file_changes_nothing_more(place: Province, plan: Plan):
    data = edited(
        exported(plan, place.binh),
        lambda sheet: (
            wrote("Đô thị", percent="80%", note="Đã họp")(sheet),
            wrote("Dữ liệu", percent=100, note="Xong", number="12/BC-SKHCN", day="10/07/2025", submit="x")(sheet),
        ),
    )
    run = check(plan, data, place.binh)
    assert (run.counts["changed"], run.counts["submitted"]) == (2, 1)
    take_in(run, place.binh)
    done = Occurrence.objects.get(task__text="Dữ liệu mở")
    assert done.state == "submitted"
    assert done.notes.get().text == "Xong. Văn bản kết quả: số 12/BC-SKHCN ngày 10/07/2025."
    assert Note.objects.get(occurrence__task__text="Đô thị thông minh").percent == 80
    again = check(plan, data, place.binh)
    assert again.counts["changed"] == 0


def test_rows_of_other_agencies_are_refused_row_by_row(place: Province, plan: Plan):
    data = edited(exported(plan, place.leader), lambda sheet: wrote("Công khai", note="Xong hộ")(sheet))
    run = check(plan, data, place.binh)
    assert codes(run) == ["sheet.no_right"]
    with pytest.raises(Refused, match="chưa nhập dòng nào"):
        take_in(run, place.binh)
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"percent": "nhiều"}, "sheet.bad_percent"), ({"percent": 140}, "sheet.bad_percent"),
        ({"day": "31/02/2025"}, "sheet.bad_day"), ({"day": "01/12/2025"}, "sheet.day_to_come"),
        ({"submit": "có lẽ"}, "sheet.bad_mark"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_read_are_named(place: Province, plan: Plan, cells: dict[str, Any], code: str):
    run = check(plan, edited(exported(plan, place.binh), wrote("Đô thị", **cells)), place.binh)
    assert codes(run) == [code]


def two_rows(place: Province, plan: Plan) -> SheetImport:
    """One row noted, one noted and submitted."""
    data = edited(
        exported(plan, place.binh),
        lambda sheet: (
            wrote("Đô thị", percent=40)(sheet), wrote("Dữ liệu", percent=100, note="Xong", submit="x")(sheet),
        ),
    )  # fmt: skip
    return take_in(check(plan, data, place.binh), place.binh)


def test_what_was_noted_and_submitted_is_withdrawn_while_nobody_has_decided(place: Province, plan: Plan):
    run, sent = two_rows(place, plan), Occurrence.objects.get(task__text="Dữ liệu mở")
    assert sent.state == "submitted"
    services.undo_progress_sheet(run=run, by=place.binh, at=AT)
    sent.refresh_from_db()
    assert (sent.state, sent.submitted_at, sent.submitted_by_name) == ("open", None, "")
    assert [one["kept"] for one in run.undo] == ["", ""] and run.state == "undone" and not Note.objects.exists()
    assert [(move.verb, move.by) for move in sent.moves.order_by("pk")] == [
        ("submit_occurrence", place.binh), ("withdraw_first", place.binh),
    ]  # fmt: skip
    page = words_of(signed_in(place.binh).get(f"/nghia-vu/{sent.obligation_id}/?ky={sent.pk}"))
    assert "Rút kết quả nộp nhầm" in page and "Hoàn tác lần nhập bảng td.xlsx" in page
    work.note_progress(occurrence=sent, text="Xong thật", percent=100, by=place.binh, at=AT)
    work.submit_occurrence(occurrence=sent, by=place.binh, at=AT)
    assert sent.state == "submitted"


@pytest.mark.parametrize("decision", ["accept", "return"])
def test_what_somebody_decided_on_stays_with_the_reason(place: Province, plan: Plan, decision: str):
    run, sent = two_rows(place, plan), Occurrence.objects.get(task__text="Dữ liệu mở")
    if decision == "accept":
        work.accept_occurrence(occurrence=sent, by=place.hoa, at=AT)
    else:
        work.return_occurrence(occurrence=sent, reason="thiếu", by=place.hoa, at=AT)
    state = sent.state
    services.undo_progress_sheet(run=run, by=place.binh, at=AT)
    sent.refresh_from_db()
    assert sent.state == state and sent.decided_by == place.hoa
    kept = [one["kept"] for one in run.undo]
    assert kept[0] == "" and sent.get_state_display().lower() in kept[1]


def test_a_result_that_was_sent_back_before_is_sent_back_again_after_the_undo(place: Province, plan: Plan):
    sent = Occurrence.objects.get(task__text="Dữ liệu mở")
    work.note_progress(occurrence=sent, text="Lần một", percent=90, by=place.binh, at=AT)
    work.submit_occurrence(occurrence=sent, by=place.binh, at=AT)
    work.return_occurrence(occurrence=sent, reason="thiếu số liệu", by=place.hoa, at=AT)
    later = clock.at_day(date(2025, 7, 16))
    data = edited(exported(plan, place.binh), wrote("Dữ liệu", percent=100, note="Lần hai", submit="x"))
    run = services.check_progress_sheet(plan=plan, workbook=Workbook("td.xlsx", data), by=place.binh, at=later)
    agreed = Agreement(digest=run.columns["digest"])
    services.import_progress_sheet(run=run, agreed=agreed, by=place.binh, at=later)
    services.undo_progress_sheet(run=run, by=place.binh, at=later)
    sent.refresh_from_db()
    assert (sent.state, sent.reason, sent.decided_by, sent.decided_at) == ("returned", "thiếu số liệu", place.hoa, AT)
    assert (sent.submitted_at, sent.moves.order_by("-pk")[0].verb) == (AT, "withdraw_again")


def test_an_import_that_was_only_looked_over_is_dropped_by_its_maker(place: Province, plan: Plan):
    data = edited(exported(plan, place.binh), wrote("Dữ liệu", percent=50))
    run = check(plan, data, place.binh)
    client = signed_in(place.binh)
    address = reverse("work:progress_sheet", args=[run.pk])
    assert "Bỏ lần nhập này" in words_of(client.get(address))
    with pytest.raises(NotAllowed):
        services.discard_progress_sheet(run=run, by=place.minh, at=AT)
    assert client.post(address, {"discard": "1"}).status_code == 302
    run.refresh_from_db()
    assert (run.state, run.ended_by_name) == ("discarded", place.binh.actor_name) and not Note.objects.exists()
    assert "Bỏ lần nhập này" not in words_of(client.get(address))
    for act in (services.discard_progress_sheet, services.undo_progress_sheet):
        with pytest.raises(Refused):
            act(run=run, by=place.binh, at=AT)


def test_a_note_that_others_built_on_is_not_withdrawn(place: Province, plan: Plan):
    data = edited(exported(plan, place.binh), wrote("Đô thị", note="Đã họp"))
    run = take_in(check(plan, data, place.binh), place.binh)
    thing = Occurrence.objects.get(task__text="Đô thị thông minh")
    work.note_progress(occurrence=thing, text="Thêm", by=place.binh, at=AT)
    with pytest.raises(Refused, match="đã có ghi nhận tiến độ sau đó"):
        services.undo_progress_sheet(run=run, by=place.binh, at=AT)


def test_an_import_of_progress_is_its_makers_alone(place: Province, plan: Plan):
    run = check(plan, edited(exported(plan, place.binh), wrote("Đô thị", note="Đã họp")), place.binh)
    with pytest.raises(NotAllowed):
        take_in(run, place.minh)
    with pytest.raises(NotAllowed):
        check(plan, exported(plan, place.binh), None)


def test_one_row_that_is_refused_stops_the_whole_import(place: Province, plan: Plan):
    data = edited(
        exported(plan, place.binh),
        lambda sheet: (wrote("Đô thị", note="Đã họp")(sheet), wrote("Dữ liệu", submit="x")(sheet)),
    )
    run = check(plan, data, place.binh)
    with pytest.raises(Refused, match=r"Dòng .*Chưa có gì chứng minh"):
        take_in(run, place.binh)
    assert not Note.objects.exists()


def test_an_agencys_own_table_is_matched_by_task_unit_and_day(place: Province, plan: Plan):
    rows = [
        ["Stt", "Công việc", "Đơn vị", "Tiến độ", "Tỷ lệ (%)"],
        [1, "Dữ liệu mở", "Sở Khoa học và Công nghệ", "Đã xong", 100],
        [2, "Việc không có", "Sở Khoa học và Công nghệ", "Chưa", 0],
    ]  # fmt: skip
    run = check(plan, table(rows), place.binh)
    assert (run.counts["changed"], codes(run)) == (1, ["sheet.no_match"])
    take_in(run, place.binh, partial=True)
    assert Note.objects.get().percent == 100
