"""The signing workshop (ký số): PAdES signatures made and verified. Pure: bytes in, bytes and findings out.

The door: plain data and functions; the libraries behind are loaded when something is signed or verified. No clock: the
moment is told. No network: time stamp servers, remote keys and sources of proofs are callables that are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from thuocdo.documents.signing.findings import INVALID, UNSURE, VALID, Finding
from thuocdo.documents.signing.keys import FileKey, Holder, Key, RemoteKey, TokenKey
from thuocdo.documents.signing.orders import AskProofs, Look, Order, Place, Stamp
from thuocdo.documents.signing.trust import Proofs, Trust

__all__ = [
    "INVALID", "UNSURE", "VALID", "AskProofs", "FileKey", "Finding", "Holder", "Key", "Look", "Order", "Place",
    "Proofs", "RemoteKey", "Stamp", "TokenKey", "Trust", "besides_signatures", "by_agency", "by_person", "filled",
    "holder", "kept_trust", "links", "load_trust", "on_attachment", "on_copy", "renew", "sign", "verify",
    "with_blanks",
]  # fmt: skip


def sign(data: bytes, key: Key, order: Order, *, at: datetime) -> bytes:
    """The PDF with one more signature made at that moment; earlier signatures stay valid.

    Raises `Refused`: signing.key_not_opened, certificate_out_of_time, no_time_stamp, no_proofs,
    not_signed, not_a_pdf, encrypted.
    """
    from thuocdo.documents.signing import making

    return making.sign(data, key, order, at=at)


def with_blanks(data: bytes) -> bytes:
    """The PDF with a field in each blank of number, day and month, for a paper that is signed before it has them.

    Raises `Refused`: signing.no_blank, not_a_pdf.
    """
    from thuocdo.documents.signing import blanks

    return blanks.with_blanks(data)


def filled(data: bytes, values: Mapping[str, str]) -> bytes:
    """The signed PDF with `so`, `ngay`, `thang` filled in; its signatures stay valid.

    Raises `Refused`: signing.no_blank, blank_is_filled, not_a_pdf.
    """
    from thuocdo.documents.signing import blanks

    return blanks.filled(data, values)


def renew(data: bytes, *, stamp: Stamp, trust: Trust, at: datetime) -> bytes:
    """The PDF with one more time stamp over everything (gia hạn dữ liệu lâu dài), to be added before the certificate of
    the last one's server runs out. Raises `Refused`: signing.no_time_stamp, no_proofs, not_signed."""
    from thuocdo.documents.signing import making

    return making.renew(data, stamp=stamp, trust=trust, at=at)


def holder(key: Key) -> Holder:
    """Whose certificate a key has, so that nobody signs with another's. Raises `Refused`: signing.key_not_opened."""
    from thuocdo.documents.signing import making

    return making.holder(key)


def verify(data: bytes, trust: Trust, *, now: datetime) -> list[Finding]:
    """Every signature of a PDF in the order in which they were made; nothing is fetched.

    Raises `Refused`: signing.not_a_pdf, signing.encrypted.
    """
    from thuocdo.documents.signing import verifying

    return verifying.verify(data, trust, now=now)


def besides_signatures(before: bytes, after: bytes) -> list[str]:
    """What else than signatures and the data to verify them was added to a PDF, a line each in words; a file that does
    not go on from `before` was rebuilt. Raises `Refused`: signing.not_a_pdf, signing.encrypted.
    """
    from thuocdo.documents.signing import returned

    return returned.besides_signatures(before, after)


def links(data: bytes, trust: Trust) -> list[tuple[bytes, bytes]]:
    """Pairs of a certificate and its issuer (DER) in a PDF's signatures: what proofs can be asked about. A file that
    cannot be opened has none."""
    from thuocdo.documents.signing import verifying

    return verifying.links(data, trust)


def by_person(data: bytes, *, post: str, name: str, at: datetime, image: bytes = b"", unit: str = "") -> Order:
    """The signer's signature between post and name on the paper. Raises `Refused`: signing.no_place, bad_image."""
    from thuocdo.documents.signing import looks

    return looks.by_person(data, post=post, name=name, at=at, image=image, unit=unit)


def by_agency(data: bytes, *, at: datetime, unit: str, image: bytes = b"", size: float | None = None) -> Order:
    """The agency's signature with its seal over the left third of the signer's. Raises `Refused`:
    signing.nobody_signed."""
    from thuocdo.documents.signing import looks

    return looks.by_agency(data, at=at, unit=unit, image=image, size=size)


def on_attachment(data: bytes, *, number_symbol: str, at: datetime) -> Order:
    """The agency's signature on an attachment in a file of its own: words in the upper right corner of page 1."""
    from thuocdo.documents.signing import looks

    return looks.on_attachment(data, number_symbol=number_symbol, at=at)


def on_copy(data: bytes, *, form: str, unit: str, at: datetime) -> Order:
    """The agency's signature on an electronic copy (`form`: SAO Y, SAO LỤC, TRÍCH SAO), in the same corner."""
    from thuocdo.documents.signing import looks

    return looks.on_copy(data, form=form, unit=unit, at=at)


def kept_trust(content: Mapping[str, Any]) -> Trust:
    """The trust store as it was taken over from the pack."""
    from thuocdo.documents.signing import trust

    return trust.kept(content)


def load_trust(folder: Path) -> Trust:
    """The trust store in a folder. Raises `Refused`: signing.bad_trust_file."""
    from thuocdo.documents.signing import trust

    return trust.load(folder)
