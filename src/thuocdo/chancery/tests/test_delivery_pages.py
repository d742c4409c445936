"""Pages of sending and receiving: the form and its preview, the inbox, the sender's table, what others are answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thuocdo.chancery import services
from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.chancery.tests.delivering import NOW, inside, official, send, with_codes
from thuocdo.core import clock
from thuocdo.documents.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def april():
    with clock.fixed(NOW + timedelta(hours=2)):
        yield


@pytest.fixture
def paper(world):
    return official(world)


@pytest.fixture
def delivery(world, paper):
    return send(world, paper, inside(world, "NA.STP"), due=date(2025, 4, 30))[0]


def main_of(answer) -> str:
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode().split("<main", 1)[1]


def ticked(page: str) -> dict[str, list[str]]:
    """The boxes that are ticked on the form, as a browser would send them."""
    import re

    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="checkbox" name="(n\d+)" value="(\d+)" checked', page):
        found.setdefault(name, []).append(value)
    return found


def test_the_form_proposes_previews_and_sends(world, paper, signed_in):
    browser, url = signed_in("hoa"), reverse("chancery:send", args=[paper.pk])
    page = main_of(browser.get(url))
    assert "Sở Tư pháp" in page and "Hội Bảo trợ Dế Mèn" in page and "chưa có người tiếp nhận" in page
    typed = {**ticked(page), "tu": "NA.SNV", "han": "30/04/2025", "them": "UBND xã Quỳ Hợp", "de": "biet"}
    preview = main_of(browser.post(url, {**typed, "viec": "xem-truoc"}))
    assert "Gửi 4 nơi" in preview and "Ủy ban nhân dân xã Quỳ Hợp" in preview and not Delivery.objects.exists()
    answer = browser.post(url, {**typed, "viec": "gui"})
    assert answer["Location"] == reverse("chancery:follow", args=[paper.pk])
    rows = {row.name: (row.for_action, row.due_on) for row in Delivery.objects.all()}
    assert rows["Sở Tư pháp"] == (True, date(2025, 4, 30))
    assert rows["Sở Thông tin và Truyền thông"] == (False, None) == rows["Ủy ban nhân dân xã Quỳ Hợp"]


def test_going_back_from_the_preview_keeps_what_was_typed(world, paper, signed_in):
    url = reverse("chancery:send", args=[paper.pk])
    page = main_of(signed_in("hoa").post(url, {"tu": "NA.SNV", "thu": "Sở A <a@b.vn>", "viec": "sua"}))
    assert "Sở A &lt;a@b.vn&gt;" in page and not ticked(page)


def test_who_has_it_and_the_sender_itself_are_left_out_of_the_preview(world, paper, delivery, signed_in):
    url = reverse("chancery:send", args=[paper.pk])
    typed = {"tu": "NA.SNV", "them": "Sở Tư pháp\nSở Nội vụ\nSở Tài chính", "viec": "xem-truoc"}
    page = main_of(signed_in("hoa").post(url, typed))
    assert "Gửi 1 nơi" in page and "Bỏ qua 2 nơi" in page
    proposed = ticked(main_of(signed_in("hoa").get(url)))
    assert proposed and all(str(world.units["NA.STP"].pk) not in keys for keys in proposed.values())


def test_what_cannot_be_sent_comes_back_with_the_reason_and_what_was_typed(world, paper, signed_in):
    browser, url = signed_in("hoa"), reverse("chancery:send", args=[paper.pk])
    answer = browser.post(url, {"tu": "NA.SNV", "them": "Hội Dế Mèn", "han": "32/13/2025", "viec": "gui"})
    page = main_of(answer)
    assert answer.status_code == 422 and "Hội Dế Mèn" in page and "ví dụ 30/09/2025" in page
    answer = browser.post(url, {"tu": "NA.SNV", "them": "Hội Dế Mèn", "viec": "gui"})
    assert "Danh bạ không có “Hội Dế Mèn”" in main_of(answer)
    answer = browser.post(url, {"tu": "NA.SNV", "viec": "gui"})
    assert answer.status_code == 422 and "Không có nơi nhận mới" in main_of(answer)


def test_missing_identifiers_are_named_before_anything_is_sent(world, paper, signed_in):
    browser, url = signed_in("hoa"), reverse("chancery:send", args=[paper.pk])
    typed = {"tu": "NA.SNV", "n0": str(world.units["NA.STP"].pk), "cach-0": "edxml"}
    assert "chưa có mã định danh" in main_of(browser.post(url, {**typed, "viec": "xem-truoc"}))
    answer = browser.post(url, {**typed, "viec": "gui"})
    assert answer.status_code == 422 and "Chưa có mã định danh điện tử của: Sở Tư pháp" in main_of(answer)
    assert not Delivery.objects.exists()


def test_the_inbox_lists_filters_and_exports(world, paper, delivery, signed_in):
    browser = signed_in("minh")
    page = main_of(browser.get(reverse("chancery:inbox")))
    assert "chấn chỉnh công tác" in page.lower() and "Sở Nội vụ" in page
    for query, there in (("?trang-thai=acted", False), ("?trang-thai=cho", True), ("?tim=chan chinh", True),
                         ("?tim=xyz", False), ("?de=False", False)):  # fmt: skip
        found = main_of(browser.get(reverse("chancery:inbox") + query))
        assert (reverse("chancery:delivery", args=[delivery.pk]) in found) == there, query
    assert browser.get(reverse("chancery:inbox_xlsx"))["Content-Type"].endswith("sheet")
    assert reverse("chancery:delivery", args=[delivery.pk]) not in main_of(
        signed_in("lan").get(reverse("chancery:inbox"))
    )


def test_the_inbox_asks_the_same_number_of_questions_however_long_it_is(world, signed_in, settings):
    browser = signed_in("minh")
    counts = []
    for number in range(4):
        text = f"SỞ NỘI VỤ\nSố: {number + 1}/SNV-CCHC\nNghệ An, ngày 10 tháng 4 năm 2025\nKính gửi: Sở Tư pháp."
        send(world, official(world, text, name=f"{number}.txt"), inside(world, "NA.STP"))
        if number in (0, 3):
            browser.get(reverse("chancery:inbox"))
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("chancery:inbox"))
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_receiving_then_acting_by_the_page(world, paper, delivery, signed_in):
    browser, url = signed_in("minh"), reverse("chancery:delivery", args=[delivery.pk])
    assert "Từ chối tiếp nhận" in main_of(browser.get(url))
    answer = browser.post(url, {"viec": "tiep-nhan", "vao-so": "1"})
    assert answer["Location"] == reverse("chancery:enter", args=[paper.pk])
    assert browser.post(url, {"viec": "xu-ly", "note": ""}).status_code == 422
    assert browser.post(url, {"viec": "xu-ly", "note": "Đã niêm yết"}).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == "acted" and "Đã niêm yết" in main_of(browser.get(url))


def test_refusing_by_the_page_asks_for_the_reason(world, delivery, signed_in):
    browser, url = signed_in("minh"), reverse("chancery:delivery", args=[delivery.pk])
    answer = browser.post(url, {"viec": "tu-choi", "reason": ""})
    assert answer.status_code == 422 and "gửi nhầm đơn vị" in main_of(answer)
    assert browser.post(url, {"viec": "tu-choi", "reason": "gửi nhầm"})["Location"] == reverse("chancery:inbox")
    delivery.refresh_from_db()
    assert delivery.state == "refused"


def test_opening_the_paper_is_seeing_it_and_the_sender_learns_when(world, paper, delivery, signed_in):
    services.receive_delivery(delivery=delivery, by=world.people["minh"], at=NOW)
    signed_in("hoa").get(reverse("documents:document", args=[paper.pk]))
    delivery.refresh_from_db()
    assert delivery.read_at is None, "the sender opening it is nobody's reading"
    page = main_of(signed_in("minh").get(reverse("documents:document", args=[paper.pk])))
    delivery.refresh_from_db()
    assert delivery.state == "read" and delivery.read_at == clock.now() and "Tiếp nhận, xử lý" in page
    assert delivery.moves.last().by == world.people["minh"]
    assert "1 trong 1 nơi đã xem" in main_of(signed_in("hoa").get(reverse("chancery:follow", args=[paper.pk])))


def test_the_senders_page_urges_recalls_filters_and_exports(world, paper, delivery, signed_in):
    browser, url = signed_in("hoa"), reverse("chancery:follow", args=[paper.pk])
    browser.post(url, {"viec": "nhac", "tat-ca": "1"})
    delivery.refresh_from_db()
    assert delivery.urged_times == 1
    page = main_of(browser.post(url, {"viec": "nhac", "chon": delivery.pk}, follow=True))
    assert "Hôm nay đã nhắc" in page
    assert "Chưa chọn nơi nhận nào" in main_of(browser.post(url, {"viec": "nhac"}, follow=True))
    assert "cần ghi lý do" in main_of(browser.post(url, {"viec": "thu-hoi", "chon": delivery.pk}, follow=True))
    browser.post(url, {"viec": "thu-hoi", "chon": delivery.pk, "ly-do": "gửi nhầm"})
    delivery.refresh_from_db()
    assert delivery.state == "recalled" and "gửi nhầm" in main_of(browser.get(url))
    assert "Không có nơi nhận nào như vậy" in main_of(browser.get(url + "?trang-thai=chua-xem"))
    assert browser.get(reverse("chancery:follow_xlsx", args=[paper.pk]))["Content-Type"].endswith("sheet")


def test_the_senders_list_counts_without_the_text_of_papers(world, paper, delivery, signed_in):
    page = main_of(signed_in("hoa").get(reverse("chancery:sent")))
    assert reverse("chancery:follow", args=[paper.pk]) in page
    assert reverse("chancery:follow", args=[paper.pk]) not in main_of(signed_in("minh").get(reverse("chancery:sent")))


def test_a_package_is_downloaded_by_its_sender_only(world, paper, signed_in):
    with_codes(world, NA_SNV="H41.20", NA_STP="H41.21")
    services.send_document(
        document=paper, sender=world.units["NA.SNV"], due_on=None, by=world.people["hoa"], at=NOW,
        addressees=[services.Addressee("edxml", "Sở Tư pháp", address="H41.21")],
    )  # fmt: skip
    row = Delivery.objects.get()
    url = reverse("chancery:delivery_package", args=[paper.pk, row.pk])
    answer = signed_in("hoa").get(url)
    assert answer["Content-Disposition"].startswith("attachment") and b"edXMLEnvelope" in b"".join(
        answer.streaming_content
    )
    assert signed_in("minh").get(url).status_code in (403, 404)
    page = main_of(signed_in("hoa").get(reverse("chancery:follow", args=[paper.pk])))
    assert "Tải gói edXML" in page and "Chờ gửi" in page
    signed_in("hoa").post(reverse("chancery:follow", args=[paper.pk]), {"viec": "da-chuyen", "chon": row.pk})
    row.refresh_from_db()
    assert row.state == "sent" and AxisMessage.objects.get().state == "done"


@pytest.mark.parametrize("who", ["lan", "dung", "quantri", "thamdinh"])
def test_other_units_papers_and_pages_are_closed(world, paper, delivery, signed_in, who):
    browser = signed_in(who)
    for name, key in (("delivery", delivery.pk), ("send", paper.pk)):
        assert browser.get(reverse(f"chancery:{name}", args=[key])).status_code in (403, 404), name
    answer = browser.post(reverse("chancery:follow", args=[paper.pk]), {"viec": "thu-hoi", "chon": delivery.pk})
    assert answer.status_code in (403, 404)
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_the_page_of_a_paper_that_is_not_official_says_why_it_is_not_sent(world, letter, signed_in):
    url = reverse("chancery:send", args=[letter.pk])
    answer = signed_in("hoa").post(url, {"tu": "NA.SNV", "them": "Sở Tư pháp", "viec": "gui"})
    assert answer.status_code == 422 and "chưa được xác nhận" in main_of(answer)
    assert Document.objects.get(pk=letter.pk).deliveries.count() == 0


def test_ways_and_numbers_that_no_form_of_ours_sends_do_no_harm(world, paper, delivery, signed_in):
    browser, url = signed_in("hoa"), reverse("chancery:send", args=[paper.pk])
    typed = {"tu": "NA.SNV", "n0": [str(world.units["NA.STC"].pk), "9" * 5000], "cach-0": "xyz", "n1": "9" * 5000}
    answer = browser.post(url, {**typed, "viec": "gui"})
    assert answer.status_code in (302, 422) and set(Delivery.objects.values_list("way", flat=True)) == {"inside"}
    follow = reverse("chancery:follow", args=[paper.pk])
    assert browser.post(follow, {"viec": "nhac", "chon": "9" * 5000}).status_code == 302
    silent = reverse("chancery:urge_silent", args=[paper.pk])
    assert browser.post(silent, {"don-vi": "9" * 5000, "ve": "9" * 5000}).status_code == 302


def test_the_page_of_a_recalled_delivery_says_nothing_of_the_paper(world, paper, delivery, signed_in):
    Document.objects.filter(pk=paper.pk).update(province=None)
    services.recall_delivery(delivery=delivery, reason="bí quá", by=world.people["hoa"], at=NOW)
    page = main_of(signed_in("minh").get(reverse("chancery:delivery", args=[delivery.pk])))
    assert "không còn được xem" in page and "chấn chỉnh" not in page.lower() and "bí quá" not in page
    assert "2822" not in page and "chấn chỉnh" not in main_of(signed_in("minh").get(reverse("chancery:inbox"))).lower()


def test_a_mailbox_is_typed_after_a_comma(world, paper, signed_in, settings):
    settings.THUOCDO_MAIL_ON = True
    typed = {"tu": "NA.SNV", "thu": "Sở Nội vụ, vanthu@so.example.vn", "viec": "gui"}
    signed_in("hoa").post(reverse("chancery:send", args=[paper.pk]), typed)
    row = Delivery.objects.get()
    assert (row.name, row.address) == ("Sở Nội vụ", "vanthu@so.example.vn")
