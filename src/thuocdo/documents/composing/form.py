"""How an official paper looks: every size, margin and place of Decree 30/2020/NĐ-CP, Appendix I."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from thuocdo.documents.composing import package
from thuocdo.documents.composing.paper import Block, Heading, OfficialPaper, Paragraph, Signature, Table
from thuocdo.documents.composing.wordml import Look, cell, page_number, paragraph, row, table, twips, width_of

# Millimetres: A4 upright; top and bottom 20-25, left 30-35, right 15-20.
WIDTH, HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT, HEAD = 20, 20, 30, 15, 10
TEXT = WIDTH - LEFT - RIGHT
ISSUER_SIDE, MOTTO_SIDE = 66, 99
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"

# Points. The box numbers are those of the layout in Appendix I.
CENTRED = Look(align="center", after=0)
NATION_LOOK = CENTRED.but(size=13, bold=True)  # box 1: 12-13, capitals, bold
MOTTO_LOOK = CENTRED.but(size=14, bold=True)  # box 1: 13-14, bold, with a line as long as the words
SUPERIOR_LOOK = CENTRED.but(size=13)  # box 2: 12-13, capitals
AGENCY_LOOK = CENTRED.but(size=13, bold=True)  # box 2: 12-13, capitals, bold, with a line of a third to a half
NUMBER_LOOK = CENTRED.but(size=13)  # box 3: 13
DATE_LOOK = CENTRED.but(size=14, italic=True)  # box 4: 13-14, italic
KIND_LOOK = CENTRED.but(size=14, bold=True, before=12)  # box 5a: 13-14, capitals, bold
SUBJECT_LOOK = CENTRED.but(size=14, bold=True)  # box 5a: 13-14, bold, with a line of a third to a half
BODY_LOOK = Look(size=14, first=10, after=6)  # box 6: 13-14, first line 1 cm or 1.27 cm, at least 6 pt between
BASIS_LOOK = BODY_LOOK.but(italic=True)
HEADING_LOOKS = {
    1: Look(size=14, bold=True, align="left", before=6, style="Heading1", together=True),
    2: Look(size=14, bold=True, align="left", first=10, style="Heading2", together=True),
}
CELL_LOOK = Look(size=12, align="left", after=2, before=2)
CAPACITY_LOOK = CENTRED.but(size=14, bold=True, together=True)  # box 7a: 13-14, capitals, bold
SIGN_NOTE_LOOK = CENTRED.but(size=13, italic=True, together=True)
NAME_LOOK = CENTRED.but(size=14, bold=True, before=70)  # box 7b: 13-14, bold; the signature stands above
RECIPIENTS_LOOK = Look(size=12, bold=True, italic=True, align="left", after=0)  # box 9b: 12, italic bold
RECIPIENT_LOOK = Look(size=11, align="left", after=0)  # box 9b: 11
PAGE_NUMBER_SIZE = 13  # centred in the top margin, 13-14, not on the first page
RULE_SHARE = 0.42


def compose(paper: OfficialPaper) -> bytes:
    """The paper as a DOCX file; the same paper gives the same bytes."""
    parts = [*_head(paper), *_title(paper), *_bases(paper.bases)]
    for block in paper.body:
        parts += _block(block)
    parts += _closing(paper)
    return package.docx(
        "".join(parts) + _section(), page_number(PAGE_NUMBER_SIZE), title=f"{paper.kind} {paper.subject}".strip()
    )


def _rule(width: float, inside: float) -> str:
    """A thin paragraph with a line of a width in the middle of a place."""
    return paragraph("", Look(size=2, after=6, sides=max(0.0, (inside - width) / 2), rule=True))


def _head(paper: OfficialPaper) -> Iterator[str]:
    agency, superior = paper.letterhead.agency.upper(), paper.letterhead.superior.upper()
    longest = min(width_of(agency, AGENCY_LOOK.size), ISSUER_SIDE)
    issuer = [paragraph(superior, SUPERIOR_LOOK)] if superior else []
    issuer += [paragraph(agency, AGENCY_LOOK), _rule(longest * RULE_SHARE, ISSUER_SIDE)]
    motto = [
        paragraph(NATION, NATION_LOOK), paragraph(MOTTO, MOTTO_LOOK),
        _rule(width_of(MOTTO, MOTTO_LOOK.size), MOTTO_SIDE),
    ]  # fmt: skip
    widths = (ISSUER_SIDE, MOTTO_SIDE)
    number = [paragraph(f"Số: {paper.number}", NUMBER_LOOK)]
    date = [paragraph(paper.place_and_date, DATE_LOOK)] if paper.place_and_date else []
    rows = [
        row([cell(issuer, widths[0]), cell(motto, widths[1])]),
        row([cell(number, widths[0]), cell(date, widths[1])]),
    ]
    yield table(rows, widths, lines=False)


def _title(paper: OfficialPaper) -> Iterator[str]:
    yield paragraph(paper.kind.upper(), KIND_LOOK)
    yield paragraph(paper.subject, SUBJECT_LOOK)
    yield _rule(min(width_of(paper.subject, SUBJECT_LOOK.size), TEXT) * RULE_SHARE, TEXT)


def _bases(bases: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(bases, start=1):
        yield paragraph(f"{text.rstrip(';. ')}{'.' if number == len(bases) else ';'}", BASIS_LOOK)


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [paragraph(block.text, HEADING_LOOKS[block.level])]
    if isinstance(block, Paragraph):
        first = BODY_LOOK.first if block.indent else 0
        return [paragraph(block.text, BODY_LOOK.but(bold=block.bold, italic=block.italic, first=first))]
    return [_table(block), paragraph("", Look(size=6, after=0))]


def _table(block: Table) -> str:
    whole = sum(column.width for column in block.columns)
    widths = [column.width * TEXT / whole for column in block.columns]
    head_look = CELL_LOOK.but(bold=True, align="center")
    heads = [cell([paragraph(one.title, head_look)], width) for one, width in zip(block.columns, widths, strict=True)]
    rows = [row(heads, head=True)]
    for texts in block.rows:
        looks = [CELL_LOOK.but(align=column.align) for column in block.columns]
        cells = zip(texts, looks, widths, strict=True)
        rows.append(row(cell([paragraph(text, look)], width) for text, look, width in cells))
    return table(rows, widths, lines=True)


def _closing(paper: OfficialPaper) -> Iterator[str]:
    recipients = _recipients(paper.recipients)
    if len(paper.signatures) == 1:
        both = [cell(recipients, TEXT / 2), cell(_signature(paper.signatures[0]), TEXT / 2)]
        yield table([row(both)], (TEXT / 2, TEXT / 2), lines=False)
        return
    if paper.signatures:
        width = TEXT / len(paper.signatures)
        cells = [cell(_signature(one), width) for one in paper.signatures]
        yield table([row(cells)], [width] * len(cells), lines=False)
        yield paragraph("", Look(size=6, after=0))
    yield from recipients


def _signature(one: Signature) -> list[str]:
    note = [paragraph(one.note, SIGN_NOTE_LOOK)] if one.note else []
    return [paragraph(one.capacity.upper(), CAPACITY_LOOK), *note, paragraph(one.name or " ", NAME_LOOK)]


def _recipients(recipients: Sequence[str]) -> list[str]:
    if not recipients:
        return []
    lines = [f"- {text.rstrip(';. ')}{'.' if at == len(recipients) else ';'}" for at, text in enumerate(recipients, 1)]
    return [paragraph("Nơi nhận:", RECIPIENTS_LOOK), *(paragraph(line, RECIPIENT_LOOK) for line in lines)]


def _section() -> str:
    edges = f'w:top="{twips(TOP)}" w:right="{twips(RIGHT)}" w:bottom="{twips(BOTTOM)}" w:left="{twips(LEFT)}"'
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{twips(WIDTH)}" w:h="{twips(HEIGHT)}"/>'
        f'<w:pgMar {edges} w:header="{twips(HEAD)}" w:footer="{twips(HEAD)}" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
