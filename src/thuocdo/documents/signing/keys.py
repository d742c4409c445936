"""Keys that sign (khóa ký), behind one small interface: in a PKCS#12 file, on a PKCS#11 token, or at a remote service.

Plain data: a key is opened for one signing (`opening`) and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

# What a remote service is given: the digest to sign and its name ("sha256"); it answers with the raw signature.
RemoteSign = Callable[[bytes, str], bytes]


@dataclass(frozen=True)
class FileKey:
    """A key in a PKCS#12 file (.p12, .pfx) with its passphrase."""

    data: bytes = field(repr=False)
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True)
class TokenKey:
    """A key on a token or smart card: the maker's library, the PIN, the labels of key and certificate.

    `label` may stay empty when the token holds one certificate. `slot` and `token` (its label) choose among tokens.
    """

    library: Path
    pin: str = field(repr=False)
    label: str = ""
    slot: int | None = None
    token: str = ""


@dataclass(frozen=True)
class RemoteKey:
    """A key that never leaves a signing service (ký số từ xa): its certificate and chain in DER, how to ask."""

    certificate: bytes
    chain: tuple[bytes, ...]
    sign: RemoteSign


@dataclass(frozen=True)
class Holder:
    """Whose certificate a key has (chủ thể chứng thư), who issued it, how long it is in force."""

    name: str
    organisation: str
    issuer: str
    valid_from: datetime
    valid_until: datetime


Key = FileKey | TokenKey | RemoteKey
