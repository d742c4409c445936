"""Pages of money: who sees what, forms that keep what was typed, workbooks in the official form."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from thuocdo.chancery.models import Draft
from thuocdo.funding import services
from thuocdo.funding.models import Estimate, Spending
from thuocdo.funding.tests.factories import AT
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

LISTS = ("funding:list", "funding:sums", "funding:list_xlsx", "funding:sums_xlsx", "funding:yearly_xlsx")


def page_of(name: str, *args) -> str:
    return reverse(f"funding:{name}", args=args)


def head(place, **given) -> dict[str, str]:
    """What the form of a new estimate sends: head and two filled lines of five."""
    usual = {
        "unit": place.science.key, "kind": "ad_hoc", "title": "Mua trang thiết bị", "year": "2025", "task": "",
        "field": "steering", "source": "recurrent", "need": "Tổ giúp việc cần thiết bị.",
        "dong-TOTAL_FORMS": "5", "dong-INITIAL_FORMS": "0",
        "dong-0-content": "Máy tính", "dong-0-measure": "bộ", "dong-0-quantity": "2", "dong-0-unit_price": "15.000.000",
        "dong-1-content": "Phần mềm", "dong-1-quantity": "1,5", "dong-1-unit_price": "1.000.001",
    }  # fmt: skip
    return {**usual, **given}


def test_an_estimate_is_entered_on_one_page(place):
    answer = signed_in(place.binh).post(page_of("new"), head(place))
    found = Estimate.objects.get()
    assert answer["Location"] == page_of("estimate", found.pk)
    assert [line.amount for line in found.lines.all()] == [30_000_000, 1_500_002]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Ghi nội dung."),
        ({"year": "hai nghìn"}, "Năm là một số"),
        ({"field": ""}, "Chọn nhiệm vụ, hoặc chọn lĩnh vực"),
        ({"dong-0-unit_price": "15.00"}, "Dòng 1: Ghi số kiểu 1.250.000"),
        ({"dong-1-quantity": ""}, "Dòng 2: Ghi số lượng."),
        ({"dong-0-unit_price": "9" * 18}, "lớn quá mức"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(place, given, words):
    answer = signed_in(place.binh).post(page_of("new"), head(place, **given))
    assert answer.status_code == 422 and words in words_of(answer)
    assert 'value="Máy tính"' in main_of(answer) and not Estimate.objects.exists()


def test_more_empty_lines_are_given_without_saving(place):
    answer = signed_in(place.binh).post(page_of("new"), head(place, them="1"))
    assert answer.status_code == 200 and "dong-9-content" in main_of(answer) and not Estimate.objects.exists()


def test_a_broken_form_of_lines_is_no_fault_of_the_program(place):
    answer = signed_in(place.binh).post(page_of("new"), head(place, **{"dong-TOTAL_FORMS": "x"}))
    assert answer.status_code == 422


def test_the_whole_way_is_walked_on_the_pages(place):
    estimate = place.estimate()
    binh, hoa, thu = signed_in(place.binh), signed_in(place.hoa), signed_in(place.thu)
    assert binh.post(page_of("send_estimate", estimate.pk)).status_code == 302
    judged = {"l1-amount": "180.000.000", "l1-words": "giá thấp nhất", "l2-amount": "6.020.000", "l2-words": ""}
    cut = hoa.post(page_of("appraise_estimate", estimate.pk), {**judged, "l1-words": ""})
    assert cut.status_code == 422 and "cắt giảm mà chưa nêu lý do" in words_of(cut)
    assert hoa.post(page_of("appraise_estimate", estimate.pk), judged).status_code == 302
    body = {"source": "recurrent", "body": place.finance.key}
    assert hoa.post(page_of("forward_estimate", estimate.pk), body).status_code == 302
    paper = {"allocated": "150.000.000", "decision": "2100/QĐ-UBND", "on": "10/07/2025"}
    assert thu.post(page_of("decide_estimate", estimate.pk), paper).status_code == 302
    spent = {"spent_on": "12/07/2025", "amount": "20.000.000", "content": "Đợt 1", "file": make.upload()}
    assert binh.post(page_of("note_spending", estimate.pk), spent).status_code == 302
    said = words_of(binh.get(page_of("estimate", estimate.pk)))
    for words in ("2100/QĐ-UBND", "150.000.000", "giá thấp nhất", "Hai trăm linh sáu triệu không trăm hai mươi nghìn"):
        assert words in said, words
    one = Spending.objects.get()
    assert b"".join(binh.get(page_of("spending_file", one.pk)).streaming_content) == b"Ket qua"
    assert binh.post(page_of("withdraw_spending", one.pk), {"reason": "nhầm"}).status_code == 302
    assert "Đã rút ngày" in words_of(binh.get(page_of("estimate", estimate.pk)))


def test_each_person_is_offered_only_what_they_may_do(place):
    estimate = place.sent()
    for person, offered, not_offered in (
        (place.binh, "rut/", "tham-dinh/"), (place.hoa, "tham-dinh/", "rut/"), (place.inspector, "", "tham-dinh/"),
    ):  # fmt: skip
        page = main_of(signed_in(person).get(page_of("estimate", estimate.pk)))
        assert f'{page_of("estimate", estimate.pk)}{offered}"' in page or not offered
        assert f"{page_of('estimate', estimate.pk)}{not_offered}" not in page


def test_strangers_find_nothing(place):
    estimate = place.sent()
    for person in (place.dung, place.lan):
        assert signed_in(person).get(page_of("estimate", estimate.pk)).status_code == 404
    for name in LISTS:
        assert Client().get(reverse(name)).status_code == 302


def test_a_saving_against_an_older_version_is_refused_as_stale(place):
    estimate = place.estimate()
    data = head(place, revision="0")
    client = signed_in(place.binh)
    assert client.post(page_of("edit", estimate.pk), data).status_code == 302
    assert client.post(page_of("edit", estimate.pk), data).status_code == 409


def test_the_workbook_is_the_official_form_with_totals_in_figures_and_words(place):
    estimate = place.appraised()
    answer = signed_in(place.binh).get(page_of("estimate_xlsx", estimate.pk))
    cells = [str(cell) for row in load_workbook(BytesIO(answer.content)).active.values for cell in row if cell]
    for words in ("DỰ TOÁN KINH PHÍ NĂM 2025", "Đơn vị tính: đồng", "206020000", "186020000", "THỦ TRƯỞNG ĐƠN VỊ"):
        assert words in cells, words
    assert any(cell.startswith("Bằng chữ: Hai trăm linh sáu triệu") for cell in cells)


def test_the_yearly_table_gathers_all_agencies(place):
    place.decided()
    answer = signed_in(place.hoa).get(page_of("yearly_xlsx"), {"nam": "2025"})
    cells = [str(cell) for row in load_workbook(BytesIO(answer.content)).active.values for cell in row if cell]
    assert "DỰ TRÙ KINH PHÍ CẢI CÁCH HÀNH CHÍNH NĂM 2025" in cells and "Sở Khoa học và Công nghệ" in cells


@pytest.mark.parametrize("query", ["?theo=x&nam=abc", "?nam=2025&theo=co-quan", "?trang=99&chu=%00", "?nam=²"])
def test_odd_addresses_are_answered(place, query):
    place.decided()
    client = signed_in(place.hoa)
    for name in LISTS:
        assert client.get(reverse(name) + query).status_code in (200, 400), name


def test_the_task_and_the_agency_show_their_money(place):
    make.obligation(place.task, place.science)
    estimate = place.decided()
    client = signed_in(place.binh)
    for address in (reverse("work:task", args=[place.task.pk]), reverse("portal:unit", args=[place.science.key])):
        assert page_of("estimate", estimate.pk) in main_of(client.get(address)), address
    chosen = main_of(client.get(f"{page_of('new')}?nhiem-vu={place.task.pk}"))
    assert f'<option value="{place.task.pk}" selected' in chosen


@pytest.mark.parametrize("name", ["funding:list", "funding:sums"])
def test_lists_take_the_same_number_of_statements_however_long(place, name):
    place.decided()
    client = signed_in(place.hoa)
    few = statements(client, reverse(name))
    for number in range(8):
        unit = make.unit(f"T.M.{number}", f"Sở {number}", parent=place.committee)
        officer = make.person(f"N{number}", "unit_officer", unit)
        services.open_estimate(unit=unit, content=place.content(title=f"Dự toán {number}"), by=officer, at=AT)
    Estimate.objects.filter(state="draft").update(
        state="decided", allocated=1, decision="1", decided_on=date(2025, 1, 1)
    )
    assert statements(client, reverse(name)) == few


def workbook(*rows, name: str = "du-toan.xlsx") -> SimpleUploadedFile:
    """A workbook as an agency fills it in: a title, heads, rows."""
    book = Workbook()
    for row in (("DỰ TOÁN",), ("STT", "Nội dung", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền", "Căn cứ"), *rows):
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return SimpleUploadedFile(name, kept.getvalue())


ROWS = (
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
    ("I", "Mua sắm"),
    (1, "Máy tính", "bộ", 2, 15_000_000, 30_000_000, "báo giá"),
    (2, "Phần mềm", "gói", 1.5, 1_000_001),
    ("", "Tổng cộng", "", "", "", 31_500_002),
    ("", "Bằng chữ: ba mươi mốt triệu"),
)


def test_lines_come_from_a_workbook_and_nothing_is_kept_before_it_is_saved(place):
    client = signed_in(place.binh)
    answer = client.post(page_of("new"), head(place, title="", tep=workbook(*ROWS)))
    assert answer.status_code == 200 and "Đã đọc 2 dòng từ tệp; chưa lưu gì" in words_of(answer)
    assert "Ghi nội dung." not in words_of(answer), "the head is not judged before it is to be saved"
    lines = answer.context["lines"]
    assert [(line["content"].value(), line["quantity"].value()) for line in lines] == [
        ("Máy tính", "2"), ("Phần mềm", "1,5"), (None, None),
    ]  # fmt: skip
    assert not Estimate.objects.exists()

    read = {name: value for name, value in answer.context["lines"].data.items() if name.startswith("dong-")}
    client.post(page_of("new"), {**head(place), **read})
    assert [line.amount for line in Estimate.objects.get().lines.all()] == [30_000_000, 1_500_002]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((1, "Máy tính", "bộ", "hai", 15_000_000), "Dòng 1 (dòng 3 trong tệp): Ghi số kiểu 1.250.000"),
        ((1, "Máy tính", "bộ"), "Dòng 1 (dòng 3 trong tệp): Ghi số lượng."),
        ((1, "Máy tính", "bộ", "", 15_000_000), "Dòng 1 (dòng 3 trong tệp): Ghi số lượng."),
        ((1, "", "bộ", 2, 15_000_000), "Dòng 1 (dòng 3 trong tệp): Ghi nội dung chi."),
        ((1, "Máy tính", "bộ", 2, 15_000_000, 31_000_000), "Tệp ghi thành tiền 31000000, số lượng nhân đơn giá"),
        ((1, "Máy tính", "bộ", -2, 15_000_000), "Dòng 1 (dòng 3 trong tệp): Ghi số kiểu 1.250.000"),
    ],
)
def test_a_fault_of_a_workbook_stands_beside_its_cell(place, row, words):
    answer = signed_in(place.binh).post(page_of("new"), head(place, tep=workbook(row)))
    assert words in words_of(answer) and 'class="error"' in main_of(answer)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("x.xlsx", b"MZ not a workbook"), "xlsx"),
        (workbook(), "không có dòng chi nào"),
        (workbook(*[(1, f"Máy {n}", "bộ", 1, 1000) for n in range(201)]), "nhiều nhất 200"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_what_was_typed_stays(place, upload, words):
    answer = signed_in(place.binh).post(page_of("new"), head(place, tep=upload))
    assert answer.status_code == 422 and words in words_of(answer)
    assert 'value="Máy tính"' in main_of(answer) and 'value="Mua trang thiết bị"' in main_of(answer)


def test_no_file_chosen_is_told(place):
    answer = signed_in(place.binh).post(page_of("new"), head(place, doc="1"))
    assert answer.status_code == 422 and "Chọn tệp Excel" in words_of(answer)


def test_the_form_and_the_exported_estimate_can_be_read_back(place):
    client, estimate = signed_in(place.binh), place.estimate()
    for name, args, count in (("template", (), 1), ("estimate_xlsx", (estimate.pk,), 2)):
        book = client.get(page_of(name, *args))
        upload = SimpleUploadedFile("tep.xlsx", book.content)
        answer = client.post(page_of("edit", estimate.pk), head(place, tep=upload, revision="0"))
        assert f"Đã đọc {count} dòng" in words_of(answer), name
        assert not answer.context["line_errors"], name


def test_the_request_for_the_year_is_drafted_from_the_estimates(place):
    place.decided()
    client = signed_in(place.hoa)
    assert page_of("request_draft") in main_of(client.get(page_of("sums")))
    unit = client.get(page_of("request_draft")).context["form"].fields["unit"].choices[0][0]
    answer = client.post(page_of("request_draft"), {"unit": unit, "year": "2025"})
    made = Draft.objects.get()
    assert answer["Location"] == reverse("chancery:draft", args=[made.pk]) and made.kind == "to_trinh"
    content = made.versions.get().data
    assert content["subject"] == "dự trù kinh phí cải cách hành chính năm 2025"
    assert "186.020.000 đồng (một trăm tám mươi sáu triệu" in content["body"][1]["text"]
    rows = content["attachments"][0]["body"][0]["table"]["rows"]
    assert rows[-1] == ["", "Tổng cộng", "", "", "206.020.000", "186.020.000"]


def test_a_request_without_estimates_is_refused_beside_the_year(place):
    place.estimate()
    answer = signed_in(place.hoa).post(page_of("request_draft"), {"unit": place.home.key, "year": "2025"})
    assert answer.status_code == 422 and "chưa có dự toán nào được gửi" in words_of(answer)
    assert not Draft.objects.exists()
