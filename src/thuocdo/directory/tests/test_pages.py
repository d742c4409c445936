"""Pages of the directory: what they show, in how many queries, and what they do with nonsense."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.template.loader import render_to_string

from thuocdo.core import clock
from thuocdo.directory import queries
from thuocdo.directory.tests.facts import employ, signed_in, unit


@pytest.fixture
def hoa(facts):
    return signed_in(employ("Phạm Thị Hoa", "NA.SNV", "cycle_owner"), "hoa")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_tree_starts_with_the_persons_province_today(hoa):
    page = text(hoa.get("/co-quan/"))
    assert "Cơ cấu ngày 15/07/2025" in page
    assert "Sở Khoa học và Công nghệ" in page and "Sở Thông tin và Truyền thông" not in page


def test_another_day_shows_the_structure_of_that_day(hoa):
    page = text(hoa.get("/co-quan/?ngay=05/01/2025"))
    assert "Sở Thông tin và Truyền thông" in page and "Sở Nông nghiệp và Môi trường" not in page


def test_territories_of_the_whole_country_by_level(hoa):
    page = text(hoa.get("/co-quan/?loai=territory&cap=tinh&tinh=vn&ngay=30/06/2025"))
    assert "63 dòng" in page and "Dòng 1 đến 50 trong 63" in page
    assert "10.035 dòng" in text(hoa.get("/co-quan/?loai=territory&cap=xa&tinh=vn&ngay=30/06/2025"))


@pytest.mark.parametrize("words", ["Sở TT&TT", "so thong tin va truyen thong", "STTTT"])
def test_old_names_are_found_and_say_what_became_of_them(hoa, words):
    page = text(hoa.get("/co-quan/", {"tim": words}))
    assert "Sở Thông tin và Truyền thông" in page
    assert "Đến hết 28/02/2025" in page
    assert "Nay là:" in page and "Sở Khoa học và Công nghệ" in page


def test_a_district_that_ended_names_its_communes(hoa):
    page = text(hoa.get("/co-quan/", {"tim": "huyen quy hop"}))
    assert "UBND huyện Quỳ Hợp" in page and "UBND xã Mường Chọng" in page


def test_nothing_found_says_what_to_do(hoa):
    assert "Không có đơn vị nào như vậy" in text(hoa.get("/co-quan/?tim=khong co dau"))


@pytest.mark.parametrize(
    "query", ["ngay=31/02/2025", "cap=thon", "trang=x", "trang=999999", "tinh=P999", "tim=%01", "ngay=1"]
)
def test_nonsense_in_the_address_is_named_not_an_error(hoa, query):
    assert hoa.get(f"/co-quan/?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "trang=2", "tim=xa", "tim=hop&loai=territory&tinh=vn", "loai=territory&tinh=vn&cap=xa"]
)
def test_the_list_takes_a_fixed_number_of_queries(hoa, query, django_assert_max_num_queries):
    hoa.get("/co-quan/")
    with django_assert_max_num_queries(9):
        hoa.get(f"/co-quan/?{query}")


def test_the_workbook_has_all_rows(hoa):
    answer = hoa.get("/co-quan/xuat.xlsx?cap=xa")
    assert answer["Content-Disposition"] == 'attachment; filename="co-quan-2025-07-15.xlsx"'
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row >= 131


def test_a_phrase_is_looked_up_from_the_persons_place(hoa):
    page = text(
        hoa.get("/co-quan/tra-cuu/", {"cum-tu": "UBND các xã, phường; các cơ quan liên quan", "ngay": "08/07/2025"})
    )
    assert "130 đơn vị" in page
    assert "cần người chọn" in page and "các cơ quan liên quan" in page
    page = text(hoa.get("/co-quan/tra-cuu/", {"cum-tu": "Sở TT&TT"}))
    assert "Cách hiểu khác" in page and "Sở Khoa học và Công nghệ" in page


def test_a_bad_day_or_place_is_explained_beside_the_form(hoa):
    bad_day = hoa.get("/co-quan/tra-cuu/", {"cum-tu": "Sở Nội vụ", "ngay": "31/02/2025"})
    assert bad_day.status_code == 422 and "dạng 15/07/2025" in bad_day.content.decode()
    bad_place = hoa.get("/co-quan/tra-cuu/", {"cum-tu": "Sở Nội vụ", "noi": "P999"})
    assert bad_place.status_code == 422 and "mang mã “P999”" in bad_place.content.decode()


@pytest.mark.parametrize("key", ["NA.SKHCN", "NA.STTTT", "NA.UBND.D420", "C16681.n", "P46", "NA.STP"])
def test_the_life_of_a_unit_is_shown_as_a_picture_and_as_lists(facts, key, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        facts_of_it = queries.unit_facts(unit(key), clock.today())
    html = render_to_string("directory/_unit_facts.html", {"facts": facts_of_it})
    assert "THIẾU BIẾN" not in html
    assert ("<svg" in html) == bool(facts_of_it.before or facts_of_it.after)
    for step in (*facts_of_it.before, *facts_of_it.after):
        assert step.name in html
