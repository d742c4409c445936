"""Lines joined to paragraphs: over line breaks, over a blank line inside a sentence, never over a label."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.labels import ARTICLE, CHAPTER, DASH, LETTER, NUMBER, PLUS, Label, label_of
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import Passage, join
from thuocdo.documents.reading.terms import is_capital

TERMINAL = (".", ";", ":", "!", "?", "…")
# The sentence by which a legal text closes: "Nghị quyết này đã được Hội đồng nhân dân ... thông qua ngày ..."
PASSED = re.compile(r"(?:Luật|Nghị quyết|Quyết định|Nghị định|Thông tư|Pháp lệnh) này (?:đã )?(?:được|có hiệu lực)\b")
CLOSERS = "”\"'’)]»"


@dataclass(slots=True)
class Paragraph:
    """One paragraph: the whole clean passage and the label that opens it."""

    passage: Passage
    label: Label | None
    emphasis: bool = False

    @property
    def content(self) -> Passage:
        """The passage without its label."""
        return self.passage[self.label.length :].strip() if self.label else self.passage


@dataclass(frozen=True, slots=True)
class Page:
    """How the text is laid out: where it wraps, where its lines begin, whether blank lines part its paragraphs."""

    width: int
    margin: int
    spaced: bool


def paragraphs(pieces: list[Line | Grid], width: int) -> list[Paragraph | Grid]:
    """Paragraphs and grids in order; `width` is the column at which the text wraps (0: a line is a paragraph)."""
    result: list[Paragraph | Grid] = []
    group: list[Line] = []
    numbers: dict[int, int] = {}
    page = Page(width, margin_of(pieces, width), is_spaced(pieces))
    for piece in pieces:
        if isinstance(piece, Line) and group and continues(group, piece, page, numbers):
            group.append(piece)
            continue
        if group:
            result.append(close(group, numbers))
        group = []
        if isinstance(piece, Grid):
            result.append(piece)
        else:
            group = [piece]
    if group:
        result.append(close(group, numbers))
    return result


def margin_of(pieces: list[Line | Grid], width: int) -> int:
    """The column to which wrapped text returns: the first at which a good part of the full lines begin."""
    full = [line.indent for line in pieces if isinstance(line, Line) and len(line.text) >= 0.8 * width]
    counted = Counter(full)
    return min((column for column, lines in counted.items() if lines * 7 >= len(full)), default=0)


def is_spaced(pieces: list[Line | Grid]) -> bool:
    """Whether blank lines part the paragraphs, so that lines without one between them belong together."""
    lines = [piece for piece in pieces if isinstance(piece, Line)]
    return len(lines) > 5 and sum(line.blank_above for line in lines) * 3 >= len(lines) * 2


def close(group: list[Line], numbers: dict[int, int]) -> Paragraph:
    """The paragraph of a group of lines; remembers the last ordinal of each rank."""
    passage = join(line.passage for line in group)
    label = label_of(passage.text)
    if label and label.number is not None:
        numbers[label.level] = label.number
        for level in [level for level in numbers if level > label.level]:
            del numbers[level]
    return Paragraph(passage, label, all(line.emphasis for line in group))


def is_terminal(text: str) -> bool:
    """Whether a sentence or list entry may end here."""
    return text.rstrip(CLOSERS).endswith(TERMINAL)


def continues(group: list[Line], line: Line, page: Page, numbers: dict[int, int]) -> bool:
    """Whether a line goes on with the paragraph of the lines before it."""
    above, width = group[-1], page.width
    label = label_of(line.text)
    if is_bare_label(group):
        return not label or not (line.blank_above or opens_below(group, label))
    if label:
        return label_is_accidental(label, group, line, width, numbers)
    if line.blank_above:
        return goes_on_after_blank(above, line, width)
    if not width:
        whole = line.emphasis == above.emphasis and not (is_capital(above.text) and not is_capital(line.text))
        return not is_terminal(above.text) and (line.text[:1].islower() or (page.spaced and whole))
    return not starts_paragraph(group, line, page)


def is_bare_label(group: list[Line]) -> bool:
    """Whether the lines so far are only a label ("I.", "Điều", "Điều 3.")."""
    if len(group) > 3:
        return False
    text = " ".join(line.text for line in group)
    if text in ("Điều", "Chương", "Mục", "Phần", "ĐIỀU", "CHƯƠNG", "PHẦN"):
        return True
    label = label_of(text)
    return label is not None and label.length >= len(text) and label.level != CHAPTER


def opens_below(group: list[Line], label: Label) -> bool:
    """Whether a label is the first under the bare label above it: "Điều 2." and on the next line "1. Căn cứ ..."."""
    bare = label_of(" ".join(line.text for line in group))
    return bare is not None and bare.level < label.level and label.number == 1


def label_is_accidental(label: Label, group: list[Line], line: Line, width: int, numbers: dict[int, int]) -> bool:
    """Whether what looks like a label is the middle of a sentence that the page has broken there."""
    above = group[-1].text
    if line.blank_above or not width or is_terminal(above) or len(above) < 0.75 * width:
        return False
    if label.level in (DASH, PLUS):
        if line.text[label.length :][:1].islower():
            return True
        opened = label_of(group[0].text)
        return not (opened and opened.level in (DASH, PLUS)) and not is_capital(above)
    if label.level in (NUMBER, LETTER):
        return label.number is not None and label.number not in (1, numbers.get(label.level, 0) + 1)
    return label.level == ARTICLE and not line.emphasis and above.rstrip().endswith(("tại", "theo", "khoản", ",", "và"))


def goes_on_after_blank(above: Line, line: Line, width: int) -> bool:
    """A blank line inside a sentence (page break, stray spacing): the next line starts small or with a figure."""
    if is_terminal(above.text) or above.emphasis != line.emphasis or is_capital(above.text):
        return False
    first = line.text[:1]
    return first.islower() or (first.isdigit() and len(above.text) >= 0.8 * (width or 10_000))


def starts_paragraph(group: list[Line], line: Line, page: Page) -> bool:
    """Whether a line directly below another begins a new paragraph in wrapped text."""
    above, width = group[-1], page.width
    if is_terminal(above.text) and PASSED.match(line.text):
        return True
    if is_terminal(above.text):
        # A paragraph of one line stands as far in as the next one opens.
        usual = page.margin if len(group) == 1 else above.indent
        return len(above.text) < 0.7 * width or line.indent >= usual + 3
    if above.emphasis and not line.emphasis and len(above.text) < 0.7 * width:
        return not line.text[:1].islower()
    short_capitals = is_capital(above.text) and not is_capital(line.text) and len(above.text) > 3
    return short_capitals and len(above.text) < 0.8 * width
