"""Verifying signatures of a PDF (kiểm tra chữ ký số): who signed, when, what it covers, whether it can be trusted.

Nothing is fetched: trust, revocation lists and what the file itself carries must suffice, and what cannot be known is
said to be unknown. A printed trail of signatures is text and no signature; it is never looked at here.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints

from thuocdo.documents.signing import changes
from thuocdo.documents.signing.chains import first, name_of, names, revocation, state_of, told_later
from thuocdo.documents.signing.contexts import Known, known
from thuocdo.documents.signing.fields import BROKEN, Unreadable, held_in, opened, signatures_of, where
from thuocdo.documents.signing.findings import (
    CLAIM,
    GOOD,
    INVALID,
    REVOKED,
    REVOKED_LATER,
    STAMP,
    UNKNOWN,
    UNSURE,
    Finding,
)
from thuocdo.documents.signing.judging import TRUSTED, WEAK, Chain, Facts, revoked_at, verdict
from thuocdo.documents.signing.long_term import links as pairs_of
from thuocdo.documents.signing.times import Archive, Times, archives, times
from thuocdo.documents.signing.trust import Trust
from thuocdo.documents.signing.words import REASONS, notes
from thuocdo.kernel.errors import Refused

# Certificates of persons and of agencies sign with either of these; nothing else is asked of them.
USAGES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


def verify(data: bytes, trust: Trust, *, now: datetime) -> list[Finding]:
    """Every signature of a PDF in the order in which they were made; none for a file that was never signed.

    Raises `Refused` (signing.not_a_pdf, signing.encrypted) when the file cannot be opened at all.
    """
    reader = opened(data)
    return asyncio.run(_all(reader, trust, now))


def links(data: bytes, trust: Trust) -> list[tuple[bytes, bytes]]:
    """Pairs of a certificate and its issuer in the signatures of a PDF; none of a file that cannot be opened."""
    try:
        sound = [one for one in signatures_of(opened(data)) if isinstance(one, EmbeddedPdfSignature)]
    except Refused:
        return []
    others = [other for one in sound for other in one.other_embedded_certs]
    held = [*trust.intermediates, *trust.roots, *others]
    return list(dict.fromkeys(pair for one in sound for pair in pairs_of(one.signer_cert, held)))


async def _all(reader: PdfFileReader, trust: Trust, now: datetime) -> list[Finding]:
    held = signatures_of(reader)
    sound = [one for one in held if isinstance(one, EmbeddedPdfSignature)]
    data = known(reader, trust, sound)
    over = await archives([one for one in sound if one.sig_object_type == "/DocTimeStamp"], data, now)
    found = []
    for one in held:
        if isinstance(one, Unreadable):
            found.append(_unreadable(one.field, "unsupported" if one.is_foreign else "unreadable"))
        elif one.sig_object_type == "/Sig":
            found.append(await _finding(reader, one, _Surroundings(data, over, sound, now)))
    return found


class _Surroundings:
    """What one signature is looked at with: what counts, the time stamps over the file, its other signatures."""

    def __init__(self, data: Known, over: list[Archive], others: list[EmbeddedPdfSignature], now: datetime) -> None:
        self.data, self.over, self.others, self.now = data, over, others, now


async def _finding(reader: PdfFileReader, signature: EmbeddedPdfSignature, about: _Surroundings) -> Finding:
    try:
        when = await times(signature, about.over, about.data, about.now)
        status = await _status(signature, about.data, when.proved or about.now)
        facts = await _facts(signature, status, when, about)
        after = changes.told(reader, signature, status, about.others)
        return _told(reader, signature, facts, when, about, after)
    except (SignatureValidationError, *BROKEN):
        return _unreadable(str(signature.field_name or ""), "unreadable")


async def _status(
    signature: EmbeddedPdfSignature, data: Known, moment: datetime, *, skip_diff: bool = False
) -> PdfSignatureStatus:
    return await async_validate_pdf_signature(
        signature, signer_validation_context=data.context(moment), key_usage_settings=USAGES, skip_diff=skip_diff
    )


async def _facts(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, when: Times, about: _Surroundings
) -> Facts:
    """What was found out, with the chain at the time of signing and now."""
    certificate, now = signature.signer_cert, about.now
    there, is_known = await _chain(signature, status, about.data, when.proved or now, now)
    other = when.claimed if when.proved is None else now
    elsewhere = there
    if other is not None and (when.proved is not None or there.state != TRUSTED):
        again = await _status(signature, about.data, other, skip_diff=True)
        elsewhere, _ = await _chain(signature, again, about.data, other, now)
    then, present = (there, elsewhere) if when.proved else (elsewhere, there)
    return Facts(
        intact=bool(status.intact and status.valid), weak=there.state == WEAK and _weak(signature),
        covers=changes.covers(status), allowed=changes.allowed(status), proved=when.proved, claimed=when.claimed,
        now=now, valid_from=certificate.not_valid_before, valid_until=certificate.not_valid_after, then=then,
        present=present, revocation_known=is_known, store_is_empty=about.data.trust.is_empty,
        self_signed=certificate.self_signed in ("yes", "maybe"),
    )  # fmt: skip


async def _chain(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, data: Known, moment: datetime, now: datetime
) -> tuple[Chain, bool]:
    """The chain at a moment, and whether revocation is known of the signer's certificate then."""
    found = state_of(status)
    if found.state != TRUSTED:
        return found, False
    told = await revocation(signature.signer_cert, data, moment)
    if told is None and moment < now:
        told = told_later(told, await revocation(signature.signer_cert, data, now), moment)
    return told or found, told is not None


