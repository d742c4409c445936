"""Files of a trust store: certificates and revocation lists in PEM or DER, told as plain data that can be kept."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from asn1crypto import crl, pem, x509

from thuocdo.kernel.errors import Refused

ENDINGS = (".pem", ".crt", ".cer", ".der", ".crl")


def certificate(data: bytes, name: str) -> dict[str, Any]:
    """One certificate: its subject and issuer, validity, SHA-256 and content. Raises `Refused`
    (signing.bad_trust_file)."""
    found = list(certificates(data, name))
    if len(found) != 1:
        raise broken(name)
    [one] = found
    return {
        "subject": one.subject.human_friendly, "issuer": one.issuer.human_friendly, "is_ca": bool(one.ca),
        "valid_from": one.not_valid_before.isoformat(), "valid_until": one.not_valid_after.isoformat(),
        **_content(one.dump()),
    }  # fmt: skip


def revocation_list(data: bytes, name: str) -> dict[str, Any]:
    """One revocation list: its issuer, when it was made and until when it counts, how many it names, its content."""
    [one] = list(lists(data, name)) or [None]
    if one is None:
        raise broken(name)
    told = one["tbs_cert_list"]
    next_at = told["next_update"].native
    return {
        "issuer": one.issuer.human_friendly, "made_at": told["this_update"].native.isoformat(),
        "next_at": next_at.isoformat() if next_at else "", "count": len(told["revoked_certificates"]),
        **_content(one.dump()),
    }  # fmt: skip


def certificates(data: bytes, name: str) -> Iterator[x509.Certificate]:
    """Every certificate of a file."""
    yield from _parsed(data, name, x509.Certificate)


def lists(data: bytes, name: str) -> Iterator[crl.CertificateList]:
    """Every revocation list of a file."""
    yield from _parsed(data, name, crl.CertificateList)


def _parsed(data: bytes, name: str, kind: Any) -> Iterator[Any]:
    """Parsed to the end, so that a broken file is named now and not when somebody needs it."""
    try:
        for der in [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]:
            one = kind.load(der, strict=True)
            one.native  # noqa: B018
            yield one
    except (ValueError, TypeError) as error:
        raise broken(name) from error


def _content(der: bytes) -> dict[str, str]:
    return {"sha256": hashlib.sha256(der).hexdigest(), "der": base64.b64encode(der).decode()}


def broken(name: str) -> Refused:
    """The refusal of a file that is neither certificate nor revocation list."""
    return Refused(
        "signing.bad_trust_file",
        f"Tệp “{name}” trong kho chứng thư tin cậy không đọc được.",
        "Thay bằng chứng thư hoặc danh sách thu hồi dạng PEM, DER.",
        where={"tệp": name},
    )
