"""Signature fields of a PDF (ô chữ ký): which stand where, which names are free."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import CMSStructuralError, SigningError
from pyhanko.sign.validation import EmbeddedPdfSignature

from thuocdo.documents.signing.orders import Place
from thuocdo.kernel.errors import Refused

# What rubbish in a PDF makes the library raise.
BROKEN = (
    PdfError, CMSStructuralError, SigningError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    ArithmeticError, RecursionError, NotImplementedError, EOFError, struct.error, zlib.error,
)  # fmt: skip
KINDS = {kind.value for kind in SigSeedSubFilter}
LARGEST_NAME = 1000
# The library logs what is wrong with a certificate under the name of its owner; the finding says it already.
for name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
MOST = 200


@dataclass(frozen=True)
class Unreadable:
    """A filled signature field whose content is no signature, or one of a kind that nobody verifies any more."""

    field: str
    is_foreign: bool = False


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


def held_in(dictionary: Any, key: str, otherwise: Any = None) -> Any:
    """What a dictionary of a PDF holds under a key, followed to the thing itself; the library's `get` stops at a
    reference."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401


def not_a_pdf() -> Refused:
    return Refused("signing.not_a_pdf", "Tệp không phải PDF đọc được, hoặc đã hỏng.", "Tải lại tệp từ nơi gửi.")


def signatures_of(reader: PdfFileReader) -> list[EmbeddedPdfSignature | Unreadable]:
    """Filled signature fields in the order of signing, time stamps over the file among them; broken ones come last."""
    sound: list[EmbeddedPdfSignature] = []
    broken: list[Unreadable] = []
    try:
        fields = list(enumerate_sig_fields(reader, filled_status=True))[:MOST]
    except BROKEN as error:
        raise not_a_pdf() from error
    for name, value, field in fields:
        try:
            if held_in(value.get_object(), "/SubFilter") not in KINDS:
                broken.append(Unreadable(str(name), is_foreign=True))
                continue
            one = EmbeddedPdfSignature(reader, field, name)
            one.signer_cert.native  # noqa: B018  parsed to the end: what comes later may rely on it
            sound.append(one)
        except BROKEN:
            broken.append(Unreadable(str(name)))
    return [*sorted(sound, key=lambda one: one.signed_revision), *broken]


def last_visible(data: bytes) -> Place | None:
    """Where the last visible signature stands; nothing when none does."""
    reader = opened(data)
    for signature in reversed(signatures_of(reader)):
        if isinstance(signature, Unreadable):
            continue
        try:
            place = _place(reader, signature.sig_field)
        except BROKEN:
            continue
        if place is not None:
            return place
    return None


def where(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> int:
    """The page (from 1) on which a signature is seen; 0 when it is not seen."""
    try:
        place = _place(reader, signature.sig_field)
    except BROKEN:
        return 0
    return place.page + 1 if place is not None else 0


def free_name(data: bytes, wanted: str) -> str:
    """The wanted name of a field, with a number behind when a field of the file has it."""
    reader = opened(data)
    try:
        taken = {name for name, _, _ in enumerate_sig_fields(reader)}
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
    left, bottom, right, top = (float(number) for number in held_in(held, "/Rect", (0, 0, 0, 0)))
    if right - left < 1 or top - bottom < 1:
        return None
    page = held.get("/P") and held.raw_get("/P")
    for number in range(int(reader.root["/Pages"]["/Count"])):
        if page is not None and _page(reader, number) == page.reference:
            return Place(number, left, bottom, right, top)
    return Place(0, left, bottom, right, top)


def _page(reader: PdfFileReader, number: int) -> object:
    return reader.find_page_for_modification(number)[0].reference  # type: ignore[no-untyped-call]
