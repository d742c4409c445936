"""What a document is made of: parts (phần), blocks (khối), tables. The vocabulary that all stages share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thuocdo.documents.reading.source import Passage

if TYPE_CHECKING:
    from thuocdo.documents.reading.trail import TrailEntry

HEADER = "header"  # a line above the title: the label says which (HEADER_LABELS)
TITLE = "title"
BASES = "bases"  # one "Căn cứ ..." paragraph before the orders of a decision
ADDRESSEES = "addressees"  # "Kính gửi": one block an addressee
PARAGRAPH = "paragraph"
HEADING = "heading"  # a labelled line that only names what stands under it
ITEM = "item"  # a labelled line that says something itself
TABLE = "table"
RECIPIENTS = "recipients"  # "Nơi nhận": one block a line of the list
SIGNATURE = "signature"  # a line of the signing part: the label says which (SIGNATURE_LABELS)
TRAIL = "trail"  # a printed digital signature
FOOTNOTE = "footnote"

HEADER_LABELS = ("issuer", "motto", "number", "subject", "place_date", "authority", "issued_with", "order", "other")
SIGNATURE_LABELS = ("for_body", "proxy", "order", "title", "unit", "signer", "note")

MAIN, ATTACHMENT, APPENDIX = "main", "attachment", "appendix"


@dataclass(slots=True)
class Cell:
    """A table cell (ô): its whole clean text and, where the layout shows a list, the entries of the list."""

    passage: Passage
    entries: list[Passage] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.passage.text

    def __bool__(self) -> bool:
        return bool(self.passage)


@dataclass(slots=True)
class Row:
    """A table row: `number` is the printed ordinal ("12"), `section` the path of the heading above it ("PL.II")."""

    cells: list[Cell]
    number: str = ""
    section: str = ""
    path: str = ""
    kind: str = "row"  # "section": a heading inside the table; its title is in `title`
    title: Passage | None = None

    def cell(self, column: int | None) -> Cell | None:
        """The cell in a column, None when there is no such column or it is empty."""
        if column is None or column >= len(self.cells) or not self.cells[column]:
            return None
        return self.cells[column]


@dataclass(slots=True)
class Table:
    """A table (bảng): header printed once here however often pages repeat it; rows in order, sections among them."""

    header: list[Passage]
    rows: list[Row]

    @property
    def body(self) -> list[Row]:
        """The rows that are not section headings."""
        return [row for row in self.rows if row.kind == "row"]


@dataclass(slots=True, eq=False)
class Block:
    """One unit of the document.

    `passage` is the text without its label, `whole` with it. `label` is plain: "I", "1", "1.2", "a", "-", "Điều 2".
    `path` names the block ("II.3.đ", "5", "Điều 2.1.a", "kết"; dashed lines count: "5.1"), `section` its place (the
    path of the block above). `level` is the rank of the label: 0 chapter, 1 "A.", 2 roman, 3 article (Điều), 4 "1.",
    5 "1.1", 6 "1.1.1", 7 letter, 8 dash, 9 plus sign, 10 running text.
    """

    kind: str
    passage: Passage
    label: str = ""
    whole: Passage | None = None
    path: str = ""
    section: str = ""
    level: int = 10
    part: Part | None = field(default=None, repr=False)
    parent: Block | None = field(default=None, repr=False)
    children: list[Block] = field(default_factory=list, repr=False)
    table: Table | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        return self.passage.text

    def walk(self) -> Iterator[Block]:
        """The block and everything under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> Iterator[Block]:
        """The blocks above, nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


@dataclass(slots=True, eq=False)
class Part:
    """A part of the file: the leading document (main), a plan or regulation issued with it, an appendix.

    `document_type` is the printed kind in small letters ("kế hoạch", "phụ lục"), `prefix` opens the paths ("PL").
    """

    kind: str
    document_type: str = ""
    title: Passage | None = None
    prefix: str = ""
    blocks: list[Block] = field(default_factory=list, repr=False)

    def top(self) -> list[Block]:
        """Blocks that stand under no other."""
        return [block for block in self.blocks if block.parent is None]


@dataclass(slots=True)
class Decision:
    """Something a stage decided, where and why: what `thuocdo read --explain` prints."""

    stage: str
    what: str
    why: str = ""
    span: tuple[int, int] | None = None


@dataclass(slots=True, eq=False)
class Structured:
    """A document taken apart: what the content extractors read.

    `text` is the source in composed form (NFC) that every span indexes. `metadata` is the gold schema's dict; it is
    filled before citations, targets, tasks and shortcomings are read, and `year` is the plan's own year: the year
    in the title ("năm 2025"), else the year of issue, else None.
    """

    text: str
    parts: list[Part]
    metadata: dict[str, object] = field(default_factory=dict)
    year: int | None = None
    decisions: list[Decision] = field(default_factory=list)
    trail: list[TrailEntry] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """All blocks of all parts in reading order."""
        return [block for part in self.parts for block in part.blocks]

    @property
    def main(self) -> Part:
        return self.parts[0]

    def of_kind(self, *kinds: str) -> list[Block]:
        return [block for block in self.blocks if block.kind in kinds]

    def decide(self, stage: str, what: str, why: str = "", passage: Passage | None = None) -> None:
        """Record a decision for `--explain`."""
        self.decisions.append(Decision(stage, what, why, passage.span() if passage else None))
