"""A document cut into its parts, each part into header, title, body and closing: the blocks."""

from __future__ import annotations

import re

from thuocdo.documents.reading.blocks import (
    APPENDIX,
    ATTACHMENT,
    FOOTNOTE,
    HEADER,
    MAIN,
    TITLE,
    TRAIL,
    Block,
    Part,
    Structured,
)
from thuocdo.documents.reading.closing import closing_starts, read_closing
from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.header import (
    ADDRESS,
    BASE_START,
    MOTTO,
    TELEGRAM,
    header_zone,
    read_addressees,
    read_header,
)
from thuocdo.documents.reading.labels import label_of
from thuocdo.documents.reading.layout import Layout
from thuocdo.documents.reading.lines import Line, typical_width
from thuocdo.documents.reading.outline import outline
from thuocdo.documents.reading.paragraphs import paragraphs
from thuocdo.documents.reading.source import Passage
from thuocdo.documents.reading.terms import APPENDIX as APPENDIX_LINE
from thuocdo.documents.reading.terms import BODY_LINE, is_capital, type_of
from thuocdo.documents.reading.titles import ISSUED_WITH, ORDER_LINE, Title, read_title
from thuocdo.documents.reading.trail import TrailEntry, take_out_trail

Pieces = list[Line | Grid]
CLOSING_REACH = 60


def take_apart(text: str, layout: Layout) -> Structured:
    """The document as parts and blocks."""
    doc = Structured(text, [])
    for note in layout.notes:
        doc.decide("layout", note)
    pieces, doc.trail = take_out_trail(layout.pieces)
    width = typical_width([piece for piece in pieces if isinstance(piece, Line)])
    doc.decide("layout", f"bề rộng dòng {width}" if width else "mỗi đoạn một dòng")
    zones = split_parts(pieces)
    for order, zone in enumerate(zones):
        doc.parts.append(read_part(doc, zone, order, width))
    name_appendices(doc)
    add_asides(doc, layout, doc.trail)
    return doc


def split_parts(pieces: Pieces) -> list[Pieces]:
    """The pieces of each part: a new part starts at an appendix, or at a titled paper behind a signature."""
    starts = [0]
    closed = False
    index = body_start(pieces)
    while index < len(pieces):
        piece = pieces[index]
        if closing_starts(piece, pieces[index + 1 : index + 6]):
            closed = True
        elif isinstance(piece, Line) and starts_part(piece, pieces, index, closed):
            start = with_own_header(pieces, index, starts[-1] + 1)
            starts.append(start)
            closed = False
            index += max(1, read_title(pieces[index:]).taken)
            continue
        index += 1
    return [pieces[start:end] for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True)]


def body_start(pieces: Pieces) -> int:
    """The index behind the header and the title of the leading document."""
    index = header_zone(pieces)
    return index + max(1, read_title(pieces[index:]).taken)


def starts_part(line: Line, pieces: Pieces, index: int, closed: bool) -> bool:
    """Whether an appendix or an attached paper begins at this line."""
    text = line.text
    following = [piece for piece in pieces[index + 1 : index + 10] if isinstance(piece, Line)]
    issued = any(
        ISSUED_WITH.fullmatch(piece.text) or piece.text.startswith(("(Kèm theo", "(Ban hành")) for piece in following
    )
    if APPENDIX_LINE.match(text):
        alone = APPENDIX_LINE.fullmatch(text) is not None
        return (alone and (is_capital(text) or line.emphasis or issued)) or (is_capital(text) and (closed or issued))
    name, rest = type_of(text)
    if not name or ORDER_LINE.match(text) or (rest and not is_capital(rest)):
        return False
    return closed or (issued and len(text) < 40)


def with_own_header(pieces: Pieces, index: int, lowest: int) -> int:
    """The index where a part really starts: issuer and motto may be printed again above its title."""
    start = index
    while start > lowest:
        above = pieces[start - 1]
        if isinstance(above, Grid):
            own = bool(MOTTO.search(above.text)) and "Nơi nhận" not in above.text
        else:
            text = above.text
            own = bool(MOTTO.search(text)) or (
                is_capital(text)
                and bool(BODY_LINE.match(text))
                and not text.endswith((".", ";", ":", "/"))
                and len(text) < 80
            )
        if not own:
            break
        start -= 1
    return start


