"""PDF page by page: its text layer, or what is recognised in a scanned page; locked files are refused."""

from __future__ import annotations

import re

import pypdfium2

from thuocdo.documents.reading.formats import apart, carried, scans
from thuocdo.documents.reading.formats.loaded import (
    MOST_PAGES,
    Extracted,
    Notice,
    check_length,
    converted,
    encrypted,
    notices_of,
    refused,
    too_many_pages,
    truncated,
)
from thuocdo.kernel.encodings import UNICODE, repair
from thuocdo.kernel.errors import Refused

# What PDFium answers, see FPDF_GetLastError: 4 wrong password, 5 security scheme.
PASSWORD = re.compile(r"password|security", re.IGNORECASE)
HYPHEN = "\ufffe"
FEWEST_LETTERS = 15
# A sheet of A3 at 600 dots an inch has 70 million.
MOST_POINTS = 300_000_000


def extract(data: bytes) -> Extracted:
    """The text of each page, scanned ones recognised. Refused when locked, broken, or a scan nothing here reads."""
    survey = carried.surveyed(data)
    notices = carried.notices_of(data, survey)
    if not survey.is_heavy:
        return laid_out(data, notices)
    read = apart.read("pdf", data)
    return Extracted(read.pages, tuple(unlike((*notices, *read.notices))))


def laid_out(data: bytes, notices: tuple[Notice, ...] = ()) -> Extracted:
    """The pages of a PDF that was looked over before, in this process."""
    document = opened(data)
    try:
        if len(document) > MOST_PAGES:
            raise too_many_pages(len(document))
        pages = texts_of(document)
        notices = (*notices, *carried.attached(document))
        scanned = recognise(document, pages)
    except pypdfium2.PdfiumError as error:
        raise truncated("PDF") from error
    finally:
        document.close()
    for number, words in scanned.items():
        pages[number] = scans.text_of(words)
    if letters_of(pages) < FEWEST_LETTERS:
        raise image_only(len(pages))
    read = finished(pages, scanned)
    return Extracted(read.pages, (*read.notices, *unlike(notices)))


def unlike(notices: tuple[Notice, ...]) -> list[Notice]:
    """One notice of each kind: the list of files says more than that there are some."""
    return list({notice.code: notice for notice in notices}.values())


def texts_of(document: pypdfium2.PdfDocument) -> list[str]:
    """The text of every page. Refused as soon as there is more than is read at once."""
    pages: list[str] = []
    letters = 0
    for number in range(len(document)):
        pages.append(page_text(document, number))
        letters += len(pages[-1])
        check_length(letters)
    return pages


def is_scan(data: bytes) -> bool:
    """Whether the first pages are pictures without letters, or laying them out takes a process of its own; a file that
    cannot be opened is none."""
    try:
        if carried.surveyed(data).is_heavy:
            return True
        document = opened(data)
    except Refused:
        return False
    try:
        first = range(min(3, len(document)))
        return any(letters_of([page_text(document, n)]) < FEWEST_LETTERS and drawn(document, n) for n in first)
    except pypdfium2.PdfiumError:
        return False
    finally:
        document.close()


def letters_of(pages: list[str]) -> int:
    """How many letters stand on the pages, blanks not counted."""
    return sum(len("".join(page.split())) for page in pages)


def recognise(document: pypdfium2.PdfDocument, pages: list[str]) -> dict[int, list[scans.Word]]:
    """Words of the pages that are pictures. Refused when the whole paper is a scan and nothing here can read it."""
    pictures = [
        number for number, page in enumerate(pages) if letters_of([page]) < FEWEST_LETTERS and drawn(document, number)
    ]
    if not pictures:
        return {}
    if not scans.program():
        if letters_of(pages) < FEWEST_LETTERS:
            raise image_only(len(pages))
        return {}
    if len(pictures) > scans.MOST_SCANNED:
        raise refused(
            "too_large", f"PDF có {len(pictures)} trang ảnh quét, quá giới hạn {scans.MOST_SCANNED}.", "Tách văn bản."
        )
    return scans.recognised(document, pictures)


def drawn(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Whether there is a picture on a page. Refused when it has more points than anything that a scanner gives."""
    page = document[number]
    try:
        found = False
        for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            found = True
            wide, high = image.get_px_size()
            if wide * high > MOST_POINTS:
                raise refused(
                    "unsafe",
                    f"Ảnh ở trang {number + 1} lớn bất thường ({wide} x {high} điểm): không mở.",
                    "Quét lại ở 300 dpi rồi gửi lại.",
                )
        return found
    finally:
        page.close()


def image_only(pages: int) -> Exception:
    """Why a PDF without letters was not read: nothing here recognises letters, or there were none to recognise."""
    if scans.program():
        return refused(
            "image_only",
            f"PDF {pages} trang không có chữ, và ảnh quét trên trang cũng không nhận dạng được chữ nào.",
            "Gửi tệp văn bản gốc (.docx, PDF có chữ), hoặc quét lại thẳng và rõ ở 300 dpi.",
            pages=pages,
        )
    return refused(
        "image_only",
        f"PDF {pages} trang chỉ có ảnh quét, không có lớp chữ, và máy chủ chưa cài Tesseract tiếng Việt.",
        "Gửi tệp văn bản gốc (.docx, PDF có chữ); hoặc nhờ quản trị cài Tesseract "
        f"({scans.INSTALL}) rồi bấm “Đọc lại”.",
        pages=pages,
    )


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """The document. Refused when it needs a password or is cut short."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise encrypted("PDF") if PASSWORD.search(str(error)) else truncated("PDF") from error
    if len(document) == 0:
        document.close()
        raise refused("no_pages", "PDF không có trang nào.", "Kiểm tra lại tệp nguồn, hoặc xuất lại PDF rồi gửi lại.")
    return document


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """One page's text with single newlines; PDFium marks a hyphen at a line's end with U+FFFE."""
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
            check_length(layer.count_chars())
            text = str(layer.get_text_bounded())
        finally:
            layer.close()
    finally:
        page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(HYPHEN, "-").replace("\x00", "")


def finished(pages: list[str], scanned: dict[int, list[scans.Word]]) -> Extracted:
    """The pages in composed Unicode, with notices of old encodings and of pages without text."""
    decoded = repair("\f".join(pages))
    texts = decoded.text.split("\f")
    notices = [converted(decoded.encoding)] if decoded.encoding != UNICODE else notices_of(decoded)
    if scanned:
        notices.append(scans.notice(scanned))
    blank = [number for number, text in enumerate(texts, start=1) if not text.strip()]
    if blank:
        listed = ", ".join(map(str, blank[:10])) + (" ..." if len(blank) > 10 else "")
        notices.append(
            Notice(
                "documents.blank_pages",
                f"{len(blank)} trang không có chữ (trang {listed}): có thể là ảnh quét.",
                "Đối chiếu các trang này với bản gốc."
                + (
                    ""
                    if scans.program()
                    else f" Máy chủ chưa nhận dạng được ảnh quét: cài Tesseract ({scans.INSTALL})."
                ),
                {"pages": blank},
            )
        )
    return Extracted(tuple(texts), tuple(notices))
