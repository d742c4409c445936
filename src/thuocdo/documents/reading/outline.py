"""Paragraphs to an outline: which block stands under which, and the path by which each is called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from thuocdo.documents.reading.blocks import BASES, HEADING, ITEM, PARAGRAPH, TABLE, Block, Part
from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.labels import ARTICLE, DASH, INNER, LETTER, NUMBER2, NUMBER3, PLUS, ROMAN, TEXT, Label
from thuocdo.documents.reading.paragraphs import Paragraph, is_terminal
from thuocdo.documents.reading.tables import continue_table, read_table
from thuocdo.documents.reading.terms import is_capital

CLOSING_SECTION = "kết"
BASE = re.compile(
    r"[-–]?\s*(?:Căn cứ|Theo đề nghị|Xét|Thực hiện|Triển khai|Tiếp tục|Thi hành|Trên cơ sở|Sau khi|Theo ý kiến"
    r"|Thừa ủy quyền)\b"
)
ORDER = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|YÊU CẦU|NGHỊ ĐỊNH|THÔNG TƯ)\s*:?")
CUE = re.compile(
    r"(?:Yêu cầu|Đề nghị|Trên đây|Trong quá trình|Nhận được|Căn cứ|Giao|UBND|Ủy ban|Uỷ ban|Hội đồng|Chủ tịch"
    r"|Thủ tướng|Bộ|Sở|Ban|Văn phòng"
    r"|(?:Kế hoạch|Chỉ thị|Công văn|Công điện|Chương trình|Quy chế|Thông báo|Nghị quyết) này|Các|Thủ trưởng|Giám đốc"
    r"|Nếu|Vậy|Kính|Nơi|Định kỳ"
    r"|Phòng|Trung tâm|Cục|Tổng cục|Công đoàn|Liên đoàn|Trân trọng|Rất mong|Đồng thời)\b"
)
TITLE_LENGTH = 220


@dataclass(slots=True)
class Outline:
    """The outline under construction: the open blocks from the outside in, and how many dashes each has."""

    part: Part
    blocks: list[Block] = field(default_factory=list)
    stack: list[Block] = field(default_factory=list)
    dashes: dict[int, int] = field(default_factory=dict)
    inner: bool = False


def outline(part: Part, content: list[Paragraph | Grid]) -> list[Block]:
    """Blocks of a part's body with parents, paths and sections."""
    state = Outline(part, inner=romans_inside(content))
    for piece, behind in zip(content, [*content[1:], None], strict=False):
        if isinstance(piece, Grid):
            add_table(state, piece)
        elif piece.label:
            add_labelled(state, piece, piece.label)
        else:
            leave_list(state, piece, behind)
            add_text(state, piece)
    mark_headings(state.blocks)
    mark_closing(state.blocks)
    return state.blocks


def romans_inside(content: list[Paragraph | Grid]) -> bool:
    """Whether all Roman numerals stand between the first article and the last one."""
    levels = [piece.label.level for piece in content if isinstance(piece, Paragraph) and piece.label]
    if ROMAN not in levels or ARTICLE not in levels:
        return False
    last_roman = len(levels) - 1 - levels[::-1].index(ROMAN)
    return levels.index(ARTICLE) < levels.index(ROMAN) and ARTICLE in levels[last_roman:]


def add(state: Outline, block: Block, parent: Block | None) -> Block:
    """Put a block under its parent and into the part."""
    block.part, block.parent = state.part, parent
    block.section = parent.path if parent else state.part.prefix
    if parent:
        parent.children.append(block)
    state.blocks.append(block)
    return block


def add_labelled(state: Outline, piece: Paragraph, label: Label) -> None:
    """A block that opens with a label goes under the nearest open block of a higher rank."""
    level = rank(state, label)
    while state.stack and state.stack[-1].level >= level:
        state.stack.pop()
    parent = state.stack[-1] if state.stack else None
    block = Block(ITEM, piece.content, label.text, whole=piece.passage, level=level)
    add(state, block, parent)
    block.path = path_of(state, block, parent)
    state.stack.append(block)


def rank(state: Outline, label: Label) -> int:
    """The rank of a label here: dashes above which letters hang ("- Nội dung: a) ...") stay above them.

    Roman numerals that an article announces ("Điều 1. ... như sau: I. ...") stand under it.
    """
    if label.level == ROMAN and (state.inner or any(is_inside(block, label) for block in state.stack)):
        return INNER
    if label.level == LETTER and label.number == 1 and state.stack and state.stack[-1].level == DASH:
        return PLUS
    return label.level