def read_part(doc: Structured, pieces: Pieces, order: int, width: int) -> Part:
    """One part from its pieces."""
    part = Part(MAIN if order == 0 else ATTACHMENT)
    index = header_zone(pieces) if order == 0 or has_header(pieces) else 0
    blocks = read_header(pieces[:index])
    title = read_title(pieces[index:])
    part.document_type, part.title = title.document_type, title.title or None
    if title.document_type == "phụ lục":
        part.kind = APPENDIX
    blocks += title_blocks(title)
    index += title.taken
    count, addressees = addressee_zone(pieces[index:])
    blocks += addressees
    index += count
    end = closing_index(pieces, index)
    for block in blocks:
        block.part = part
    part.blocks = blocks
    body = [piece for piece in pieces[index:end] if not is_order(piece)]
    label = APPENDIX_LINE.match(title.type_line.text) if title.type_line and part.kind == APPENDIX else None
    part.prefix = f"PL.{label['label']}" if label and label["label"] else "PL" if part.kind == APPENDIX else ""
    part.blocks += outline(part, paragraphs(body, width))
    closing = read_closing(pieces[end:])
    for block in closing:
        block.part = part
    part.blocks += closing
    doc.decide("parts", f"phần {order + 1}: {part.kind} {part.document_type}".strip(), f"{len(part.blocks)} khối")
    return part


def has_header(pieces: Pieces) -> bool:
    """Whether a later part opens with issuer and motto of its own."""
    first = pieces[0]
    return isinstance(first, Grid) or not (type_of(first.text)[0] or APPENDIX_LINE.match(first.text))


def title_blocks(title: Title) -> list[Block]:
    """The title's blocks: title, authority, the note that says with what the part was issued."""
    blocks: list[Block] = []
    if title.document_type and title.type_line:
        blocks.append(Block(TITLE, title.title, title.document_type, whole=title.type_line))
    if title.authority:
        blocks.append(Block(HEADER, title.authority, "authority", whole=title.authority))
    if title.issued_with:
        blocks.append(Block(HEADER, title.issued_with, "issued_with", whole=title.issued_with))
    return blocks


def addressee_zone(pieces: Pieces) -> tuple[int, list[Block]]:
    """Addressees at the start of these pieces and how many pieces they take."""
    if not pieces:
        return 0, []
    first = pieces[0]
    if isinstance(first, Grid):
        return (1, read_addressees([first])) if ADDRESS.search(first.text[:40]) else (0, [])
    if not (ADDRESS.match(first.text) or TELEGRAM.match(first.text)):
        return 0, []
    count = 1
    dashed = "-" in first.text[:16]
    while count < len(pieces):
        piece = pieces[count]
        if isinstance(piece, Grid) or not is_addressee(piece, pieces[count - 1], dashed, count):
            break
        dashed = dashed or piece.text.startswith(("-", "–"))
        count += 1
    return count, read_addressees(pieces[:count])


def is_addressee(line: Line, above: Line | Grid, dashed: bool, count: int) -> bool:
    """Whether a line goes on with the list of addressees."""
    text = line.text
    if re.match(r"[-–—•+]\s*\S", text):
        return True
    if BASE_START.match(text) or label_of(text):
        return False
    above_text = above.text if isinstance(above, Line) else ""
    if line.blank_above:
        return above_text.rstrip().endswith(":") and count == 1 and len(text) < 160
    return not above_text.endswith((".", "./.")) and len(text) < 160 and (dashed or not above_text.endswith("."))


def is_order(piece: Line | Grid) -> bool:
    """The word of decision alone on a line ("QUYẾT ĐỊNH:")."""
    return isinstance(piece, Line) and bool(ORDER_LINE.match(piece.text)) and len(piece.text) < 30


def closing_index(pieces: Pieces, start: int) -> int:
    """Where the closing part begins."""
    for index in range(start, len(pieces)):
        if closing_starts(pieces[index], pieces[index + 1 : index + 6]):
            return index
    return len(pieces)


def name_appendices(doc: Structured) -> None:
    """Lone appendix: paths open with PL, whatever number it prints."""
    appendices = [part for part in doc.parts if part.kind == APPENDIX]
    if len(appendices) > 1:
        doc.decide("parts", f"{len(appendices)} phụ lục", "đường dẫn mở đầu bằng PL và số của phụ lục")


def add_asides(doc: Structured, layout: Layout, trail: list[TrailEntry]) -> None:
    """Footnotes and printed signatures as blocks of the leading document."""
    for note in layout.footnotes:
        doc.main.blocks.append(Block(FOOTNOTE, note.passage, note.mark, whole=note.passage, part=doc.main))
        doc.decide("layout", f"chú thích {note.mark}", "số chú thích dính vào chữ ở phía trên", note.passage)
    for entry in trail:
        passage = Passage(doc.text[slice(*entry.spans[0])], range(*entry.spans[0]), doc.text)
        doc.main.blocks.append(Block(TRAIL, passage, entry.signed_at or "", whole=passage, part=doc.main))
