"""Signature fields of a PDF (ô chữ ký): which stand where, which names are free."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from thuocdo.documents.signing.orders import Place
from thuocdo.kernel.errors import Refused

# What rubbish in a PDF makes the library raise.
BROKEN = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)
LARGEST_NAME = 1000


def opened(data: bytes) -> PdfFileReader:
    """The file for the library. Raises `Refused` (signing.not_a_pdf, signing.encrypted)."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        encrypted = reader.encrypted
    except BROKEN as error:
        raise not_a_pdf() from error
    if encrypted:
        raise Refused("signing.encrypted", "PDF được đặt mật khẩu nên không kiểm tra được chữ ký.", "Bỏ mật khẩu.")
    return reader


def not_a_pdf() -> Refused:
    return Refused("signing.not_a_pdf", "Tệp không phải PDF đọc được, hoặc đã hỏng.", "Tải lại tệp từ nơi gửi.")


def last_visible(data: bytes) -> Place | None:
    """Where the last visible signature stands; nothing when none does."""
    reader = opened(data)
    try:
        for signature in reversed(list(reader.embedded_regular_signatures)):
            place = _place(reader, signature.sig_field)
            if place is not None:
                return place
    except BROKEN as error:
        raise not_a_pdf() from error
    return None


def free_name(data: bytes, wanted: str) -> str:
    """The wanted name of a field, with a number behind when an earlier signature has it."""
    reader = opened(data)
    try:
        taken = {signature.field_name for signature in reader.embedded_signatures}
    except BROKEN as error:
        raise not_a_pdf() from error
    wanted = wanted or "chu-ky"
    numbered = (f"{wanted}-{number}" for number in range(2, LARGEST_NAME))
    return next(name for name in (wanted, *numbered) if name not in taken)


def _place(reader: PdfFileReader, field: object) -> Place | None:
    """The box of a field's widget, if it has an extent and stands on a page."""
    held = field.get_object()  # type: ignore[attr-defined]
    if "/Rect" not in held and "/Kids" in held:
        held = held["/Kids"][0].get_object()
    left, bottom, right, top = (float(number) for number in held.get("/Rect", (0, 0, 0, 0)))
    if right - left < 1 or top - bottom < 1:
        return None
    page = held.get("/P") and held.raw_get("/P")
    for number in range(int(reader.root["/Pages"]["/Count"])):
        if page is not None and _page(reader, number) == page.reference:
            return Place(number, left, bottom, right, top)
    return Place(0, left, bottom, right, top)


def _page(reader: PdfFileReader, number: int) -> object:
    return reader.find_page_for_modification(number)[0].reference  # type: ignore[no-untyped-call]
