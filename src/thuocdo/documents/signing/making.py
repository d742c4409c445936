"""Making signatures (ký số): PAdES on a PDF, by persons and agencies in turn, with time stamps and long-term data."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields as library
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from thuocdo.documents.signing.chains import first, name_of
from thuocdo.documents.signing.fields import free_name
from thuocdo.documents.signing.fields import opened as opened_file
from thuocdo.documents.signing.keys import Holder, Key
from thuocdo.documents.signing.long_term import DIGEST, context_for, context_of
from thuocdo.documents.signing.looks import VIETNAM, moment
from thuocdo.documents.signing.opening import opened
from thuocdo.documents.signing.orders import Order, Place, Stamp
from thuocdo.documents.signing.stamping import Stamper, no_stamp
from thuocdo.documents.signing.stamps import drawn
from thuocdo.documents.signing.trust import Trust
from thuocdo.kernel.errors import Refused

# The stamp is drawn for its box and fills it; the library would leave a margin and make letters smaller.
EXACTLY = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)


class _Signer(signers.PdfSigner):
    """Signs at the time it is told, written in Vietnam's time."""

    at: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        """The library's own session at our time."""
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at.astimezone(VIETNAM)
        return session


def sign(data: bytes, key: Key, order: Order, *, at: datetime) -> bytes:
    """The PDF with one more signature; what was signed before stays byte for byte.

    Raises `Refused`: `signing.key_not_opened`, `certificate_out_of_time`, `no_time_stamp`, `no_proofs` (long-term data
    cannot be had), `not_signed`.
    """
    name = free_name(data, order.field_name)
    with opened(key) as signer, _refusals():
        _refuse_out_of_time(signer, at)
        return asyncio.run(_sign(data, signer, order, name, at))


def renew(data: bytes, *, stamp: Stamp, trust: Trust, at: datetime) -> bytes:
    """The PDF with what verifies its last time stamp, and one more over everything. Raises as `sign` does."""
    reader = opened_file(data)
    maker = signers.PdfTimeStamper(Stamper(stamp))
    with _refusals():
        out = asyncio.run(maker.async_update_archival_timestamp_chain(reader, context_of(trust, at), in_place=False))
        return bytes(out.getbuffer())


@contextmanager
def _refusals() -> Iterator[None]:
    """What the library raises, as refusals."""
    try:
        yield
    except TimestampRequestError as error:
        raise no_stamp(f"máy chủ không trả lời hoặc từ chối ({error})") from error
    except (PathBuildingError, PathValidationError) as error:
        raise _no_proofs(error) from error
    except SigningError as error:
        # The library wraps a chain that does not hold before signing into its own error.
        if isinstance(error.__cause__, (PathBuildingError, PathValidationError)):
            raise _no_proofs(error.__cause__) from error
        raise _not_signed(error) from error
    except (PdfError, ValueError, OSError) as error:
        raise _not_signed(error) from error


def _no_proofs(error: Exception) -> Refused:
    return Refused(
        "signing.no_proofs", f"Chưa đủ dữ liệu để nhúng cho việc kiểm tra lâu dài ({error}).",
        "Nạp chứng thư gốc và danh sách thu hồi của tổ chức chứng thực, hoặc ký không kèm dữ liệu lâu dài.",
    )  # fmt: skip


def _not_signed(error: Exception) -> Refused:
    return Refused("signing.not_signed", f"Không ký được tệp ({error}).", "Kiểm tra tệp PDF và khóa ký rồi ký lại.")


def holder(key: Key) -> Holder:
    """Whose certificate a key has. Raises `Refused` (signing.key_not_opened)."""
    with opened(key) as signer:
        certificate = signer.signing_cert
        if certificate is None:
            raise Refused("signing.key_not_opened", "Khóa ký không có chứng thư.", "Kiểm tra lại khóa rồi ký lại.")
        subject = certificate.subject.native
        return Holder(
            name=first(subject.get("common_name")), organisation=first(subject.get("organization_name")),
            issuer=name_of(certificate.issuer), valid_from=certificate.not_valid_before,
            valid_until=certificate.not_valid_after,
        )  # fmt: skip


def _refuse_out_of_time(signer: signers.Signer, at: datetime) -> None:
    """A signature by a certificate that is not in force would never hold."""
    certificate = signer.signing_cert
    if certificate is not None and not certificate.not_valid_before <= at <= certificate.not_valid_after:
        raise Refused(
            "signing.certificate_out_of_time",
            f"Chứng thư của khóa chỉ có hiệu lực từ {moment(certificate.not_valid_before)} đến "
            f"{moment(certificate.not_valid_after)}, không ký được lúc {moment(at)}.",
            "Gia hạn chứng thư hoặc dùng khóa khác.",
        )


async def _sign(data: bytes, signer: signers.Signer, order: Order, name: str, at: datetime) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if order.place is not None:
        spec = library.SigFieldSpec(name, on_page=order.place.page, box=order.place.box)
        library.append_signature_field(writer, spec)
    stamper = Stamper(order.stamp) if order.stamp else None
    meta = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm=DIGEST, subfilter=library.SigSeedSubFilter.PADES,
        reason=order.reason or None, location=order.location or None, contact_info=order.contact or None,
        embed_validation_info=order.long_term, use_pades_lta=order.long_term and stamper is not None,
        validation_context=await context_for(signer, stamper, order, at=at) if order.long_term else None,
        signer_key_usage=set(),
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="thuocdo-stamp-") as folder:
        pdf = _Signer(meta, signer, timestamper=stamper, stamp_style=_style(order, Path(folder)))
        pdf.at = at
        out = await pdf.async_sign_pdf(writer)
        return bytes(out.getbuffer())


def _drawn_size(place: Place) -> tuple[int, int]:
    left, bottom, right, top = place.box
    return right - left, top - bottom


def _style(order: Order, folder: Path) -> StaticStampStyle | None:
    """The stamp drawn for the place, kept in the folder; nothing for an invisible signature."""
    if order.place is None or not (order.look.image or order.look.lines):
        return None
    path = folder / "stamp.pdf"
    path.write_bytes(drawn(order.look, *_drawn_size(order.place)))
    return StaticStampStyle.from_pdf_file(str(path), border_width=0, background_layout=EXACTLY)
