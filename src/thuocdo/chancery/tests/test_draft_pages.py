"""Pages of drafts: each step by its form, what is typed stays, rights, fixed numbers of statements, Word forms."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.chancery.models import Draft, DraftVersion, Template
from thuocdo.chancery.queries.drafts import latest_version
from thuocdo.chancery.tests.drafting import approved, begun, furnish, keys_in, now, numbered, submitted
from thuocdo.core import clock
from thuocdo.documents.composing import Letterhead, OfficialPaper, Paragraph, compose
from thuocdo.documents.composing.placeholders import sample
from thuocdo.documents.composing.word_forms import own_form
from thuocdo.documents.models import Document
from thuocdo.documents.reading import read_bytes
from thuocdo.documents.tests import factories

DRAFTS = "/van-ban/du-thao/"
TYPED = {
    "agency": "Sở Tư pháp", "superior": "UBND tỉnh Nghệ An", "symbol": "/STP-VP", "place": "Nghệ An",
    "subject": "rà soát văn bản", "addressees": "- Các phòng;\n- Thanh tra.", "urgency": "khan",
    "body": "I. YÊU CẦU\nRà soát.\nTT|Việc\n1|Rà soát", "recipients": "Như trên\nLưu: VT", "note": "bản đầu",
    "attachment_1_kind": "Phụ lục", "attachment_1_subject": "Danh mục", "attachment_1_body": "TT|Việc\n1|a",
    "attachment_1_landscape": "on",
}  # fmt: skip


@pytest.fixture
def world(world, tmp_path, settings):
    settings.THUOCDO_SIGNING_KEYS = str(tmp_path)
    with clock.fixed(now()):
        keys_in(tmp_path, furnish(world))
        yield world


def said(response):
    return response.content.decode()


def test_what_is_being_typed_is_kept_and_given_back_until_it_is_saved(world, signed_in):
    draft = begun(world)
    form, an = f"{DRAFTS}{draft.pk}/soan/", signed_in("an")
    page = said(an.get(form))
    assert 'data-keep="/go-do/"' in page and "ui/keep.js" in page and 'data-keep-revision="revision"' in page
    answer = an.post("/go-do/", {"_trang": form, "body": "I. Dở dang", "revision": "1", "csrfmiddlewaretoken": "x"})
    assert answer.status_code == 200 and answer.json()["at"]
    found = an.get("/go-do/", {"_trang": form}).json()
    assert found["fields"] == {"body": ["I. Dở dang"], "revision": ["1"]}
    assert signed_in("binh").get("/go-do/", {"_trang": form}).json() == {}
    assert latest_version(draft).number == 1, "nothing official was written"
    assert an.post(form, {**TYPED, "revision": 1, "signer": draft.signer_id}).status_code == 302
    assert an.get("/go-do/", {"_trang": form}).json() == {}


def test_a_typing_is_kept_when_somebody_else_has_saved_in_between_and_thrown_away_on_request(world, signed_in):
    draft = begun(world)
    form, an = f"{DRAFTS}{draft.pk}/soan/", signed_in("an")
    an.post("/go-do/", {"_trang": form, "body": "Bản của An", "revision": "1"})
    assert signed_in("binh").post(form, {**TYPED, "revision": 1, "signer": draft.signer_id}).status_code == 302
    assert an.post(form, {**TYPED, "body": "Bản của An", "revision": 1, "signer": draft.signer_id}).status_code == 409
    assert an.get("/go-do/", {"_trang": form}).json()["fields"]["body"] == ["Bản của An"]
    an.post("/go-do/", {"_trang": form, "_bo": "1"})
    assert an.get("/go-do/", {"_trang": form}).json() == {}


def test_only_addresses_of_the_program_are_kept_for_and_only_so_much(world, signed_in):
    an = signed_in("an")
    assert an.post("/go-do/", {"_trang": "/khong-co-trang-nay/", "body": "x"}).status_code == 422
    assert an.get("/go-do/", {"_trang": "/khong-co-trang-nay/"}).json() == {}
    assert an.post("/go-do/", {"_trang": DRAFTS, "body": "x" * 500_000}).status_code == 422


def a_workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("bang.xlsx", buffer.getvalue())


def test_the_table_of_a_workbook_becomes_a_table_of_the_paper(world, signed_in):
    draft = begun(world)
    form, an = f"{DRAFTS}{draft.pk}/soan/", signed_in("an")
    sheet = a_workbook(
        [None, None], ["TT", "Việc", None, "Hạn", "Tỷ lệ"], [1, "Rà soát | công khai", None, date(2025, 9, 30), 92.5],
        [2, "Báo cáo", None, None, 100.0],
    )  # fmt: skip
    answer = an.post(form, {**TYPED, "body": "I. YÊU CẦU", "sheet": sheet, "revision": 1, "signer": draft.signer_id})
    assert answer.status_code == 302
    _heading, table = latest_version(draft).data["body"]
    assert [column["title"] for column in table["table"]["columns"]] == ["TT", "Việc", "Hạn", "Tỷ lệ"]
    assert table["table"]["rows"] == [["1", "Rà soát | công khai", "30/09/2025", "92,5"], ["2", "Báo cáo", "", "100"]]
    assert "Rà soát \\| công khai" in said(an.get(form)), "the table is edited on as text"
    word = an.get(f"{DRAFTS}{draft.pk}/tai/docx/")
    assert (
        "công khai" in read_bytes(b"".join(word.streaming_content) if word.streaming else word.content, "a.docx").text
    )


@pytest.mark.parametrize(
    ("rows", "words"), [([], "không có bảng"), ([["a", "b"]] * 400, "tối đa 300 dòng"), ([["x"] * 20], "15 cột")]
)
def test_a_workbook_that_makes_no_table_is_told_beside_its_field(world, signed_in, rows, words):
    draft = begun(world)
    given = {**TYPED, "sheet": a_workbook(*rows), "revision": 1, "signer": draft.signer_id}
    answer = signed_in("an").post(f"{DRAFTS}{draft.pk}/soan/", given)
    assert answer.status_code == 422 and words in said(answer) and "rà soát văn bản" in said(answer)
    assert latest_version(draft).number == 1


def test_a_file_that_is_no_workbook_is_refused_beside_its_field(world, signed_in):
    draft = begun(world)
    broken = SimpleUploadedFile("bang.xlsx", b"PK\x03\x04 hong")
    answer = signed_in("an").post(
        f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "sheet": broken, "revision": 1, "signer": draft.signer_id}
    )
    assert answer.status_code == 422 and latest_version(draft).number == 1


def test_a_draft_is_begun_written_and_shown(world, signed_in):
    an = signed_in("an")
    page = said(an.get(f"{DRAFTS}moi/"))
    assert "<main" in page and "Sở Tư pháp" in page and "Giấy mời" in page
    answer = an.post(f"{DRAFTS}moi/", {"don_vi": "NA.STP", "loai": "cong_van"})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == f"{DRAFTS}{draft.pk}/soan/" and draft.signer.person == world.people["minh"]
    form = said(an.get(f"{DRAFTS}{draft.pk}/soan/"))
    assert "Sở Tư pháp" in form and "/STP" in form and "Trần Văn Minh (GIÁM ĐỐC)" in form
    answer = an.post(f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "revision": 1, "signer": draft.signer_id, "xem": "1"})
    assert answer.headers["Location"] == f"{DRAFTS}{draft.pk}/"
    data = latest_version(draft).data
    assert data["addressees"] == ["Các phòng", "Thanh tra"] and data["urgency"] == "khan"
    assert data["body"][0] == {"heading": "I. YÊU CẦU", "level": 1} and "table" in data["body"][2]
    assert data["attachments"][0]["landscape"] is True and data["attachments"][0]["kind"] == "Phụ lục"
    page = said(an.get(f"{DRAFTS}{draft.pk}/"))
    assert "rà soát văn bản" in page and f"{DRAFTS}{draft.pk}/trang/2.png" in page and "bản đầu" in page


def test_what_was_saved_is_typed_again_as_it_was(world, signed_in):
    an, draft = signed_in("an"), begun(world)
    an.post(f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "revision": 1, "signer": draft.signer_id})
    page = an.get(f"{DRAFTS}{draft.pk}/soan/")
    form = page.context["form"]
    again = {name: form[name].value() for name in form.fields}
    an.post(f"{DRAFTS}{draft.pk}/soan/", {name: value for name, value in again.items() if value not in (None, False)})
    assert DraftVersion.objects.filter(draft=draft).count() == 2, "the same content makes no version"


def test_a_stale_form_keeps_what_was_typed_and_says_why(world, signed_in):
    draft = begun(world)
    signed_in("binh").post(f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "revision": 1, "signer": draft.signer_id})
    answer = signed_in("an").post(f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "subject": "chữ của An", "revision": 1})
    assert answer.status_code == 409
    assert "chữ của An" in said(answer) and "đã được người khác sửa" in said(answer)
    assert DraftVersion.objects.filter(draft=draft).count() == 2


def test_a_wrong_field_is_told_beside_it(world, signed_in):
    draft = begun(world)
    answer = signed_in("an").post(f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "agency": "", "revision": 1})
    assert answer.status_code == 422 and 'id="id_agency-e"' in said(answer)


@pytest.mark.parametrize("kind", ["quyet_dinh", "bien_ban", "giay_moi", "to_trinh", "phieu_chuyen"])
def test_every_kind_has_the_boxes_of_its_layout(world, signed_in, kind):
    an = signed_in("an")
    an.post(f"{DRAFTS}moi/", {"don_vi": "NA.STP", "loai": kind})
    page = said(an.get(f"{DRAFTS}{Draft.objects.get().pk}/soan/"))
    wanted = {
        "quyet_dinh": ["Thẩm quyền ban hành", "Căn cứ"], "bien_ban": ["Thời gian bắt đầu", "Họ tên: Chủ tọa"],
        "giay_moi": ["Kính mời", "Địa điểm"], "to_trinh": ["Kính gửi"], "phieu_chuyen": ["Kính gửi"],
    }[kind]  # fmt: skip
    assert all(words in page for words in wanted)
    assert an.get(f"{DRAFTS}{Draft.objects.get().pk}/trang/1.png").content.startswith(b"\x89PNG")


def test_faults_are_listed_before_submitting_and_stop_it(world, signed_in):
    draft = begun(world, subject="")
    page = said(signed_in("an").get(f"{DRAFTS}{draft.pk}/"))
    assert "Chưa ghi trích yếu" in page
    answer = signed_in("an").post(
        f"{DRAFTS}{draft.pk}/trinh/", {"nguoi-duyet": world.people["minh"].pk, "revision": draft.revision}
    )
    assert answer.status_code == 422 and "Chưa làm được" in said(answer)


def test_a_paper_goes_its_whole_way_by_the_pages(world, signed_in):
    an, minh = signed_in("an"), signed_in("minh")
    draft = begun(world)
    place = f"{DRAFTS}{draft.pk}/"

    def post(browser, act, **fields):
        draft.refresh_from_db()
        answer = browser.post(f"{place}{act}/", {"revision": draft.revision, **fields})
        assert answer.status_code == 302, said(answer)[:2000]
        draft.refresh_from_db()

    post(an, "trinh", **{"nguoi-duyet": world.people["minh"].pk})
    post(minh, "gop-y", **{"phien-ban": 1, "loi": "Thêm hạn", "cho": "Nội dung"})
    post(an, "tra-loi-gop-y", **{"gop-y": draft.comments.get().pk, "tra-loi": "Đã thêm"})
    assert "Đã thêm" in said(minh.get(place))
    post(minh, "duyet", **{"phien-ban": 1})
    post(an, "cap-so", ngay=clock.today().strftime("%d/%m/%Y"))
    assert draft.number_symbol == "01/STP"
    assert an.get(f"{place}tai/pdf/").content.startswith(b"%PDF")
    post(minh, "ky")
    post(an, "ky-co-quan")
    post(an, "ban-hanh")
    assert draft.state == "issued" and Document.objects.get().number_symbol == "01/STP"
    page = said(an.get(place))
    assert "Mở văn bản đã ban hành" in page and "đã ký" in page
    assert "Dự thảo liên quan" in said(an.get(f"/van-ban/{draft.document_id}/"))


def test_a_refused_step_says_why_on_the_page_of_the_draft(world, signed_in):
    draft = approved(world)
    answer = signed_in("an").post(f"{DRAFTS}{draft.pk}/cap-so/", {"ngay": "31/02/2025", "revision": draft.revision})
    assert answer.status_code == 422 and "Chưa ghi đúng ngày" in said(answer)
    answer = signed_in("minh").post(f"{DRAFTS}{draft.pk}/tra-lai/", {"ly-do": ""})
    assert answer.status_code == 422 and "phải ghi lý do" in said(answer)
    answer = signed_in("an").post(f"{DRAFTS}{numbered(world).pk}/nop-ban-ky/", {})
    assert answer.status_code == 422 and "Chưa chọn tệp" in said(answer)


def test_a_file_that_is_not_ours_is_refused_on_the_page(world, signed_in):
    draft = numbered(world)
    upload = SimpleUploadedFile("x.pdf", b"%PDF-1.7 khac", "application/pdf")
    answer = signed_in("an").post(f"{DRAFTS}{draft.pk}/nop-ban-ky/", {"tep": upload})
    assert answer.status_code == 422 and "không phải bản chờ ký" in said(answer)


def test_strangers_find_no_draft(world, signed_in):
    draft = begun(world)
    for who in ("lan", "dung"):
        browser = signed_in(who)
        for rest in ("", "soan/", "trang/1.png", "tai/pdf/", "so-sanh/"):
            assert browser.get(f"{DRAFTS}{draft.pk}/{rest}").status_code == 404, (who, rest)
        assert draft.title not in said(browser.get(DRAFTS))
    assert signed_in("quantri").get(DRAFTS).status_code == 403


def test_an_officer_is_offered_no_approval(world, signed_in):
    draft = submitted(world)
    assert "Duyệt phiên bản" not in said(signed_in("binh").get(f"{DRAFTS}{draft.pk}/"))
    assert "Duyệt phiên bản 1" in said(signed_in("minh").get(f"{DRAFTS}{draft.pk}/"))
    answer = signed_in("binh").post(f"{DRAFTS}{draft.pk}/duyet/", {"phien-ban": 1, "revision": draft.revision})
    assert answer.status_code == 403


def test_the_list_shows_what_waits_for_whom_with_a_fixed_number_of_statements(world, signed_in):
    begun(world)
    waiting, minh = submitted(world, subject="chờ duyệt đây"), signed_in("minh")
    minh.get(DRAFTS)
    counts = []
    for _step in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = said(minh.get(DRAFTS))
        counts.append(len(queries))
        for _more in range(4):
            begun(world)
    assert counts[0] == counts[1] <= 30 and waiting.title in page
    mine = said(minh.get(f"{DRAFTS}?viec=duyet"))
    assert waiting.title in mine and "báo cáo kết quả quý II" not in mine
    assert f'href="{DRAFTS}{waiting.pk}/"' in said(minh.get(f"{DRAFTS}?tim=cho+duyet")), "without marks"
    book = openpyxl.load_workbook(BytesIO(minh.get(f"{DRAFTS}xuat.xlsx?viec=duyet").content))
    assert any(waiting.title in str(row) for row in book.active.iter_rows(values_only=True))


def test_two_versions_are_compared_word_by_word(world, signed_in):
    an, draft = signed_in("an"), begun(world)
    an.post(f"{DRAFTS}{draft.pk}/soan/", {**TYPED, "subject": "báo cáo kết quả quý III", "revision": 1})
    page = said(an.get(f"{DRAFTS}{draft.pk}/so-sanh/"))
    assert "<del>II</del>" in page and "<ins>III</ins>" in page
    assert "giống nhau" in said(an.get(f"{DRAFTS}{draft.pk}/so-sanh/?truoc=2&sau=2"))


def test_a_draft_begins_as_an_answer_a_handing_down_or_a_copy(world, signed_in):
    letter, an = factories.receive(world, who="minh"), signed_in("an")
    page = said(an.get(f"/van-ban/{letter.pk}/"))
    assert f"{DRAFTS}moi/?tra-loi={letter.pk}" in page and f"trien-khai={letter.pk}" in page
    assert "Soạn văn bản triển khai" in said(an.get(f"/van-ban/{letter.pk}/truyen-dat/"))
    an.post(f"{DRAFTS}moi/", {"don_vi": "NA.STP", "loai": "cong_van", "tra-loi": letter.pk})
    answer = Draft.objects.get()
    assert answer.answers == letter and "176/UBND-KSTT" in latest_version(answer).data["body"][0]["text"]
    an.post(f"{DRAFTS}moi/", {"don_vi": "NA.STP", "loai": "ke_hoach", "trien-khai": letter.pk})
    plan = Draft.objects.latest("pk")
    assert plan.carries_out == letter and "Căn cứ Công văn số 176/UBND-KSTT" in latest_version(plan).data["bases"][0]
    an.post(f"{DRAFTS}moi/", {"don_vi": "NA.STP", "loai": "ke_hoach", "tu": plan.pk})
    assert latest_version(Draft.objects.latest("pk")).data == latest_version(plan).data


def test_a_paper_that_is_out_of_sight_is_not_answered(world, signed_in):
    letter = factories.receive(world, who="hoa")
    assert signed_in("dung").get(f"{DRAFTS}moi/?tra-loi={letter.pk}").status_code == 404


def word(*paragraphs):
    """A Word file with these paragraphs."""
    body = [Paragraph(one) for one in paragraphs]
    paper = OfficialPaper(letterhead=Letterhead("A"), number="", subject="b", body=body)
    return compose(paper)


def handed_in(browser, data, name="Công văn phòng"):
    upload = SimpleUploadedFile("mau.docx", data, "application/octet-stream")
    return browser.post("/van-ban/mau/", {"don_vi": "NA.STP", "loai": "cong_van", "ten": name, "tep": upload})


def test_a_form_is_taken_edited_handed_in_and_used(world, signed_in):
    an = signed_in("an")
    assert "{{ trich_yeu }}" in said(an.get("/van-ban/mau/cho-dien/"))
    own = an.get("/van-ban/mau/goc/?loai=cong_van").content
    assert own == own_form(sample("cong_van"))
    assert handed_in(an, own).status_code == 302
    assert handed_in(an, word("Mẫu riêng", "{{ trich_yeu }}", "{{p noi_dung }}")).status_code == 302
    first, second = Template.objects.order_by("version")
    assert (first.version, second.version, second.placeholders) == (1, 2, ["trich_yeu", "noi_dung"])
    page = said(an.get(f"{DRAFTS}moi/"))
    assert f'value="{second.pk}"' in page and f'value="{first.pk}"' not in page, "the newest version alone"
    an.post(f"{DRAFTS}moi/", {"don_vi": "NA.STP", "loai": "cong_van", "mau": second.pk})
    draft = Draft.objects.get()
    assert "Mẫu riêng" in read_bytes(an.get(f"{DRAFTS}{draft.pk}/tai/docx/").content, "a.docx").text
    assert an.get(f"/van-ban/mau/{second.pk}/thu/").status_code == 200
    an.post(f"/van-ban/mau/{second.pk}/ngung/")
    assert f'value="{second.pk}"' not in said(an.get(f"{DRAFTS}moi/"))


def test_a_form_with_faults_is_refused_with_its_paragraphs(world, signed_in):
    answer = handed_in(signed_in("an"), word("Một", "{{ khong_co }}"))
    assert answer.status_code == 422 and "không có chỗ điền “khong_co”" in said(answer)
    assert re.search(r"Đoạn \d+ \(“\{\{ khong_co", said(answer))
    answer = handed_in(signed_in("an"), b"khong phai word")
    assert answer.status_code == 422 and not Template.objects.exists()


def test_a_form_that_fetches_or_runs_something_is_refused(world, signed_in):
    from zipfile import ZipFile

    made = BytesIO(word("{{ trich_yeu }}"))
    with ZipFile(made, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    answer = handed_in(signed_in("an"), made.getvalue())
    assert answer.status_code == 422 and "macro" in said(answer).lower() and not Template.objects.exists()


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "1" * 19])
def test_what_is_no_number_is_refused_and_not_an_error(world, signed_in, number):
    an, minh, draft = signed_in("an"), signed_in("minh"), submitted(world)
    place = f"{DRAFTS}{draft.pk}/"
    answers = [
        an.get(f"{DRAFTS}moi/", {"tu": number}), an.get(f"{DRAFTS}moi/", {"tra-loi": number}),
        an.get(place, {"phien-ban": number}), an.post(f"{DRAFTS}moi/", {"tu": number}),
        an.post(f"{place}trinh/", {"nguoi-duyet": number, "revision": number}),
        minh.post(f"{place}duyet/", {"phien-ban": number, "revision": draft.revision}),
        an.post(f"{place}gop-y/", {"phien-ban": number, "loi": "a"}),
        an.post(f"{place}tra-loi-gop-y/", {"gop-y": number, "tra-loi": "a"}),
    ]  # fmt: skip
    assert max(answer.status_code for answer in answers) < 500
    assert Draft.objects.get().state == "submitted"
