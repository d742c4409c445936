"""Pages of the room: what they show, who sees them, how many statements they need, and that they work in both ways."""

from __future__ import annotations

import contextlib
import re

import pytest
from django.urls import NoReverseMatch, reverse

from thuocdo.core import clock
from thuocdo.documents import services
from thuocdo.documents.models import Document
from thuocdo.documents.tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def main(response) -> str:
    """The main region of a page, with addresses of statics and tokens taken out."""
    html = response.content.decode()
    assert "THIẾU BIẾN" not in html
    found = re.search(r"<main.*?</main>", html, re.DOTALL)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", found.group() if found else html)


def inner(html: str, start: str) -> str:
    """The element that begins with `start`, up to its own end."""
    begin = html.index(start)
    tag = re.match(r"<(\w+)", start).group(1)
    depth = 0
    for part in re.finditer(rf"<(/?){tag}\b", html[begin:]):
        depth += -1 if part.group(1) else 1
        if depth == 0:
            return html[begin : begin + part.end()]
    raise AssertionError(f"{start} does not end")


def url(name: str, *args) -> str:
    return reverse(f"documents:{name}", args=args)


@pytest.fixture
def hoa(signed_in):
    return signed_in("hoa")


def test_every_address_asks_for_a_sign_in(client, paper):
    for address in (url("list"), url("xlsx"), url("receive"), url("document", paper.pk), url("file", paper.pk),
                    url("confirm", paper.pk), url("item", paper.pk, "N1"), url("metadata", paper.pk)):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 302 and "dang-nhap" in response["Location"]


def test_the_list_finds_words_without_marks_and_by_number(hoa, letter):
    for words in ("khac phuc ton tai", "KHẮC PHỤC", "176/UBND", "uy ban nhan dan"):
        page = hoa.get(url("list"), {"tim": words})
        assert page.status_code == 200 and url("document", letter.pk) in main(page), words
    assert "Không có văn bản nào" in main(hoa.get(url("list"), {"tim": "đường sắt"}))
    assert url("document", letter.pk) in main(hoa.get(url("list"), {"trang-thai": "proposed", "nam": "2024"}))


