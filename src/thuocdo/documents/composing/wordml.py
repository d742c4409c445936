"""WordprocessingML: runs, paragraphs and tables as text, with sizes in points and lengths in millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

FONT = "Times New Roman"
# Control characters and halves of surrogate pairs, which XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NO_MARGINS = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
NARROW, WIDE = set("iíìỉĩịjltfrIÍÌỈĨỊ.,;:'()- "), set("mwMWĐ")


def twips(mm: float) -> int:
    """Millimetres in the unit of WordprocessingML, a twentieth of a point.

    >>> twips(30), twips(25.4)
    (1701, 1440)
    """
    return round(mm * 1440 / 25.4)


def width_of(text: str, size: float) -> float:
    """About how wide a line of bold Times New Roman is, in millimetres; for rules that follow the length of words."""
    ems = sum(
        0.3 if letter in NARROW else 0.85 if letter in WIDE else 0.7 if letter.isupper() else 0.5 for letter in text
    )
    return ems * size * 25.4 / 72


@dataclass(frozen=True)
class Look:
    """How a paragraph looks: size in points, space before and after in points, first line and sides in millimetres."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    align: str = "both"
    before: float = 0
    after: float = 6
    first: float = 0
    sides: float = 0
    rule: bool = False
    style: str = ""
    together: bool = False

    def but(self, **changes: object) -> Look:
        """The same look with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def run(text: str, look: Look) -> str:
    """Text of one look; line breaks are kept."""
    half_points = round(look.size * 2)
    marks = ("<w:b/>" if look.bold else "") + ("<w:i/>" if look.italic else "")
    lines = escape(UNWRITABLE.sub("", text)).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f'<w:r><w:rPr>{marks}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>{words}</w:r>'


def page_number(size: float) -> str:
    """The running number of the page as a field, in the middle of its line."""
    half_points = round(size * 2)
    field = (
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', "<w:t>2</w:t>", '<w:fldChar w:fldCharType="end"/>',
    )  # fmt: skip
    runs = "".join(f'<w:r><w:rPr><w:sz w:val="{half_points}"/></w:rPr>{part}</w:r>' for part in field)
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{runs}</w:p>'


def paragraph(text: str, look: Look) -> str:
    """One paragraph; with `rule` a line under it, as wide as the sides leave."""
    style = f'<w:pStyle w:val="{look.style}"/>' if look.style else ""
    keep = "<w:keepNext/>" if look.together else ""
    border = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>' if look.rule else ""
    spacing = f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"/>'
    sides = twips(look.sides)
    indent = f'<w:ind w:left="{sides}" w:right="{sides}" w:firstLine="{twips(look.first)}"/>'
    mark = f'<w:rPr><w:sz w:val="{round(look.size * 2)}"/></w:rPr>'
    properties = f'{style}{keep}{border}{spacing}{indent}<w:jc w:val="{look.align}"/>{mark}'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, look) if text else ''}</w:p>"


def cell(content: Sequence[str], width: float) -> str:
    """A cell of a width in millimetres, holding paragraphs; a cell is never empty."""
    inside = "".join(content) or paragraph("", Look(size=11))
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


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
