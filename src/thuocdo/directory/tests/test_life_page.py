"""The page of a unit's life: who may open it, what it draws and tells, as believed on a day, in how many queries."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory import queries, services
from thuocdo.directory.tests.facts import employ, signed_in, unit

JULY = date(2025, 7, 1)


@pytest.fixture
def lan(facts):
    return signed_in(employ("Nguyễn Thị Lan", "NA.UBND.C16681.n", "unit_officer"), "lan")


def page(client, key: str, status: int = 200, **query) -> str:
    answer = client.get(f"/co-quan/{key}/vong-doi/", query)
    assert answer.status_code == status, answer.status_code
    html = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_three_generations_of_a_ward_are_drawn_and_told(lan):
    html = page(lan, "C16681.n")
    for name in ("Phường Đội Cung", "Phường Quang Trung", "Phường Thành Vinh", "Xã Hưng Chính"):
        assert html.count(f"<title>{name}</title>") >= 2, "once for wide pages, once for phones"
    assert "đến hết 30/11/2024" in html and "01/12/2024 – 30/06/2025" in html and "từ 01/07/2025" in html
    assert html.count('href="/co-quan/C16684.h1/vong-doi/"') >= 3, "the boxes and the table lead on"
    told = words(html)
    assert "Các lần kế thừa 8 bản ghi" in told and "sáp nhập, toàn bộ" in told and "100%" in told


def test_every_step_is_told_with_its_day_share_and_act(lan):
    told = words(page(lan, "NA.SKHCN"))
    assert "01/03/2025 Sở Thông tin và Truyền thông Sở Khoa học và Công nghệ sáp nhập, toàn bộ 100% Nghị quyết" in told
    district = words(page(lan, "D420"))
    assert "bỏ cấp, theo địa bàn, một phần" in district and "chưa rõ" in district
    assert "ngày cuối 30/06/2025" in district


def test_a_unit_to_which_nothing_happened_says_so(lan):
    html = page(lan, "NA.STP")
    assert "<svg viewBox" not in html and "Chưa ghi nhận lần sáp nhập, chia tách nào" in html


def test_units_of_other_provinces_may_be_read_by_all_who_see_the_directory(lan):
    assert "Thanh Hóa" in page(lan, "P38")
    assert 'href="/co-quan/TH.SNV/"' not in page(lan, "TH.SNV"), "that page is not hers to open"
    assert 'href="/co-quan/NA.STP/"' in page(lan, "NA.STP")


def test_a_unit_that_is_not_there_does_not_exist(lan, client):
    for key in ("X1", "P40.", "p40"):
        assert lan.get(f"/co-quan/{key}/vong-doi/").status_code == 404
    assert client.get("/co-quan/P40/vong-doi/").status_code == 302, "nobody without signing in"


@pytest.mark.parametrize("query", [{"ngay": "31/02/2025"}, {"ghi-nhan": "hôm qua"}])
def test_what_is_no_day_is_named(lan, query):
    assert "không phải một ngày" in words(page(lan, "P40", **query))


def test_what_was_believed_on_a_day_is_shown_and_what_is_said_since(facts):
    first = queries.first_recorded().astimezone(clock.ZONE).date()
    later = first + timedelta(days=20)
    with clock.fixed(later):
        change = services.UnitChange(full_name="Sở Nội vụ và Lao động", why="ghi thiếu tên", address="Số 9")
        services.correct_unit(unit=unit("NA.SNV"), on=JULY, change=change, by=SYSTEM, at=clock.now())
        client = signed_in(employ("Hoa", "NA.SNV", "cycle_owner", start=JULY), "hoa")
        now = words(page(client, "NA.SNV"))
        assert "Vòng đời Sở Nội vụ và Lao động" in now and "Số 9" in now
        assert "Tên đầy đủ: Sở Nội vụ tỉnh Nghệ An → Sở Nội vụ và Lao động" in now
        assert "Địa chỉ: không ghi → Số 9" in now and "ghi thiếu tên" in now
        then = words(page(client, "NA.SNV", **{"ghi-nhan": f"{first:%d/%m/%Y}"}))
        assert "Vòng đời Sở Nội vụ " in then and "Số 9" not in then.split("Điều ghi nhận đã đổi")[0]
        assert "Đây là điều hệ thống đã ghi nhận lúc ấy" in then
        before = words(page(client, "NA.SNV", 422, **{"ghi-nhan": f"{first - timedelta(days=1):%d/%m/%Y}"}))
        assert "Chưa ghi nhận gì trước lúc" in before
        assert "Chưa ai biết" in words(page(client, "NA.SNV", 422, **{"ghi-nhan": "01/01/2100"}))


def test_only_who_keeps_the_directory_is_offered_to_change_it(lan):
    assert "thay-doi" not in page(lan, "NA.SNV")
    keeper = signed_in(employ("Tuấn", "NA.SNV", "operator"), "tuan")
    html = page(keeper, "NA.SNV")
    assert "/co-quan/NA.SNV/thay-doi/" in html and "/co-quan/NA.SNV/dinh-chinh/" in html
    assert "/thay-doi/" not in page(keeper, "TH.SNV"), "not in another province"


@pytest.mark.parametrize("key", ["C16681.n", "D420", "NA.STTTT", "C00070.n"])
def test_a_life_takes_a_fixed_number_of_queries(lan, key, django_assert_max_num_queries):
    lan.get(f"/co-quan/{key}/vong-doi/")
    with django_assert_max_num_queries(18):
        lan.get(f"/co-quan/{key}/vong-doi/")
