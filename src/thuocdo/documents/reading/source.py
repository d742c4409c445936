"""Clean text that never forgets where it came from.

A document arrives with markup, broken lines and columns. People and programs want the clean form
(dạng sạch); confirming and correcting need the place in the source. A passage is both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]

# Tags are listed by name: "<ten@tinh.gov.vn>" in a signature trail is an address, not a tag.
TAG = (
    r"</?(?:a|b|big|blockquote|br|center|code|col|colgroup|div|em|font|h[1-6]|hr|i|img|li|o:p|ol|p|pre|s|small|span"
    r"|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul)(?=[\s/>])[^<>]*>"
)
BREAKING_TAG = re.compile(r"</?(?:br|div|h[1-6]|hr|li|ol|p|table|td|th|tr|ul)(?=[\s/>])", re.IGNORECASE)
RULE = r"[-_=–—]{3,}"
HEADING_MARK = r"^[ \t]*\#{1,6}(?=[\s*]|$)"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

TOKEN = re.compile(
    rf"(?P<tag>{TAG})|(?P<mark>[*|{INVISIBLE}]+)|(?P<heading>{HEADING_MARK})"
    rf"|(?P<space>(?:\s|&nbsp;)+)|(?P<rule>{RULE})|(?P<text>[^\s*|<&{INVISIBLE}\-_=–—#]+|.)",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
IGNORABLE = re.compile(rf"(?:{TAG}|[*|\s{INVISIBLE}]|\#{{1,6}}(?=[\s*])|&nbsp;|{RULE})*", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A clean text and, for each of its characters, the index of that character in the source.

    Spans are half-open [start, end) in the source. Passages are cheap to cut and join; whatever is
    cut out of the middle (a footnote, the other column) shows as more than one span.
    """

    text: str
    at: Sequence[int] = field(repr=False, compare=False)
    source: str = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, part: slice) -> Passage:
        return Passage(self.text[part], self.at[part], self.source)

    @property
    def start(self) -> int:
        """Index in the source of the first character (0 for an empty passage)."""
        return self.at[0] if self.at else 0

    @property
    def end(self) -> int:
        """Index in the source just behind the last character (0 for an empty passage)."""
        return self.at[-1] + 1 if self.at else 0

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Source span that covers the characters [start, end) of the clean text."""
        part = self.at[start:end]
        return (part[0], part[-1] + 1) if part else (self.start, self.start)

    def spans(self) -> list[Span]:
        """Source spans of the whole passage: one, or several where other text lies in between."""
        found: list[Span] = []
        first = last = None
        for character, index in zip(self.text, self.at, strict=True):
            if character == " ":
                continue
            if first is None or last is None:
                first = index
            elif index < last or (index > last + 1 and not IGNORABLE.fullmatch(self.source, last + 1, index)):
                found.append((first, last + 1))
                first = index
            last = index
        if first is not None and last is not None:
            found.append((first, last + 1))
        return found

    @property
    def edited(self) -> bool:
        """Whether the text is more than a cleaning of its spans (letters joined, a mark removed)."""
        return restored(self.source, self.spans()) != self.text

    def strip(self, characters: str | None = None) -> Passage:
        left = len(self.text) - len(self.text.lstrip(characters))
        right = len(self.text.rstrip(characters))
        return self[left : max(left, right)]

    def rstrip(self, characters: str | None = None) -> Passage:
        return self[: len(self.text.rstrip(characters))]

    def without(self, start: int, end: int) -> Passage:
        """The passage with the characters [start, end) taken out."""
        return Passage(self.text[:start] + self.text[end:], (*self.at[:start], *self.at[end:]), self.source)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Passage]]:
        """Each match of the pattern with the part of the passage it covers."""
        for match in pattern.finditer(self.text):
            yield match, self[match.start() : match.end()]

    def split(self, pattern: re.Pattern[str] | str) -> list[Passage]:
        """Stripped, non-empty pieces between the matches of the pattern."""
        pieces, behind = [], 0
        for match in re.finditer(pattern, self.text):
            pieces.append(self[behind : match.start()].strip())
            behind = match.end()
        pieces.append(self[behind:].strip())
        return [piece for piece in pieces if piece]


def clean_passage(source: str, start: int = 0, end: int | None = None) -> Passage:
    """The clean form of source[start:end]: no tags, stars, bars or rules; white space as single spaces.

    Heading marks (#) go only at the start of a line. The source is expected in composed form (NFC).
    """
    end = len(source) if end is None else end
    letters: list[str] = []
    at: list[int] = []
    gap: int | None = None
    for match in TOKEN.finditer(source, start, end):
        kind, begin = match.lastgroup, match.start()
        if kind == "text":
            if gap is not None and letters:
                letters.append(" ")
                at.append(gap)
            gap = None
            letters.append(match.group())
            at.extend(range(begin, match.end()))
        elif gap is None and (kind in ("space", "rule") or (kind == "tag" and BREAKING_TAG.match(match.group()))):
            gap = begin
    return Passage("".join(letters), tuple(at), source)


def clean(text: str) -> str:
    """Clean form of a text as a plain string."""
    return clean_passage(text).text


def restored(source: str, spans: Iterable[Span]) -> str:
    """What the spans say: the cleaned source of each, joined by single spaces."""
    return " ".join(clean_passage(source, start, end).text for start, end in spans)


def join(passages: Iterable[Passage], separator: str = " ") -> Passage:
    """One passage out of several; the separator stands behind each piece in the source."""
    kept = [passage for passage in passages if passage]
    if not kept:
        return Passage("", (), "")
    at: list[int] = list(kept[0].at)
    for passage in kept[1:]:
        at.extend([at[-1] + 1] * len(separator))
        at.extend(passage.at)
    return Passage(separator.join(passage.text for passage in kept), tuple(at), kept[0].source)
