"""Pages of a PDF as pictures (PNG), for a page that may show no foreign content."""

from __future__ import annotations

import struct
import zlib

import pypdfium2
from pypdfium2 import PdfiumError

from thuocdo.kernel.errors import Refused

POINTS = 72
LARGEST_SIDE = 2400


def page_count(data: bytes) -> int:
    """How many pages a PDF has. Raises `Refused` (composing.not_a_pdf)."""
    document = _opened(data)
    try:
        return len(document)
    finally:
        document.close()


def page_picture(data: bytes, number: int, dots: int = 96) -> bytes:
    """Page `number` (from 0) as a PNG at so many dots an inch, with what is filled in and signed.

    Raises `Refused`: composing.not_a_pdf, composing.no_such_page.
    """
    document = _opened(data)
    try:
        if not 0 <= number < len(document):
            raise Refused("composing.no_such_page", f"Văn bản chỉ có {len(document)} trang.", "Chọn trang khác.")
        document.init_forms()
        page = document[number]
        scale = min(dots / POINTS, LARGEST_SIDE / max(page.get_width(), page.get_height(), 1))
        drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        try:
            return _png(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride)
        finally:
            drawn.close()
            page.close()
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        raise Refused("composing.not_a_pdf", "Tệp không phải PDF đọc được.", "Soạn hoặc tải lại tệp.") from error


def _png(rows: bytes, wide: int, high: int, stride: int) -> bytes:
    """Rows of red, green and blue as a PNG file."""
    body = b"".join(b"\0" + rows[line * stride : line * stride + 3 * wide] for line in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(body, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
