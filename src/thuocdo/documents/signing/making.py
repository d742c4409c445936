"""Making signatures (ký số): PAdES on a PDF, by persons and agencies in turn, with or without a time stamp."""

from __future__ import annotations

import asyncio
import io
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from thuocdo.documents.signing.keys import Key, opened
from thuocdo.documents.signing.places import Place
from thuocdo.documents.signing.stamps import Look, drawn
from thuocdo.documents.signing.trust import Trust
from thuocdo.kernel.errors import Refused


@dataclass(frozen=True)
class Order:
    """How one signature is to be made: where and with which look, for what, with which time stamp and long-term data.

    `trust` is needed for `long_term`: what is needed to verify the signature years later is then put into the file.
    """

    field_name: str
    place: Place | None = None
    look: Look = field(default_factory=Look)
    reason: str = ""
    location: str = ""
    contact: str = ""
    stamper: TimeStamper | None = None
    trust: Trust | None = None
    long_term: bool = False


def time_stamper(url: str) -> TimeStamper:
    """A time stamp server by its address (RFC 3161)."""
    return HTTPTimeStamper(url)


def sign(data: bytes, key: Key, order: Order) -> bytes:
    """The PDF with one more signature; what was signed before stays byte for byte.

    Raises `Refused` (signing.not_signed) when the file cannot be signed, `signing.key_not_opened` for the key.
    """
    with opened(key) as signer:
        try:
            return asyncio.run(_sign(data, signer, order))
        except (SigningError, PdfError, ValueError, OSError) as error:
            raise Refused(
                "signing.not_signed", f"Không ký được tệp ({error}).",
                "Kiểm tra tệp PDF, khóa ký và máy chủ dấu thời gian rồi ký lại.",
            ) from error  # fmt: skip


async def _sign(data: bytes, signer: signers.Signer, order: Order) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if order.place is not None:
        spec = fields.SigFieldSpec(order.field_name, on_page=order.place.page, box=order.place.box)
        fields.append_signature_field(writer, spec)
    meta = signers.PdfSignatureMetadata(
        field_name=order.field_name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
        reason=order.reason or None, location=order.location or None, contact_info=order.contact or None,
        embed_validation_info=order.long_term, use_pades_lta=order.long_term and order.stamper is not None,
        validation_context=_context(order) if order.long_term else None,
        signer_key_usage={"non_repudiation", "digital_signature"} if order.long_term else set(),
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="thuocdo-stamp-") as folder:
        style = _style(order, Path(folder))
        pdf = signers.PdfSigner(meta, signer, timestamper=order.stamper, stamp_style=style)
        out = await pdf.async_sign_pdf(writer)
        return bytes(out.getbuffer())


def _context(order: Order) -> ValidationContext:
    trust = order.trust or Trust()
    return ValidationContext(
        trust_roots=list(trust.roots), other_certs=list(trust.intermediates), crls=list(trust.revoked),
        allow_fetching=False, revocation_mode="soft-fail",
    )  # fmt: skip


def _style(order: Order, folder: Path) -> StaticStampStyle | None:
    """The stamp drawn for the place, kept in the folder; nothing for an invisible signature."""
    if order.place is None or not (order.look.image or order.look.lines):
        return None
    path = folder / "stamp.pdf"
    path.write_bytes(drawn(order.look, *order.place.size))
    return StaticStampStyle.from_pdf_file(str(path), border_width=0)
