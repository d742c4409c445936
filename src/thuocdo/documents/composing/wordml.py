"""WordprocessingML: laid out pieces as paragraphs, tables and sections; sizes in points, lengths in millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from thuocdo.documents.composing import looks
from thuocdo.documents.composing.form import Beside, Grid, Line, Piece, Rule, Run, Sheet
from thuocdo.documents.composing.looks import Look

# Control characters and halves of surrogate pairs, which XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NO_MARGINS = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
# How far a cell's words stand from its lines, on each side.
CELL_PADDING = 1.9


def twips(mm: float) -> int:
    """Millimetres in the unit of WordprocessingML, a twentieth of a point.

    >>> twips(30), twips(25.4)
    (1701, 1440)
    """
    return round(mm * 1440 / 25.4)


@dataclass
class Word:
    """A document being written: its footnotes in order, and which first pages have a foot."""

    footnotes: list[str] = field(default_factory=list)
    feet: list[str] = field(default_factory=list)

    def body(self, sheets: Sequence[Sheet]) -> str:
        """All sheets; each but the last closes its section with a paragraph of its own."""
        parts = []
        for number, sheet in enumerate(sheets):
            parts += [self.piece(one) for one in sheet.pieces]
            closing = self.section(sheet, first=number == 0)
            parts.append(closing if number == len(sheets) - 1 else f"<w:p><w:pPr>{closing}</w:pPr></w:p>")
        return "".join(parts)

    def piece(self, one: Piece) -> str:
        if isinstance(one, Line):
            return self.paragraph(one)
        if isinstance(one, Rule):
            look = Look(size=2, after=6, sides=max(0.0, (one.inside - one.width) / 2), rule=True)
            return self.paragraph(Line((), look))
        if isinstance(one, Beside):
            rows = [[self.cell(*cell) for cell in zip(cells, one.widths, strict=True)] for cells in one.rows]
            return table([row(cells) for cells in rows], one.widths, lines=False)
        return self.grid(one)

    def grid(self, one: Grid) -> str:
        heads = [self.cell([words], width) for words, width in zip(one.head, one.widths, strict=True)]
        rows = [row(heads, head=True)]
        for words in one.rows:
            if len(words) == 1 and len(one.widths) > 1:
                rows.append(row([self.cell(words, sum(one.widths), over=len(one.widths))]))
            else:
                cells = zip(words, one.widths, strict=True)
                rows.append(row(self.cell([cell], width) for cell, width in cells))
        return table(rows, one.widths, lines=True)

    def cell(self, content: Sequence[Piece], width: float, *, over: int = 1) -> str:
        """A cell of a width, holding pieces; a cell is never empty, and `over` columns wide."""
        inside = "".join(self.piece(one) for one in content) or self.paragraph(Line((), Look(size=11)))
        span = f'<w:gridSpan w:val="{over}"/>' if over > 1 else ""
        return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}</w:tcPr>{inside}</w:tc>'

    def paragraph(self, one: Line) -> str:
        """One paragraph; with a ruled look a line under it, as wide as the sides leave."""
        look = one.look
        style = f'<w:pStyle w:val="{look.style}"/>' if look.style else ""
        keep = "<w:keepNext/>" if look.together else ""
        line = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        spacing = f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"/>'
        sides = twips(look.sides)
        right = 0 if look.align == "left" else sides
        indent = f'<w:ind w:left="{sides}" w:right="{right}" w:firstLine="{twips(look.first)}"/>'
        mark = f'<w:rPr><w:sz w:val="{round(look.size * 2)}"/></w:rPr>'
        border = line if look.rule else ""
        properties = f'{style}{keep}{border}{spacing}{indent}<w:jc w:val="{look.align}"/>{mark}'
        runs = "".join(self.run(run, look) for run in one.runs if run.text or run.note)
        return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"

    def run(self, one: Run, look: Look) -> str:
        """Words of one look; line breaks are kept; a footnote hangs on their end."""
        bold = look.bold if one.bold is None else one.bold
        colour = f'<w:color w:val="{look.colour}"/>' if look.colour != "000000" else ""
        marks = f"{'<w:b/>' if bold else ''}{'<w:i/>' if look.italic else ''}{colour}{sized(look.size)}"
        lines = escape(UNWRITABLE.sub("", one.text)).split("\n")
        words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        return f"<w:r><w:rPr>{marks}</w:rPr>{words}</w:r>" + (self.note(one.note) if one.note else "")

    def note(self, text: str) -> str:
        """The mark of a footnote, whose text is kept for the end."""
        self.footnotes.append(text)
        mark = f'<w:footnoteReference w:id="{len(self.footnotes)}"/>'
        return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{mark}</w:r>'

    def section(self, sheet: Sheet, *, first: bool) -> str:
        """The pages of a sheet: size, margins, running number from 1 that the first page does not show."""
        wide, high = (looks.HEIGHT, looks.WIDTH) if sheet.landscape else (looks.WIDTH, looks.HEIGHT)
        foot = ""
        if sheet.foot:
            self.feet.append(sheet.foot)
            foot = f'<w:footerReference w:type="first" r:id="foot{len(self.feet)}"/>'
        edges = " ".join(
            f'w:{side}="{twips(length)}"'
            for side, length in (
                ("top", looks.TOP), ("right", looks.RIGHT), ("bottom", looks.BOTTOM), ("left", looks.LEFT),
                ("header", looks.HEAD), ("footer", looks.HEAD), ("gutter", 0),
            )
        )  # fmt: skip
        turned = ' w:orient="landscape"' if sheet.landscape else ""
        start = "" if first else '<w:pgNumType w:start="1"/>'
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="head"/>{foot}'
            f'<w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{turned}/><w:pgMar {edges}/>{start}<w:titlePg/></w:sectPr>'
        )


def sized(size: float) -> str:
    half_points = round(size * 2)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def page_number(size: float) -> str:
    """The running number of the page as a field, in the middle of its line."""
    field = (
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', "<w:t>2</w:t>", '<w:fldChar w:fldCharType="end"/>',
    )  # fmt: skip
    runs = "".join(f"<w:r><w:rPr>{sized(size)}</w:rPr>{part}</w:r>" for part in field)
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{runs}</w:p>'


def foot(text: str, look: Look) -> str:
    """The foot of a first page under a line of the full width."""
    over = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="000000"/></w:pBdr>'
    words = f'<w:r><w:rPr>{sized(look.size)}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr>{over}<w:jc w:val="center"/></w:pPr>{words}</w:p>'


def footnote(number: int, text: str, size: float) -> str:
    """One footnote with its mark."""
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    words = (
        f'<w:r><w:rPr>{sized(size)}</w:rPr><w:t xml:space="preserve"> {escape(UNWRITABLE.sub("", text))}</w:t></w:r>'
    )
    return f'<w:footnote w:id="{number}"><w:p><w:pPr><w:jc w:val="both"/></w:pPr>{mark}{words}</w:p></w:footnote>'


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """A row that no page break cuts; a head is repeated on every page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[float], *, lines: bool) -> str:
    """A table of fixed column widths in millimetres, ruled or not."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if lines else 'w:val="nil"'
    borders = "".join(f"<w:{edge} {kind}/>" for edge in edges)
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    properties = (
        f'<w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>{"" if lines else NO_MARGINS}'
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
