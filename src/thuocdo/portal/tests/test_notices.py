"""The page of notices and the bell: one's own only, unread first, the same number of statements for any length."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from thuocdo.core import clock, notify
from thuocdo.core.models import Notice
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

PAGE = "/thong-bao/"


@pytest.fixture
def lan(place) -> Client:
    return signed_in(place.lan)


def told(place, words: str = "Kết quả bị trả lại", *, link: str = "/lich/", who: str = "lan") -> Notice:
    return notify.tell(getattr(place, who), "work.returned", words, link=link, at=clock.now())


def bell(answer) -> str:
    found = re.search(rf'<a class="tool" href="{PAGE}">(.*?)</a>', answer.content.decode(), re.S)
    return re.sub(r"<[^>]+>", " ", found[1]) if found else ""


def test_the_bell_counts_what_is_unread_on_every_page(place, lan):
    assert "thông báo mới" in bell(lan.get("/")) and not re.search(r"\d", bell(lan.get("/")))
    told(place), told(place), told(place, who="minh")
    assert re.search(r"\b2\b", bell(lan.get("/tro-giup/")))


def test_unread_stands_first_and_opening_notes_it_and_goes_there(place, lan):
    old, new = told(place, "Việc thứ nhất"), told(place, "Việc thứ hai")
    lan.post(reverse("portal:notices_read", args=[new.pk]), {"xem": "0"})
    words = words_of(lan.get(PAGE))
    assert words.index("Việc thứ nhất") < words.index("Việc thứ hai") and "1 thông báo chưa đọc" in words
    answer = lan.post(reverse("portal:notices_read", args=[old.pk]))
    assert answer.status_code == 302 and answer["Location"] == "/lich/"
    old.refresh_from_db()
    assert old.read_at is not None and "Bạn đã đọc hết" in words_of(lan.get(PAGE))


def test_reading_the_page_notes_nothing(place, lan):
    told(place)
    lan.get(PAGE), lan.get(PAGE)
    assert Notice.objects.filter(read_at=None).count() == 1


def test_all_at_once(place, lan):
    told(place), told(place), told(place, who="minh")
    answer = lan.post(reverse("portal:notices_read_all"), follow=True)
    assert "Đã đánh dấu 2 thông báo" in words_of(answer)
    assert Notice.objects.filter(read_at=None).count() == 1, "somebody else's stays"


def test_somebody_elses_notice_is_not_there(place, lan):
    theirs = told(place, "Việc riêng của Minh", who="minh")
    assert lan.post(reverse("portal:notices_read", args=[theirs.pk])).status_code == 404
    assert "Việc riêng của Minh" not in main_of(lan.get(PAGE))
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_words_are_words_whatever_they_hold(place, lan):
    told(place, "<script>alert(1)</script>")
    assert "<script>alert" not in main_of(lan.get(PAGE))


def test_filters_and_empty_states(place, lan):
    assert "Chưa có thông báo nào" in words_of(lan.get(PAGE))
    told(place, "Nhắc hạn báo cáo quý")
    assert "Nhắc hạn" in words_of(lan.get(PAGE + "?loai=chua-doc&chu=báo cáo"))
    assert "Không có thông báo nào như vậy" in words_of(lan.get(PAGE + "?loai=da-doc"))


def test_a_longer_list_costs_no_more_statements(place, lan):
    told(place)
    before = statements(lan, PAGE)
    for number in range(30):
        told(place, f"Việc {number}")
    assert statements(lan, PAGE) == before
    notify.mark_read(place.lan, at=clock.now())
    assert statements(lan, PAGE) == before


def test_nothing_is_noted_by_a_visit_to_the_buttons_address(place, lan):
    notice = told(place)
    assert lan.get(reverse("portal:notices_read", args=[notice.pk])).status_code == 405
    assert Client().get(PAGE).status_code == 302
