"""Whom signatures are trusted from (kho chứng thư tin cậy): root and intermediate certificates, lists of revoked ones.

The store is a folder of PEM or DER files: `roots/`, `intermediates/`, `revoked/` (CRLs). An installation fills it with
the certificates of the authorities it trusts; the project ships none, because no reviewed copy of them was at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, ocsp, pem, x509

from thuocdo.kernel.errors import Refused

FOLDERS = ("roots", "intermediates", "revoked")
ENDINGS = (".pem", ".crt", ".cer", ".der", ".crl")


@dataclass(frozen=True)
class Proofs:
    """What says whether certificates were revoked, in DER: revocation lists (CRL) and answers of responders (OCSP)."""

    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Trust:
    """Certificates that are trusted by themselves, those that link to them, and what was revoked."""

    roots: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    revoked: tuple[crl.CertificateList, ...] = field(default=())
    answers: tuple[ocsp.OCSPResponse, ...] = field(default=())

    def with_proofs(self, proofs: Proofs) -> Trust:
        """The same store with more proofs; what cannot be parsed proves nothing and is left out."""
        return replace(
            self, revoked=(*self.revoked, *_parsed(proofs.lists, crl.CertificateList)),
            answers=(*self.answers, *_parsed(proofs.answers, ocsp.OCSPResponse)),
        )  # fmt: skip

    @property
    def is_empty(self) -> bool:
        return not self.roots

    @property
    def name(self) -> str:
        """A hash of everything in the store: two checks with the same name trusted the same."""
        digest = hashlib.sha256()
        for one in (*self.roots, *self.intermediates, *self.revoked, *self.answers):
            digest.update(hashlib.sha256(one.dump()).digest())
        return digest.hexdigest()

    def revoked_on(self, certificate: x509.Certificate) -> datetime | None:
        """When the lists say that a certificate was revoked; nothing when none does."""
        for one in self.revoked:
            if one.issuer != certificate.issuer:
                continue
            for entry in one["tbs_cert_list"]["revoked_certificates"]:
                if entry["user_certificate"].native == certificate.serial_number:
                    found: datetime = entry["revocation_date"].native
                    return found
        return None


def _parsed(found: Sequence[bytes], kind: Any) -> Iterator[Any]:
    for der in found:
        try:
            one = kind.load(der)
            one.native  # noqa: B018  parsed to the end
        except (ValueError, TypeError):
            continue
        yield one


def load(folder: Path) -> Trust:
    """The store in a folder; an absent folder is an empty store. Refused with the name of a file that is broken."""
    return Trust(
        tuple(_certificates(folder / "roots")),
        tuple(_certificates(folder / "intermediates")),
        tuple(crl.CertificateList.load(der) for _, der in _parts(folder / "revoked", crl.CertificateList)),
    )


def _certificates(folder: Path) -> Iterator[x509.Certificate]:
    for _, der in _parts(folder, x509.Certificate):
        yield x509.Certificate.load(der)


def _parts(folder: Path, kind: type[x509.Certificate] | type[crl.CertificateList]) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() not in ENDINGS:
            continue
        data = path.read_bytes()
        try:
            parts = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            for der in parts:
                kind.load(der).native  # noqa: B018  parsed to the end, so that a broken file is named now
                yield path, der
        except (ValueError, TypeError) as error:
            raise Refused(
                "signing.bad_trust_file",
                f"Tệp “{path.name}” trong kho chứng thư tin cậy không đọc được.",
                "Thay bằng chứng thư hoặc danh sách thu hồi dạng PEM, DER.",
                where={"tệp": path.name},
            ) from error
