from __future__ import annotations

from thuocdo.documents.reading.loading import load_file
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.encodings import TCVN3, from_unicode

FIRST = "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\n1. Giao Sở Nội vụ đôn đốc, kiểm tra việc thực hiện"
SECOND = "2. Các Sở, ban, ngành báo cáo kết quả trước ngày 20/01/2025"


def test_a_pdf_is_read_page_by_page() -> None:
    loaded = load_file(pdf([FIRST, SECOND]), "a.pdf")
    assert [loaded.text[start:end].strip() for start, end in loaded.pages] == [FIRST, SECOND]
    assert (loaded.format, loaded.notices) == ("pdf", ())
    assert loaded.text[loaded.pages[0][1]] == "\f"


def test_a_page_without_text_is_told() -> None:
    loaded = load_file(pdf([FIRST, "", SECOND]), "a.pdf")
    [notice] = loaded.notices
    assert (notice.code, notice.where["pages"]) == ("documents.blank_pages", [2])


def test_a_pdf_in_an_old_font_is_converted() -> None:
    loaded = load_file(pdf([from_unicode(FIRST, TCVN3).replace("\x01", ""), from_unicode(SECOND, TCVN3)]), "a.pdf")
    assert SECOND in loaded.text
    assert [notice.code for notice in loaded.notices] == ["documents.legacy_encoding"]


def test_a_pdf_with_something_before_its_head_is_still_a_pdf() -> None:
    assert load_file(b"\n\n" + pdf([FIRST]), "a").format == "pdf"
