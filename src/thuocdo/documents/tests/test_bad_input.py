"""Bad input through the page: each gets its own clear message, what could be read is kept, and never a 500."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.documents import services
from thuocdo.documents.models import Document
from thuocdo.documents.signing import Order, sign
from thuocdo.documents.signing.tests.authority import authority
from thuocdo.documents.tests import factories
from thuocdo.documents.tests import making_bad_files as bad
from thuocdo.documents.tests.making_files import ole, pdf

pytestmark = pytest.mark.django_db
ENCRYPTED_OFFICE = ole("EncryptedPackage")
TABLE = """ỦY BAN NHÂN DÂN TỈNH NGHỆ AN
Số: 12/KH-UBND
Nghệ An, ngày 05 tháng 02 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025

PHỤ LỤC
TT\tNhiệm vụ\tSản phẩm\tThời gian hoàn thành
1\tRà soát thủ tục hành chính\tBáo cáo\tQuý II/2025
2\tCông bố danh mục thủ tục\tQuyết định\tQuý III/2025
"""


@pytest.fixture
def send(signed_in):
    client = signed_in("hoa")

    def post(data: bytes | None = None, name: str = "a.txt", text: str = ""):
        form = {"chu": text}
        if data is not None:
            form["tep"] = SimpleUploadedFile(name, data)
        response = client.post(reverse("documents:receive"), form)
        if response.status_code == 302:
            response = client.get(response["Location"])
        assert response.status_code < 500
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
        return response, words

    return post


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def test_an_empty_file_is_refused_and_not_kept(send):
    response, words = send(b"", "rong.docx")
    assert response.status_code == 422 and "rỗng" in words and "Chưa nhận được văn bản" in words
    assert not Document.objects.exists()


def test_nothing_chosen_and_nothing_pasted_is_told(send):
    response, words = send()
    assert response.status_code == 422 and "Chưa chọn tệp" in words


def test_a_file_beyond_the_limit_is_refused_by_its_size(send, settings):
    settings.THUOCDO_MAX_UPLOAD = 2 * 1024 * 1024
    response, words = send(b"a" * (3 * 1024 * 1024), "to.pdf")
    assert response.status_code == 422 and "nặng 3 MB" in words and "2 MB" in words
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
        ("cut.docx", zipped(word__document_dot_xml="<w:document")[:60]),
        ("anh.txt", bytes(range(256)) * 40),
        ("khoa.docx", ENCRYPTED_OFFICE),
        ("la.xyz", b"\x00\x01\x02" * 500),
    ],
    # Names only: a zip carries the second at which it was made, and test names must be the same in every worker.
    ids=["cut.pdf", "cut.docx", "anh.txt", "khoa.docx", "la.xyz"],
)
def test_what_cannot_be_read_is_kept_and_says_why(send, name, data):
    response, words = send(data, name)
    document = Document.objects.get()
    assert document.state == "reading_failed" and response.status_code == 200
    assert document.refusal["message"] in words and "Tệp gốc vẫn được giữ nguyên" in words
    with document.file.content.open("rb") as kept:
        assert kept.read() == data


def test_each_kind_of_unreadable_file_has_its_own_message(send):
    messages = set()
    for name, data in (
        ("cut.pdf", b"%PDF-1.7\n1 0 obj"),
        ("anh.txt", bytes(range(256)) * 40),
        ("khoa.docx", ENCRYPTED_OFFICE),
    ):
        send(data, name)
        messages.add(Document.objects.order_by("-pk").first().refusal["code"])
    assert len(messages) == 3


def test_old_fonts_are_converted_and_named(send):
    old = "ñy ban nh©n d©n tØnh NghÖ An yªu cÇu c¸c së, ban, ngµnh thùc hiÖn c«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2025. "
    send((old * 4).encode("latin-1", "replace"), "abc.txt")
    document = Document.objects.get()
    assert document.state == "proposed"
    assert "cải cách hành chính" in document.text
    notices = " ".join(str(notice) for notice in document.reading["notices"])
    assert "TCVN3" in notices


def test_a_table_without_the_column_of_agencies_is_read_as_far_as_it_goes(send):
    send(TABLE.encode(), "kh.txt")
    document = Document.objects.get()
    tasks = list(document.items.filter(kind="task"))
    assert [task.data["lead_agencies"] for task in tasks] == [[], []]
    assert "Rà soát thủ tục hành chính" in tasks[0].text


def test_an_impossible_date_in_the_letter_leaves_the_rest_readable(send):
    text = factories.LETTER.replace("ngày 09 tháng 01 năm 2024", "ngày 31 tháng 02 năm 2025")
    text = text.replace("trước ngày 15/12/2025", "trước ngày 31/02/2025")
    response, _words = send(text=text)
    document = Document.objects.get()
    assert response.status_code == 200 and document.state == "proposed" and document.issued_on is None
    assert document.items.filter(kind="task").exists()


def test_an_agency_nobody_knows_is_shown_as_unknown(send):
    _response, words = send(text=factories.LETTER.replace("Sở Tư pháp", "Sở Hàng không vũ trụ"))
    assert "chưa có trong danh bạ" in words


def test_the_same_file_twice_leads_to_the_paper_that_is_there(send):
    send(factories.LETTER.encode(), "a.txt")
    _response, words = send(factories.LETTER.encode(), "b.txt")
    assert "không tạo bản thứ hai" in words and Document.objects.count() == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.txt", "x" * 400 + ".txt", "тест\u202etxt.docx"])
def test_strange_file_names_do_no_harm(send, name):
    response, _words = send(f"{factories.LETTER}{len(name)}".encode(), name)
    assert response.status_code in (200, 422)


def test_a_text_with_null_characters_is_not_an_error_of_ours(send):
    response, words = send(text=factories.LETTER + "\x00\x00")
    assert response.status_code == 400 and "ký tự rỗng" in words


def test_of_a_bundle_with_bad_files_the_good_ones_are_in_the_register_and_the_page_says_why_the_others_are_not(send):
    _response, words = send(
        bad.folded({
            "cong-van.txt": factories.LETTER.encode(), "bom.txt": bytes(bad.ZEROS), "khoa.docx": ENCRYPTED_OFFICE,
            "anh.pdf": bad.png(), "../../etc/lien-ket.txt": f"{factories.LETTER} lần hai".encode(),
        }),
        "goi.zip",
    )  # fmt: skip
    states = dict(Document.objects.values_list("file_name", "state"))
    assert states == {
        "cong-van.txt": "proposed", "lien-ket.txt": "proposed",
        "khoa.docx": "reading_failed", "anh.pdf": "reading_failed",
    }  # fmt: skip
    assert "bom.txt" in words and "bom nén" in words


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("khoa.pdf", bad.locked_pdf(user="mo"), "mật khẩu"),
        ("chay.pdf", bad.pdf_with(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "không chạy gì"),
        ("mau.docx", bad.related("attachedTemplate", "http://ngoai.vn/mau.dotm", of="settings"), "không tải gì"),
        ("macro.docm", bad.office_with("docx", "word/vbaProject.bin", b"x"), "macro"),
        ("mo.xlsm", bad.office_with("xlsx", "xl/vbaProject.bin", b"x"), "macro"),
        ("thuc-the.docx", bad.office_with("docx", "word/document.xml", f"{bad.BILLION}<x>&a9;</x>"), "DTD"),
        ("dai.pdf", bad.pdf_of_many_pages(10_000), "10000 trang"),
        ("anh.pdf", bad.png(), "bên trong không phải"),
    ],
    ids=["locked", "launch", "template", "docm", "xlsm", "entities", "pages", "picture"],
)
def test_the_page_of_a_bad_paper_says_what_why_and_what_to_do_and_keeps_the_file(send, name, data, said):
    response, words = send(data, name)
    document = Document.objects.get()
    assert (response.status_code, document.state) == (200, "reading_failed")
    assert said in words and document.refusal["remedy"] in words and "Tệp gốc vẫn được giữ nguyên" in words


def test_what_was_found_in_a_file_that_could_be_read_stands_on_its_page(send):
    send(bad.attached_pdf("phu-luc.xlsx"), "a.pdf")
    _response, words = send(factories.LETTER.encode(), "cong-van.docx")
    assert "Tên tệp ghi .docx nhưng bên trong là chữ thuần" in words
    notices = [notice["code"] for document in Document.objects.order_by("pk") for notice in document.reading["notices"]]
    assert notices == ["documents.embedded", "documents.name_differs"]


def test_a_signature_over_a_part_of_the_file_is_told_on_the_page_of_the_paper_that_was_read(send, world):
    signed = sign(pdf([bad.SHORT]), authority().issue("Bùi Đình Long"), Order(), at=clock.real_now())
    tail = signed[signed.rindex(b"startxref") :]
    send(signed + b"\n% nobody signed this\n" * 40 + tail, "ky-mot-phan.pdf")
    document = Document.objects.get()
    assert document.state == "proposed" and bad.SHORT in document.text
    services.check_signatures(document=document, by=world.people["hoa"], at=clock.now())
    _response, words = send(signed + b"\n% nobody signed this\n" * 40 + tail, "ky-mot-phan.pdf")
    assert "Chữ ký chỉ bao một phần tệp" in words
