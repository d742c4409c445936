"""Whom signatures are trusted from (kho chứng thư tin cậy): root and intermediate certificates, proofs of revocation.

A store comes from what was taken over from the pack (`kept`), or from a folder of PEM or DER files: `roots/`,
`intermediates/`, `revoked/` (CRLs).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from asn1crypto import crl, ocsp, x509

from thuocdo.documents.signing import files_of_trust


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
            self, revoked=(*self.revoked, *_sound(proofs.lists, crl.CertificateList)),
            answers=(*self.answers, *_sound(proofs.answers, ocsp.OCSPResponse)),
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


def load(folder: Path) -> Trust:
    """The store in a folder, of which every file counts; an absent folder is an empty store.

    Raises `Refused` (signing.bad_trust_file) with the name of a file that is broken.
    """
    read = files_of_trust.certificates
    return Trust(
        tuple(one for data, name in _files(folder / "roots") for one in read(data, name)),
        tuple(one for data, name in _files(folder / "intermediates") for one in read(data, name)),
        tuple(one for data, name in _files(folder / "revoked") for one in files_of_trust.lists(data, name)),
    )


def kept(content: Mapping[str, Sequence[Mapping[str, Any]]]) -> Trust:
    """The store as it was taken over from the pack: rows of certificates with their use, rows of revocation lists."""
    rows = content.get("certificates", ())
    return Trust(
        tuple(x509.Certificate.load(base64.b64decode(row["der"])) for row in rows if row["use"] == "root"),
        tuple(x509.Certificate.load(base64.b64decode(row["der"])) for row in rows if row["use"] != "root"),
        tuple(crl.CertificateList.load(base64.b64decode(row["der"])) for row in content.get("lists", ())),
    )


def _files(folder: Path) -> list[tuple[bytes, str]]:
    held = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in files_of_trust.ENDINGS]
    return [(path.read_bytes(), path.name) for path in held]


def _sound(found: Sequence[bytes], kind: Any) -> list[Any]:
    sound = []
    for der in found:
        try:
            one = kind.load(der)
            one.native  # noqa: B018  parsed to the end
        except (ValueError, TypeError):
            continue
        sound.append(one)
    return sound
