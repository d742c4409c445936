"""The document as clean lines: the first stage after loading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.source import Passage, clean_passage, join

NEWLINE = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
GAZETTE = re.compile(r"(?:\d{1,3}\s+)?CÔNG BÁO/Số .{3,60}|PAGE BREAK", re.IGNORECASE)
PAGE_NUMBER = re.compile(r"(?:Trang |Page )?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*/\s*\d{1,3})?")

MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
HEAD = r"(?:[BCDĐGHKLMNPQRSTVXbcdđghklmnpqrstvx]|[CGKNPTcgknpt]h|[Nn]gh?|[Tt]r|[Qq]u|[Gg]i)"
TAIL = r"(?:ch|nh|ng|c|m|n|p|t)"
# Either a lone consonant before a marked vowel, or a syllable with a marked vowel before a lone final consonant.
SPLIT = pattern(
    rf"(?:(?<![^\W\d_.&/-])(?<!\d){HEAD}(?P<gap> )(?=[{MARKED}][a-zà-ỹ]*\b)"
    rf"|(?<=[{MARKED}])(?P<gap2> )(?={TAIL}\b(?!\.)))"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: clean passage, how far it is indented (columns), whether a blank line stands above.

    `start` and `end` bound the raw line in the source; `emphasis` tells a heading mark or bold over the whole line.
    """

    passage: Passage
    start: int
    end: int
    indent: int = 0
    blank_above: bool = False
    emphasis: bool = False
    page_top: bool = False

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def raw(self) -> str:
        return self.passage.source[self.start : self.end]

    def cut(self, start: int, end: int) -> Line:
        """The part of the raw line between two indexes of the raw line, as a line of its own."""
        first, last = self.start + start, self.start + end
        passage = mend_split_letters(clean_passage(self.passage.source, first, last))
        return Line(passage, first, last, start, self.blank_above, self.emphasis, self.page_top)


def lines_of(text: str) -> list[Line]:
    """All lines that say something, in order; empty lines survive as `blank_above` of the next."""
    found: list[Line] = []
    blank = page_top = True
    for start, end, breaks in bounds(text):
        raw = text[start:end]
        passage = mend_split_letters(clean_passage(text, start, end))
        if passage or raw.strip() == "|":
            indent = len(raw.expandtabs(8)) - len(raw.expandtabs(8).lstrip())
            found.append(Line(passage, start, end, indent, blank, is_emphasised(raw), page_top))
            blank = page_top = False
        else:
            blank = True
        page_top = page_top or breaks == "\f"
    return found


def bounds(text: str) -> list[tuple[int, int, str]]:
    """Start, end and line break of each raw line."""
    result, behind = [], 0
    for match in NEWLINE.finditer(text):
        result.append((behind, match.start(), match.group()))
        behind = match.end()
    result.append((behind, len(text), ""))
    return result


def is_emphasised(raw: str) -> bool:
    """Whether the whole line is a heading or bold in markdown or HTML."""
    plain = raw.strip()
    return plain.startswith("#") or bool(re.fullmatch(r"(?:\*\*|<b>)[^*<]+(?:\*\*|</b>)", plain))


def is_page_number(line: Line) -> bool:
    """A line of nothing but a small number between two pages (số trang), or the running head of the gazette."""
    if GAZETTE.fullmatch(line.text):
        return True
    return bool(PAGE_NUMBER.fullmatch(line.text)) and (line.page_top or line.indent > 20 or line.blank_above)


def mend_split_letters(passage: Passage) -> Passage:
    """Join a word that a space has split: "Qu ả ng Ngãi" -> "Quảng Ngãi", "Đặ ng" -> "Đặng"; leaves "KG V X" alone."""
    position = 0
    while match := SPLIT.search(passage.text, position):
        gap = max(match.start("gap"), match.start("gap2"))
        passage = passage.without(gap, gap + 1)
        position = match.start()
    return passage


def typical_width(lines: list[Line]) -> int:
    """The width at which this text wraps (characters), or 0 when every paragraph is one line."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) > 30)
    if not lengths:
        return 0
    width = lengths[int(len(lengths) * 0.8)]
    beyond = sum(length > max(130, 1.15 * width) for length in lengths)
    return width if width <= 130 and (beyond < 2 or beyond * 12 < len(lengths)) else 0


def joined(lines: list[Line]) -> Passage:
    """The lines as one passage."""
    return join(line.passage for line in lines)
