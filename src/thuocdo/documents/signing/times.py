"""When a signature was there at the latest (thời điểm ký): time stamps in it and over it that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, async_validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.status import TimestampSignatureStatus

from thuocdo.documents.signing.chains import name_of, revocation
from thuocdo.documents.signing.contexts import Known
from thuocdo.documents.signing.fields import BROKEN
from thuocdo.documents.signing.judging import TRUSTED


@dataclass(frozen=True)
class Archive:
    """A trusted time stamp over the whole file as it was at a revision (dấu thời gian của tài liệu)."""

    at: datetime
    revision: int


@dataclass(frozen=True)
class Times:
    """`stamped_at`, `stamped_by` from a trusted time stamp in the signature; `untrusted` when one stands there that is
    not; `archived_at` the newest trusted one over it; `proved` the earliest of all."""

    claimed: datetime | None
    stamped_at: datetime | None
    stamped_by: str
    untrusted: bool
    archived_at: datetime | None
    proved: datetime | None


async def archives(stamps: Sequence[EmbeddedPdfSignature], known: Known, now: datetime) -> list[Archive]:
    """Trusted time stamps over the file, newest first.

    Each is looked at in the time of the next newer trusted one, which proves that it was there before the certificate
    of its server ran out.
    """
    found: list[Archive] = []
    moment = now
    for stamp in sorted(stamps, key=lambda one: one.signed_revision, reverse=True):
        try:
            status = await async_validate_pdf_timestamp(stamp, known.context(moment), skip_diff=True)
        except BROKEN:
            continue
        whole = status.coverage is not None and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
        if whole and status.timestamp <= now and await _holds(status, known, moment):
            found.append(Archive(status.timestamp, stamp.signed_revision))
            moment = status.timestamp
    return found


async def times(signature: EmbeddedPdfSignature, over: Sequence[Archive], known: Known, now: datetime) -> Times:
    """What is known of the time of one signature."""
    later = [one.at for one in over if one.revision > signature.signed_revision]
    moment = min(later, default=now)
    told = await collect_timing_info(signature.signer_info, known.context(moment), signature.compute_digest)
    stamp = told.get("timestamp_validity")
    good = stamp is not None and stamp.timestamp <= now and await _holds(stamp, known, moment)
    stamped = stamp.timestamp if stamp is not None and good else None
    return Times(
        claimed=told.get("signer_reported_dt") or signature.self_reported_timestamp,
        stamped_at=stamped, stamped_by=name_of(stamp.signing_cert.subject) if stamp is not None and good else "",
        untrusted=stamp is not None and not good, archived_at=max(later, default=None),
        proved=min([*later, *([stamped] if stamped else [])], default=None),
    )  # fmt: skip


async def _holds(stamp: TimestampSignatureStatus, known: Known, moment: datetime) -> bool:
    """Whether a time stamp is unaltered, comes from a trusted server, and its certificate was not revoked."""
    if not (stamp.intact and stamp.valid and stamp.trusted):
        return False
    told = await revocation(stamp.signing_cert, known, moment)
    return told is None or told.state == TRUSTED