def _weak(signature: EmbeddedPdfSignature) -> bool:
    return signature.md_algorithm in ("md2", "md5", "sha1")


def _told(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, facts: Facts, when: Times, about: _Surroundings,
    after: list[str],
) -> Finding:  # fmt: skip
    """The facts in words."""
    word, code = verdict(facts)
    gone = revoked_at(facts)
    certificates = [*signature.other_embedded_certs, *about.data.certificates, *about.data.trust.roots]
    return Finding(
        field=str(signature.field_name or ""), page=where(reader, signature), **_certificate(signature),
        chain=names(signature.signer_cert, certificates), signed_at=_iso(when.proved or when.claimed),
        time_source=STAMP if when.proved else CLAIM if when.claimed else "", claimed_at=_iso(when.claimed),
        stamped_at=_iso(when.stamped_at), stamped_by=when.stamped_by, archived_at=_iso(when.archived_at),
        level=_level(when, about.data), digest=signature.md_algorithm.upper(),
        purpose=str(held_in(signature.sig_object, "/Reason", "")), intact=facts.intact,
        trusted=facts.decisive.state == TRUSTED, covers=facts.covers, revocation=_revocation(facts, gone),
        revoked_at=_iso(gone), changes=after, allowed=facts.allowed, verdict=word, code=code, reason=REASONS[code],
        notes=notes(facts, stamp_is_untrusted=when.untrusted),
    )  # fmt: skip


def _level(when: Times, data: Known) -> str:
    """The PAdES level that was reached: signed, stamped, with data to verify, with a stamp over those."""
    if when.stamped_at is None:
        return "B-B"
    if not data.has_proofs:
        return "B-T"
    return "B-LTA" if when.archived_at else "B-LT"


def _revocation(facts: Facts, gone: datetime | None) -> str:
    if gone is not None:
        return REVOKED if gone <= facts.at else REVOKED_LATER
    return GOOD if facts.revocation_known else UNKNOWN


def _certificate(signature: EmbeddedPdfSignature) -> dict[str, Any]:
    """Whose certificate it is, who issued it, how long it is good."""
    certificate = signature.signer_cert
    subject = certificate.subject.native
    return {
        "signer": first(subject.get("common_name")), "organisation": first(subject.get("organization_name")),
        "email": first(subject.get("email_address")), "issuer": name_of(certificate.issuer),
        "serial": f"{certificate.serial_number:x}", "valid_from": _iso(certificate.not_valid_before),
        "valid_until": _iso(certificate.not_valid_after),
    }  # fmt: skip


def _iso(at: datetime | None) -> str:
    if at is None:
        return ""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def _unreadable(field: str, code: str) -> Finding:
    word = UNSURE if code == "unsupported" else INVALID
    return Finding(field=field, chain=[], changes=[], verdict=word, code=code, reason=REASONS[code], notes=[])
