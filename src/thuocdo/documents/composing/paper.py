"""An official paper as plain data: what stands in it, not how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """Who issues the paper (cơ quan ban hành) and the body above it (cơ quan chủ quản), in usual letters."""

    agency: str
    superior: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; `indent` opens with the first line set in. "\\n" breaks the line.

    `lead` is set bold before the text ("Điều 1."). Each "[*]" in the text stands for the next of `notes`, footnotes.
    """

    text: str
    bold: bool = False
    italic: bool = False
    indent: bool = True
    lead: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Heading:
    """The head of a part: "I. BÊN GIAO"; `level` 1 for parts, 2 for what stands below."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a table: its head and its share of the width, in parts of the sum of all columns."""

    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """A table; every row has as many cells as there are columns, or one cell for a section over the whole width."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


Block = Paragraph | Heading | Table


@dataclass(frozen=True)
class Signature:
    """A place to sign: capacity ("ĐẠI DIỆN BÊN GIAO"), what is asked for below it, and the name when it is known.

    "\\n" parts the lines of the capacity ("TM. ỦY BAN NHÂN DÂN\\nKT. CHỦ TỊCH\\nPHÓ CHỦ TỊCH").
    """

    capacity: str
    note: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """What is issued with a paper: a plan or rules with a head of their own, or an appendix (phụ lục).

    With `letterhead` it opens like a paper (agency, nation), without it with its kind alone. `issued_with` is the line
    in brackets below the title. `landscape` turns its pages. Pages are numbered from 1 again.
    """

    kind: str
    subject: str
    issued_with: str = ""
    letterhead: Letterhead | None = None
    body: Sequence[Block] = ()
    landscape: bool = False


@dataclass(frozen=True, kw_only=True)
class OfficialPaper:
    """One paper in the form of Decree 30/2020/NĐ-CP, Appendix I.

    `number` is what stands behind "Số:"; empty parts of it are left for the clerk. `place_and_date` is left out where
    the form has none (biên bản). `kind` is the name of the kind of paper, empty for a letter (công văn), whose
    `subject` stands as "V/v" below the number; else `subject` is the summary below the kind. `authority` is who decides
    and `resolves` the word of decision ("QUYẾT ĐỊNH:"), `bases` the grounds without their closing marks. `addressees`
    stand behind `greeting`. `after` closes the body; the last of both ends in "./." where `ends`. One signature stands
    on the right beside the recipients, two side by side. `urgency` is stamped in red; `contact` stands at the foot of
    the first page.
    """

    letterhead: Letterhead
    number: str
    subject: str
    kind: str = ""
    place_and_date: str = ""
    authority: str = ""
    bases: Sequence[str] = ()
    resolves: str = ""
    addressees: Sequence[str] = ()
    greeting: str = "Kính gửi:"
    body: Sequence[Block] = ()
    after: Sequence[Block] = ()
    ends: bool = False
    signatures: Sequence[Signature] = ()
    recipients: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    urgency: str = ""
    contact: str = ""
