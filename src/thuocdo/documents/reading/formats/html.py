"""Web pages (.html, .htm, also what Word saves so): blocks as lines, tables as rows. Nothing is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import html
from lxml.etree import ParserError, _Element

from thuocdo.documents.reading.formats.drawn import cell_text, is_layout, side_by_side
from thuocdo.documents.reading.formats.loaded import Extracted, check_length, notices_of, refused
from thuocdo.documents.reading.formats.numbering import letter, roman
from thuocdo.documents.reading.formats.wordml import whole
from thuocdo.kernel.encodings import BOMS, Decoded, decode, repair

SILENT = frozenset(
    {"script", "style", "head", "template", "noscript", "svg", "iframe", "object", "embed", "select", "button", "nav",
     "input", "textarea"}
)  # fmt: skip
LINES = frozenset(
    {"address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "header",
     "main", "pre", "section"}
)  # fmt: skip
PARAGRAPHS = frozenset({"blockquote", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "ul"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MARKS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": letter,
    "i": roman,
    "A": lambda number: letter(number).upper(),
    "I": lambda number: roman(number).upper(),
}
DEEPEST = 150
MOST_COLUMNS = 63
# Tables within tables are counted once for each that holds them.
NESTED = 4
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
HEAD = 4096


def extract(data: bytes) -> Extracted:
    """The text of a page. Refused when it holds no readable element or is nested beyond reason."""
    decoded = decode_page(data)
    try:
        root = html.document_fromstring(
            decoded.text.replace("\x00", "").encode(), parser=html.HTMLParser(encoding="utf-8")
        )
    except (ParserError, ValueError) as error:
        raise refused("empty", "Trang HTML không có nội dung.", "Kiểm tra lại tệp nguồn rồi gửi lại.") from error
    repaired = repair("\n".join(Writer().write(root)))
    return Extracted((repaired.text,), tuple(notices_of(decoded) or notices_of(repaired)))


def decode_page(data: bytes) -> Decoded:
    """The page's letters: as it declares where that can be done, else as plain texts are decoded."""
    declared = CHARSET.search(data[:HEAD])
    if declared and not data.startswith(tuple(mark for mark, _ in BOMS)):
        try:
            return decode(data.decode(declared.group(1).decode()).encode())
        except (LookupError, UnicodeDecodeError):
            return decode(data)
    return decode(data)


@dataclass
class Writer:
    """Lines of a page as a reader sees them; `line` is what the running line holds so far."""

    lines: list[str] = field(default_factory=list)
    line: str = ""

    def write(self, root: _Element) -> list[str]:
        """All lines of an element, paragraphs with an empty line between."""
        self.element(root, 0)
        self.end_line()
        return self.lines

    def end_line(self, *, paragraph: bool = False) -> None:
        if said := " ".join(self.line.split()):
            self.lines.append(said)
        self.line = ""
        if paragraph and self.lines and self.lines[-1]:
            self.lines.append("")

    def element(self, element: _Element, depth: int) -> None:
        """One element with what is in it; comments, scripts and hidden parts say nothing."""
        if not isinstance(element.tag, str) or element.tag in SILENT or HIDDEN.search(element.get("style") or ""):
            return
        if depth > DEEPEST:
            raise refused("unsafe", "Trang HTML lồng nhau quá sâu: không mở.", "Mở trang rồi lưu lại dạng .docx.")
        if element.tag == "br":
            return self.end_line()
        if element.tag == "table":
            return self.table(element, depth)
        own_line = element.tag in LINES or element.tag in PARAGRAPHS
        if own_line:
            self.end_line(paragraph=element.tag in PARAGRAPHS)
        self.line += mark_of(element) + (element.text or "")
        for child in element:
            self.element(child, depth + 1)
            self.line += child.tail or ""
        if own_line:
            self.end_line(paragraph=element.tag in PARAGRAPHS)
        return None

    def table(self, element: _Element, depth: int) -> None:
        """A table as tab-separated rows, or as lines where it only places texts side by side."""
        self.end_line(paragraph=True)
        elements = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in elements]
        rows = [[cell_lines(cell, depth + 1) for cell in row] for row in cells]
        if is_layout(rows):
            self.lines += [*side_by_side(rows).split("\n"), ""]
            return
        for row in spread(cells, rows):
            self.lines.append("\t".join(row))
        self.lines.append("")


def cell_lines(cell: _Element, depth: int) -> list[str]:
    """The lines of one cell, as those of a small page."""
    inner = Writer(line=cell.text or "")
    for child in cell:
        inner.element(child, depth)
        inner.line += child.tail or ""
    inner.end_line()
    return inner.lines


def spread(cells: list[list[_Element]], rows: list[list[list[str]]]) -> list[list[str]]:
    """One text a grid column: a cell over several columns leaves the others empty, one over several rows repeats."""
    texts: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    letters = 0
    for row, elements in zip(rows, cells, strict=True):
        line: list[str] = []
        for lines, cell in zip(row, elements, strict=True):
            hang(line, hanging)
            text, wide, tall = cell_text(lines), span(cell, "colspan"), span(cell, "rowspan")
            for column in range(len(line), len(line) + wide):
                if tall > 1:
                    hanging[column] = (tall - 1, text if column == len(line) else "")
            line += [text, *[""] * (wide - 1)]
        hang(line, hanging)
        texts.append(line)
        letters += sum(map(len, line))
        check_length(letters // NESTED)
    return texts


def hang(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Continue the cells that reach down from rows above into the columns that come next."""
    while (held := hanging.pop(len(line), None)) is not None:
        left, text = held
        if left > 1:
            hanging[len(line)] = (left - 1, text)
        line.append(text)


def span(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(whole(value, 1), 1), MOST_COLUMNS)


def mark_of(element: _Element) -> str:
    """The number or dash that a browser draws before a list item."""
    parent = element.getparent()
    if element.tag != "li" or parent is None:
        return ""
    if parent.tag != "ol":
        return "- "
    start = parent.get("start") or "1"
    number = sum(1 for sibling in element.itersiblings("li", preceding=True)) + whole(start, 1)
    return f"{MARKS.get(parent.get('type') or '1', MARKS['1'])(number)}. "
