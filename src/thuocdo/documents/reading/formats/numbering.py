"""Word's automatic numbers (đánh số tự động): the "1.", "a)", "-" that Word draws and no paragraph contains."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from thuocdo.documents.reading.formats.wordml import W, value

ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
PLACEHOLDER = re.compile(r"%(\d)")
HIGHEST_ROMAN, HIGHEST_LETTER, LONGEST_TEXT = 3999, 26 * 6, 60
SYMBOLS = "\uf000-\uf8ff•●○■□▪▫◦‣∙·➢➤✓✔❖"
BULLET = re.compile(rf"[{SYMBOLS}o§]")


def roman(number: int) -> str:
    """Small Roman numerals.

    >>> [roman(number) for number in (1, 4, 9, 14)]
    ['i', 'iv', 'ix', 'xiv']
    """
    if not 0 < number <= HIGHEST_ROMAN:
        return str(number)
    said = ""
    for size, letters in ROMAN + ROMAN_SMALL:
        said += letters * (number // size)
        number %= size
    return said


def letter(number: int) -> str:
    """a to z, then aa, bb as Word counts on; plain figures where no list counts so far."""
    if not 0 < number <= HIGHEST_LETTER:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": letter,
    "upperLetter": lambda number: letter(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "none": lambda number: "",
}


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, from where, and the text around the numbers ("%1.%2.")."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    restart: int | None = None


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, set[int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """The lists of numbering.xml; none where the document has none."""
        lists = cls()
        if root is None:
            return lists
        drawn = {value(found, "abstractNumId", own=True): levels_of(found) for found in root.iter(W + "abstractNum")}
        for found in root.iter(W + "num"):
            number, base = value(found, "numId", own=True), value(found, "abstractNumId")
            levels = dict(drawn.get(base, {}))
            lists.fresh[number] = set()
            for override in found.iter(W + "lvlOverride"):
                lists._override(number, override, levels)
            lists.levels[number] = levels
            lists.abstract[number] = base
        return lists

    def _override(self, number: str, override: etree._Element, levels: dict[int, Level]) -> None:
        """A list that begins anew or counts differently than the one it is made from."""
        depth = to_int(value(override, "ilvl", own=True), 0)
        levels.update(levels_of(override))
        if start := value(override, "startOverride"):
            levels[depth] = replace(levels.get(depth, Level()), start=to_int(start, 1))
            self.fresh[number].add(depth)

    def next(self, number: str, depth: int) -> str:
        """The text of the next number of a list at a depth; empty where the list draws none."""
        levels = self.levels.get(number)
        if not levels or depth not in levels:
            return ""
        counts = self.counts.setdefault(self.abstract[number], {})
        if depth in self.fresh[number]:
            self.fresh[number].discard(depth)
            counts.pop(depth, None)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            if levels.get(deeper, Level()).restart != 0:
                del counts[deeper]
        return drawn_text(levels, counts, depth)


def drawn_text(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    """The level's text with its numbers; every kind of bullet becomes a dash."""
    level = levels[depth]
    if level.format == "bullet":
        return "+" if level.text.strip() == "+" else "-"

    def number(found: re.Match[str]) -> str:
        other = int(found[1]) - 1
        shown = levels.get(other, Level())
        return FORMATS.get(shown.format, str)(counts.get(other, shown.start))

    return PLACEHOLDER.sub(number, level.text).strip()


def levels_of(element: etree._Element) -> dict[int, Level]:
    """The levels drawn directly in an abstract list or an override."""
    levels = {}
    for found in element.findall(W + "lvl"):
        depth = to_int(value(found, "ilvl", own=True), 0)
        restart = value(found, "lvlRestart")
        levels[depth] = Level(
            value(found, "numFmt") or "decimal",
            value(found, "lvlText")[:LONGEST_TEXT],
            to_int(value(found, "start"), 1),
            to_int(restart, 0) if restart else None,
        )
    return levels


def to_int(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else otherwise
