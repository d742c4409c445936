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
    """A paragraph of the body; `indent` opens with the first line set in. "\\n" breaks the line."""

    text: str
    bold: bool = False
    italic: bool = False
    indent: bool = True


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
    """A table; every row has as many cells as there are columns."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


Block = Paragraph | Heading | Table


@dataclass(frozen=True)
class Signature:
    """A place to sign: capacity ("ĐẠI DIỆN BÊN GIAO"), what is asked for below it, and the name when it is known."""

    capacity: str
    note: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficialPaper:
    """One paper in the form of Decree 30/2020/NĐ-CP, Appendix I.

    `number` is what stands behind "Số:"; empty parts of it are left for the clerk. `place_and_date` is left out where
    the form has none (biên bản). `kind` is the name of the kind of paper, `subject` the summary below it, `bases` the
    grounds without their closing marks. One signature stands on the right beside the recipients, two side by side.
    """

    letterhead: Letterhead
    number: str
    kind: str
    subject: str
    place_and_date: str = ""
    bases: Sequence[str] = ()
    body: Sequence[Block] = ()
    signatures: Sequence[Signature] = ()
    recipients: Sequence[str] = ()
