"""The same paper as other programs hand it over: small rewritings of a text that leave its words alone."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable

# A table crawled as a bar alone on a line, then one cell a line, ends with a bar before a blank line.
TABLE = re.compile(r"^\|[ \t]*\n(?:.*\n)*?\|[ \t]*(?=\n[ \t]*\n|\n*\Z)", re.MULTILINE)
OPENS = re.compile(
    r"\s*(?:[-–+•|#]|\(|[IVX]+[.)]|\d+(?:\.\d+)*[.)/]|[a-zđ][.)]|Điều \d|Chương|CHƯƠNG|Mục|Phần|Nơi nhận|Kính gửi"
    r"|Số:|\**[IVX\d]+\.)"
)


def paragraphs(text: str) -> list[str]:
    """Runs of lines without a blank line between them."""
    return re.split(r"\n[ \t]*\n", text)


def is_running(paragraph: str) -> bool:
    """Words of the body: no table, no columns drawn with spaces or tabs, not the frame."""
    return not re.search(r"\||\t|\S {3,}\S|Nơi nhận|Kính gửi|CỘNG H|Số ?:", paragraph)


def by_prose(change: Callable[[str], str]) -> Callable[[str], str]:
    """A rewriting of the prose paragraphs only."""

    def rewritten(text: str) -> str:
        return "\n\n".join(change(part) if is_running(part) else part for part in paragraphs(text))

    return rewritten


def items(paragraph: str) -> list[str]:
    """The lines of a paragraph joined, a list entry and a line in capitals each by itself."""
    found: list[str] = []
    for line in paragraph.split("\n"):
        words = " ".join(line.split())
        alone = not found or OPENS.match(line) or found[-1].isupper() != words.isupper()
        if alone:
            found.append(words)
        else:
            found[-1] += " " + words
    return found


def unwrapped(paragraph: str) -> str:
    """One line a paragraph."""
    return "\n".join(items(paragraph))


def wrapped(width: int) -> Callable[[str], str]:
    """Lines broken at another width."""
    return lambda paragraph: "\n".join(
        line for item in items(paragraph) for line in textwrap.wrap(item, width, break_long_words=False) or [""]
    )


def without_stars(text: str) -> str:
    """No bold and no italics."""
    return re.sub(r"\*+", "", text)


def with_windows_ends(text: str) -> str:
    return text.replace("\n", "\r\n")


def decomposed(text: str) -> str:
    """Marks as letters of their own."""
    return unicodedata.normalize("NFD", text)


def with_hard_spaces(text: str) -> str:
    """Spaces that do not break, as word processors put them behind numbers."""
    return re.sub(r"(?<=\d) (?=[a-zà-ỹ])", "\u00a0", text)


def justified(paragraph: str) -> str:
    """Double spaces here and there, as in text drawn out to a margin."""
    words = paragraph.split(" ")
    return "".join(
        word + ("  " if place % 5 == 3 and word.strip() else " ") for place, word in enumerate(words)
    ).rstrip(" ")


def with_long_dashes(text: str) -> str:
    return re.sub(r"(?<=\s)-(?=\s)", "–", text)


def with_straight_quotes(text: str) -> str:
    return text.replace("“", '"').replace("”", '"')


def with_page_numbers(text: str) -> str:
    """A page number alone on its line after every thirty lines of prose."""
    parts, lines, page = [], 0, 1
    for part in paragraphs(text):
        parts.append(part)
        lines += part.count("\n") + 1
        if lines > 30 and is_running(part):
            page, lines = page + 1, 0
            parts.append(f"                                   {page}")
    return "\n\n".join(parts)


def cells_of(table: str) -> list[list[str]]:
    """Rows of a table crawled as a bar alone on a line, then one cell a line."""
    cells = [" ".join(cell.split()) for cell in re.split(r"^\|[ \t]*$", table, flags=re.MULTILINE)][1:-1]
    rows: list[list[str]] = [[]]
    for cell in cells:
        if not cell and rows[-1]:
            rows.append([])
        elif cell:
            rows[-1].append(cell)
    return [row for row in rows if row]


def tables(frame: bool, drawn: Callable[[list[list[str]]], list[str]]) -> Callable[[str], str]:
    """The tables of the frame (header, recipients and signature), or all others, drawn another way."""

    def rewritten(match: re.Match[str]) -> str:
        table = match.group()
        rows = cells_of(table)
        ours = bool(re.search(r"CỘNG HÒA|Nơi nhận", table)) == frame
        even = len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
        return "\n" + "\n".join(drawn(rows)) + "\n" if ours and even else table

    return lambda text: TABLE.sub(rewritten, text)


def as_rows(rows: list[list[str]]) -> list[str]:
    """One printed line a row, a rule below the first, as markdown has it."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def as_tabs(rows: list[list[str]]) -> list[str]:
    return ["\t".join(row) for row in rows]


def as_drawn(rows: list[list[str]]) -> list[str]:
    """Columns of eighteen letters between bars, several printed lines a row."""
    lines = []
    for row in rows:
        cells = [textwrap.wrap(cell, 18, break_long_words=False) or [""] for cell in row]
        width = max(19, *(len(line) for cell in cells for line in cell)) + 1
        for place in range(max(map(len, cells))):
            lines.append(
                "|" + "|".join((cell[place] if place < len(cell) else "").ljust(width) for cell in cells) + "|"
            )
    return lines


def side_by_side(rows: list[list[str]]) -> list[str]:
    """Two columns without any bar: the left in forty letters, the right behind it."""
    lines = []
    for left, right in rows:
        halves = [frame_lines(left), frame_lines(right)]
        for place in range(max(map(len, halves))):
            one, other = (half[place] if place < len(half) else "" for half in halves)
            lines.append(f"{one:<44}{other}".rstrip())
    return ["", *lines, ""]


def frame_lines(cell: str) -> list[str]:
    """The lines of a frame's cell as a printed page breaks them."""
    cell = re.sub(r"\*+|-{3,}|_{3,}", " ", cell)
    cell = re.sub(
        r"(?<=[;:.)])\s+(?=- )|\s+(?=(?:KT|TL|TM|TUQ)\.)|\s+(?=Độc lập)|\s+(?=V/v)|\s+(?=PHÓ (?:CHỦ|THỦ))", "\n", cell
    )
    cell = re.sub(r"(?<=[A-ZĐ]{2}) +(?=(?:[A-ZĐ][a-zà-ỹ]+ ){1,4}[A-ZĐ][a-zà-ỹ]+$)", "\n\n", cell.strip())
    return [line for part in cell.split("\n") for line in textwrap.wrap(part, 42) or [""]]


ALL: dict[str, Callable[[str], str]] = {
    "one line a paragraph": by_prose(unwrapped),
    "wrapped at 60": by_prose(wrapped(60)),
    "wrapped at 95": by_prose(wrapped(95)),
    "no stars": without_stars,
    "windows line ends": with_windows_ends,
    "decomposed letters": decomposed,
    "hard spaces": with_hard_spaces,
    "justified": by_prose(justified),
    "long dashes": with_long_dashes,
    "straight quotes": with_straight_quotes,
    "page numbers": with_page_numbers,
    "frame in rows": tables(True, as_rows),
    "frame side by side": tables(True, side_by_side),
    "tables in rows": tables(False, as_rows),
    "tables with tabs": tables(False, as_tabs),
    "tables drawn": tables(False, as_drawn),
}
