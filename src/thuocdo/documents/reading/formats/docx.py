"""Word documents (.docx): paragraphs and tables in their order, automatic numbers, footnotes, old fonts.

Tables are printed a row a line with tabs between cells and `<br>` between the paragraphs of a cell, as the reader
expects drawn tables. Tables that only place the header or the signature side by side are printed as lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from thuocdo.documents.reading.formats.drawn import cell_text, is_layout, side_by_side
from thuocdo.documents.reading.formats.loaded import (
    Extracted,
    Notice,
    check_length,
    converted,
    notices_of,
    refused,
    truncated,
)
from thuocdo.documents.reading.formats.numbering import Numbering
from thuocdo.documents.reading.formats.packages import Package
from thuocdo.documents.reading.formats.wordml import MC, Styles, W, font_of, value, whole
from thuocdo.kernel.encodings import UNICODE, is_capital_font, of_font, repair, to_unicode

SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
HOLDERS = frozenset(
    W + name
    for name in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
DEEPEST = 40
MOST_COLUMNS = 63
# Tables within tables are counted once for each that holds them.
NESTED = 4
# Fonts of encodings for which no table is kept: VPS, BK HCM.
UNKNOWN = re.compile(r"(?i)(?:vps |bk ?hcm)")
NOTE_KINDS = {"footnote": "footnotes", "endnote": "endnotes"}


@dataclass
class Document:
    """A document being read: its styles and lists, and what was met on the way."""

    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], etree._Element]
    cited: dict[tuple[str, str], int] = field(default_factory=dict)
    old_fonts: dict[str, int] = field(default_factory=dict)
    unknown_fonts: set[str] = field(default_factory=set)
    letters: int = 0

    def grow(self, row: list[str]) -> None:
        """Count what tables give: a cell over many rows is repeated in each. Refused when it is more than is read."""
        self.letters += sum(map(len, row))
        check_length(self.letters // NESTED)


def extract(data: bytes) -> Extracted:
    """The text of a .docx file. Refused when it is locked, unsafe or broken."""
    package = Package(data)
    main = next((name for name in package.names() if name in ("word/document.xml", "word/document2.xml")), "")
    root = package.part(main)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise truncated(".docx")
    document = Document(
        Styles.of(package.part("word/styles.xml")),
        Numbering.of(package.part("word/numbering.xml")),
        notes_of(package),
    )
    blocks = [*blocks_of(document, body, 0), *footnotes(document)]
    decoded = repair("\n\n".join(blocks))
    notices = [converted(name, count) for name, count in document.old_fonts.items()] + notices_of(decoded)
    return Extracted(
        tuple(decoded.text.split("\f")), (*notices, *unknown(document.unknown_fonts), *package.found.notices())
    )


def unknown(fonts: set[str]) -> list[Notice]:
    """A notice of fonts whose letters stand for others and are not known here."""
    if not fonts:
        return []
    return [
        Notice(
            "documents.unknown_font",
            f"Một phần chữ dùng phông cũ chưa có bảng chuyển ({', '.join(sorted(fonts))}): chữ có dấu có thể đọc sai.",
            "Đối chiếu với bản gốc, hoặc chuyển sang Unicode bằng phần mềm gõ tiếng Việt rồi gửi lại.",
            {"fonts": sorted(fonts)},
        )
    ]


def notes_of(package: Package) -> dict[tuple[str, str], etree._Element]:
    """Footnotes and endnotes by kind and number."""
    notes = {}
    for kind, part in NOTE_KINDS.items():
        root = package.part(f"word/{part}.xml")
        for note in () if root is None else root.iter(W + kind):
            notes[kind, value(note, "id", own=True)] = note
    return notes


def footnotes(document: Document) -> list[str]:
    """The notes that the text refers to, each behind its number in brackets, as at the reference."""
    said: list[str] = []
    done = 0
    while done < len(document.cited):
        # A note may itself refer to a note that was not cited before.
        for key in list(document.cited)[done:]:
            done += 1
            note = document.notes.get(key)
            if note is not None:
                lines = [paragraph(document, found) for found in note.iter(W + "p")]
                said.append(f"[{done}] {' '.join(line.strip() for line in lines if line.strip())}")
    return said


def blocks_of(document: Document, parent: etree._Element, depth: int) -> Iterator[str]:
    """Paragraphs and tables in the order in which they stand, also inside content controls."""
    if depth > DEEPEST:
        raise refused("unsafe", "Tệp .docx lồng bảng quá sâu: không mở.", "Lưu lại tệp bằng phần mềm soạn thảo.")
    for child in parent:
        if child.tag == W + "p":
            yield paragraph(document, child)
            yield from boxes(document, child, depth)
        elif child.tag == W + "tbl":
            yield table(document, child, depth)
        elif child.tag in HOLDERS:
            yield from blocks_of(document, child, depth + 1)


def boxes(document: Document, element: etree._Element, depth: int) -> Iterator[str]:
    """Text boxes anchored in a paragraph, each once although Word stores it twice."""
    for box in element.iter(W + "txbxContent"):
        if not any(ancestor.tag == MC + "Fallback" for ancestor in box.iterancestors()):
            yield "\n".join(blocks_of(document, box, depth + 1))


def paragraph(document: Document, element: etree._Element) -> str:
    """A paragraph's text behind its automatic number."""
    properties = element.find(W + "pPr")
    style = document.styles.default_paragraph
    if properties is not None:
        style = value(properties, "pStyle") or style
    text = "".join(pieces(document, element, document.styles.font(style) or document.styles.default_font))
    mark = automatic_number(document, properties, style)
    return f"{mark} {text.lstrip()}" if mark and text.strip() else text


