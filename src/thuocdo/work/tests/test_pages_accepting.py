"""Accepting many results from the list of due instances: who sees boxes, all or none, what comes back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.work import services
from thuocdo.work.models import Occurrence
from thuocdo.work.templatetags.work import brief, cut_at_word
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

LIST = reverse("work:occurrences") + "?tinh-trang=submitted"
ACCEPT = reverse("work:accept_many")


@pytest.fixture
def waiting(place: Province) -> list[Occurrence]:
    """Three submitted reports of the science department, and one that is still open."""
    plan = make.bare_plan(place.committee)
    days = [date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30), date(2025, 9, 30)]
    rows = [make.occurrence(make.obligation(make.task(plan), place.science), day, label="Kỳ thử") for day in days]
    return [hand_in(place, row) for row in rows[:3]]


def hand_in(place: Province, row: Occurrence) -> Occurrence:
    at = clock.at_day(date(2025, 7, 10))
    return services.submit_occurrence(occurrence=row, note="Báo cáo kèm theo.", by=place.binh, at=at)


def boxes(html: str) -> list[tuple[str, bool]]:
    found = re.findall(r'<input type="checkbox" name="ky" value="(\d+)" form="duyet-nhieu"( checked)?>', html)
    return [(key, bool(mark)) for key, mark in found]


def states(rows: list[Occurrence]) -> set[str]:
    return set(Occurrence.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))


@pytest.mark.parametrize("name", ["hoa", "tam"])
def test_who_accepts_gets_a_box_on_each_row_that_waits_and_one_button(place, waiting, name):
    html = main_of(signed_in(place.everybody()[name]).get(reverse("work:occurrences")))
    assert {key for key, _mark in boxes(html)} == {str(row.pk) for row in waiting}
    assert "Duyệt các kết quả đã chọn" in html and "Chọn cả trang" in html


@pytest.mark.parametrize("name", ["binh", "minh", "lan", "leader", "inspector"])
def test_who_may_not_accept_sees_no_box_and_is_refused(place, waiting, name):
    client = signed_in(place.everybody()[name])
    html = main_of(client.get(LIST))
    assert not boxes(html) and "Duyệt các kết quả" not in html
    assert client.post(ACCEPT, {"ky": [waiting[0].pk]}).status_code == 403
    assert client.post(ACCEPT).status_code == (422 if name == "minh" else 403), "a head judges units below only"
    assert states(waiting) == {"submitted"}


def test_the_whole_page_is_chosen_by_a_plain_link(place, waiting):
    client = signed_in(place.hoa)
    link = re.search(r'href="([^"]+)"[^>]*data-pick-all', main_of(client.get(LIST)))
    html = main_of(client.get(reverse("work:occurrences") + link[1].replace("&amp;", "&")))
    assert [mark for _key, mark in boxes(html)] == [True] * 3 and "Đã chọn 3" in html and "Bỏ chọn" in html


def test_the_chosen_results_are_accepted_with_the_note_and_counted(place, waiting):
    client = signed_in(place.hoa)
    keys = [row.pk for row in waiting[:2]]
    answer = client.post(f"{ACCEPT}?tinh-trang=submitted&trang=2", {"ky": keys, "ghi-chu": "Đủ tài liệu."}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Đã duyệt 2 kết quả." in words_of(answer)
    assert states(waiting[:2]) == {"accepted"} and states(waiting[2:]) == {"submitted"}
    assert Occurrence.objects.get(pk=keys[0]).reason == "Đủ tài liệu."


def test_nothing_chosen_is_said_and_the_list_stays(place, waiting):
    answer = signed_in(place.hoa).post(f"{ACCEPT}?tinh-trang=submitted", {"ghi-chu": "Ghi chú giữ lại"})
    assert answer.status_code == 422
    assert "Chưa chọn kết quả nào để duyệt." in words_of(answer) and "Ghi chú giữ lại" in main_of(answer)


def test_what_somebody_else_decided_first_refuses_all_and_keeps_the_rest_chosen(place, waiting):
    services.accept_occurrence(occurrence=waiting[0], by=place.tam, at=clock.at_day(date(2025, 7, 12)), note="")
    answer = signed_in(place.hoa).post(f"{ACCEPT}?tinh-trang=submitted", {"ky": [row.pk for row in waiting]})
    assert answer.status_code in (409, 422) and "Chưa duyệt kết quả nào." in words_of(answer)
    assert boxes(main_of(answer)) == [(str(row.pk), True) for row in waiting[1:]]
    assert states(waiting[1:]) == {"submitted"}


def test_own_submissions_have_no_box_and_are_refused(place, waiting):
    own = make.occurrence(make.obligation(make.task(waiting[0].plan), place.home), date(2025, 6, 30))
    services.submit_occurrence(occurrence=own, note="Của phòng tôi.", by=place.hoa, at=clock.at_day(date(2025, 7, 10)))
    client = signed_in(place.hoa)
    assert str(own.pk) not in {key for key, _mark in boxes(main_of(client.get(LIST)))}
    answer = client.post(ACCEPT, {"ky": [own.pk, waiting[0].pk]})
    assert answer.status_code == 403 and "không tự “Duyệt kết quả”" in words_of(answer)
    assert states([own, waiting[0]]) == {"submitted"}


def test_results_of_another_province_do_not_exist_here(place, waiting):
    assert signed_in(place.dung).post(ACCEPT, {"ky": [waiting[0].pk]}).status_code == 404
    assert states(waiting) == {"submitted"}


def test_the_address_of_the_decision_leads_to_the_list_when_it_is_only_opened(place, waiting):
    answer = signed_in(place.hoa).get(f"{ACCEPT}?tinh-trang=submitted&trang=2")
    assert answer.status_code == 302 and answer["Location"] == f"{LIST}&trang=2"


def test_the_list_can_be_narrowed_to_what_waits_for_me(place, waiting):
    own = make.occurrence(make.obligation(make.task(waiting[0].plan), place.home), date(2025, 6, 30))
    services.submit_occurrence(occurrence=own, note="Của phòng tôi.", by=place.hoa, at=clock.at_day(date(2025, 7, 10)))
    answer = signed_in(place.hoa).get(LIST + "&duyet=toi")
    assert [row.pk for row in answer.context["page"].rows] == [row.pk for row in waiting]
    assert "Mọi kết quả chờ duyệt" in words_of(answer)


def test_boxes_take_the_same_number_of_statements_for_fifty_rows(place, waiting):
    client = signed_in(place.hoa)
    before = statements(client, LIST)
    for _ in range(47):
        row = make.occurrence(make.obligation(make.task(waiting[0].plan), place.science), date(2025, 6, 30))
        hand_in(place, row)
    assert len(boxes(main_of(client.get(LIST)))) == 50 and statements(client, LIST) == before


def test_a_long_text_is_cut_at_a_word_and_kept_whole_in_the_title():
    text = "Tham mưu xây dựng, sửa đổi, bổ sung văn bản quy phạm pháp luật"
    assert cut_at_word(text, 27) == "Tham mưu xây dựng, sửa đổi…"
    assert cut_at_word(text, 200) == text and cut_at_word("x" * 30, 10) == "x" * 10 + "…"
    assert f'title="{text}"' in brief(text, 27) and brief("<b>", 9) == "&lt;b&gt;"
