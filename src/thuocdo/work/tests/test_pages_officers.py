"""Who is charged with a part: shown on its page, named there, and told in the person's day."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory import services as directory
from thuocdo.work.models import Obligation
from thuocdo.work.tests.factories import bare_plan, obligation, occurrence, task
from thuocdo.work.tests.seen import signed_in, words_of

TODAY = date(2025, 7, 15)


@pytest.fixture
def part(place) -> Obligation:
    found = obligation(task(bare_plan(place.committee), text="Công khai thủ tục"), place.science)
    occurrence(found, TODAY)
    return found


def test_the_head_names_an_officer_on_the_page_of_the_part(place, part):
    client = signed_in(place.minh)
    address = f"/nghia-vu/{part.pk}/"
    assert "Chưa giao cho ai" in words_of(client.get(address))
    assert client.post(f"{address}phu-trach/", {"officer": place.binh.pk, "why": ""}).status_code == 302
    words = words_of(client.get(address))
    assert "Người phụ trách Bình" in words and "Đổi người phụ trách" in words
    client.post(f"{address}phu-trach/", {"officer": "0", "why": "nghỉ"})
    assert Obligation.objects.get(pk=part.pk).officer is None


def test_who_has_no_right_sees_who_is_charged_and_no_form(place, part):
    Obligation.objects.filter(pk=part.pk).update(officer=place.binh)
    for somebody in (place.hoa, place.leader, place.lan):
        client = signed_in(somebody)
        words = words_of(client.get(f"/nghia-vu/{part.pk}/"))
        assert "Người phụ trách Bình" in words and "Đổi người phụ trách" not in words
        assert client.post(f"/nghia-vu/{part.pk}/phu-trach/", {"officer": "0"}).status_code == 403
    assert signed_in(place.dung).get(f"/nghia-vu/{part.pk}/").status_code in (403, 404)


def test_somebody_of_another_unit_is_refused_on_the_form(place, part):
    answer = signed_in(place.minh).post(f"/nghia-vu/{part.pk}/phu-trach/", {"officer": place.hoa.pk})
    assert answer.status_code == 422 and "không giữ vị trí ở cơ quan hôm nay" in words_of(answer)
    answer = signed_in(place.minh).post(f"/nghia-vu/{part.pk}/phu-trach/", {})
    assert answer.status_code == 422 and "Chọn một người" in words_of(answer)


def test_who_left_is_marked_and_the_form_stands_open(place, part):
    Obligation.objects.filter(pk=part.pk).update(officer=place.binh)
    directory.end_position(position=place.binh.positions.get(), on=TODAY, by=SYSTEM, at=clock.now())
    answer = signed_in(place.minh).get(f"/nghia-vu/{part.pk}/")
    assert "Không còn ở cơ quan" in words_of(answer)


def test_the_persons_day_says_what_is_charged_by_name(place, part):
    assert "Giao cho bạn" not in words_of(signed_in(place.binh).get("/"))
    Obligation.objects.filter(pk=part.pk).update(officer=place.binh)
    words = words_of(signed_in(place.binh).get("/"))
    assert "Công khai thủ tục" in words and "Giao cho bạn" in words


def test_open_work_stands_on_the_page_of_the_person_and_warns_when_the_post_ends(place, part):
    Obligation.objects.filter(pk=part.pk).update(officer=place.binh)
    operator = signed_in(place.operator)
    page = operator.get(f"/nguoi/{place.binh.pk}/")
    assert "Công khai thủ tục" in words_of(page)
    # Who administers does not open work: the words stand there without a link.
    assert f"/nghia-vu/{part.pk}/" not in page.content.decode()
    assert f"/nghia-vu/{part.pk}/" in signed_in(place.minh).get(f"/nguoi/{place.binh.pk}/").content.decode()
    post = place.binh.positions.get()
    address = f"/vi-tri/{post.pk}/ket-thuc/"
    shown = words_of(operator.get(address))
    assert "còn 1 việc đang dở" in shown and "Bàn giao trước khi kết thúc" in shown
    data = {"last": "31/07/2025", "why": "chuyển công tác"}
    answer = operator.post(address, data)
    assert answer.status_code == 422 and "bàn giao trước, hoặc đánh dấu ô này" in words_of(answer)
    assert operator.post(address, {**data, "known": "on"}).status_code == 302
    post.refresh_from_db()
    assert post.valid.upper == date(2025, 8, 1)


def test_open_work_is_handed_over_on_pages(place, part):
    Obligation.objects.filter(pk=part.pk).update(officer=place.binh)
    giver, taker = signed_in(place.binh), signed_in(place.minh)
    address = f"/nguoi/{place.binh.pk}/ban-giao/"
    assert "Công khai thủ tục" in words_of(giver.get(address))
    data = {"taker": place.minh.pk, "marks": [f"work.obligation:{part.pk}"], "why": "đi học"}
    assert "Đánh dấu ít nhất một việc" in words_of(giver.post(address, {**data, "marks": []}))
    answer = giver.post(address, data)
    receipt = answer["Location"]
    shown = words_of(taker.get(receipt))
    assert "Biên nhận bàn giao công việc" in shown and "Nhận bàn giao" in shown and "Rút lại" in shown
    assert "Nhận bàn giao" not in words_of(giver.get(receipt)).replace("Biên nhận bàn giao", "")
    answer = taker.post(receipt, {"viec": "khong-nhan", "answer": ""})
    assert answer.status_code == 422 and "Chưa ghi lý do không nhận" in words_of(answer)
    assert taker.post(receipt, {"viec": "nhan", "answer": "đủ"}).status_code == 302
    assert Obligation.objects.get(pk=part.pk).officer == place.minh
    assert "đã chuyển" in words_of(giver.get(receipt))
    assert giver.post(receipt, {"viec": "rut-lai", "answer": ""}).status_code in (403, 422)


def test_a_receipt_is_no_business_of_strangers(place, part):
    Obligation.objects.filter(pk=part.pk).update(officer=place.binh)
    data = {"taker": place.minh.pk, "marks": [f"work.obligation:{part.pk}"], "why": "đi học"}
    receipt = signed_in(place.binh).post(f"/nguoi/{place.binh.pk}/ban-giao/", data)["Location"]
    for somebody, status in ((place.lan, 404), (place.dung, 404), (place.hoa, 200), (place.operator, 200)):
        assert signed_in(somebody).get(receipt).status_code == status
    assert signed_in(place.minh).post(receipt, {"viec": "xoa"}).status_code == 404
