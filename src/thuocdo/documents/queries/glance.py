"""What the head of a file says that is not (yet) a paper of the register: read, shown, kept by whoever asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thuocdo.documents.models import Document
from thuocdo.documents.reading import read_bytes
from thuocdo.documents.reading.loading import takes_long
from thuocdo.documents.reading.terms import DOCUMENT_TYPES
from thuocdo.documents.rules.header import head_of
from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.rules.stamps import stamps
from thuocdo.documents.screening import StateSecret, is_stamped
from thuocdo.kernel.text import fold


@dataclass(frozen=True)
class Glance:
    """The head of a paper (thể thức): number, kind, date as printed, issuer, signer; empty where nothing is printed.

    `issued_on` stands only where the whole day is printed, `issued_value` as far as it is; `has_text` is false for a
    file in which no words were found; `is_secret` where it carries a stamp of state secrets.
    """

    number_symbol: str = ""
    doc_type: str = ""
    subject: str = ""
    issuer_name: str = ""
    signer_name: str = ""
    issued_on: date | None = None
    issued_value: str = ""
    has_text: bool = True
    is_secret: bool = False

    @property
    def number_key(self) -> str:
        """The number in one spelling, so that two files with the same number are found."""
        return number_key(self.number_symbol)


def glance(data: bytes, name: str) -> Glance:
    """Read a file once and tell its head. Refused (`documents.*`) when it cannot be read."""
    reading = read_bytes(data, name)
    head = head_of(reading.metadata, reading.text)
    return Glance(
        number_symbol=head.number_symbol, doc_type=head.doc_type, subject=head.subject, issuer_name=head.issuer_name,
        signer_name=head.signer_name, issued_on=head.printed.day, issued_value=head.printed.value,
        has_text=bool(reading.text.strip()), is_secret=bool(stamps(reading.text).secrecy),
    )  # fmt: skip


def glance_at(document: Document) -> Glance:
    """The same of a paper of the register, as people have confirmed or corrected it."""
    return Glance(
        number_symbol=document.number_symbol, doc_type=document.doc_type, subject=document.subject,
        issuer_name=document.issuer_name, signer_name=document.signer_name, issued_on=document.issued_on,
        issued_value=document.issued_value,
    )  # fmt: skip


def refuse_secret(data: bytes, name: str) -> None:
    """Refused `documents.state_secret` before anything is kept; what takes long to read is seen by the worker only."""
    if is_stamped(data, name):
        raise StateSecret


def is_slow(data: bytes, name: str) -> bool:
    """Whether reading the file takes longer than a person waits for a page: the worker reads it."""
    return takes_long(data, name)


def kinds_named(text: str) -> list[str]:
    """Kinds of official papers that a text names ("Báo cáo kết quả" names a report), each once, in official order.

    >>> kinds_named("Kế hoạch CCHC năm 2025; báo cáo kết quả")
    ['kế hoạch', 'báo cáo']
    """
    words = f" {fold(text)} "
    found: list[str] = []
    for kind in DOCUMENT_TYPES:
        if f" {fold(kind)} " in words.translate(PAUSES) and not any(kind in longer for longer in found):
            found.append(kind)
    return found


PAUSES = str.maketrans(dict.fromkeys(",.;:()/\"“”'", " "))
