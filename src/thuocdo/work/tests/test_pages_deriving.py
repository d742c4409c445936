"""Pages of derived plans: who sees what, what they say, forms, and that longer lists cost no more statements."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.work.models import Amendment, NoParent, Plan, TaskLink
from thuocdo.work.services.deriving import derive_plan
from thuocdo.work.tests.deriving import own_plan, parent_of, task_of
from thuocdo.work.tests.seen import signed_in, statements, words_of

NOW = clock.at_day(date(2025, 1, 12))


@pytest.fixture
def parent(place) -> Plan:
    return parent_of(place)


def rows_of(answer) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()]


def test_the_list_says_who_has_a_plan_and_who_not(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent, in_force_on=date(2025, 1, 25))
    address = f"/ke-hoach/{parent.pk}/ke-hoach-don-vi/?con=tat-ca"
    words = words_of(signed_in(place.hoa).get(address))
    assert (
        "Sở Khoa học và Công nghệ" in words and "25/01/2025" in words and "26 ngày" in words and "trễ 6 ngày" in words
    )
    assert "quá hạn" in words and words.count("Lập kế hoạch") == 1
    assert f"/ke-hoach/{plan.pk}/doi-chieu/" in signed_in(place.lan).get(address).content.decode()
    assert signed_in(place.dung).get(address).status_code in (403, 404)


def test_filters_of_the_list_hold_in_the_workbook(place, parent):
    own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent)
    client, address = signed_in(place.hoa), f"/ke-hoach/{parent.pk}/ke-hoach-don-vi/"
    assert "Sở Nội vụ" not in words_of(client.get(f"{address}?co=co&chu=khoa+hoc")).split("Danh sách", 1)[-1][-300:]
    rows = rows_of(client.get(f"{address}xuat.xlsx?co=co"))
    names = [row[0] for row in rows if row[0] and str(row[0]).startswith("Sở")]
    assert names == ["Sở Khoa học và Công nghệ"]


def test_an_agency_begins_its_plan_on_a_page(place, parent):
    address = f"/co-quan/{place.science.key}/ke-hoach/{parent.pk}/lap/"
    client = signed_in(place.minh)
    assert address in client.get(f"/ke-hoach/{parent.pk}/ke-hoach-don-vi/").content.decode()
    assert "3 nhiệm vụ chủ trì" in words_of(client.get(address))
    answer = client.post(address, {"title": ""})
    assert answer.status_code == 422 and "Ghi tên kế hoạch" in words_of(answer)
    answer = client.post(address, {"title": "Kế hoạch CCHC năm 2025 của Sở", "helping": "on"})
    made = Plan.objects.get(parent=parent)
    assert answer["Location"] == f"/ke-hoach/{made.pk}/doi-chieu/" and made.tasks.count() == 4
    again = client.post(address, {"title": "Kế hoạch khác"})
    assert again.status_code == 422 and "Kế hoạch khác" in again.content.decode() and "Đã có" in words_of(again)
    for stranger, status in ((place.lan, 403), (place.hoa, 403), (place.dung, 404)):
        assert signed_in(stranger).get(address).status_code in (status, 403)


def test_the_comparison_is_confirmed_and_completed_on_its_page(place, parent):
    late = {"kind": "date", "value": "2025-02-10", "op": "by", "text": "chậm nhất ngày 10/02/2025"}
    texts = ["Rà soát danh mục dịch vụ công trực tuyến của Sở", "Hội thao"]
    plan = own_plan(place.science, texts, deadlines=[late], parent=parent)
    origin, task = task_of(parent, "Rà soát"), task_of(plan, "Rà soát")
    client, address = signed_in(place.minh), f"/ke-hoach/{plan.pk}/doi-chieu/"
    words = words_of(client.get(address))
    assert "Chờ xác nhận" in words and "Còn thiếu" in words and "tự bổ sung: 1 nhiệm vụ" in words
    assert "Hạn cấp trên 19/01/2025, kế hoạch này ghi 10/02/2025: muộn hơn 22 ngày" in words
    data = {"cap-tren": origin.pk, "nhiem-vu": task.pk, "viec": "xac-nhan"}
    assert client.post(f"{address}quyet-dinh/", data).status_code == 302
    assert TaskLink.objects.filter(origin=origin, task=task).exists()
    assert "Đã có 1 trong 3" in " ".join(words_of(client.get(address)).split())
    assert "Hội thao" not in words_of(client.get(f"{address}?loai=missing")).split("tự bổ sung")[0]
    assert client.post(f"{address}chep/").status_code == 302
    assert Amendment.objects.filter(plan=plan).count() == 1
    assert client.post(f"{address}quyet-dinh/", {"cap-tren": "x", "nhiem-vu": "9" * 30}).status_code == 422
    assert signed_in(place.lan).post(f"{address}quyet-dinh/", data).status_code == 403
    assert signed_in(place.lan).post(f"{address}chep/").status_code == 403
    rows = rows_of(client.get(f"{address}xuat.xlsx"))
    assert any("muộn hơn 22 ngày" in str(cell) for row in rows for cell in row)


def test_a_plan_without_a_parent_is_offered_one(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"])
    client, address = signed_in(place.minh), f"/ke-hoach/{plan.pk}/doi-chieu/"
    assert parent.title in words_of(client.get(address))
    assert "Có thể là kế hoạch" in words_of(signed_in(place.hoa).get(f"/ke-hoach/{parent.pk}/ke-hoach-don-vi/"))
    form = f"/ke-hoach/{plan.pk}/cap-tren/"
    assert client.post(form, {"viec": "xac-nhan", "cap-tren": "không"}).status_code == 422
    assert signed_in(place.lan).post(form, {"viec": "bac", "cap-tren": parent.pk}).status_code == 403
    assert client.post(form, {"viec": "bac", "cap-tren": parent.pk}).status_code == 302
    assert NoParent.objects.count() == 1 and "Chưa ghi kế hoạch này" in words_of(client.get(address))
    assert client.post(form, {"viec": "xac-nhan", "cap-tren": parent.pk})["Location"] == address
    assert "Đã có 0 trong 3" in " ".join(words_of(client.get(address)).split())


def test_a_parent_is_chosen_by_hand_and_what_carries_the_plan_out_is_not_offered(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"])
    below = own_plan(place.new[0], ["Việc xã"], parent=plan)
    further = own_plan(place.new[1], ["Việc thôn"], parent=below)
    client, address = signed_in(place.minh), f"/ke-hoach/{plan.pk}/cap-tren/chon/"
    assert address in client.get(f"/ke-hoach/{plan.pk}/doi-chieu/").content.decode()
    page = client.get(address).content.decode()
    offered = [one.pk for one in (parent, plan, below, further) if f'name="cap-tren" value="{one.pk}"' in page]
    assert offered == [parent.pk]
    assert f'value="{parent.pk}"' in client.get(f"{address}?chu=cai+cach+{parent.year}").content.decode()
    nothing = words_of(client.get(f"{address}?chu=khong+co+gi"))
    assert "Không có kế hoạch nào khớp" in nothing
    assert signed_in(place.lan).get(address).status_code == 403
    assert signed_in(place.dung).get(address).status_code in (403, 404)
    form = f"/ke-hoach/{plan.pk}/cap-tren/"
    for wrong in (plan, further):
        answer = client.post(form, {"viec": "xac-nhan", "cap-tren": wrong.pk})
        assert answer.status_code == 422 and "không thực hiện chính nó" in answer.content.decode()
    assert client.post(form, {"viec": "xac-nhan", "cap-tren": parent.pk}).status_code == 302
    plan.refresh_from_db()
    assert plan.parent == parent
    assert "Đã ghi là thực hiện" in words_of(client.get(address))


def test_choosing_a_parent_costs_the_same_however_many_plans(place, parent):
    plan = own_plan(place.science, ["Công khai thủ tục hành chính"])
    client, address = signed_in(place.minh), f"/ke-hoach/{plan.pk}/cap-tren/chon/"
    few = statements(client, address)
    for unit in (place.home, *place.new):
        own_plan(unit, ["Việc"])
    assert statements(client, address) == few


def test_a_draft_of_another_agency_is_not_there(place, parent):
    made = derive_plan(parent=parent, unit=place.science, by=place.minh, at=NOW)
    assert signed_in(place.lan).get(f"/ke-hoach/{made.pk}/doi-chieu/").status_code in (403, 404)
    page = signed_in(place.lan).get(f"/ke-hoach/{parent.pk}/ke-hoach-don-vi/").content.decode()
    assert "Dự thảo" in page and f"/ke-hoach/{made.pk}/" not in page


def test_the_coverage_of_the_province_is_a_table_of_shades(place, parent):
    own_plan(place.science, ["Công khai thủ tục hành chính", "Hội thao"], parent=parent)
    client, address = signed_in(place.hoa), f"/ke-hoach/{parent.pk}/do-phu/"
    words = words_of(client.get(f"{address}?sap-xep=-thieu"))
    assert "Sở Khoa học và Công nghệ 3 0 1 2 0" in " ".join(words.split())
    rows = rows_of(client.get(f"{address}xuat.xlsx?co=co"))
    assert ["Sở Khoa học và Công nghệ", "Đang thực hiện", 3, 0, 1, 2, 0, 1, 0, 1] in rows


def test_pages_cost_the_same_however_many_agencies_have_plans(place, parent):
    client = signed_in(place.hoa)
    addresses = [f"/ke-hoach/{parent.pk}/{name}/" for name in ("ke-hoach-don-vi", "do-phu")]
    own_plan(place.science, ["Công khai thủ tục hành chính"], parent=parent)
    few = [statements(client, address) for address in addresses]
    for unit in (place.home, *place.districts, *place.old):
        own_plan(unit, [f"Công khai thủ tục lần {at}" for at in range(8)], parent=parent)
    assert [statements(client, address) for address in addresses] == few
    plan = own_plan(place.media, ["Công khai thủ tục hành chính"], parent=parent)
    small = statements(client, f"/ke-hoach/{plan.pk}/doi-chieu/")
    big = Plan.objects.get(parent=parent, issuer=place.home)
    assert statements(client, f"/ke-hoach/{big.pk}/doi-chieu/") <= small
