"""Signatures as other programs make them: with what ours would refuse."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime

from asn1crypto import crl
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import DocumentSecurityStore

from thuocdo.documents.signing import FileKey
from thuocdo.documents.signing.fields import held_in


def signed_elsewhere(
    data: bytes, key: FileKey, at: datetime, *, digest: str = "sha256", older: bool = False, certify: bool = False
) -> bytes:
    """A PDF signed by a program that asks nothing: any moment, any digest, the older kind of signature."""
    signer = signers.SimpleSigner.load_pkcs12_data(key.data, (), key.passphrase.encode())
    kinds = fields.SigSeedSubFilter
    meta = signers.PdfSignatureMetadata(
        field_name="Signature1", md_algorithm=digest, certify=certify,
        subfilter=kinds.ADOBE_PKCS7_DETACHED if older else kinds.PADES,
    )  # fmt: skip

    class Careless(signers.PdfSigner):
        def init_signing_session(self, *args, **kwargs):
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    return asyncio.run(Careless(meta, signer).async_sign_pdf(writer)).getvalue()


def with_lists(data: bytes, *lists: bytes) -> bytes:
    """Revocation lists put into the file's security store by whoever likes to."""
    out = io.BytesIO(data)
    DocumentSecurityStore.add_dss(out, sig_contents=None, crls=[crl.CertificateList.load(one) for one in lists])
    return out.getvalue()


def turned(data: bytes, page: int = 0) -> bytes:
    """A page turned by a later change of the file."""
    return _changed(data, page, lambda _, held: held.__setitem__("/Rotate", generic.NumberObject(90)))


def noted(data: bytes, page: int = 0) -> bytes:
    """A note pinned to a page by a later change of the file."""

    def pin(writer: IncrementalPdfFileWriter, held: generic.DictionaryObject) -> None:
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500))),
                generic.pdf_name("/Contents"): generic.pdf_string("Không đồng ý"),
            }
        )
        held["/Annots"] = generic.ArrayObject([*held_in(held, "/Annots", ()), writer.add_object(note)])

    return _changed(data, page, pin)


def rewritten(data: bytes, page: int = 0) -> bytes:
    """Other words on a page by a later change of the file."""

    def write(writer: IncrementalPdfFileWriter, held: generic.DictionaryObject) -> None:
        held["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))

    return _changed(data, page, write)


def _changed(data: bytes, page: int, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    held = writer.root["/Pages"]["/Kids"][page].get_object()
    change(writer, held)
    writer.update_container(held)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
