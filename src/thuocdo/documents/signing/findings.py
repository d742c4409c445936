"""What is known of one signature (kết quả kiểm tra một chữ ký), as plain data that can be kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# hợp lệ; chưa đủ căn cứ kết luận; không hợp lệ
VALID, UNSURE, INVALID = "valid", "unsure", "invalid"
# What the signed bytes are: the whole file; the file as it was then, more was added since; less than either.
WHOLE, REVISION, PART = "whole", "revision", "part"
# Where the time of signing is known from: a trusted time stamp, or the clock of whoever signed.
STAMP, CLAIM = "timestamp", "claimed"
# What is known of revocation at the time of signing.
GOOD, REVOKED, REVOKED_LATER, UNKNOWN = "good", "revoked", "revoked_later", "unknown"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is known of one signature; instants are ISO 8601, empty when there is none.

    `verdict`: `valid` when the bytes it covers are unaltered, the certificate leads to a trusted root, was in force and
    known not to be revoked when it signed, and nothing but what a signed file allows came after it; `invalid` when one
    of these is known to fail; `unsure` when it cannot be known (`code` says which). `signed_at` is the best known time,
    `time_source` where it comes from; `claimed_at` what the signer's clock said, `stamped_at` a trusted time stamp,
    `archived_at` the last trusted time stamp over the whole. `level` is the PAdES level that was reached. `chain` leads
    from the signer to the root, as far as it is known. `changes` are what came after, in words; `allowed` whether it
    may. `reason` explains `code`, `notes` what to keep in mind.
    """

    field: str
    page: int = 0
    signer: str = ""
    organisation: str = ""
    email: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: str = ""
    valid_until: str = ""
    chain: list[str]
    signed_at: str = ""
    time_source: str = ""
    claimed_at: str = ""
    stamped_at: str = ""
    stamped_by: str = ""
    archived_at: str = ""
    level: str = ""
    digest: str = ""
    purpose: str = ""
    intact: bool = False
    trusted: bool = False
    covers: str = PART
    revocation: str = UNKNOWN
    revoked_at: str = ""
    changes: list[str]
    allowed: bool = True
    verdict: str
    code: str
    reason: str
    notes: list[str]

    @property
    def valid(self) -> bool:
        return self.verdict == VALID

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"valid": self.valid}
