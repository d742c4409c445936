"""Digital signatures that a PDF reader printed into the text (vết ký số): taken out of the running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import Span
from thuocdo.documents.reading.terms import BODY_LINE, is_capital

CONTACT = re.compile(r"(?P<who>.+?)\s*[-–]\s*ĐT\s*:.*(?:Email|Fax).*")
STAMP = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)T(?P<time>\d\d:\d\d:\d\d)(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?")
SIGNED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<email>[^<>@\s]+@[^<>\s]+)>\s*đã ký(?:\s.*)?")
FIELD = re.compile(
    r"(?P<key>Người ký|Ký bởi|Được ký bởi|Signed by|Email|Cơ quan|Tổ chức"
    r"|Địa chỉ|Chức vụ|Thời gian ký|Ngày ký|Thời gian"
    r"|Date)"
    r"\s*:\s*(?P<value>.*)"
)
PRINTED_TIME = re.compile(
    r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})[ ,]+(?P<time>\d{1,2}:\d\d(?::\d\d)?)\s*"
    r"(?P<zone>[+-]\d\d:?\d\d)?"
)


@dataclass(slots=True)
class TrailEntry:
    """One printed signature; a bare time stamp has no names."""

    signed_at: str | None = None
    organisation: str | None = None
    signer_name: str | None = None
    signer_email: str | None = None
    contact: str | None = None
    spans: list[Span] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        return {
            "signed_at": self.signed_at,
            "organisation": self.organisation,
            "signer_name": self.signer_name,
            "signer_email": self.signer_email,
            "contact": self.contact,
            "spans": [list(span) for span in self.spans],
        }


def take_out_trail(pieces: list[Line | Grid]) -> tuple[list[Line | Grid], list[TrailEntry]]:
    """The pieces without the lines of printed digital signatures, and the signatures in printed order."""
    kept: list[Line | Grid] = []
    entries: list[TrailEntry] = []
    inside = False
    for index, piece in enumerate(pieces):
        if isinstance(piece, Line) and is_trail(piece, pieces, index, inside):
            add_line(entries, piece, opens=not inside or piece.blank_above)
            inside = True
        else:
            kept.append(piece)
            inside = False
    return kept, [entry for entry in entries if entry.signed_at or entry.signer_name]


def is_trail(line: Line, pieces: list[Line | Grid], index: int, inside: bool) -> bool:
    """Whether a line belongs to a printed signature."""
    text = line.text
    if CONTACT.fullmatch(text) or STAMP.fullmatch(text) or SIGNED.fullmatch(text):
        return True
    if FIELD.fullmatch(text):
        return inside or opens_fields(pieces[index : index + 4])
    return inside and not line.blank_above and is_capital(text) and bool(BODY_LINE.match(text))


def opens_fields(pieces: list[Line | Grid]) -> bool:
    """At least two labelled lines of a signature together, one of them a time or an address."""
    keys = [match["key"] for piece in pieces if isinstance(piece, Line) and (match := FIELD.fullmatch(piece.text))]
    return len(keys) >= 2 and any(key in ("Email", "Thời gian ký", "Ngày ký", "Signed by", "Date") for key in keys)


def add_line(entries: list[TrailEntry], line: Line, opens: bool) -> None:
    """Put what a line says into the current signature, or into a new one."""
    text = line.text
    contact, stamp, signed, named = (p.fullmatch(text) for p in (CONTACT, STAMP, SIGNED, FIELD))
    starts = bool(contact) or (bool(stamp) and (not entries or bool(entries[-1].signed_at))) or bool(named and opens)
    if not entries or starts or (opens and not signed):
        entries.append(TrailEntry())
    entry = entries[-1]
    entry.spans.append(line.passage.span())
    if contact:
        entry.contact = contact["who"]
    elif stamp:
        entry.signed_at = instant(stamp["date"], stamp["time"], stamp["zone"])
    elif signed:
        entry.signer_name, entry.signer_email = signed["name"] or None, signed["email"]
    elif named:
        take_field(entry, named["key"], named["value"].strip())
    else:
        entry.organisation = text


def take_field(entry: TrailEntry, key: str, value: str) -> None:
    """One labelled line ("Ký bởi: ...") of a signature."""
    if key in ("Người ký", "Ký bởi", "Được ký bởi", "Signed by"):
        body = bool(BODY_LINE.match(value.upper()))
        entry.organisation, entry.signer_name = (value, None) if body else (entry.organisation, value or None)
    elif key == "Email":
        entry.signer_email = value or None
    elif key in ("Cơ quan", "Tổ chức"):
        entry.organisation = value or None
    elif key in ("Thời gian ký", "Ngày ký", "Thời gian", "Date"):
        match = PRINTED_TIME.search(value)
        if match:
            date = f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}"
            entry.signed_at = instant(date, match["time"], match["zone"])


def instant(date: str, time: str, zone: str | None) -> str:
    """ISO instant with the zone written out ("+07:00"), as far as it is printed."""
    time = time if time.count(":") == 2 else f"{time}:00"
    zone = zone or ""
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{date}T{time.zfill(8)}{zone}"
