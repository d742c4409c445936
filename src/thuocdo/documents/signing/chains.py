"""The way from a certificate to a trusted root (đường dẫn tin cậy) at one moment."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, RevokedError, ValidationError

from thuocdo.documents.signing.contexts import PROVED, PROVED_ALONE, Known
from thuocdo.documents.signing.judging import (
    BROKEN,
    NO_ROOT,
    OUT_OF_TIME,
    TRUSTED,
    WAS_REVOKED,
    WEAK,
    WRONG_USE,
    Chain,
)

STATES: dict[AdESSubIndic, str] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: NO_ROOT,
    AdESIndeterminate.REVOKED_NO_POE: WAS_REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: WAS_REVOKED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: OUT_OF_TIME,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: WRONG_USE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: WEAK,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: WEAK,
}
LONGEST_CHAIN = 10


def state_of(status: SignatureStatus) -> Chain:
    """The library's word on a chain in ours."""
    if status.trusted:
        return Chain(TRUSTED)
    gone = status.revocation_details
    problem = status.trust_problem_indic
    return Chain(STATES.get(problem, BROKEN) if problem else BROKEN, gone.revocation_date if gone else None)


async def revocation(certificate: x509.Certificate, known: Known, moment: datetime) -> Chain | None:
    """What lists and answers that count at the moment say of a certificate: trusted, revoked, or nothing when none
    does. Of the authorities above it only what is known counts: their lists are made once a year and seldom at hand."""
    for policy in (PROVED, PROVED_ALONE):
        validator = CertificateValidator(certificate, validation_context=known.context(moment, policy))
        try:
            await validator.async_validate_path()
        except RevokedError as gone:
            return Chain(WAS_REVOKED, gone.revocation_dt)
        except (ValidationError, PathBuildingError, ValueError):
            continue
        return Chain(TRUSTED)
    return None


def told_later(at: Chain | None, later: Chain | None, moment: datetime) -> Chain | None:
    """What is known at a moment when something is known of a later one: revoked only afterwards was not revoked then.

    Responders say when a certificate was revoked and nothing of the time before; lists say both.
    """
    if at is None and later is not None and later.revoked_at is not None and later.revoked_at > moment:
        return Chain(TRUSTED)
    return at


def names(certificate: x509.Certificate, others: list[x509.Certificate]) -> list[str]:
    """Names from a certificate up to the root, as far as the certificates at hand lead."""
    found = [name_of(certificate.subject)]
    while certificate.subject != certificate.issuer and len(found) < LONGEST_CHAIN:
        issuer = next((one for one in others if one.subject == certificate.issuer), None)
        found.append(name_of(certificate.issuer))
        if issuer is None:
            break
        certificate = issuer
    return found


def name_of(name: x509.Name) -> str:
    """The common name, else the organisation, of a subject or issuer."""
    parts = name.native
    return first(parts.get("common_name") or parts.get("organization_name"))


def first(value: object) -> str:
    """A part of a name as text; the first where there are several."""
    return str(value[0] if isinstance(value, list) and value else value or "")