def test_the_list_needs_the_same_statements_for_one_paper_or_twenty(hoa, world, letter, django_assert_max_num_queries):
    with django_assert_max_num_queries(24) as few:
        hoa.get(url("list"))
    for number in range(20):
        factories.receive(world, text=factories.LETTER.replace("176", str(200 + number)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        hoa.get(url("list"))


def test_the_list_comes_as_a_workbook(hoa, letter):
    response = hoa.get(url("xlsx"), {"tim": "khac phuc"})
    assert response.status_code == 200 and response.content[:2] == b"PK"


def test_the_document_page_shows_head_items_citations_and_history(hoa, letter):
    page = main(hoa.get(url("document", letter.pk)))
    for words in ("176/UBND-KSTT", "09/01/2024", "Ủy ban nhân dân tỉnh Nghệ An", "3667/QĐ-UBND", "Sở Nội vụ",
                  "đã tiếp nhận văn bản", "SHA-256", "Xác nhận nội dung"):  # fmt: skip
        assert words in page, words


def test_a_signature_trail_is_shown_as_a_trail(hoa, world):
    document = factories.seed(world, "cv-kstt")
    page = main(hoa.get(url("document", document.pk)))
    assert "không phải kiểm tra chữ ký số" in page and "chỉ có dấu thời gian, không có tên" in page
    assert "để trống ngày" in page and "08/07/2025" in page


def test_the_original_file_comes_back_byte_for_byte_as_a_download(hoa, letter):
    response = hoa.get(url("file", letter.pk))
    assert b"".join(response.streaming_content) == factories.LETTER.encode()
    assert "attachment" in response["Content-Disposition"]


def test_the_confirm_screen_shows_source_items_and_keys(hoa, letter):
    page = main(hoa.get(url("confirm", letter.pk)))
    for item in letter.items.all():
        assert f'id="{item.label}"' in page
        assert f'href="#{item.label}"' in page, "the highlight in the source links to the item"
    for key in "xedmsau?":
        assert f'data-key="{key}"' in page, key
    assert 'class="m-task"' in page and 'class="m-cite"' in page
    assert "Phím tắt" in page and "Bản nháp do máy lập từ văn bản" in page


def test_the_confirm_screen_needs_few_statements_however_many_items(hoa, paper, django_assert_max_num_queries):
    hoa.get(url("confirm", paper.pk))
    with django_assert_max_num_queries(16) as few:
        hoa.get(url("confirm", paper.pk))
    for number in range(4, 120):
        factories.add_task(
            paper, f"N{number}", order=number * 10, data={"lead_agencies": [f"Sở số {number}", "Sở Nội vụ"]}
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        hoa.get(url("confirm", paper.pk))


def test_the_desk_of_a_long_decision_is_light_on_the_line(hoa, world):
    address = url("confirm", factories.seed(world, "qd-3667").pk)
    sent = hoa.get(address, headers={"Accept-Encoding": "gzip"})
    assert sent["Content-Encoding"] == "gzip" and len(sent.content) < 60_000


def test_the_seed_plan_is_shown_with_its_shifted_row_as_a_choice(hoa, world):
    document = factories.seed(world, "qd-3667")
    row = next(item for item in document.items.filter(kind="task") if item.data.get("row") == 29)
    page = main(hoa.get(url("confirm", document.pk), {"muc": row.label}))
    card = inner(page, f'<li class="find find-on" id="{row.label}"')
    assert "Bảng in lệch ô" in card and "Các Sở, ban, ngành, địa phương ở các cấp Sở" in card and "Cần xem kỹ" in card
    hoa.post(url("item", document.pk, row.label), {"viec": "chon", "cach": "1", "revision": "1"})
    row.refresh_from_db()
    assert row.state == "corrected" and row.data["coordinating_agencies"] == ["Thông tin và Truyền thông"]


def test_confirming_works_by_a_plain_form_and_leads_to_the_next_item(hoa, paper):
    response = hoa.post(url("item", paper.pk, "N1"), {"viec": "xac-nhan", "revision": "1"})
    assert response.status_code == 302 and response["Location"].endswith("muc=N2#N2")
    assert "Đã xác nhận mục N1" in hoa.get(response["Location"]).content.decode()


def test_a_fragment_is_what_a_full_reload_would_show(hoa, paper):
    answer = hoa.post(url("item", paper.pk, "N1"), {"viec": "xac-nhan", "revision": "1"}, headers=HTMX)
    fragment = main(answer)
    page = main(hoa.get(url("confirm", paper.pk)))
    card = inner(fragment, "<li ").replace(' data-following="N2"', "")
    assert card == inner(page, '<li class="find find-done" id="N1"')
    assert inner(fragment, '<div id="tien-do"').replace(' hx-swap-oob="outerHTML"', "") == inner(
        page, '<div id="tien-do"'
    )
    assert 'id="thong-bao" hx-swap-oob' in fragment and "Đã xác nhận mục N1" in fragment
    assert 'data-following="N2"' in fragment


def test_what_changes_the_list_swaps_the_whole_desk(hoa, paper):
    answer = hoa.post(url("item", paper.pk, "N1"), {"viec": "bo", "ly-do": "Trùng", "revision": "1"}, headers=HTMX)
    assert answer["HX-Retarget"] == "#ban-lam-viec" and answer["HX-Push-Url"] == "false"
    desk = inner(main(answer), '<div id="ban-lam-viec"')
    assert desk == inner(main(hoa.get(url("confirm", paper.pk), {"muc": "N2"})), '<div id="ban-lam-viec"')
    assert 'id="N1"' not in desk and "Đã bỏ" in desk


def test_the_form_for_correcting_opens_with_every_field_and_saves(hoa, paper):
    page = main(hoa.get(url("confirm", paper.pk), {"muc": "N1", "lam": "sua"}))
    for name in ("text", "lead_agencies", "coordinating_agencies", "outputs", "deadlines", "field"):
        assert f'name="N1-{name}"' in page, name
    assert "quý III/2025" in page
    form = {
        "viec": "sua", "revision": "1", "N1-text": "Rà soát", "N1-lead_agencies": "Sở Tư pháp\nSở Lạ Hoắc",
        "N1-deadlines": "trước ngày 15/12/2025\nhằng quý | Báo cáo", "N1-field": "steering", "N1-outputs": "",
    }  # fmt: skip
    seen = main(hoa.post(url("item", paper.pk, "N1"), {**form, "xem-truoc": "1"}, headers=HTMX))
    assert "chưa có trong danh bạ" in seen and "14/12/2025" in seen
    assert paper.items.get(label="N1").state == "proposed"
    assert hoa.post(url("item", paper.pk, "N1"), form).status_code == 302
    item = paper.items.get(label="N1")
    assert item.state == "corrected" and item.data["lead_agencies"] == ["Sở Tư pháp", "Sở Lạ Hoắc"]
    assert [deadline["kind"] for deadline in item.data["deadlines"]] == ["date", "recurring"]
    assert item.data["deadlines"][1]["applies_to"] == "Báo cáo" and item.data["field"] == "steering"


def test_a_wrong_date_comes_back_beside_its_field_with_all_that_was_typed(hoa, paper):
    form = {"viec": "sua", "revision": "1", "N1-text": "Nội dung mới", "N1-deadlines": "trước ngày 31/02/2025"}
    for headers in ({}, HTMX):
        response = hoa.post(url("item", paper.pk, "N1"), form, headers=headers)
        page = main(response)
        assert response.status_code == 422 and "tháng 2 năm 2025 có 28 ngày" in page
        assert "Nội dung mới" in page and "trước ngày 31/02/2025" in page and "Có vấn đề cần sửa" in page
    assert paper.items.get(label="N1").state == "proposed"


@pytest.mark.parametrize(
    ("mode", "form", "words"),
    [
        ("bo", {"viec": "bo", "ly-do": " "}, "cần ghi lý do"),
        ("tach", {"viec": "tach"}, "Chưa chọn chỗ tách"),
        ("tach", {"viec": "tach", "vi-tri": "99999"}, "Không tách được"),
        ("tach", {"viec": "tach", "vi-tri": "1"}, "Chỗ tách nằm giữa một chữ"),
        ("gop", {"viec": "gop"}, "cùng loại"),
    ],
)
def test_a_refused_verb_says_why_on_the_same_card(hoa, paper, mode, form, words):
    assert hoa.get(url("confirm", paper.pk), {"muc": "N1", "lam": mode}).status_code == 200
    for headers in ({}, HTMX):
        response = hoa.post(url("item", paper.pk, "N1"), {**form, "revision": "1"}, headers=headers)
        assert response.status_code == 422 and words in main(response)


def test_splitting_merging_adding_and_undoing_by_forms(hoa, paper):
    cut = factories.TASK["text"].index("Giao")
    hoa.post(url("item", paper.pk, "N1"), {"viec": "tach", "cho": str(cut), "revision": "1"})
    assert paper.items.get(label="N5").text == "Giao Sở Nội vụ theo dõi"
    hoa.post(url("item", paper.pk, "N2"), {"viec": "gop", "voi": ["N3"], "revision": "1"})
    assert paper.items.get(label="N6").state == "proposed"
    hoa.post(url("add", paper.pk), {"loai": "task", "text": "đôn đốc, kiểm tra", "tu": "0", "den": "9999999"})
    added = paper.items.get(label="N7")
    assert added.state == "added" and paper.text[slice(*added.spans[0])] == "đôn đốc, kiểm tra"
    for _ in range(3):
        assert hoa.post(url("confirm", paper.pk), {"viec": "hoan-tac"}).status_code == 302
    assert paper.items.filter(state="proposed").count() == 3
    assert hoa.post(url("confirm", paper.pk), {"viec": "hoan-tac"}).status_code == 422


def test_the_history_of_an_item_can_be_opened(hoa, paper):
    hoa.post(
        url("item", paper.pk, "N1"), {"viec": "sua", "revision": "1", "N1-text": "Bản sửa", "N1-reason": "Gọn lại"}
    )
    card = main(hoa.get(f"{url('item', paper.pk, 'N1')}?lam=lich-su", headers=HTMX))
    assert "Gọn lại" in card and "<del>" in card and "Lê Thị Hoa" in card and "Máy đọc" in card


def test_an_old_sight_of_an_item_is_told_and_saves_nothing(hoa, paper):
    hoa.post(url("item", paper.pk, "N1"), {"viec": "sua", "revision": "1", "N1-text": "Bản mới"})
    for headers in ({}, HTMX):
        answer = hoa.post(
            url("item", paper.pk, "N1"), {"viec": "sua", "revision": "1", "N1-text": "x"}, headers=headers
        )
        assert answer.status_code == 409 and "vừa đổi mục N1" in answer.content.decode()


def test_the_sure_ones_are_confirmed_together_and_the_paper_after_them(hoa, paper):
    assert "Xác nhận 3 mục độ tin cậy cao" in main(hoa.get(url("confirm", paper.pk)))
    hoa.post(url("confirm", paper.pk), {"viec": "nhieu"})
    page = main(hoa.get(url("confirm", paper.pk)))
    assert "Xác nhận văn bản" in page
    hoa.post(url("confirm", paper.pk), {"viec": "xong"})
    page = main(hoa.get(url("confirm", paper.pk)))
    assert Document.objects.get(pk=paper.pk).state == "confirmed"
    assert "Văn bản đã được xác nhận" in page and "Lê Thị Hoa" in page and 'value="xac-nhan"' not in page
    try:
        adopt = reverse("work:adopt", args=[paper.pk])
    except NoReverseMatch:
        assert "Đưa vào sổ nhiệm vụ" not in page
    else:
        assert f'href="{adopt}"' in page


def test_a_paper_with_open_items_is_not_confirmed(hoa, paper):
    response = hoa.post(url("confirm", paper.pk), {"viec": "xong"})
    assert response.status_code == 422 and "Còn 3 mục chưa quyết" in main(response)


@pytest.mark.parametrize(
    ("who", "sees", "decides"),
    [("hoa", 200, 302), ("lanhdao", 200, 403), ("thamdinh", 200, 403), ("minh", 404, 404), ("lan", 404, 404),
     ("dung", 404, 404), ("quantri", 403, 403)],
)  # fmt: skip
def test_who_sees_and_who_decides_a_paper_that_is_not_confirmed(signed_in, paper, who, sees, decides):
    client = signed_in(who)
    assert client.get(url("document", paper.pk)).status_code == sees
    page = client.get(url("confirm", paper.pk))
    assert page.status_code == sees
    if who == "thamdinh":
        assert "Bạn xem được nhưng không xác nhận được" in main(page)
        assert "Phụ trách chu kỳ cải cách hành chính (Lê Thị Hoa)" in main(page)
    if who == "lanhdao":
        assert "khi mọi mục đã có người quyết, bạn xác nhận được cả văn bản" in main(page)
    assert sees != 200 or ('value="xac-nhan"' in main(page)) == (who == "hoa")
    assert client.post(url("item", paper.pk, "N1"), {"viec": "xac-nhan", "revision": "1"}).status_code == decides
    with contextlib.closing(client.get(url("file", paper.pk))) as original:
        assert original.status_code == sees


def test_a_confirmed_paper_is_read_in_its_whole_province_and_nowhere_else(signed_in, paper, world):
    items = list(paper.items.all())
    services.confirm_many(document=paper, items=items, by=world.people["hoa"], at=clock.now())
    services.confirm_document(document=paper, by=world.people["hoa"], at=clock.now())
    for who, status in (("minh", 200), ("lan", 200), ("quantri", 403), ("dung", 404)):
        assert signed_in(who).get(url("document", paper.pk)).status_code == status, who
        listed = url("document", paper.pk) in main(signed_in(who).get(url("list")))
        assert listed == (status == 200), who


def test_an_officer_decides_every_item_and_reads_who_confirms_the_paper(signed_in, world):
    factories.person(world, "chutich", "Hà Chủ Tịch", "NA.QH", "unit_head")
    mine = factories.receive(world, who="lan", text=factories.LETTER + "\n ")
    services.confirm_many(document=mine, items=list(mine.items.all()), by=world.people["lan"], at=clock.now())
    whole = 'name="viec" value="xong"'
    page = main(signed_in("lan").get(url("confirm", mine.pk)))
    assert whole not in page and "Hoàn tác" in page
    assert "Xác nhận cả văn bản là việc của: Thủ trưởng cơ quan, đơn vị (Hà Chủ Tịch); Lãnh đạo tỉnh" in page
    assert signed_in("lan").post(url("confirm", mine.pk), {"viec": "xong"}).status_code == 403
    for who in ("chutich", "lanhdao", "hoa"):
        assert whole in main(signed_in(who).get(url("confirm", mine.pk))), who
    assert signed_in("lanhdao").post(url("confirm", mine.pk), {"viec": "xong"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.confirmed_by) == ("confirmed", world.people["lanhdao"])


def test_who_may_not_receive_gets_the_reason(signed_in, world):
    for who in ("thamdinh", "lanhdao", "quantri"):
        page = signed_in(who).get(url("receive"))
        assert page.status_code == 403 and "“Tiếp nhận văn bản” không thuộc vai trò của bạn" in page.content.decode()
    for who in ("hoa", "lan", "minh", "dung"):
        assert signed_in(who).get(url("receive")).status_code == 200


def test_the_head_is_corrected_by_a_form(hoa, letter):
    form = {"number_symbol": "180/UBND-KSTT", "issued": "31/02/2025", "subject": "Trích yếu"}
    response = hoa.post(url("metadata", letter.pk), form)
    assert response.status_code == 422 and "không có trong lịch" in main(response) and "180/UBND-KSTT" in main(response)
    assert hoa.post(url("metadata", letter.pk), {**form, "issued": "9/1/2024"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.number_symbol, str(letter.issued_on)) == ("180/UBND-KSTT", "2024-01-09")


def test_unknown_verbs_items_and_papers_are_explained(hoa, paper):
    assert hoa.post(url("item", paper.pk, "N1"), {"viec": "đốt"}).status_code == 422
    assert hoa.post(url("confirm", paper.pk), {"viec": ""}).status_code == 422
    assert hoa.get(url("item", paper.pk, "X9")).status_code == 404
    assert hoa.get(url("document", 999_999)).status_code == 404
    assert hoa.post(url("add", paper.pk), {"loai": "task", "text": "", "tu": "x"}).status_code == 422
    assert hoa.get(url("confirm", paper.pk), {"loai": "'", "xem": "<", "muc": "?", "lam": "zzz"}).status_code == 200


def test_notices_of_the_reader_stand_on_the_confirm_page_too(hoa, paper):
    notice = {"code": "x", "message": "Tệp dùng bảng mã cũ.", "remedy": "Xem kỹ."}
    paper.reading = {**paper.reading, "notices": [notice]}
    paper.save()
    for name in ("document", "confirm"):
        assert "Tệp dùng bảng mã cũ. Xem kỹ." in main(hoa.get(url(name, paper.pk)))


def test_a_paper_without_items_does_not_say_that_all_are_decided(hoa, letter):
    factories.clear_items(letter)
    page = main(hoa.get(url("confirm", letter.pk)))
    assert "Không tìm thấy mục nào trong văn bản" in page and "Mọi mục đã có người quyết" not in page


def test_a_paper_that_was_not_read_says_why_on_the_confirm_page(hoa, world):
    blank = factories.receive(world, text=" \n \n", name="trang.txt")
    page = main(hoa.get(url("confirm", blank.pk)))
    assert "Chưa đọc được nội dung." in page and blank.refusal["message"] in page
    assert "Mọi mục đã có người quyết" not in page and "Bản nháp do máy lập" not in page