def is_inside(block: Block, label: Label) -> bool:
    """Whether a Roman numeral stands under this open block: an article left open, or its earlier numerals."""
    if block.level != ARTICLE:
        return block.level == INNER
    said = block.children[-1].text if block.children else block.text
    return label.text == "I" and (not is_terminal(said) or said.endswith(":"))


def path_of(state: Outline, block: Block, parent: Block | None) -> str:
    """The path of a block: the labels from the outside in; dashed lines count within their parent."""
    above = parent.path if parent else state.part.prefix
    label = block.label
    if block.level in (DASH, PLUS) and label in ("-", "+"):
        key = id(parent)
        state.dashes[key] = state.dashes.get(key, 0) + 1
        label = str(state.dashes[key]) if parent else f"-{state.dashes[key]}"
    elif block.level in (NUMBER2, NUMBER3) and parent and label.startswith(f"{parent.label}."):
        label = label[len(parent.label) + 1 :]
    return f"{above}.{label}" if above else label


def leave_list(state: Outline, piece: Paragraph, behind: Paragraph | Grid | None) -> None:
    """A clause that opens a list ("... yêu cầu các sở:") stands where that list stands, not under the dash above it."""
    label = behind.label if isinstance(behind, Paragraph) else None
    if label is None or not piece.passage.text.rstrip().endswith(":"):
        return
    while state.stack and state.stack[-1].level >= max(DASH, label.level):
        state.stack.pop()


def add_text(state: Outline, piece: Paragraph) -> None:
    """A paragraph without a label: a legal basis, an order line, or text under the last labelled block."""
    parent = state.stack[-1] if state.stack else None
    text = piece.passage.text.rstrip()
    opening = all(block.kind == BASES for block in state.blocks)
    lists = text.endswith(";") or bool(state.part.document_type)
    kind = BASES if opening and not parent and lists and BASE.match(text) else PARAGRAPH
    block = add(state, Block(kind, piece.passage, whole=piece.passage), parent)
    block.path = block.section
    if is_section_title(piece) and not parent:
        block.kind = HEADING


def is_section_title(piece: Paragraph) -> bool:
    """A line without a label that only names what follows: capitals or emphasis, short, no closing sign."""
    text = piece.passage.text
    return len(text) < 150 and not is_terminal(text) and (is_capital(text) or piece.emphasis)


def add_table(state: Outline, grid: Grid) -> None:
    """A table under the open heading; a table that goes on after a page break grows the one before it."""
    last = state.blocks[-1] if state.blocks else None
    if last and last.kind == TABLE and last.table and continue_table(last.table, grid, last.section):
        last.passage = last.passage
        return
    while state.stack and state.stack[-1].level >= DASH:
        state.stack.pop()
    parent = state.stack[-1] if state.stack else None
    section = parent.path if parent else state.part.prefix
    table, passage = read_table(grid, section)
    block = add(state, Block(TABLE, passage, whole=passage, table=table, level=TEXT), parent)
    block.path = section


def mark_headings(blocks: list[Block]) -> None:
    """Labelled blocks that only name what stands under them."""
    for block in blocks:
        if block.kind != ITEM or block.level >= DASH:
            continue
        text = block.text
        under = [child for child in block.children if child.level < TEXT]
        naming = not is_terminal(text) or text.endswith(":")
        if block.level <= ROMAN or block.level == INNER:
            naming = naming or (bool(under) and len(text) < TITLE_LENGTH and is_capital(text))
        if block.children and naming and len(text) < 3 * TITLE_LENGTH:
            block.kind = HEADING


def mark_closing(blocks: list[Block]) -> None:
    """The paragraphs behind the last labelled block that close the document ("kết") are no part of that block."""
    tail: list[Block] = []
    for block in reversed(blocks):
        if block.kind != PARAGRAPH:
            break
        tail.insert(0, block)
    last = blocks[-len(tail) - 1] if len(tail) < len(blocks) else None
    if not tail or last is None:
        return
    if last.kind == HEADING and last.level < TEXT:
        tail = tail[1:]
    start = next((i for i, block in enumerate(tail) if CUE.match(block.text) and is_terminal(block.text)), None)
    for block in tail[start:] if start is not None else []:
        if block.parent:
            block.parent.children.remove(block)
        block.parent, block.path, block.section = None, CLOSING_SECTION, CLOSING_SECTION
