"""PDF page by page: its text layer, or what is recognised in a scanned page; locked files are refused."""

from __future__ import annotations

import re

import pypdfium2

from thuocdo.documents.reading.formats import scans
from thuocdo.documents.reading.formats.loaded import (
    Extracted,
    Notice,
    converted,
    encrypted,
    notices_of,
    refused,
    truncated,
)
from thuocdo.kernel.encodings import UNICODE, repair
from thuocdo.kernel.errors import Refused

# What PDFium answers, see FPDF_GetLastError: 4 wrong password, 5 security scheme.
PASSWORD = re.compile(r"password|security", re.IGNORECASE)
HYPHEN = "\ufffe"
MOST_PAGES = 2000
FEWEST_LETTERS = 15


def extract(data: bytes) -> Extracted:
    """The text of each page, scanned ones recognised. Refused when locked, broken, or a scan nothing here reads."""
    document = opened(data)
    try:
        if len(document) > MOST_PAGES:
            raise refused(
                "too_large", f"PDF có {len(document)} trang, quá giới hạn {MOST_PAGES} trang.", "Tách văn bản."
            )
        pages = [page_text(document, number) for number in range(len(document))]
        scanned = recognise(document, pages)
    except pypdfium2.PdfiumError as error:
        raise truncated("PDF") from error
    finally:
        document.close()
    for number, words in scanned.items():
        pages[number] = scans.text_of(words)
    if letters_of(pages) < FEWEST_LETTERS:
        raise image_only(len(pages))
    return finished(pages, scanned)


def is_scan(data: bytes) -> bool:
    """Whether the first pages are pictures without letters; a file that cannot be opened is none."""
    try:
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
    """Whether there is a picture on a page."""
    page = document[number]
    try:
        return any(True for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    finally:
        page.close()


def image_only(pages: int) -> Exception:
    return refused(
        "image_only",
        f"PDF {pages} trang chỉ có ảnh quét, không có lớp chữ, và máy chủ chưa cài Tesseract tiếng Việt.",
        "Gửi tệp văn bản gốc (.docx, PDF có chữ), hoặc nhờ quản trị cài Tesseract (gói tesseract-ocr-vie).",
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
        raise truncated("PDF")
    return document


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """One page's text with single newlines; PDFium marks a hyphen at a line's end with U+FFFE."""
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
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
                "Đối chiếu các trang này với bản gốc.",
                {"pages": blank},
            )
        )
    return Extracted(tuple(texts), tuple(notices))
