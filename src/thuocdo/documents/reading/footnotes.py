"""Footnotes (chú thích cuối trang): taken out of the sentence they fall into, and their marks out of the words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import Passage, join

NOTE_LINE = pattern(r"(?:\[(?P<bracket>\d{1,2})\]|(?P<plain>\d{1,2}))(?P<gap> ?)(?=[A-ZÀ-Ỹ“\"(])")
SENTENCE_END = (".", ";", "./.", "!", "?", ".”", '."')
MARKED_YEAR = r"(?:19|20)\d\d"


@dataclass(frozen=True, slots=True)
class Footnote:
    """One footnote: its number as printed and its text."""

    mark: str
    passage: Passage


def take_out_footnotes(lines: list[Line]) -> tuple[list[Line], list[Footnote]]:
    """The lines without footnotes and without their marks, and the footnotes.

    A line is a footnote only when its number is also glued to an earlier word or year ("mới2", "năm 20251"), so that
    numbered items stay what they are.
    """
    found: list[Footnote] = []
    kept: list[Line] = []
    index = 0
    while index < len(lines):
        mark = mark_of(lines[index].text)
        place = find_mark(kept, mark) if mark and int(mark) <= len(found) + 3 else None
        if mark and place:
            note, index = whole_note(lines, index)
            found.append(Footnote(mark, note))
            where, start, end = place
            line = kept[where]
            kept[where] = replace(line, passage=line.passage.without(start, end))
        else:
            kept.append(lines[index])
            index += 1
    return kept, found


def mark_of(text: str) -> str:
    """The number that opens a possible footnote line, or nothing."""
    match = NOTE_LINE.match(text)
    if not match or (match["plain"] and not match["gap"]):
        return ""
    return match["bracket"] or match["plain"] or ""


def find_mark(lines: list[Line], mark: str) -> tuple[int, int, int] | None:
    """Where the mark is glued to a word of an earlier line (latest first): line, start, end in its passage."""
    glued = re.compile(
        rf"(?:(?<=[^\W\d_])|(?<=[^\W\d_][,;.”)])|(?<=(?<!\d)(?:19|20)\d\d))(?:{mark}(?!\d)|\[{mark}\])(?![/%])"
    )
    for where in range(len(lines) - 1, max(-1, len(lines) - 80), -1):
        matches = list(glued.finditer(lines[where].text))
        if matches:
            return where, matches[-1].start(), matches[-1].end()
    return None


def whole_note(lines: list[Line], index: int) -> tuple[Passage, int]:
    """The footnote that starts at this line with its following lines, and the index behind it."""
    parts = [lines[index].passage]
    index += 1
    while index < len(lines) and len(parts) < 8:
        line = lines[index]
        if line.blank_above or line.page_top or mark_of(line.text) or parts[-1].text.endswith(SENTENCE_END):
            break
        parts.append(line.passage)
        index += 1
    return join(parts), index
