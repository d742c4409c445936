"""Pages of activities: lists, calendar, counts, forms that keep what was typed, lists handed in."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.activities.models import Activity, ActivityImport, Asked
from thuocdo.activities.tests.factories import workbook
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

LISTS = ("list", "list_xlsx", "calendar", "counts", "counts_xlsx", "asked", "asked_xlsx")


def page_of(name: str, *args) -> str:
    return reverse(f"activities:{name}", args=args)


def sent(place, **given) -> dict[str, str]:
    usual = {
        "unit": place.science.key, "title": "Tin về dịch vụ công", "starts_on": "10/07/2025", "last_on": "",
        "medium": "Báo Nghệ An", "link": "https://baonghean.vn/tin-9.html", "task": "", "text": "", "why_twin": "",
        "m_items": "1",
    }  # fmt: skip
    return {**usual, **given}


def test_an_activity_is_recorded_shown_corrected_and_withdrawn(place):
    client = signed_in(place.binh)
    assert "Clip" in words_of(client.get(page_of("new"))), "first the kind"
    new = f"{page_of('new')}?loai=news"
    assert client.post(new, sent(place)).status_code == 302
    found = Activity.objects.get()
    again = client.post(new, sent(place, title="Tin khác"))
    assert again.status_code == 422 and "Có thể đã ghi rồi" in words_of(again)
    assert page_of("activity", found.pk) in main_of(again) and 'value="Tin khác"' in main_of(again)
    correct = page_of("correct", found.pk)
    fixed = sent(place, title="Tên đúng", revision="0", why="gõ nhầm", m_items="1.200")
    assert client.post(correct, {**fixed, "why": ""}).status_code == 422
    assert client.post(correct, fixed).status_code == 302
    assert client.post(correct, fixed).status_code == 409, "somebody saved meanwhile"
    said = words_of(client.get(page_of("activity", found.pk)))
    assert "Tên đúng" in said and "Tin về dịch vụ công → Tên đúng" in said and "1.200" in said
    assert client.post(page_of("proof", found.pk), {"file": make.upload(), "title": "Ảnh"}).status_code == 302
    proof = found.proofs.get()
    assert b"".join(client.get(page_of("proof_file", proof.pk)).streaming_content) == b"Ket qua"
    assert client.post(page_of("withdraw", found.pk), {"reason": "nhầm"}).status_code == 302
    assert "Hoạt động không tính nữa" in words_of(client.get(page_of("activity", found.pk)))


def test_an_initiative_goes_its_steps_on_the_page(place):
    found, client = place.record("initiative"), signed_in(place.binh)
    refused = client.post(page_of("step", found.pk), {"code": "province", "on": "12/07/2025"})
    assert refused.status_code == 422 and "Chưa ghi số quyết định" in words_of(refused)
    data = {"code": "province", "on": "12/07/2025", "paper": "77/QĐ-UBND"}
    assert client.post(page_of("step", found.pk), data).status_code == 302
    assert "77/QĐ-UBND" in words_of(client.get(page_of("activity", found.pk)))
    step = found.steps.get()
    assert client.post(page_of("step_withdraw", step.pk), {"reason": "nhầm"}).status_code == 302


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Ghi tên hoạt động."), ({"starts_on": "31/02/2025"}, "Ghi ngày theo dạng"),
        ({"m_items": "-1"}, "Số quá nhỏ"), ({"m_items": "hai"}, "Ghi một số nguyên"), ({"m_items": ""}, "Ghi số."),
        ({"link": "javascript:alert(1)"}, "Đường dẫn không hợp lệ"), ({"m_items": "9" * 30}, "Số quá lớn"),
    ],
)  # fmt: skip
def test_a_fault_is_named_and_what_was_typed_stays(place, given, words):
    answer = signed_in(place.binh).post(f"{page_of('new')}?loai=news", sent(place, **given))
    assert answer.status_code == 422 and words in words_of(answer) and 'value="Báo Nghệ An"' in main_of(answer)
    assert not Activity.objects.exists()


def test_a_list_is_handed_in_looked_over_and_taken(place):
    client = signed_in(place.binh)
    data = {"unit": place.science.key, "file": workbook(["Tin", "Một tin", "12/07/2025"], ["Thơ", "Bài thơ", "x"])}
    faulty = client.post(page_of("imports"), data)
    words = words_of(client.get(faulty["Location"]))
    assert "Không có loại “Thơ”." in words and "Nhập 1 hoạt động" not in words
    data["file"] = workbook(["Tin", "Một tin", "12/07/2025"])
    good = client.post(page_of("imports"), data)["Location"]
    assert "Nhập 1 hoạt động" in words_of(client.get(good))
    assert client.post(good, {"nhap": "1"}).status_code == 302 and Activity.objects.get().title == "Một tin"
    made = ActivityImport.objects.first()
    assert client.post(page_of("undo", made.pk), {"reason": "nhầm"}).status_code == 302
    assert Activity.objects.get().withdrawn_at is not None
    data["file"] = make.upload()
    assert "không phải bảng tính Excel" in words_of(client.post(page_of("imports"), data))


def test_the_template_is_read_again_as_a_list(place):
    client = signed_in(place.binh)
    book = load_workbook(BytesIO(client.get(page_of("template")).content))
    stream = BytesIO()
    book.save(stream)
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("mau.xlsx", stream.getvalue())
    client.post(page_of("imports"), {"unit": place.science.key, "file": upload})
    assert ActivityImport.objects.get().counts == {"new": 1, "twin": 0, "fault": 0}


def test_what_is_asked_is_entered_and_shown_beside_what_is_done(place):
    place.record(measures={"items": 3})
    client = signed_in(place.hoa)
    data = {
        "unit": "ca-tinh:P40", "measure": "news:items", "number": "12", "starts_on": "01/01/2025",
        "last_on": "31/12/2025", "basis": "KH 12/KH-UBND",
    }  # fmt: skip
    assert client.post(page_of("ask"), {**data, "basis": ""}).status_code == 422
    assert client.post(page_of("ask"), data).status_code == 302
    made = Asked.objects.get()
    assert (made.unit, made.ends_on) == (None, date(2026, 1, 1))
    assert "Cả tỉnh" in words_of(client.get(page_of("asked")))
    assert client.post(page_of("ask"), {**data, "unit": "ca-tinh:P38"}).status_code == 422, "not one of the choices"
    assert signed_in(place.minh).post(page_of("asked_withdraw", made.pk), {"reason": "x"}).status_code == 403
    assert client.post(page_of("asked_withdraw", made.pk), {"reason": "sửa"}).status_code == 302


def test_calendar_and_counts_show_the_month(place):
    place.record()
    client = signed_in(place.hoa)
    assert "Sở tập huấn dịch vụ công" in words_of(client.get(f"{page_of('calendar')}?thang=2025-07"))
    assert "chưa ghi hoạt động nào" in words_of(client.get(f"{page_of('calendar')}?thang=2025-06"))
    counts = words_of(client.get(page_of("counts")))
    assert "Sở Khoa học và Công nghệ" in counts and "Tin" in counts


@pytest.mark.parametrize("query", ["?thang=x", "?thang=2025-13", "?thang=9999-12", "?nam=1&loai=x", "?tu=31/02/2025"])
def test_odd_addresses_are_answered(place, query):
    place.record()
    client = signed_in(place.hoa)
    for name in LISTS:
        assert client.get(page_of(name) + query).status_code == 200, name


def test_strangers_find_nothing(place):
    found = place.record()
    for person in (place.dung, place.lan):
        assert signed_in(person).get(page_of("activity", found.pk)).status_code == 404
    for name in LISTS:
        assert Client().get(page_of(name)).status_code == 302


def test_the_task_and_the_agency_show_their_activities(place):
    plan = make.bare_plan(place.committee)
    task = make.task(plan)
    make.obligation(task, place.science)
    found = place.record(task=task)
    client = signed_in(place.binh)
    for address in (reverse("work:task", args=[task.pk]), reverse("portal:unit", args=[place.science.key])):
        assert page_of("activity", found.pk) in main_of(client.get(address)), address
    assert f'value="{task.pk}" selected' in main_of(client.get(f"{page_of('new')}?loai=news&nhiem-vu={task.pk}"))


@pytest.mark.parametrize("name", ["list", "counts", "calendar", "asked"])
def test_lists_take_the_same_number_of_statements_however_long(place, name):
    def add(number: int) -> None:
        unit = make.unit(f"T.M.{number}", f"Sở {number}", parent=place.committee)
        made = place.record(unit=unit, by=make.person(f"N{number}", "unit_officer", unit))
        Asked.objects.create(
            province_key="P40", unit=unit, kind=made.kind, measure="items", number=5, starts_on=date(2025, 1, 1),
            ends_on=date(2026, 1, 1), basis="KH", at=made.made_at, by_name="ai",
        )  # fmt: skip

    add(1)
    client = signed_in(place.hoa)
    few = statements(client, page_of(name))
    for number in range(2, 9):
        add(number)
    assert statements(client, page_of(name)) == few


def test_a_number_that_a_plan_asks_for_is_proposed_and_asked_for_in_one_step(place):
    plan = make.bare_plan(place.committee, title="Kế hoạch tuyên truyền")
    task = make.task(plan, text="Tổ chức ít nhất 02 (hai) cuộc đối thoại với người dân, doanh nghiệp trong năm")
    make.task(plan, text="Báo cáo trước ngày 02/7, tham dự cuộc họp")
    client = signed_in(place.hoa)
    page = main_of(client.get(reverse("activities:asked")))
    (url,) = re.findall(r'href="(/hoat-dong/giao/moi/\?[^"]*nhiem-vu[^"]*)"', page)

    form = client.get(unescape(url))
    assert "02 (hai) cuộc đối thoại" in words_of(form)
    sent = {bound.name: bound.value() for bound in form.context["form"]}
    assert (sent["measure"], sent["number"]) == ("dialogue:sessions", "2")
    whole = next(key for key, _name in form.context["form"].fields["unit"].choices if key.startswith("ca-tinh"))
    assert client.post(unescape(url), {**sent, "unit": whole}).status_code == 302
    asked = Asked.objects.get()
    assert (asked.task, asked.number, asked.kind_id) == (task, 2, "dialogue")
    assert "nhiem-vu" not in main_of(client.get(reverse("activities:asked")))


def test_proposals_are_for_whoever_may_ask(place):
    plan = make.bare_plan(place.committee, title="Kế hoạch tuyên truyền")
    make.task(plan, text="Đăng 12 tin mỗi năm")
    assert "12 tin" in words_of(signed_in(place.hoa).get(reverse("activities:asked")))
    assert "12 tin" not in words_of(signed_in(place.binh).get(reverse("activities:asked")))
