"""Servers that papers are signed and checked with, where the operator named some (`SIGNING_SERVICES` of the wiring).

They stand in a room above; this room knows them by what they can be asked only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol, cast

from django.utils.module_loading import import_string

from thuocdo.documents import queries
from thuocdo.documents.models import Document
from thuocdo.documents.signing import AskProofs, Order, Proofs, RemoteKey, Stamp, links


class RemoteSigning(Protocol):
    """A signing service (dịch vụ ký số từ xa)."""

    def key(self, key: str, *, pin: str = "", otp: str = "") -> RemoteKey:
        """A key of the service for one signing."""

    def credentials(self) -> list[Any]:
        """The keys that may be used there, with `key`, `holder`, `valid_until`, `is_enabled`, `needs`."""


def time_stamps() -> Stamp | None:
    """The time stamp server of this installation, or nothing."""
    return cast("Stamp | None", _service("stamps"))


def proofs_asked() -> AskProofs | None:
    """Whom fresh proofs about certificates can be asked of, or nobody."""
    return cast("AskProofs | None", _service("proofs"))


def remote_signing() -> RemoteSigning | None:
    """The signing service of this installation, or nothing."""
    return cast("RemoteSigning | None", _service("remote"))


def fresh_proofs(document: Document) -> Proofs:
    """What the servers say now of the certificates in a paper's PDF; nothing when none is named. Never an address that
    stands in the file."""
    ask = proofs_asked()
    if ask is None or document.file is None:
        return Proofs()
    with document.file.content.open("rb") as content:
        return ask(links(content.read(), queries.trust_store()))


def completed(order: Order) -> Order:
    """An order with the time stamp and the long-term data that this installation puts into what it signs; the same
    order when no server is named."""
    found = replace(order, stamp=time_stamps())
    if not _service("long_term"):
        return found
    return replace(found, long_term=True, trust=queries.trust_store(), ask=proofs_asked())


def _service(name: str) -> object:
    from config import wiring

    return import_string(wiring.SIGNING_SERVICES[name])()