def automatic_number(document: Document, properties: etree._Element | None, style: str) -> str:
    """The number Word draws before the paragraph; list 0 switches a style's number off."""
    number, depth = document.styles.numbering(style)
    own = None if properties is None else properties.find(W + "numPr")
    if own is not None:
        number, level = value(own, "numId") or number, value(own, "ilvl")
        depth = whole(level, depth)
    return document.numbering.next(number, depth) if number and number != "0" else ""


def pieces(document: Document, element: etree._Element, font: str) -> Iterator[str]:
    """The text of the runs below an element in order; deleted text and field codes are left out."""
    for child in element:
        if child.tag == W + "r":
            yield from run_pieces(document, child, font)
        elif child.tag in HOLDERS:
            yield from pieces(document, child, font)


def run_pieces(document: Document, run: etree._Element, font: str) -> Iterator[str]:
    """The text of one run, in Unicode whatever its font."""
    properties = run.find(W + "rPr")
    if properties is not None:
        font = font_of(properties) or document.styles.font(value(properties, "rStyle")) or font
    for child in run:
        if child.tag == W + "t":
            yield in_unicode(document, child.text or "", font)
        elif child.tag == W + "br":
            yield "\f" if value(child, "type", own=True) == "page" else "\n"
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
            yield note_mark(document, child)


def note_mark(document: Document, reference: etree._Element) -> str:
    """The number of a note in brackets, counted in the order of the text."""
    kind = etree.QName(reference).localname.removesuffix("Reference")
    key = (kind, value(reference, "id", own=True))
    return f"[{document.cited.setdefault(key, len(document.cited) + 1)}]"


def in_unicode(document: Document, text: str, font: str) -> str:
    """Letters of a TCVN3 or VNI font as Unicode; a capital font's letters become capitals."""
    encoding = of_font(font)
    if encoding == UNICODE and UNKNOWN.match(font) and not text.isascii():
        document.unknown_fonts.add(font)
    if encoding == UNICODE or not text.strip():
        return text
    if any(letter > "\xff" and letter.isalpha() for letter in text):
        return text
    written = to_unicode(text, encoding)
    if written != text:
        document.old_fonts[encoding] = document.old_fonts.get(encoding, 0) + 1
    return written.upper() if is_capital_font(font) else written


def table(document: Document, element: etree._Element, depth: int) -> str:
    """A table as tab-separated rows, or as lines where it only places texts side by side."""
    rows = [row_cells(document, row, depth) for row in rows_of(element)]
    if is_layout(rows):
        return side_by_side(rows)
    texts: list[list[str]] = []
    for row, row_element in zip(rows, rows_of(element), strict=True):
        texts.append(spread(row, row_element, texts[-1] if texts else []))
        document.grow(texts[-1])
    return "\n".join("\t".join(row) for row in texts)


def rows_of(element: etree._Element) -> list[etree._Element]:
    """The table's own rows, not those of tables inside it."""
    rows: list[etree._Element] = []
    for child in element:
        if child.tag == W + "tr":
            rows.append(child)
        elif child.tag in HOLDERS:
            rows += rows_of(child)
    return rows


def cells_of(row: etree._Element) -> list[etree._Element]:
    cells: list[etree._Element] = []
    for child in row:
        if child.tag == W + "tc":
            cells.append(child)
        elif child.tag in HOLDERS:
            cells += cells_of(child)
    return cells


def row_cells(document: Document, row: etree._Element, depth: int) -> list[list[str]]:
    """The paragraphs of each cell of a row."""
    return [list(blocks_of(document, cell, depth + 1)) for cell in cells_of(row)]


def spread(row: list[list[str]], element: etree._Element, above: list[str]) -> list[str]:
    """One text a grid column: a cell over several columns leaves the others empty, one over several rows repeats."""
    texts: list[str] = []
    for lines, cell in zip(row, cells_of(element), strict=True):
        properties = cell.find(W + "tcPr")
        merged = None if properties is None else properties.find(W + "vMerge")
        text = cell_text(lines)
        if merged is not None and merged.get(W + "val") != "restart" and not text and len(texts) < len(above):
            text = above[len(texts)]
        width = value(properties, "gridSpan") if properties is not None else ""
        texts += [text, *[""] * (min(max(whole(width, 1), 1), MOST_COLUMNS) - 1)]
    return texts
