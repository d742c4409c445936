"""What stands where in an official paper (thể thức): its parts laid out as pieces that every writer can draw.

A piece says what it is and how it looks; nothing here knows of Word or PDF. Law: Decree 30/2020/NĐ-CP, Appendix I.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thuocdo.documents.composing import looks
from thuocdo.documents.composing.looks import Look
from thuocdo.documents.composing.paper import (
    Attachment,
    Block,
    Heading,
    Letterhead,
    OfficialPaper,
    Paragraph,
    Signature,
    Table,
)

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
END = "./."
NOTE = "[*]"
NARROW, WIDE = set("iíìỉĩịjltfrIÍÌỈĨỊ.,;:'()- "), set("mwMWĐ")


@dataclass(frozen=True)
class Run:
    """Words of one weight; a `note` hangs a footnote on their end."""

    text: str
    bold: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    runs: tuple[Run, ...]
    look: Look


@dataclass(frozen=True)
class Rule:
    """A line of a width in the middle of a place, in millimetres."""

    width: float
    inside: float


@dataclass(frozen=True)
class Beside:
    """Rows of pieces side by side, without lines; widths in millimetres."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Grid:
    """A ruled table: its head is repeated on every page; a row of one cell goes over the whole width."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[float, ...]


Piece = Line | Rule | Beside | Grid


@dataclass(frozen=True)
class Sheet:
    """Pages of one direction with a numbering of their own; `foot` stands at the foot of the first page."""

    pieces: tuple[Piece, ...]
    landscape: bool = False
    foot: str = ""

    @property
    def text_width(self) -> float:
        return text_width(landscape=self.landscape)


def text_width(*, landscape: bool) -> float:
    """Between the margins, in millimetres."""
    return (looks.HEIGHT if landscape else looks.WIDTH) - looks.LEFT - looks.RIGHT


def laid_out(paper: OfficialPaper) -> tuple[Sheet, ...]:
    """The paper and its attachments as sheets."""
    wide = text_width(landscape=False)
    pieces = (
        *_head(paper, wide), *_title(paper, wide), *_opening(paper), *body_pieces(paper, wide), *_closing(paper, wide),
    )  # fmt: skip
    return (Sheet(pieces, foot=paper.contact), *(_attached(one) for one in paper.attachments))


def body_pieces(paper: OfficialPaper, wide: float) -> tuple[Piece, ...]:
    """The body alone, with its closing words and mark, for a form that has its own head and foot."""
    return tuple(_body((*paper.body, *paper.after), wide, ends=paper.ends))


def line(text: str, look: Look) -> Line:
    return Line((Run(text),), look)


def width_of(text: str, size: float) -> float:
    """About how wide a line of bold Times New Roman is, in millimetres; for rules that follow the length of words."""
    ems = sum(
        0.3 if letter in NARROW else 0.85 if letter in WIDE else 0.7 if letter.isupper() else 0.5 for letter in text
    )
    return ems * size * 25.4 / 72


def _head(paper: OfficialPaper, wide: float) -> Iterator[Piece]:
    issuer, motto = _issuer(paper.letterhead, wide), _nation(wide)
    number = [line(f"Số: {paper.number}", looks.NUMBER)]
    if not paper.kind and paper.subject:
        number.append(line(f"V/v {paper.subject}", looks.ABOUT))
    if paper.urgency:
        number.append(line(paper.urgency.upper(), looks.URGENCY))
    date = [line(paper.place_and_date, looks.DATE)] if paper.place_and_date else []
    yield Beside(((tuple(issuer), tuple(motto)), (tuple(number), tuple(date))), _sides(wide))


def _sides(wide: float) -> tuple[float, float]:
    left = wide * looks.ISSUER_SHARE
    return left, wide - left


def _issuer(letterhead: Letterhead, wide: float) -> list[Piece]:
    agency, superior = letterhead.agency.upper(), letterhead.superior.upper()
    side = _sides(wide)[0]
    longest = min(max(width_of(one, looks.AGENCY.size) for one in agency.split("\n")), side)
    above: list[Piece] = [line(superior, looks.SUPERIOR)] if superior else []
    return [*above, line(agency, looks.AGENCY), Rule(longest * looks.RULE_SHARE, side)]


def _nation(wide: float) -> list[Piece]:
    rule = Rule(width_of(MOTTO, looks.MOTTO.size), _sides(wide)[1])
    return [line(NATION, looks.NATION), line(MOTTO, looks.MOTTO), rule]


def _title(paper: OfficialPaper, wide: float) -> Iterator[Piece]:
    if not paper.kind:
        return
    yield from _named(paper.kind, paper.subject, wide)


def _named(kind: str, subject: str, wide: float) -> Iterator[Piece]:
    yield line(kind.upper(), looks.KIND)
    yield line(subject, looks.SUBJECT)
    yield Rule(min(width_of(subject, looks.SUBJECT.size), wide) * looks.RULE_SHARE, wide)


def _opening(paper: OfficialPaper) -> Iterator[Piece]:
    if paper.authority:
        yield line(paper.authority.upper(), looks.AUTHORITY)
    yield from _addressed(paper.greeting, paper.addressees)
    for number, text in enumerate(paper.bases, start=1):
        yield line(f"{text.rstrip(';. ')}{'.' if number == len(paper.bases) else ';'}", looks.BASIS)
    if paper.resolves:
        yield line(paper.resolves.upper(), looks.RESOLVES)


def _addressed(greeting: str, addressees: Sequence[str]) -> Iterator[Piece]:
    """One addressee on the line of the greeting ("Kính gửi:"), several each on a line of its own."""
    if len(addressees) == 1:
        yield line(
            f"{greeting} {addressees[0].rstrip(';. ')}.", looks.ADDRESSEE.but(align="center", before=12, after=12)
        )
    elif addressees:
        yield line(greeting, looks.ADDRESSEE.but(sides=30, before=12))
        last = len(addressees)
        for number, one in enumerate(addressees, start=1):
            after = 12 if number == last else looks.ADDRESSEE.after
            words = f"- {one.rstrip(';. ')}{'.' if number == last else ';'}"
            yield line(words, looks.ADDRESSEE.but(sides=38, after=after))


def _body(blocks: Sequence[Block], wide: float, *, ends: bool) -> Iterator[Piece]:
    last = len(blocks) - 1
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            yield line(block.text, looks.HEADINGS[block.level])
        elif isinstance(block, Paragraph):
            yield _paragraph(block, end=ends and number == last)
        else:
            yield _grid(block, wide)
            yield line(END if ends and number == last else "", looks.Look(size=6 if number < last else 14, after=0))


def _paragraph(block: Paragraph, *, end: bool) -> Line:
    text = f"{block.text.rstrip('. ')}{END}" if end else block.text
    first = looks.BODY.first if block.indent else 0
    lead = (Run(f"{block.lead} ", bold=True),) if block.lead else ()
    return Line((*lead, *_noted(text, block.notes)), looks.BODY.but(bold=block.bold, italic=block.italic, first=first))


def _noted(text: str, notes: Sequence[str]) -> Iterator[Run]:
    """The text cut at the places of its footnotes."""
    parts = text.split(NOTE, len(notes)) if notes else [text]
    for number, part in enumerate(parts):
        yield Run(part, note=notes[number] if number < len(parts) - 1 else "")


def _grid(block: Table, wide: float) -> Grid:
    whole = sum(column.width for column in block.columns)
    head = tuple(line(column.title, looks.CELL.but(bold=True, align="center")) for column in block.columns)
    aligned = [looks.CELL.but(align=column.align) for column in block.columns]
    rows = tuple(
        (line(row[0], looks.CELL.but(bold=True)),)
        if len(row) == 1 and len(aligned) > 1
        else tuple(line(text, look) for text, look in zip(row, aligned, strict=True))
        for row in block.rows
    )
    return Grid(head, rows, tuple(column.width * wide / whole for column in block.columns))


def _closing(paper: OfficialPaper, wide: float) -> Iterator[Piece]:
    recipients = tuple(_recipients(paper.recipients))
    signatures = [tuple(_signature(one)) for one in paper.signatures]
    if len(signatures) == 1:
        yield Beside(((recipients, signatures[0]),), (wide / 2, wide / 2))
        return
    if signatures:
        yield Beside((tuple(signatures),), (wide / len(signatures),) * len(signatures))
        yield line("", looks.Look(size=6, after=0))
    yield from recipients


def _signature(one: Signature) -> Iterator[Line]:
    yield line(one.capacity.upper(), looks.CAPACITY)
    if one.note:
        yield line(one.note, looks.SIGN_NOTE)
    yield line(one.name or " ", looks.NAME)


def _recipients(recipients: Sequence[str]) -> Iterator[Line]:
    if recipients:
        yield line(RECIPIENTS, looks.RECIPIENTS)
    for at, text in enumerate(recipients, start=1):
        yield line(f"- {text.rstrip(';. ')}{'.' if at == len(recipients) else ';'}", looks.RECIPIENT)


def _attached(one: Attachment) -> Sheet:
    wide = text_width(landscape=one.landscape)
    pieces: list[Piece] = []
    if one.letterhead is not None:
        pieces.append(Beside(((tuple(_issuer(one.letterhead, wide)), tuple(_nation(wide))),), _sides(wide)))
    pieces += [line(one.kind.upper(), looks.KIND), line(one.subject, looks.SUBJECT)]
    if one.issued_with:
        pieces.append(line(f"({one.issued_with})", looks.ISSUED_WITH))
    pieces.append(Rule(min(width_of(one.subject, looks.SUBJECT.size), wide) * looks.RULE_SHARE, wide))
    return Sheet((*pieces, *_body(one.body, wide, ends=False)), landscape=one.landscape)
