"""Plans as workbooks that come back: nothing changed changes nothing, each change is told, taken in, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.work.models import Amendment, Plan, Task
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services import sheets as services
from thuocdo.work.services.planning import Beginning, draft_plan, write_plan
from thuocdo.work.services.planning_changes import AddTasks
from thuocdo.work.tests.factories import AT, Province
from thuocdo.work.tests.seen import signed_in, words_of
from thuocdo.work.tests.sheets import check, codes, edited, exported, outcomes, row_of, table, take_in

pytestmark = pytest.mark.django_db
WORDS = (
    ("Công khai thủ tục hành chính", "procedures", "Sở Nội vụ", "Quý I/2025"),
    ("Rà soát chi phí tuân thủ", "procedures", "Sở Khoa học và Công nghệ", "trước ngày 31/03/2025"),
    ("=HYPERLINK(\"http://x\")", "steering", "Sở Nội vụ", "Thường xuyên"),
)  # fmt: skip


def content(text: str, field: str, lead: str, time: str) -> TaskContent:
    return TaskContent(
        text=text, field=field, lead=(Named(lead),), outputs=("Báo cáo", "Quyết định"), deadlines=({"text": time},)
    )


@pytest.fixture
def plan(place: Province) -> Plan:
    beginning = Beginning(
        kind="plan", title="Kế hoạch CCHC", year=2025, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1),
        issuer=place.committee,
    )  # fmt: skip
    made = draft_plan(unit=place.home, beginning=beginning, by=place.hoa, at=AT)
    write_plan(plan=made, change=AddTasks([content(*one) for one in WORDS]), by=place.hoa, at=AT)
    return made


def in_force(plan: Plan) -> Plan:
    Plan.objects.filter(pk=plan.pk).update(state="in_force", in_force_on=date(2025, 1, 1))
    plan.refresh_from_db()
    return plan


def texts(plan: Plan) -> list[str]:
    return list(plan.tasks.values_list("text", flat=True))


def told(plan: Plan) -> list[tuple[str, ...]]:
    names = ("number", "text", "outputs", "lead_text", "coordinating_text", "deadline_text", "section", "field")
    return [tuple(map(str, row)) for row in plan.tasks.values_list(*names)]


def rename(old: str, new: str, column: int = 2):
    def change(sheet):
        sheet.cell(row_of(sheet, old), column).value = new

    return change


def test_a_round_trip_without_edits_changes_nothing(place: Province, plan: Plan):
    run = check(plan, exported(plan), place.hoa)
    assert (run.counts["same"], outcomes(run), run.columns["misfits"], run.columns["notes"]) == (3, {}, [], [])
    with pytest.raises(Refused, match="Không có gì thay đổi"):
        take_in(run, place.hoa)


def test_a_changed_cell_is_told_field_by_field_and_taken_into_the_draft(place: Province, plan: Plan):
    data = edited(exported(plan), rename("Rà soát", "Sở Y tế;Sở Nội vụ", column=4))
    run = check(plan, data, place.hoa)
    (line,) = run.lines
    assert line["before"] == {"lead": "Sở Khoa học và Công nghệ"}
    assert line["after"] == {"lead": "Sở Y tế\nSở Nội vụ"}
    assert "Chưa rõ cơ quan “Sở Y tế”" in line["notes"][0]
    take_in(run, place.hoa)
    assert plan.tasks.get(text__startswith="Rà soát").lead_text == "Sở Y tế; Sở Nội vụ"
    again = check(plan, data, place.hoa)
    assert outcomes(again) == {}


def test_new_rows_stand_in_their_part_with_their_number(place: Province, plan: Plan):
    def add(sheet):
        sheet.insert_rows(row_of(sheet, "Rà soát"))
        row = row_of(sheet, "Rà soát") - 1
        for column, value in enumerate(["1a", "Việc mới", "Kế hoạch", "Sở Nội vụ", "", "Quý II/2025"], start=1):
            sheet.cell(row, column).value = value

    data = edited(exported(plan), add)
    run = check(plan, data, place.hoa)
    assert outcomes(run) == {"added": 1}
    take_in(run, place.hoa)
    made = plan.tasks.get(text="Việc mới")
    assert (made.number, made.field, made.deadlines.get().rule["kind"]) == ("1a", "procedures", "quarter")
    assert outcomes(check(plan, data, place.hoa)) == {}


def test_rows_that_vanished_are_named_and_stay_unless_it_is_agreed(place: Province, plan: Plan):
    data = edited(exported(plan), lambda sheet: sheet.delete_rows(row_of(sheet, "Rà soát")))
    run = check(plan, data, place.hoa)
    assert outcomes(run) == {"vanished": 1}
    with pytest.raises(Refused, match="Không có gì thay đổi"):
        take_in(run, place.hoa)
    before = told(plan)
    take_in(run, place.hoa, remove=True)
    assert "Rà soát chi phí tuân thủ" not in texts(plan)
    assert outcomes(check(plan, data, place.hoa)) == {}
    services.undo_plan_sheet(run=run, by=place.hoa, at=AT)
    assert sorted(told(plan)) == sorted(before)


def test_an_import_is_taken_back_until_something_was_built_on_it(place: Province, plan: Plan):
    before = told(plan)
    data = edited(exported(plan), rename("Rà soát", "Rà soát thủ tục nội bộ"))
    run = take_in(check(plan, data, place.hoa), place.hoa)
    services.undo_plan_sheet(run=run, by=place.hoa, at=AT)
    assert told(plan) == before
    with pytest.raises(Refused, match="không ở trạng thái đã nhập"):
        services.undo_plan_sheet(run=run, by=place.hoa, at=AT)
    second = take_in(check(plan, data, place.hoa), place.hoa)
    other = edited(exported(plan), rename("Rà soát", "Rà soát lần nữa"))
    take_in(check(plan, other, place.hoa), place.hoa)
    with pytest.raises(Refused, match="đã được sửa hoặc bỏ"):
        services.undo_plan_sheet(run=second, by=place.hoa, at=AT)


def test_a_plan_in_force_gets_an_amendment_and_is_not_changed(place: Province, plan: Plan):
    in_force(plan)
    before = told(plan)
    data = edited(exported(plan), rename("Rà soát", "Rà soát thủ tục nội bộ"))
    run = take_in(check(plan, data, place.hoa), place.hoa, why="Theo công văn 12")
    amendment = Amendment.objects.get(plan=plan)
    assert told(plan) == before
    assert [line.verb for line in amendment.lines.all()] == ["change"]
    assert amendment.why == "Theo công văn 12"
    with pytest.raises(Refused, match="Chính tệp này đã nhập"):
        take_in(check(plan, data, place.hoa), place.hoa)
    services.undo_plan_sheet(run=run, by=place.hoa, at=AT)
    amendment.refresh_from_db()
    assert amendment.state == "discarded"


def test_what_two_people_changed_is_left_to_a_person(place: Province, plan: Plan):
    old = exported(plan)
    take_in(check(plan, edited(old, rename("Rà soát", "Rà soát bản A")), place.hoa), place.hoa)
    late = edited(edited(old, rename("Rà soát", "Rà soát bản B")), rename("Công khai", "Công khai bản B"))
    run = check(plan, late, place.hoa)
    assert outcomes(run) == {"changed": 1, "fault": 1}
    assert codes(run) == ["sheet.older"]
    assert "lần sau khi xuất" in run.columns["notes"][0]
    with pytest.raises(Refused, match="chưa nhập dòng nào"):
        take_in(run, place.hoa)
    take_in(run, place.hoa, partial=True)
    assert {"Rà soát bản A", "Công khai bản B"} < set(texts(plan))


def test_an_untouched_row_of_an_old_file_does_not_bring_the_old_words_back(place: Province, plan: Plan):
    old = exported(plan)
    take_in(check(plan, edited(old, rename("Rà soát", "Rà soát bản A")), place.hoa), place.hoa)
    assert outcomes(check(plan, old, place.hoa)) == {}


def test_a_plan_that_changed_after_the_look_is_not_written_on(place: Province, plan: Plan):
    run = check(plan, edited(exported(plan), rename("Rà soát", "Rà soát bản A")), place.hoa)
    Task.objects.filter(plan=plan, text__startswith="Rà soát").update(text="Rà soát bản khác")
    with pytest.raises(Stale):
        take_in(run, place.hoa)


def test_only_who_writes_the_plan_may_hand_in_its_workbook(place: Province, plan: Plan):
    data = exported(plan)
    for other in (place.lan, place.inspector, place.dung):
        with pytest.raises(NotAllowed):
            check(plan, data, other)


def test_shifted_columns_are_named_and_hold_the_import_up(place: Province, plan: Plan):
    rows = [["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"]]
    rows += [[n, f"Việc số {n} của năm", "Sở Nội vụ", "Quý I/2025", "Báo cáo", ""] for n in range(1, 5)]
    run = check(plan, table(rows), place.hoa)
    assert [(one["head"], one["look"]) for one in run.columns["misfits"]] == [
        ("Sản phẩm", "tên cơ quan"), ("Cơ quan chủ trì", "thời hạn"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="Cơ quan chủ trì"):
        take_in(run, place.hoa)
    chosen = {"Sản phẩm": "lead", "Cơ quan chủ trì": "deadline", "Cơ quan phối hợp": "outputs", "Thời hạn": ""}
    mapped = check(plan, table(rows), place.hoa, chosen=chosen)
    assert mapped.columns["misfits"] == []
    assert mapped.counts["added"] == 4
    remembered = check(plan, table(rows[:3]), place.hoa)
    assert remembered.columns["places"]["lead"] == 2


def test_times_that_make_no_sense_are_told_beside_their_row_before_anybody_agrees(place: Province, plan: Plan):
    wrong = {
        "Rà soát": ("Trước ngày 31/13/2025", "Không có ngày 31/13/2025 trong lịch"),
        "Công khai": ("Từ 01/12/2025 đến 01/03/2025", "kết thúc (01/03/2025) trước khi bắt đầu"),
        "=HYPER": ("Chậm nhất ngày 31/12/2020", "việc không bao giờ đến hạn"),
    }

    def change(sheet):
        for text, (words, _said) in wrong.items():
            sheet.cell(row_of(sheet, text), 6).value = words

    run = check(plan, edited(exported(plan), change), place.hoa)
    notes = {line["after"]["deadline"]: " ".join(line["notes"]) for line in run.lines}
    for words, said in wrong.values():
        assert said in notes[words], notes


@pytest.mark.parametrize("font", ["vni", "tcvn3"])
def test_an_old_workbook_in_an_old_font_is_read_in_unicode(place: Province, plan: Plan, font: str):
    """Real .xls files as LibreOffice writes them, their letters as officials' fonts of the nineties had them."""
    data = (Path(__file__).parent / "cases" / f"bang-{font}.xls").read_bytes()
    run = check(plan, data, place.hoa, name=f"bang-{font}.xls")
    assert [line["after"]["text"] for line in run.lines if line["outcome"] in ("added", "changed")] == [
        "Rà soát, đơn giản hóa thủ tục hành chính", "Báo cáo kết quả cải cách hành chính",
    ]  # fmt: skip
    assert any("phông chữ cũ" in note for note in run.columns["notes"])
    take_in(run, place.hoa)
    made = plan.tasks.get(text__startswith="Rà soát, đơn giản")
    assert (made.lead_text, made.coordinating_text) == ("Sở Nội vụ", "Sở Khoa học và Công nghệ")
    assert made.deadlines.get().rule["value"] == "2025-Q3"


