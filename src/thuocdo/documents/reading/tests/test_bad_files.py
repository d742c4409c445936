"""Bad files, each a real one made here: refused with what, why and what to do, or read with a word about it.

Nothing in them is run and nothing they point at is fetched: the whole module runs with sockets and programs shut.
"""

from __future__ import annotations

import socket
import subprocess
import time

import pytest

from thuocdo.documents.reading.formats.loaded import LoadedText
from thuocdo.documents.reading.loading import load_file
from thuocdo.documents.tests import making_bad_files as bad
from thuocdo.documents.tests.making_files import ole, paragraph, pdf, repacked, word
from thuocdo.kernel.errors import Refused


@pytest.fixture(autouse=True)
def nothing_runs_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that makes the reader open a connection or start a program fails its test."""

    def shut(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the reader reached out")

    monkeypatch.setattr(socket.socket, "connect", shut)
    monkeypatch.setattr(socket, "getaddrinfo", shut)
    monkeypatch.setattr(subprocess, "Popen", shut)


def refusal(data: bytes, name: str = "a") -> Refused:
    with pytest.raises(Refused) as refused:
        load_file(data, name)
    assert refused.value.message.endswith(".") and refused.value.remedy.endswith((".", ")"))
    return refused.value


def codes(loaded: LoadedText) -> list[str]:
    return [notice.code.removeprefix("documents.") for notice in loaded.notices]


def test_a_pdf_with_a_password_to_open_it_is_refused() -> None:
    assert refusal(bad.locked_pdf(user="mo")).code == "documents.encrypted"


def test_a_pdf_with_a_password_to_change_it_only_is_read() -> None:
    assert bad.SHORT in load_file(bad.locked_pdf()).text


def test_a_pdf_whose_table_is_broken_is_read_by_looking_for_its_objects_and_told() -> None:
    loaded = load_file(bad.without_table(pdf([bad.SHORT])))
    assert bad.SHORT in loaded.text and codes(loaded) == ["repaired"]


@pytest.mark.parametrize("data", [pdf(["a" * 50])[:400], b"%PDF-1.7\n" + b"\x00garbage" * 500, b"%PDF-1.7"])
def test_a_pdf_beyond_repair_is_refused(data: bytes) -> None:
    assert refusal(data).code == "documents.truncated"


def test_a_pdf_without_pages_is_refused() -> None:
    assert refusal(bad.pdf_of_no_pages()).code in ("documents.no_pages", "documents.truncated")


def test_ten_thousand_pages_are_refused_at_once() -> None:
    start = time.monotonic()
    refused = refusal(bad.pdf_of_many_pages(10_000))
    assert refused.code == "documents.too_large" and "10000 trang" in refused.message
    assert time.monotonic() - start < 5


def test_ten_thousand_pages_of_a_word_file_are_refused() -> None:
    page = '<w:p><w:r><w:t>a</w:t><w:br w:type="page"/></w:r></w:p>'
    assert refusal(word(page * 10_000)).code == "documents.too_large"


@pytest.mark.parametrize("passes", [1, 2])
def test_a_pdf_that_swells_is_refused_before_it_is_opened(passes: int) -> None:
    data = bad.swollen_pdf(passes=passes)
    assert len(data) < 1_000_000
    assert refusal(data).code == "documents.unsafe"


@pytest.mark.parametrize("action", [b"/Launch /F (cmd.exe)", b"/#4caunch /F (cmd.exe)", b"/ImportData /F (x.fdf)"])
def test_a_pdf_that_would_start_something_is_refused(action: bytes) -> None:
    assert refusal(bad.pdf_with(b"/OpenAction << /S %s >>" % action)).code == "documents.active_content"


def test_a_pdf_with_a_script_is_read_and_told() -> None:
    loaded = load_file(bad.pdf_with(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"))
    assert "hoach" in loaded.text and codes(loaded) == ["script"]


def test_files_inside_a_pdf_are_listed_and_not_opened() -> None:
    loaded = load_file(bad.attached_pdf("phu-luc.xlsx", "..\\\\..\\\\chay.exe"))
    assert codes(loaded) == ["embedded"]
    assert loaded.notices[0].where["names"] == ["phu-luc.xlsx", "chay.exe"]


def test_a_picture_that_calls_itself_a_pdf_is_refused_and_told_so() -> None:
    refused = refusal(bad.png(), "cong-van.pdf")
    assert refused.code == "documents.unsupported" and ".pdf" in refused.message and "ảnh" in refused.message


def test_a_text_that_calls_itself_a_word_file_is_read_as_what_it_is_and_told() -> None:
    loaded = load_file(bad.WORDS.encode(), "ke-hoach.docx")
    assert (loaded.format, codes(loaded)) == ("txt", ["name_differs"])
    assert ".docx" in loaded.notices[0].message


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/vbaData.xml"])
def test_a_word_file_with_programs_is_refused(part: str) -> None:
    assert refusal(bad.office_with("docx", part, b"x"), "a.docm").code == "documents.macros"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_a_workbook_with_programs_is_refused(part: str) -> None:
    assert refusal(bad.office_with("xlsx", part, b"<x/>"), "a.xlsm").code == "documents.macros"


@pytest.mark.parametrize("stream", ["_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR"])
def test_an_old_office_file_with_programs_is_refused(stream: str) -> None:
    assert refusal(ole("WordDocument", stream), "a.doc").code == "documents.macros"


def test_an_open_document_with_programs_is_refused_and_one_with_empty_libraries_is_not() -> None:
    assert refusal(bad.office_with("odt", "Basic/Standard/Module1.xml", "<x/>")).code == "documents.macros"
    with pytest.raises(AssertionError, match="reached out"):
        load_file(bad.office_with("odt", "Basic/script-lc.xml", "<x/>"))


@pytest.mark.parametrize("stream", ["EncryptedPackage", "EncryptionInfo"])
def test_an_office_file_with_a_password_is_refused(stream: str) -> None:
    assert refusal(ole(stream), "a.docx").code == "documents.encrypted"


def test_an_old_word_file_with_a_password_is_refused() -> None:
    head = b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01"
    assert refusal(ole("WordDocument", content=head), "a.doc").code == "documents.encrypted"


def test_the_words_of_an_old_file_are_not_taken_for_its_streams() -> None:
    words = "Macros EncryptedPackage _VBA_PROJECT".encode("utf-16-le")
    with pytest.raises((AssertionError, Refused)) as reached:
        load_file(ole("WordDocument", content=words), "a.doc")
    assert "reached out" in str(reached.value) or reached.value.code == "documents.no_converter"


DTD = {
    "docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "odt": "content.xml",
}  # fmt: skip


@pytest.mark.parametrize("kind", DTD)
@pytest.mark.parametrize("before", [bad.BILLION, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'])
def test_entities_are_refused_in_every_office_file(kind: str, before: str) -> None:
    start = time.monotonic()
    refused = refusal(bad.office_with(kind, DTD[kind], f'<?xml version="1.0"?>{before}<x>&e;&a9;</x>'), f"a.{kind}")
    assert refused.code == "documents.unsafe" and "DTD" in refused.message
    assert time.monotonic() - start < 2


def test_entities_in_other_letters_are_refused_too() -> None:
    part = f'<?xml version="1.0" encoding="UTF-16"?>{bad.BILLION}<x>&a9;</x>'.encode("utf-16")
    for kind, name in DTD.items():
        assert refusal(bad.office_with(kind, name, part)).code == "documents.unsafe"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://ngoai.vn/mau.dotm"),
        ("attachedTemplate", "\\\\10.0.0.1\\c$\\mau.dotm"),
        ("attachedTemplate", "file://10.0.0.1/mau.dotm"),
        ("oleObject", "http://ngoai.vn/a.xls"),
        ("subDocument", "chuong-2.docx"),
        ("frame", "http://ngoai.vn/khung.htm"),
        ("aFChunk", "http://ngoai.vn/a.html"),
    ],
)
def test_a_word_file_that_takes_in_something_from_elsewhere_is_refused(kind: str, target: str) -> None:
    refused = refusal(bad.related(kind, target, of="settings" if kind == "attachedTemplate" else "document"))
    assert refused.code == "documents.remote_content" and "không tải gì" in refused.message


def test_a_part_copied_from_another_file_is_refused_because_the_paper_would_be_read_with_a_hole() -> None:
    assert refusal(bad.related("aFChunk", "chunk.html", outside=False)).code == "documents.remote_content"


@pytest.mark.parametrize("target", ["file:///C:\\Users\\lan\\mau.dotm", "C:\\mau.dotm", "Normal.dotm"])
def test_a_template_on_the_disk_of_its_writer_is_nothing_to_fetch(target: str) -> None:
    assert bad.WORDS in load_file(bad.related("attachedTemplate", target, of="settings")).text


def test_pictures_elsewhere_and_files_inside_are_told_and_left_alone() -> None:
    assert codes(load_file(bad.related("image", "http://ngoai.vn/dau-vet.png"))) == ["remote_parts"]
    assert codes(load_file(bad.related("oleObject", "embeddings/a.bin", outside=False))) == ["embedded"]


def test_fields_that_call_programs_and_controls_are_refused() -> None:
    field = '<w:p><w:r><w:instrText> DDEAUTO c:\\\\cmd.exe "/k calc" </w:instrText></w:r></w:p>'
    assert refusal(word(field + paragraph(bad.WORDS))).code == "documents.active_content"
    assert refusal(bad.related("control", "activeX/a.xml", outside=False)).code == "documents.active_content"


def test_a_field_that_only_counts_pages_is_read() -> None:
    field = "<w:p><w:r><w:instrText> PAGE </w:instrText></w:r></w:p>"
    assert bad.WORDS in load_file(word(field + paragraph(bad.WORDS))).text


@pytest.mark.parametrize("words", [b"{\\rtf1{\\object\\objupdate x}}", b"{\\rtf1{\\*\\template http://a.vn/x.dot}a}"])
def test_an_rtf_that_fetches_is_refused(words: bytes) -> None:
    assert refusal(words, "a.rtf").code == "documents.remote_content"


def test_an_office_file_that_swells_or_overlaps_or_climbs_out_is_refused() -> None:
    assert refusal(bad.office_with("docx", "word/media/a.bin", bytes(bad.ZEROS))).code == "documents.unsafe"
    assert refusal(bad.office_with("xlsx", "xl/media/a.bin", bytes(bad.ZEROS))).code == "documents.unsafe"
    assert refusal(bad.office_with("odt", "Pictures/a.bin", bytes(bad.ZEROS))).code == "documents.unsafe"
    for kind in bad.OFFICE_FILES:
        assert refusal(bad.office_with(kind, "../../../tmp/chui-ra.xml", "<x/>")).code == "documents.unsafe"


def test_a_web_page_with_scripts_and_pictures_elsewhere_is_read_without_them() -> None:
    page = (
        f"<html><head><script>fetch('http://ngoai.vn')</script><link rel=stylesheet href=http://ngoai.vn/a.css></head>"
        f"<body onload='chay()'><p>{bad.WORDS}</p><img src='http://ngoai.vn/dau-vet.png'><iframe src='http://x.vn'>"
        "</iframe><object data='http://x.vn/a.swf'>chữ thay thế</object></body></html>"
    )
    loaded = load_file(page.encode(), "a.html")
    assert loaded.text.strip() == bad.WORDS


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_table_kept_as_text_is_read_whatever_parts_its_cells(sign: str) -> None:
    rows = [["TT", "Nhiệm vụ", "Chủ trì"], ["1", f'"Rà soát{sign} công bố"', "Sở Nội vụ"], ["2", "Báo cáo", ""]]
    loaded = load_file("\r\n".join(sign.join(row) for row in rows).encode("utf-8-sig"), "a.csv")
    assert loaded.format == "csv"
    said = "Rà soát công bố" if sign == "\t" else f"Rà soát{sign} công bố"
    assert loaded.text.split("\n")[:2] == ["TT\tNhiệm vụ\tChủ trì", f"1\t{said}\tSở Nội vụ"]


def test_a_csv_that_holds_no_table_is_read_as_the_text_it_is() -> None:
    assert load_file(bad.WORDS.encode(), "a.csv").text == bad.WORDS


def test_a_broken_old_file_is_refused_before_the_converter_sees_it() -> None:
    whole = ole("WordDocument")
    for cut in (16, 60, 200, 511):
        assert refusal(whole[:cut], "a.doc").code == "documents.truncated"
    circle = bytearray(whole)
    circle[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    with pytest.raises((AssertionError, Refused)):
        load_file(bytes(circle), "a.doc")


def test_repacking_leaves_a_good_file_good() -> None:
    assert bad.WORDS in load_file(repacked(bad.docx_file(), {"word/media/image1.png": bad.png()})).text
