"""How every part of a paper looks: sizes, margins and places of Decree 30/2020/NĐ-CP, Appendix I, for every writer."""

from __future__ import annotations

from dataclasses import dataclass, replace

# Millimetres: A4; top and bottom 20-25, left 30-35, right 15-20.
WIDTH, HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT, HEAD = 20, 20, 30, 15, 10
ISSUER_SHARE = 0.4
FONT = "Times New Roman"
# What PDF is set in: the first of these on the machine. The first three have the same widths.
FONTS = (FONT, "Tinos", "Liberation Serif", "Libertinus Serif")
LEADING = 1.05


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
    colour: str = "000000"

    def but(self, **changes: object) -> Look:
        """The same look with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


# Points. The box numbers are those of the layout in Appendix I.
CENTRED = Look(align="center", after=0)
NATION = CENTRED.but(size=13, bold=True)  # box 1: 12-13, capitals, bold
MOTTO = CENTRED.but(size=14, bold=True)  # box 1: 13-14, bold, with a line as long as the words
SUPERIOR = CENTRED.but(size=13)  # box 2: 12-13, capitals
AGENCY = CENTRED.but(size=13, bold=True)  # box 2: 12-13, capitals, bold, with a line of a third to a half
NUMBER = CENTRED.but(size=13)  # box 3: 13
ABOUT = CENTRED.but(size=13, before=6)  # box 5b: 12-13, 6 pt below the number
DATE = CENTRED.but(size=14, italic=True)  # box 4: 13-14, italic
KIND = CENTRED.but(size=14, bold=True, before=12)  # box 5a: 13-14, capitals, bold
SUBJECT = CENTRED.but(size=14, bold=True)  # box 5a: 13-14, bold, with a line of a third to a half
ISSUED_WITH = CENTRED.but(size=14, italic=True)  # reference line of an attachment
AUTHORITY = CENTRED.but(size=14, bold=True, before=12, after=6)  # who decides, before the grounds
RESOLVES = CENTRED.but(size=14, bold=True, before=6, after=6)  # "QUYẾT ĐỊNH:"
BODY = Look(size=14, first=10, after=6)  # box 6: 13-14, first line 1 cm or 1.27 cm, at least 6 pt between
BASIS = BODY.but(italic=True)
HEADINGS = {
    1: Look(size=14, bold=True, align="left", first=10, before=6, style="Heading1", together=True),
    2: Look(size=14, bold=True, align="left", first=10, style="Heading2", together=True),
}
CELL = Look(size=12, align="left", after=2, before=2)
ADDRESSEE = Look(size=14, align="left", after=3)  # box 9a: 13-14
CAPACITY = CENTRED.but(size=14, bold=True, together=True)  # box 7a: 13-14, capitals, bold
SIGN_NOTE = CENTRED.but(size=13, italic=True, together=True)
NAME = CENTRED.but(size=14, bold=True, before=70)  # box 7b: 13-14, bold; the signature stands above
RECIPIENTS = Look(size=12, bold=True, italic=True, align="left", after=0)  # box 9b: 12, italic bold
RECIPIENT = Look(size=11, align="left", after=0)  # box 9b: 11
URGENCY = CENTRED.but(size=13, bold=True, before=6, colour="FF0000")  # box 10b: 13-14, capitals, bold, bright red
CONTACT = CENTRED.but(size=11)  # box 13: 11-12, at the foot of the first page
FOOTNOTE_SIZE = 10
PAGE_NUMBER_SIZE = 13  # centred in the top margin, 13-14, not on the first page
RULE_SHARE = 0.42
