"""What is known of one signature (kết quả kiểm tra một chữ ký), as plain data that can be kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# hợp lệ; chưa đủ căn cứ kết luận; không hợp lệ
VALID, UNSURE, INVALID = "valid", "unsure", "invalid"


@dataclass(frozen=True)
class Finding:
    """What is known of one signature; `reason` says in words why it is not valid, or what to keep in mind.

    `valid`: the bytes it covers are unaltered, the certificate leads to a trusted root, was in force and not known to
    be revoked at `signed_at`, and nothing but further signatures came after it. `time_source` is `timestamp` (a
    trusted time stamp), `claimed` (the signer's own clock) or empty.
    """

    field: str
    signer: str
    organisation: str
    email: str
    issuer: str
    serial: str
    signed_at: str
    time_source: str
    intact: bool
    trusted: bool
    valid: bool
    covers_whole_file: bool
    changed_after: bool
    code: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
