"""Masked by default on screen; shown for a purpose in one answer, with and without script; the desk."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.directory import services
from thuocdo.directory.models import Person
from thuocdo.ui.context import Furniture
from thuocdo.work.tests.factories import Province, person
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

pytestmark = pytest.mark.django_db
PHONE, EMAIL, NUMBER = "0912345678", "bi.mat.lan@nghean.gov.vn", "040185001234"
UNMASK = "/du-lieu-ca-nhan/xem/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def place(db) -> Province:
    found = Province()
    for one in (found.lan, found.binh):
        one.phone, one.email = PHONE, EMAIL
        one.save()
    return found


@pytest.fixture
def gone(place) -> Person:
    left = person("Trần Đã Nghỉ", "unit_officer", place.science)
    left.phone, left.email, left.national_id = PHONE, EMAIL, NUMBER
    left.save()
    services.end_position(position=left.positions.get(), on=date(2023, 3, 1), by=SYSTEM, at=clock.now())
    return left


def asked(of: Person, field: str = "phone", back: str = "/co-quan/", **more) -> dict:
    return {"loai": "directory.person", "khoa": of.pk, "truong": field, "ve": back, **more}


def tag(rf, of: Person, by: Person, name: str = "phone") -> str:
    request = rf.get("/nguoi/")
    request.person, request.user = by, type("User", (), {"is_authenticated": True})()
    context = Context({"one": of, "name": name, "furniture": Furniture(request)})
    return Template("{% load ui %}{% personal one name %}").render(context)


def test_a_value_is_masked_for_everybody_and_the_control_is_there_for_who_may(rf, place):
    for by in place.everybody().values():
        html = tag(rf, place.lan, by)
        assert PHONE not in html and "•••••••678" in html
        assert ("unmask" in html) is (by in (place.operator, place.minh, place.lan)), by
    assert "chưa có" in tag(rf, place.minh, place.operator)


def test_the_control_leads_to_the_question_and_back(rf, place):
    html = tag(rf, place.lan, place.operator)
    address = re.search(r'href="([^"]+)"', html)[1].replace("&amp;", "&")
    answer = signed_in(place.operator).get(address)
    assert answer.status_code == 200 and PHONE not in answer.content.decode()
    assert "Để làm gì" in words_of(answer) and 'value="/nguoi/"' in answer.content.decode()


@pytest.mark.parametrize("by_script", [False, True])
def test_a_value_is_shown_in_one_answer_only(place, by_script):
    client, headers = signed_in(place.operator), HTMX if by_script else {}
    answer = client.post(UNMASK, asked(place.lan, purpose="contact"), **headers)
    html = answer.content.decode()
    assert answer.status_code == 200 and PHONE in html and "no-store" in answer["Cache-Control"]
    assert ("<html" in html) is not by_script
    assert PHONE not in client.get(UNMASK, asked(place.lan), **headers).content.decode()
    assert AuditRow.objects.get(action="directory.unmask").after == {"field": "phone", "purpose": "contact"}


@pytest.mark.parametrize("by_script", [False, True])
def test_without_a_purpose_the_form_says_what_is_missing_beside_the_field(place, by_script):
    client, headers = signed_in(place.operator), HTMX if by_script else {}
    for given, words in (({"purpose": ""}, "Chọn mục đích."), ({"purpose": "inspection", "note": "x"}, "cần ghi rõ")):
        answer = client.post(UNMASK, asked(place.lan, **given), **headers)
        html = answer.content.decode()
        assert answer.status_code == 422 and words in html and PHONE not in html and 'aria-invalid="true"' in html
    assert not AuditRow.objects.filter(action="directory.unmask").exists()


def test_who_comes_to_the_limit_reads_when_to_go_on_and_is_noted(place):
    client = signed_in(place.operator)
    for _ in range(30):
        assert client.post(UNMASK, asked(place.lan, purpose="contact")).status_code == 200
    answer = client.post(UNMASK, asked(place.lan, purpose="contact"))
    assert answer.status_code == 422 and "30 lần" in words_of(answer) and PHONE not in answer.content.decode()
    row = AuditRow.objects.get(action="directory.unmask", outcome="refused")
    assert row.after == {"refused": "directory.too_many_views"} and row.thing_key == str(place.lan.pk)
    assert "bị từ chối" in words_of(client.get(DESK[1]))


def test_who_may_not_gets_the_reason_and_a_stranger_finds_nothing(place):
    assert signed_in(place.minh).get(UNMASK, asked(place.binh)).status_code == 200
    for client in (signed_in(place.hoa),):
        assert client.get(UNMASK, asked(place.binh)).status_code == 403
        answer = client.post(UNMASK, asked(place.binh, purpose="contact"))
        assert answer.status_code == 403 and PHONE not in answer.content.decode()
    for given in (asked(place.lan), {**asked(place.lan), "khoa": "999999"}, {**asked(place.lan), "khoa": "1' or 1=1"}):
        assert signed_in(place.dung).get(UNMASK, given).status_code == 404
        assert signed_in(place.binh).post(UNMASK, given | {"purpose": "contact"}).status_code == 404
    for wrong in ({"truong": "full_name"}, {"truong": "password"}, {"loai": "core.auditrow"}, {"khoa": "9" * 30}):
        assert signed_in(place.operator).get(UNMASK, {**asked(place.lan), **wrong}).status_code == 404
    assert Client().get(UNMASK, asked(place.lan)).status_code == 302


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_way_back_stays_inside(place, back):
    html = signed_in(place.operator).post(UNMASK, asked(place.lan, back=back, purpose="contact")).content.decode()
    assert PHONE in html and "example.com" not in html and "javascript:" not in html


def test_one_sees_the_own_data_and_who_read_them_and_takes_them_along(place):
    services.unmask(person=place.lan, field="phone", purpose="contact", by=place.operator, at=clock.now())
    client = signed_in(place.lan)
    answer = client.get("/du-lieu-ca-nhan/cua-toi/")
    words = words_of(answer)
    assert PHONE in words and EMAIL in words and "Quản trị" in words and "UBND xã Cũ 1" in words
    assert "no-store" in answer["Cache-Control"]
    file = client.post("/du-lieu-ca-nhan/cua-toi/tai-ve/")
    assert "attachment" in file["Content-Disposition"] and json.loads(file.content)["ca_nhan"]["dien_thoai"] == PHONE
    assert client.get("/du-lieu-ca-nhan/cua-toi/tai-ve/").status_code == 405
    assert "cua-toi" in client.get("/").content.decode()


DESK = ("/du-lieu-ca-nhan/", "/du-lieu-ca-nhan/luot-xem/", "/du-lieu-ca-nhan/luot-xem/xuat.xlsx",
        "/du-lieu-ca-nhan/den-han/")  # fmt: skip


def test_the_desk_is_for_who_administers(place, gone):
    for address in (*DESK, reverse("directory:erase_person", args=[gone.pk])):
        assert signed_in(place.operator).get(address).status_code == 200, address
        for by in (place.minh, place.hoa, place.leader, place.lan, place.dung):
            assert signed_in(by).get(address).status_code in (403, 404), (by, address)


def test_the_desk_says_what_is_held_and_what_is_only_an_example(place):
    words = words_of(signed_in(place.operator).get("/du-lieu-ca-nhan/"))
    assert "directory.Person.email" in words and "thư điện tử, số điện thoại, số định danh" in words
    assert "24 tháng từ ngày thôi giữ vị trí cuối cùng" in words and "ví dụ, chưa xác nhận" in words
    assert "packs load" in words, "rules that nobody has taken over erase nothing, and the page says so"


def test_readings_are_listed_without_their_values_and_exported(place):
    services.unmask(person=place.lan, field="phone", purpose="correct", note="Sửa số máy", by=place.operator,
                    at=clock.now())  # fmt: skip
    client = signed_in(place.operator)
    answer = client.get(DESK[1])
    words = words_of(answer)
    assert "số điện thoại" in words and "Lan" in words and "Sửa số máy" in words and PHONE not in words
    signed_in(place.hoa).post(UNMASK, asked(place.binh, purpose="contact"))
    assert "Hoa" in words_of(client.get(DESK[1])), "who was refused is listed too"
    assert "Không có lượt xem" in words_of(client.get(DESK[1] + "?muc-dich=incident"))
    book = load_workbook(BytesIO(client.get(DESK[2] + "?muc-dich=correct").content)).active
    cells = [str(cell) for row in book.iter_rows(values_only=True) for cell in row]
    assert "Lan" in cells and not [cell for cell in cells if PHONE in cell]


def cells_of(answer) -> list[str]:
    book = load_workbook(BytesIO(answer.content)).active
    return [str(cell) for row in book.iter_rows(values_only=True) for cell in row]


def test_a_workbook_is_masked_unless_a_purpose_was_told(place):
    client = signed_in(place.operator)
    masked = cells_of(client.get("/du-lieu-ca-nhan/lien-he/xuat.xlsx"))
    assert "Lan" in masked and "•••••••678" in masked and PHONE not in masked and EMAIL not in masked
    page = "/du-lieu-ca-nhan/lien-he/"
    assert client.get(page).status_code == 200
    for given in ({"purpose": ""}, {"purpose": "inspection", "note": ""}):
        assert client.post(page, given).status_code == 422
    answer = client.post(page, {"purpose": "inspection", "note": "Kết luận số 5"})
    assert PHONE in cells_of(answer) and "no-store" in answer["Cache-Control"]
    row = AuditRow.objects.get(action="directory.export_personal")
    assert row.after["count"] == 8 and row.after["purpose"] == "inspection" and PHONE not in str(row.after)
    assert "Xuất danh bạ liên hệ, 8 người" in words_of(client.get(DESK[1]))
    for by in (place.minh, place.hoa, place.lan):
        assert signed_in(by).get(page).status_code == 403


def test_who_is_due_is_listed_masked_and_erased_with_a_reason(place, gone):
    client = signed_in(place.operator)
    due = client.get(DESK[3])
    assert "Trần Đã Nghỉ" in words_of(due) and not [one for one in (PHONE, EMAIL, NUMBER) if one in main_of(due)]
    address = reverse("directory:erase_person", args=[gone.pk])
    assert PHONE not in main_of(client.get(address))
    assert client.post(address, {"why": "", "sure": ""}).status_code == 422
    assert client.post(address, {"why": "abc", "sure": "on"}).status_code == 422
    answer = client.post(address, {"why": "Hết thời hạn lưu", "sure": "on"}, follow=True)
    assert "Đã xóa dữ liệu cá nhân" in words_of(answer) and "Chưa có ai đến hạn" in words_of(answer)
    assert "Đã xóa lúc" in words_of(client.get(address))


def test_who_still_works_here_is_not_offered_for_erasure(place):
    words = words_of(signed_in(place.operator).get(reverse("directory:erase_person", args=[place.lan.pk])))
    assert "Chưa xóa được" in words and "Kết thúc vị trí trước" in words


def test_lists_cost_the_same_for_any_length(place, gone):
    client = signed_in(place.operator)
    services.unmask(person=place.lan, field="phone", purpose="contact", by=place.operator, at=clock.now())
    before = {address: statements(client, address) for address in DESK}
    for number in range(6):
        other = person(f"Người {number}", "unit_officer", place.science)
        other.phone = PHONE
        other.save()
        services.end_position(position=other.positions.get(), on=date(2023, 1, 1), by=SYSTEM, at=clock.now())
        services.unmask(person=other, field="phone", purpose="contact", by=place.operator, at=clock.now())
    assert {address: statements(client, address) for address in DESK} == before
