"""How one signature is to be made (yêu cầu ký): plain data, so that whoever asks for a signature needs no library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from thuocdo.documents.signing.trust import Proofs, Trust

# A time stamp server (RFC 3161): the request's bytes in, the answer's bytes out.
Stamp = Callable[[bytes], bytes]
# Who is asked for fresh proofs about certificates (DER): pairs of a certificate and its issuer in, proofs out.
AskProofs = Callable[[Sequence[tuple[bytes, bytes]]], Proofs]


@dataclass(frozen=True)
class Place:
    """A box on a page, in points from the lower left corner; `page` counts from 0."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        return round(self.left), round(self.bottom), round(self.right), round(self.top)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.right - self.left, self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Look:
    """What is shown: an image (PNG with transparency, JPEG), or lines of text of a size in points; `align` of lines."""

    image: bytes = b""
    lines: tuple[str, ...] = ()
    size: float = 10
    align: str = "left"


@dataclass(frozen=True, kw_only=True)
class Order:
    """Where and with which look a signature stands, why it is made, what is put in beside it.

    Without `place` it is not seen. `field_name` empty: the next free one. `stamp` asks a time stamp server. With
    `long_term` what is needed to verify years later goes into the file: certificates, revocation lists and answers
    from `trust` and, where `ask` is given, fresh ones; with `stamp` too, a time stamp over all of it (PAdES B-LTA).
    """

    place: Place | None = None
    look: Look = field(default_factory=Look)
    field_name: str = ""
    reason: str = ""
    location: str = ""
    contact: str = ""
    stamp: Stamp | None = None
    long_term: bool = False
    trust: Trust | None = None
    ask: AskProofs | None = None
