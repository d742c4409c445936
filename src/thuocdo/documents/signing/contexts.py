"""What counts when a chain is looked at: the trust store, and what the file itself carries. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import (
    CMSStructuralError,
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, extract_tst_data_iter
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from thuocdo.documents.signing.fields import BROKEN
from thuocdo.documents.signing.trust import Trust

# Whether a chain leads to a root is one question, whether something on it was revoked another: a list that is too old
# must not look like a chain that is broken.
_NO = RevocationCheckingRule.NO_CHECK
_PROVED = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
LINKS_ONLY = CertRevTrustPolicy(RevocationCheckingPolicy(_NO, _NO))
# Proof that the signer's own certificate was not revoked; of authorities what is at hand; then the signer's alone.
_OF_ALL = RevocationCheckingPolicy(_PROVED, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT)
PROVED = CertRevTrustPolicy(_OF_ALL, retroactive_revinfo=True)
PROVED_ALONE = CertRevTrustPolicy(RevocationCheckingPolicy(_PROVED, _NO), retroactive_revinfo=True)
# The same while signing, when only what is already known counts.
REQUIRED = CertRevTrustPolicy(_OF_ALL)


@dataclass
class Known:
    """Certificates, lists and answers that count for one file; those of the file count when a trusted root signed them.

    `has_proofs` says whether the file brings revocation data of its own.
    """

    trust: Trust
    certificates: list[x509.Certificate] = field(default_factory=list)
    lists: list[crl.CertificateList] = field(default_factory=list)
    answers: list[ocsp.OCSPResponse] = field(default_factory=list)
    has_proofs: bool = False

    def context(self, moment: datetime, policy: CertRevTrustPolicy = LINKS_ONLY) -> ValidationContext:
        """The library's view at a moment. Data made after it count: they know what was revoked until then."""
        return ValidationContext(
            trust_roots=list(self.trust.roots), other_certs=list(self.certificates), moment=moment,
            crls=list(self.lists), ocsps=list(self.answers), allow_fetching=False, revinfo_policy=policy,
        )  # fmt: skip


def known(reader: PdfFileReader, trust: Trust, signatures: Iterable[EmbeddedPdfSignature]) -> Known:
    """What counts for a file: the store, the file's security store (DSS), and what its signatures carry."""
    found = Known(trust, list(trust.intermediates), list(trust.revoked), list(trust.answers))
    before = len(found.lists) + len(found.answers)
    _take_security_store(reader, found)
    for signature in signatures:
        _take_certificates(signature, found)
        _take_archived(signature, found)
    found.has_proofs = len(found.lists) + len(found.answers) > before
    return found


def _take_security_store(reader: PdfFileReader, found: Known) -> None:
    try:
        store = DocumentSecurityStore.read_dss(reader)
        found.certificates += _sound(store.certs.values(), x509.Certificate)
        found.lists += _sound(store.crls, crl.CertificateList)
        found.answers += _sound(store.ocsps, ocsp.OCSPResponse)
    except (NoDSSFoundError, *BROKEN):
        return


def _sound(references: Iterable[Any], kind: Any) -> Iterator[Any]:
    """What can be parsed of the streams in a security store; a broken one proves nothing."""
    for reference in references:
        try:
            one = kind.load(reference.get_object().data)
            one.native  # noqa: B018  parsed to the end
        except BROKEN:
            continue
        yield one


def _take_certificates(signature: EmbeddedPdfSignature, found: Known) -> None:
    """What signatures and their time stamps bring along to lead to a root."""
    try:
        found.certificates += signature.other_embedded_certs
        for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
            found.certificates += extract_certs_for_validation(stamp).other_certs
    except (CMSStructuralError, *BROKEN):
        return


def _take_archived(signature: EmbeddedPdfSignature, found: Known) -> None:
    """Revocation data inside a signature itself, the older way of long-term data (adbe-revocationInfoArchival)."""
    try:
        archived = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "adobe_revocation_info_archival")
        found.lists += list(archived["crl"] or ())
        found.answers += list(archived["ocsp"] or ())
    except (NonexistentAttributeError, MultivaluedAttributeError, CMSStructuralError, *BROKEN):
        return