def test_columns_that_slipped_are_called_by_their_own_heads_below_a_title(place: Province, plan: Plan):
    rows = [
        ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH", None, None, None, None],
        ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian hoàn thành"],
        *([str(number), f"Việc {number}", None, "Báo cáo", "Sở Nội vụ"] for number in range(1, 7)),
    ]
    run = check(plan, table(rows, merged=["A1:E1"]), place.hoa)
    assert "Thời gian hoàn thành" in {one["head"] for one in run.columns["misfits"]}
    with pytest.raises(Refused) as refused:
        take_in(run, place.hoa)
    assert refused.value.code == "sheet.columns_slipped" and not plan.tasks.filter(text="Việc 1").exists()


def test_an_import_that_was_only_looked_over_is_dropped(place: Province, plan: Plan):
    run = check(plan, edited(exported(plan), rename("Rà soát", "Rà soát lại")), place.hoa)
    client = signed_in(place.hoa)
    address = reverse("work:plan_sheet", args=[plan.pk, run.pk])
    assert "Bỏ lần nhập này" in words_of(client.get(address))
    with pytest.raises(NotAllowed):
        services.discard_plan_sheet(run=run, by=place.binh, at=AT)
    assert client.post(address, {"discard": "1"}).status_code == 302
    run.refresh_from_db()
    assert run.state == "discarded" and "Rà soát lại" not in texts(plan)
    with pytest.raises(Refused):
        take_in(run, place.hoa)
