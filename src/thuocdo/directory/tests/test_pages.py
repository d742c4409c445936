"""Pages of the directory: what they show, in how many queries, and what they do with nonsense."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.template.loader import render_to_string

from thuocdo.core import clock
from thuocdo.directory import queries
from thuocdo.directory.tests.facts import employ, signed_in, unit


@pytest.fixture
def hoa(facts):
    return signed_in(employ("Phạm Thị Hoa", "NA.SNV", "cycle_owner"), "hoa")


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
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
    with django_assert_max_num_queries(13):
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
    one = unit(key)
    with django_assert_max_num_queries(6):
        facts_of_it = queries.unit_facts(one, clock.today())
    html = render_to_string("directory/_unit_facts.html", {"facts": facts_of_it})
    assert "THIẾU BIẾN" not in html
    assert ("<svg" in html) == bool(facts_of_it.before or facts_of_it.after)
    for step in facts_of_it.before:
        assert step.source.name in html
    for step in facts_of_it.after:
        assert step.target.name in html


def test_the_strip_shows_the_days_of_change_of_the_chosen_units(hoa):
    page = text(hoa.get("/co-quan/?loai=territory&tinh=P40&cap=xa"))
    page = re.sub(r"<[^>]+>", " ", page)
    assert "Các ngày có thay đổi" in page and "trước đó" in page
    assert re.search(r"01/12/2024\s*\+52 −100", page) and re.search(r"01/07/2025\s*\+130 −412", page)
    assert "Chưa ghi nhận thay đổi nào sau ngày này" in page
    assert "Trước thay đổi gần nhất (30/06/2025)" in page


@pytest.mark.parametrize(
    ("index", "day"), [("0", "30/11/2024"), ("1", "01/12/2024"), ("2", "01/07/2025"), ("99", "01/07/2025")]
)
def test_the_slider_leads_to_the_day_it_stands_for_and_keeps_the_rest(hoa, index, day):
    answer = hoa.get("/co-quan/", {"loai": "territory", "tinh": "P40", "cap": "xa", "moc": index})
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert (asked["ngay"], asked["loai"], asked["cap"], asked["truot"]) == ([day], ["territory"], ["xa"], ["1"])
    html = hoa.get(answer["Location"]).content.decode()
    assert 'type="range"' in html and "autofocus" in html and f'aria-valuetext="{day}"' in html


@pytest.mark.parametrize("index", ["x", "-1", "", "99999999", "²"])
def test_a_slider_that_says_nonsense_is_passed_over(hoa, index):
    assert hoa.get("/co-quan/", {"moc": index}).status_code == 200


def test_the_tree_as_it_was_believed(facts):
    """The packs were recorded on the day of the test run, whatever day the demo shows."""
    recorded = queries.first_recorded().astimezone(clock.ZONE).date()
    with clock.fixed(recorded):
        client = signed_in(employ("Hòa", "NA.SNV", "cycle_owner"), "hoa")
        known = text(client.get("/co-quan/", {"ghi-nhan": f"{recorded:%d/%m/%Y}"}))
        assert f"Theo ghi nhận đến hết ngày {recorded:%d/%m/%Y}" in known and "Sở Nội vụ" in known
        before = client.get("/co-quan/", {"ghi-nhan": f"{recorded - timedelta(days=1):%d/%m/%Y}"})
        assert "Chưa ghi nhận gì trước lúc" in text(before, 422)
        after = client.get("/co-quan/", {"ghi-nhan": f"{recorded + timedelta(days=1):%d/%m/%Y}"})
        assert "Chưa ai biết" in text(after, 422)
        assert client.get("/co-quan/xuat.xlsx", {"ghi-nhan": f"{recorded:%d/%m/%Y}"}).status_code == 200


def test_units_of_other_provinces_lead_to_their_life(hoa):
    html = hoa.get("/co-quan/?tinh=P38").content.decode()
    assert 'href="/co-quan/TH.SNV/vong-doi/"' in html and 'href="/co-quan/TH.SNV/"' not in html
    assert 'href="/co-quan/NA.SNV/"' in hoa.get("/co-quan/").content.decode()


def test_names_typed_with_accents_come_first(hoa):
    rows = hoa.get("/co-quan/?tim=xã+quỳ+hợp&loai=territory&tinh=vn").context["page"].rows
    assert rows[0].name == "Xã Quỳ Hợp"
    assert {row.name for row in hoa.get("/co-quan/?tim=xa+quy+hop&loai=territory&tinh=vn").context["page"].rows} >= {
        row.name for row in rows
    }
