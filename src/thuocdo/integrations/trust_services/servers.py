"""The servers themselves: time stamps for signatures, fresh proofs about certificates."""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from django.conf import settings

from thuocdo.documents.signing import AskProofs, Proofs, Stamp
from thuocdo.integrations.asking import ask
from thuocdo.integrations.trust_services.configuration import Configuration
from thuocdo.kernel.errors import Refused

log = logging.getLogger(__name__)
# A list counts for days; papers that arrive together need it once.
KEPT_SECONDS = 600


def stamps() -> Stamp | None:
    """The time stamp server of this installation, or nothing."""
    found: Configuration = settings.THUOCDO_TRUST_SERVICES
    return TimeStamps(found) if found.stamps else None


def proofs() -> AskProofs | None:
    """The revocation lists and responders of this installation, or nothing."""
    found: Configuration = settings.THUOCDO_TRUST_SERVICES
    return Revocation(found) if found.lists or found.responders else None


def long_term() -> bool:
    """Whether papers signed here get what verifies them years later."""
    found: Configuration = settings.THUOCDO_TRUST_SERVICES
    return found.long_term


@dataclass(frozen=True)
class TimeStamps:
    """A time stamp server (máy chủ dấu thời gian): a request's bytes in, the answer's bytes out."""

    configuration: Configuration

    def __call__(self, request: bytes) -> bytes:
        """The answer. Raises `Refused` (outside.no_answer)."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        if self.configuration.user:
            pair = f"{self.configuration.user}:{self.configuration.password}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return ask(self.configuration.stamps, who="Máy chủ dấu thời gian", data=request, headers=headers)


@dataclass(frozen=True)
class Revocation:
    """Revocation lists and responders. What does not answer is left out and logged: the finding then says that
    revocation is not known."""

    configuration: Configuration

    def __call__(self, pairs: Sequence[tuple[bytes, bytes]]) -> Proofs:
        """Fresh proofs about pairs of a certificate and its issuer (DER)."""
        lists = [found for address in self.configuration.lists if (found := self._list(address))]
        answers = [
            found
            for address in self.configuration.responders
            for pair in pairs
            if (found := self._answer(address, pair))
        ]
        return Proofs(tuple(lists), tuple(answers))

    def _list(self, address: str) -> bytes | None:
        at, data = _KEPT.get(address, (0.0, b""))
        if data and time.monotonic() - at < KEPT_SECONDS:
            return data
        try:
            data = ask(address, who="Nơi công bố danh sách thu hồi")
        except Refused as refusal:
            log.warning("revocation list not had: %s", refusal.code)
            return None
        _KEPT[address] = (time.monotonic(), data)
        return data

    def _answer(self, address: str, pair: tuple[bytes, bytes]) -> bytes | None:
        try:
            certificate, issuer = (x509.load_der_x509_certificate(one) for one in pair)
            # SHA-1 only names the issuer here, as every responder understands it; it protects nothing.
            built = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()
            asked = built.public_bytes(serialization.Encoding.DER)
            headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
            answer = ask(address, who="Máy chủ OCSP", data=asked, headers=headers)
            good = ocsp.load_der_ocsp_response(answer).response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
        except (Refused, ValueError) as error:
            log.warning("revocation answer not had: %s", getattr(error, "code", type(error).__name__))
            return None
        return answer if good else None


_KEPT: dict[str, tuple[float, bytes]] = {}


def forget() -> None:
    """Ask for every list anew."""
    _KEPT.clear()
