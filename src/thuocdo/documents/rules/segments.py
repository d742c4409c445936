"""The source cut at the borders of what was found in it, and made readable on a screen of any width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

TAG = re.compile(r"</?(li|ul|ol|p|br|div|b|i|u|em|strong|span|font|tr|td|th|table|tbody|thead)(?:\s[^<>]*)?/?>", re.I)
LIST_START = re.compile(
    r"\s*(?:[-+•*|]|\d{1,3}[.)/]|[a-zđ]{1,2}\)|[IVX]{1,5}\.|Điều \d|Kính gửi|Nơi nhận|Căn cứ|Phụ lục)"
)
MARKUP = re.compile(r"^[ \t]*#{1,6}[ \t]+|\*\*", re.MULTILINE)
BREAKING = frozenset({"li", "p", "br", "div", "tr"})
FULL_LINE = 55
TONES = {"task": "task", "shortcoming": "flaw", "target": "goal", "citation": "cite", "objective": "aim"}


@dataclass(frozen=True)
class Mark:
    """One found thing to show in the source: label, kind and half-open spans."""

    label: str
    kind: str
    spans: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Segment:
    """A piece of the source that the same marks cover.

    `text` is letter for letter; `shown` is for reading: broken lines joined, tags of crawled tables left out.
    `opens` and `closes` are labels whose first or last character lies in this segment. `trust` (0 to 100) is that of a
    word of a scan which the machine was not sure of; `page` the number of a scanned page that begins here.
    """

    start: int
    end: int
    text: str
    shown: str
    labels: tuple[str, ...] = ()
    kind: str = ""
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    trust: int | None = None
    page: int = 0

    @property
    def tone(self) -> str:
        """The colour of the marks over it, by the kind of the shortest."""
        return TONES.get(self.kind, "")


@dataclass(frozen=True)
class Scan:
    """What is known of a scan: words that are not sure (start, end, trust), and where its pages begin, by number."""

    words: Sequence[tuple[int, int, int]] = ()
    pages: Mapping[int, int] = field(default_factory=dict)


def segments(text: str, marks: Iterable[Mark], scan: Scan | None = None) -> list[Segment]:
    """Cut a text so that the pieces put together are the text again and each piece knows every mark over it.

    Spans outside the text are cut to it and empty ones ignored. Where marks overlap, `kind` is that of the
    shortest one, which would otherwise be hidden.

    >>> [(s.text, s.labels) for s in segments("abcd", [Mark("N1", "task", [(1, 4)]), Mark("C1", "target", [(2, 3)])])]
    [('a', ()), ('b', ('N1',)), ('c', ('C1', 'N1')), ('d', ('N1',))]
    """
    listed = list(marks)
    found = _clipped(listed, len(text))
    shown = readable(text)
    kinds = {mark.label: mark.kind for mark in listed}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for _, start, end, label in found:
        first[label] = min(first.get(label, start), start)
        last[label] = max(last.get(label, end), end)
    scan = scan or Scan()
    unsure = {at: trust for start, end, trust in scan.words for at in range(start, end)}
    page_at = {start: number for number, start in scan.pages.items()}
    places = (place for _, start, end, _ in found for place in (start, end))
    doubted = (place for start, end, _ in scan.words for place in (start, end))
    borders = sorted({0, len(text), *places, *doubted, *(at for at in page_at if 0 <= at < len(text))})
    active: list[tuple[int, int, int, str]] = []
    queue = sorted(found, key=lambda mark: mark[1])
    result, position = [], 0
    for start, end in pairwise(borders):
        while position < len(queue) and queue[position][1] <= start:
            active.append(queue[position])
            position += 1
        active = [mark for mark in active if mark[2] > start]
        covering = tuple(dict.fromkeys(label for _, _, _, label in sorted(active)))
        result.append(
            Segment(
                start, end, text[start:end], "".join(shown[start:end]), covering,
                kinds.get(covering[0], "") if covering else "",
                tuple(label for label in covering if first[label] == start),
                tuple(label for label in covering if last[label] == end),
                unsure.get(start), page_at.get(start, 0),
            )
        )  # fmt: skip
    return result


def _clipped(marks: Iterable[Mark], length: int) -> list[tuple[int, int, int, str]]:
    """(length of the whole mark, start, end, label) of every span inside the text; spans of one mark are joined."""
    found = []
    for mark in marks:
        spans = sorted((max(0, int(a)), min(length, int(b))) for a, b in mark.spans)
        whole = sum(max(0, b - a) for a, b in spans)
        found += [(whole, a, b, mark.label) for a, b in spans if a < b]
    return found


def readable(text: str) -> list[str]:
    """What each character shows as on screen; joined, the text with its broken lines and table tags made readable.

    >>> "".join(readable("Hội \\nđồng nhân dân tỉnh và các cơ quan, đơn vị ở các cấp, các ngành\\nkhác.\\n\\n1. Một"))
    'Hội \\nđồng nhân dân tỉnh và các cơ quan, đơn vị ở các cấp, các ngành khác.\\n\\n1. Một'
    """
    shown = [{"\t": " │ ", "\f": "\n"}.get(character, character) for character in text]
    for tag in TAG.finditer(text):
        shown[tag.start() : tag.end()] = [""] * (tag.end() - tag.start())
        opening = not tag.group().startswith("</")
        if opening and tag.group(1).lower() in BREAKING:
            shown[tag.start()] = "\n• " if tag.group(1).lower() == "li" else "\n"
    for mark in MARKUP.finditer(text):
        shown[mark.start() : mark.end()] = [""] * (mark.end() - mark.start())
    lines = text.split("\n")
    place = 0
    for line, after in pairwise(lines):
        place += len(line)
        if _goes_on(line, after):
            shown[place] = " "
        place += 1
    return shown


def _goes_on(line: str, after: str) -> bool:
    """Whether a line only broke because it was full: not at a row of a table, a list mark or a blank line."""
    row = "\t" in line or "\t" in after
    return not row and len(line.strip()) >= FULL_LINE and bool(after.strip()) and not LIST_START.match(after)
