"""Scans: pages kept as pictures, shown beside the text to whoever may read the paper, doubtful words marked in it."""

from __future__ import annotations

import re
import shutil

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.documents import queries, services
from thuocdo.documents.models import Document
from thuocdo.documents.models.papers import PageImage
from thuocdo.documents.reading.formats import scans
from thuocdo.documents.rules.segments import Scan, segments
from thuocdo.documents.rules.trust import doubtful_words, scanned_pages
from thuocdo.documents.services.picturing import Pictures
from thuocdo.documents.tests import factories
from thuocdo.documents.tests.making_files import pdf, scanned

pytestmark = pytest.mark.django_db
needs_tesseract = pytest.mark.skipif(not scans.program(), reason="this machine has no Tesseract with Vietnamese")
TEXT = "Số: 12/KH-UBND\n\nSở Nội vụ báo cáo\fKính gửi: Sở Tư pháp"
TRUST = {
    "1": [["Số:", 96], ["12/KH-UBND", 41], ["Sở", 90], ["Nội", 20], ["vụ", 95]],
    "2": [["Kính", 91], ["Sở", 59]],
}
READING = {"notices": [{"code": "documents.recognised", "where": {"pages": [1, 2], "trust": TRUST}}]}
PAGES = [[0, TEXT.index("\f")], [TEXT.index("\f") + 1, len(TEXT)]]


def printed() -> bytes:
    """A letter as a PDF whose letters can be seen (typst sets it with its own fonts)."""
    from thuocdo.documents.composing import Letterhead, OfficialPaper, Paragraph, compose_pdf

    return compose_pdf(
        OfficialPaper(
            letterhead=Letterhead("Ủy ban nhân dân tỉnh Nghệ An"), number="12/UBND-KSTT", kind="",
            subject="đôn đốc cải cách hành chính", place_and_date="Nghệ An, ngày 05 tháng 02 năm 2025",
            addressees=["Sở Nội vụ"],
            body=[Paragraph("Sở Nội vụ báo cáo kết quả cải cách hành chính trước ngày 15/12/2025.")], ends=True,
        )
    )  # fmt: skip


def test_words_are_found_on_their_page_one_after_another():
    found = doubtful_words(TEXT, PAGES, READING)
    assert [(TEXT[start:end], trust) for start, end, trust in found] == [("12/KH-UBND", 41), ("Nội", 20), ("Sở", 59)]
    assert found[2][0] > PAGES[1][0] and scanned_pages(READING) == [1, 2]


@pytest.mark.parametrize("reading", [{}, {"notices": [{"code": "documents.recognised", "where": {}}]}])
def test_a_paper_that_is_no_scan_has_no_doubtful_words(reading):
    assert doubtful_words(TEXT, PAGES, reading) == [] and scanned_pages(reading) == []


def test_the_text_is_cut_at_doubtful_words_and_pages_and_stays_the_text():
    cut = segments(TEXT, [], Scan(doubtful_words(TEXT, PAGES, READING), {1: 0, 2: PAGES[1][0]}))
    assert "".join(piece.text for piece in cut) == TEXT
    assert [(piece.text, piece.trust) for piece in cut if piece.trust] == [("12/KH-UBND", 41), ("Nội", 20), ("Sở", 59)]
    assert [piece.page for piece in cut if piece.page] == [1, 2]


@pytest.fixture
def scan(world) -> Document:
    """A received scan of two pages as the worker leaves it, with the trust that the program is said to have had."""
    document = factories.receive(world, text=f"{factories.LETTER}\n")
    data = scanned(pdf(["Trang một", "Trang hai"]), 60)
    document.text, document.pages = TEXT, PAGES
    document.reading = {**document.reading, **READING}
    document.save()
    Pictures(document).keep(data)
    return document


def test_pages_are_kept_once_as_pictures(scan):
    pages = list(scan.page_images.select_related("file"))
    assert [page.number for page in pages] == [1, 2]
    with pages[0].file.content.open("rb") as content:
        assert content.read(8) == b"\x89PNG\r\n\x1a\n"
    assert (pages[0].width, pages[0].height) == (1240, 1755)
    assert Pictures(scan).keep(b"") == 0


def test_the_desk_and_the_paper_show_pages_beside_the_text_with_doubtful_words_marked(scan, signed_in):
    for name in ("confirm", "document"):
        body = signed_in("hoa").get(reverse(f"documents:{name}", args=[scan.pk])).content.decode()
        assert body.count(f'<img src="{reverse("documents:page_image", args=[scan.pk, 1])}"') == 1
        assert 'aria-label="12/KH-UBND: máy chưa chắc, độ tin 41/100"' in body
        assert body.count('class="unsure"') == 3


def test_one_page_stands_beside_its_own_text_with_the_way_to_the_next(scan, signed_in):
    response = signed_in("hoa").get(reverse("documents:scan", args=[scan.pk, 2]))
    body = response.content.decode()
    article = re.search(r"<article.*?</article>", body, re.DOTALL).group()
    assert "Kính gửi" in article and "KH-UBND" not in article
    assert reverse("documents:scan", args=[scan.pk, 1]) in body
    assert reverse("documents:scan", args=[scan.pk, 3]) not in body


def test_pictures_are_for_whoever_may_read_the_paper(scan, signed_in):
    address = reverse("documents:page_image", args=[scan.pk, 1])
    response = signed_in("hoa").get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "private" in response["Cache-Control"] and response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    for name in ("page_image", "scan"):
        assert signed_in("dung").get(reverse(f"documents:{name}", args=[scan.pk, 1])).status_code in (403, 404)
        assert signed_in("hoa").get(reverse(f"documents:{name}", args=[scan.pk, 9])).status_code == 404


@needs_tesseract
def test_a_scan_waits_for_the_worker_is_recognised_and_keeps_its_page(world, signed_in):
    person = world.people["hoa"]
    data = scanned(printed(), 150)
    received = services.receive_document(paper=services.Paper("quet.pdf", data), by=person, at=clock.now())
    assert received.document.state == "waiting"
    document = services.read_waiting(document=received.document, by=SYSTEM, at=clock.now())
    assert document.state == "proposed" and "cải cách hành chính" in document.text
    assert PageImage.objects.filter(document=document).count() == 1
    pieces = queries.source_segments(document)
    assert "".join(piece.text for piece in pieces) == document.text and pieces[0].page == 1
    assert "cần cài" not in str(document.reading["notices"])


def test_without_recognition_the_paper_is_kept_and_says_what_to_install(world, signed_in, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    scans.program.cache_clear()
    try:
        received = services.receive_document(
            paper=services.Paper("quet.pdf", scanned(printed(), 100)), by=world.people["hoa"], at=clock.now()
        )
        document = services.read_waiting(document=received.document, by=SYSTEM, at=clock.now())
    finally:
        scans.program.cache_clear()
    assert document.state == "reading_failed" and "tesseract-ocr-vie" in document.refusal["remedy"]
    body = signed_in("hoa").get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in body and "Đọc lại" in body


def test_a_paper_with_some_scanned_pages_says_what_to_install_to_read_them(world, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    scans.program.cache_clear()
    try:
        received = services.receive_document(
            paper=services.Paper("lan.pdf", pdf(["Kế hoạch cải cách hành chính", ""])), by=world.people["hoa"],
            at=clock.now(),
        )  # fmt: skip
    finally:
        scans.program.cache_clear()
    [notice] = received.document.reading["notices"]
    assert notice["code"] == "documents.blank_pages" and "tesseract-ocr-vie" in notice["remedy"]
