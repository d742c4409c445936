"""Pages of workbooks: hand in, see, agree, take back; faults beside the cell; lists with a fixed number of queries."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.work.models import Amendment, Note, Plan, SheetImport
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in, statements, words_of
from thuocdo.work.tests.sheets import edited, exported, row_of, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock.fixed(clock.at_day(date(2025, 7, 15))):
        yield


@pytest.fixture
def plan(place: Province) -> Plan:
    plan = make.bare_plan(place.committee)
    for text in ("Công khai thủ tục", "Rà soát chi phí"):
        make.occurrence(make.obligation(make.task(plan, text=text, lead_text="Sở Nội vụ"), place.science))
    return plan


def send(client, address: str, data: bytes, **more: object):
    file = SimpleUploadedFile("bang.xlsx", data)
    return client.post(address, {"file": file, **more}, follow=True)


def test_a_changed_workbook_is_shown_agreed_to_and_taken_back(place: Province, plan: Plan):
    client = signed_in(place.hoa)
    address = reverse("work:plan_sheets", args=[plan.pk])
    assert "Gửi bảng đã sửa" in words_of(client.get(address))
    data = client.get(reverse("work:plan_xlsx", args=[plan.pk])).content
    change = edited(data, lambda sheet: setattr(sheet.cell(row_of(sheet, "Rà soát"), 4), "value", "Sở Y tế"))
    answer = send(client, address, change)
    assert "Sở Nội vụ" in words_of(answer)
    assert "Sở Y tế" in words_of(answer)
    run = SheetImport.objects.get()
    here = reverse("work:plan_sheet", args=[plan.pk, run.pk])
    answer = client.post(here, {"agree": "1", "digest": run.columns["digest"], "why": "theo công văn"}, follow=True)
    assert Amendment.objects.get().state == "draft"
    assert "Hoàn tác lần nhập này" in words_of(answer)
    client.post(here, {"undo": "1"}, follow=True)
    assert Amendment.objects.get().state == "discarded"


def test_a_round_trip_says_that_nothing_has_changed(place: Province, plan: Plan):
    client = signed_in(place.hoa)
    answer = send(client, reverse("work:plan_sheets", args=[plan.pk]), exported(plan))
    assert "Không có gì thay đổi." in words_of(answer)
    assert "Đồng ý, lập" not in words_of(answer)


def test_faults_stand_beside_their_cells_in_the_workbook_given_back(place: Province, plan: Plan):
    client = signed_in(place.hoa)
    data = edited(exported(plan), lambda sheet: setattr(sheet.cell(row_of(sheet, "Rà soát"), 2), "value", None))
    send(client, reverse("work:plan_sheets", args=[plan.pk]), data)
    run = SheetImport.objects.get()
    content = client.get(reverse("work:plan_sheet_faults", args=[plan.pk, run.pk])).content
    sheet = load_workbook(BytesIO(content)).active
    (line,) = (one for one in run.lines if one["outcome"] == "fault")
    cell = sheet.cell(line["line"], 2)
    assert "không ghi nhiệm vụ" in cell.comment.text
    assert cell.fill.start_color.rgb.endswith("FBE3DE")
    assert any(one.value == "Lỗi" for row in sheet.iter_rows() for one in row)
    again = send(client, reverse("work:plan_sheets", args=[plan.pk]), content)
    assert "không ghi nhiệm vụ" in words_of(again)


def test_columns_of_an_own_table_are_chosen_on_the_page(place: Province, plan: Plan):
    client = signed_in(place.hoa)
    data = table([["TT", "Nhiệm vụ", "Ai làm"], [1, "Công khai thủ tục", "Sở Y tế"], [2, "Việc khác", "Sở Y tế"]])
    answer = send(client, reverse("work:plan_sheets", args=[plan.pk]), data)
    assert "Cột trong tệp" in words_of(answer)
    run = SheetImport.objects.get()
    chosen = {"columns": "1", "column-0": "number", "column-1": "text", "column-2": "lead"}
    client.post(reverse("work:plan_sheet", args=[plan.pk, run.pk]), chosen)
    assert SheetImport.objects.first().columns["places"]["lead"] == 2


def test_a_file_that_is_no_workbook_is_refused_on_the_page(place: Province, plan: Plan):
    answer = send(signed_in(place.hoa), reverse("work:plan_sheets", args=[plan.pk]), b"khong phai bang")
    assert answer.status_code == 422
    assert "không phải bảng tính Excel" in words_of(answer)


def test_progress_goes_out_comes_in_and_is_withdrawn(place: Province, plan: Plan):
    client = signed_in(place.binh)
    data = client.get(reverse("work:progress_xlsx", args=[plan.pk])).content
    change = edited(data, lambda sheet: setattr(sheet.cell(row_of(sheet, "Rà soát"), 8), "value", "Đã họp"))
    answer = send(client, reverse("work:progress_sheets"), change, plan=plan.pk)
    assert "Đã họp" in words_of(answer)
    run = SheetImport.objects.get()
    here = reverse("work:progress_sheet", args=[run.pk])
    client.post(here, {"agree": "1", "digest": run.columns["digest"]})
    assert Note.objects.get().text == "Đã họp"
    assert signed_in(place.minh).get(here).status_code == 404
    client.post(here, {"undo": "1"})
    assert not Note.objects.exists()


def test_the_csv_has_every_row_a_count_and_no_formulas(place: Province, plan: Plan):
    make.occurrence(make.obligation(make.task(plan, text="=1+1"), place.science))
    answer = signed_in(place.hoa).get(reverse("work:occurrences_csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Kế hoạch, văn bản",TT,Nhiệm vụ')
    assert len(lines) == 5
    assert lines[-1].startswith("Tổng cộng: 3 dòng,Mã đối chiếu: ")
    assert any(",'=1+1," in line for line in lines)


def test_lists_of_imports_take_a_fixed_number_of_queries(place: Province, plan: Plan):
    client, address = signed_in(place.hoa), reverse("work:plan_sheets", args=[plan.pk])
    send(client, address, exported(plan))
    few = statements(client, address)
    for number in range(4):
        send(client, address, table([["TT", "Nhiệm vụ", "Chủ trì"], [number, "Việc mới", "Sở Nội vụ"]]))
    assert statements(client, address) == few
