"""Lists of what is lacking: the clause that announces them, and which entries and paragraphs belong to them."""

from __future__ import annotations

import re

from thuocdo.documents.reading.blocks import BASES, PARAGRAPH, Block

NAMES = r"(?:tồn tại|hạn chế|bất cập|yếu kém|khuyết điểm|thiếu sót|khó khăn|vướng mắc|thách thức)"
# "vẫn còn một số tồn tại, hạn chế như:", "khắc phục những hạn chế, khó khăn, thách thức như:"
ANNOUNCED = re.compile(
    rf"(?i:\b{NAMES}(?:[,\s]+(?:và |hay )?{NAMES})*[^.;:]{{0,90}}?(?::|,? (?:như sau|cụ thể là|cụ thể như|cụ thể|"
    rf"đó là|trong đó|nhất là|như)\b\s*:?|\.\s+cụ thể(?: là| như sau)?\s*[,:])\s*)"
)
# "Từ kết quả kiểm tra 9 tháng cho thấy:" tells what was found; only what lacks counts among its entries.
FOUND_OUT = re.compile(r"(?i:\b(?:cho|nhận) thấy\s*(?:như sau\s*|rằng\s*)?:\s*$)")
TAIL = 120


def announces(text: str) -> bool:
    """Whether a text ends by announcing a list of lacks: "... còn một số tồn tại, hạn chế sau:"."""
    return text.rstrip().endswith(":") and bool(ANNOUNCED.search(text[-TAIL:]))


def reveals(text: str) -> bool:
    """Whether a text ends by announcing what was found: "Qua kiểm tra cho thấy:"."""
    return bool(FOUND_OUT.search(text[-TAIL:]))


def clause_above(block: Block) -> str:
    """The clause that opens the list of which a labelled block is an entry: the paragraph above it, or its parent.

    Entries of one rank stand side by side; what else stands between them and the clause ends the list.
    """
    if not block.label or block.part is None:
        return ""
    beside = block.parent.children if block.parent else block.part.top()
    place = next(index for index, other in enumerate(beside) if other is block)
    for other in reversed(beside[:place]):
        if is_running(other):
            return other.text
        if other.level != block.level:
            return ""
    return block.parent.text if block.parent else ""


def is_running(block: Block) -> bool:
    """Whether a block is a paragraph without a label."""
    return block.kind in (PARAGRAPH, BASES) and not block.label


def told_open(block: Block) -> bool:
    """Whether the paragraph just above announces lacks and leaves them to this one: "... khuyết điểm, đó là:"."""
    above = paragraph_above(block)
    return bool(above and announces(above.text))


def paragraph_above(block: Block) -> Block | None:
    """The paragraph, or the bases, just above a paragraph without a label."""
    if block.kind != PARAGRAPH or block.label or block.part is None:
        return None
    beside = block.parent.children if block.parent else block.part.blocks
    place = beside.index(block)
    above = beside[place - 1] if place else None
    return above if above and is_running(above) else None
