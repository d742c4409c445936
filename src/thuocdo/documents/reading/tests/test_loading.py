from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.documents.reading.loading import LIMIT, load_file
from thuocdo.documents.tests.making_files import ole, pdf, word, zipped
from thuocdo.kernel.encodings import TCVN3, VNI, from_unicode
from thuocdo.kernel.errors import Refused

TEXT = "ỦY BAN NHÂN DÂN TỈNH\n\n1. Giao Sở Nội vụ đôn đốc, kiểm tra việc thực hiện nhiệm vụ cải cách hành chính.\n"


def refusal(source: Path | bytes, name: str | None = None, **more: int) -> Refused:
    with pytest.raises(Refused) as refused:
        load_file(source, name, **more)
    assert refused.value.message and refused.value.remedy, "a refusal says what happened and what to do"
    return refused.value


def test_a_text_is_given_back_as_it_is_with_its_fingerprint() -> None:
    loaded = load_file(TEXT.encode(), "a.txt")
    assert (loaded.text, loaded.format, loaded.notices) == (TEXT, "txt", ())
    assert loaded.pages == ((0, len(TEXT)),)
    assert loaded.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_file_on_disk_reads_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.md"
    path.write_text(TEXT, "utf-8")
    assert load_file(path) == load_file(TEXT.encode(), "x.md")
    assert load_file(str(path)).format == "md"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_is_read(encoding: str) -> None:
    loaded = load_file((TEXT * 3).encode(encoding), "a.txt")
    assert (loaded.text, loaded.notices) == (TEXT * 3, ())


@pytest.mark.parametrize(("encoding", "label"), [(TCVN3, "TCVN3 (ABC)"), (VNI, "VNI")])
@pytest.mark.parametrize("code", ["latin-1", "utf-8"])
def test_an_old_encoding_is_converted_and_named(encoding: str, label: str, code: str) -> None:
    loaded = load_file(from_unicode(TEXT, encoding).encode(code), "a.txt")
    assert loaded.text == TEXT
    [notice] = loaded.notices
    assert notice.code == "documents.legacy_encoding"
    assert label in notice.message and notice.where["encoding"] == label


def test_decomposed_letters_are_composed_with_a_notice() -> None:
    loaded = load_file(unicodedata.normalize("NFD", TEXT).encode(), "a.txt")
    assert loaded.text == TEXT
    assert [notice.code for notice in loaded.notices] == ["documents.decomposed"]


def test_broken_bytes_are_replaced_counted_and_placed() -> None:
    data = TEXT.encode()
    loaded = load_file(data[:20] + b"\xff" + data[20:] * 4, "a.txt")
    [notice] = loaded.notices
    assert notice.code == "documents.undecodable"
    assert notice.where == {"count": 1, "offset": 20}
    assert "cải cách hành chính" in loaded.text


def test_empty_characters_are_removed_with_a_notice() -> None:
    loaded = load_file(TEXT.replace("Sở", "S\x00ở").encode(), "a.txt")
    assert loaded.text == TEXT
    assert [(notice.code, notice.where["count"]) for notice in loaded.notices] == [("documents.nul_removed", 1)]


def test_newlines_are_one_kind_and_form_feeds_part_pages() -> None:
    loaded = load_file("trang một\r\nhai\r\ftrang hai".encode(), "a.txt")
    assert [loaded.text[start:end] for start, end in loaded.pages] == ["trang một\nhai\n", "trang hai"]


@pytest.mark.parametrize("data", [b"", b"   \n\t \r\n", "\ufeff \u00a0\n".encode(), b"\f\f"])
def test_a_file_that_says_nothing_is_refused(data: bytes) -> None:
    assert refusal(data, "a.txt").code == "documents.empty"


@pytest.mark.parametrize(
    ("data", "code", "word_in_message"),
    [
        (bytes(range(256)) * 20, "documents.binary", "nhị phân"),
        (b"\x7fELF" + bytes(400), "documents.binary", "nhị phân"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "documents.unsupported", "ảnh"),
        (b"\xff\xd8\xff\xe0" + bytes(90), "documents.unsupported", "ảnh"),
        (ole("PowerPoint Document"), "documents.unsupported", "đời cũ"),
        (ole("_VBA_PROJECT"), "documents.macros", "macro"),
        (ole("EncryptedPackage"), "documents.encrypted", "mật khẩu"),
        (zipped(xl__workbook="x"), "documents.truncated", "bảng tính"),
        (zipped(ppt__presentation="x"), "documents.unsupported", ".pptx"),
        (zipped(readme="x"), "documents.bundle", "nén"),
        (b"PK\x03\x04 cut", "documents.truncated", "cụt"),
        (word("<w:p/>")[:900], "documents.truncated", "cụt"),
        (b"%PDF-1.5\n1 0 obj", "documents.truncated", "cụt"),
        (pdf([TEXT], encrypted=True), "documents.encrypted", "mật khẩu"),
        (pdf(["", ""]), "documents.image_only", "ảnh quét"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, code: str, word_in_message: str) -> None:
    refused = refusal(data, "văn bản.txt")
    assert refused.code == code
    assert word_in_message in refused.message


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.exe", "a", None])
def test_the_content_decides_and_not_the_name(name: str | None) -> None:
    assert load_file(TEXT.encode(), name).format == "txt"
    assert load_file(pdf([TEXT]), name or "a.txt").format == "pdf"


def test_a_huge_file_is_refused_by_its_size_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as handle:
        handle.truncate(200 * 1024 * 1024)
    refused = refusal(path)
    assert refused.code == "documents.too_large"
    assert "200 MB" in refused.message and "50 MB" in refused.message


def test_the_limit_is_the_callers() -> None:
    assert refusal(TEXT.encode(), "a.txt", limit=10).code == "documents.too_large"
    assert load_file(TEXT.encode(), "a.txt", limit=len(TEXT.encode())).text == TEXT
    assert LIMIT == 50 * 1024 * 1024


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.txt").code == "documents.missing"
    assert refusal(tmp_path).code == "documents.is_directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    path.chmod(0)
    assert refusal(path).code == "documents.unreadable"


@settings(deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
)
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    try:
        loaded = load_file(head + data, "a")
    except Refused as refused:
        assert refused.code.startswith("documents.")
    else:
        assert unicodedata.is_normalized("NFC", loaded.text)


def test_a_text_too_long_to_be_read_at_once_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match=r"quá mức 2\.000\.000 ký tự") as refusal:
        load_file(("Nội dung công việc. " * 100_001).encode(), "dai.txt")
    assert refusal.value.code == "documents.too_long" and "Tách văn bản" in refusal.value.remedy
