"""The body of a paper as text that people type, and back (nội dung văn bản dạng chữ).

One line is one paragraph. "I. TÊN PHẦN" and short lines like "1. Tên mục" are headings; "Điều 1." is set bold; cells of
a table are parted by "|" or come from a spreadsheet with tabs, the first row being the head. "[*]" marks a footnote,
whose words stand on a line of its own below: "[*] lời chú". "# " and "## " make a heading of any line, a backslash in
front leaves a line as it is. What is read from text and written again is the same text, but for spaces.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]
PART = re.compile(r"^(?:(?:Phần|PHẦN|Chương|CHƯƠNG)\s+\S+|[IVX]+)[.:]?\s+\S")
SECTION = re.compile(r"^\d{1,2}\.\s+\S")
ARTICLE = re.compile(r"^(Điều\s+\d{1,3}[a-zđ]?\.)\s+(\S.*)$", re.DOTALL)
NOTE = re.compile(r"^\[\*\]\s+(\S.*)$")
BOLD = re.compile(r"^\*\*(?P<words>.+)\*\*$")
ITALIC = re.compile(r"^\*(?P<words>[^*].*)\*$")
# Longer numbered lines, and those that end like sentences, are clauses (khoản) and no headings.
LONGEST_HEADING = 90
SENTENCE = (".", ";", ":", ",")
MARK, BREAK = "|", "¶"
NARROWEST, WIDEST = 4, 60


def blocks_of(text: str) -> list[dict[str, Any]]:
    """The typed text as blocks that the composing engine lays out.

    >>> blocks_of("I. MỤC ĐÍCH\\nNêu rõ[*].\\n[*] Chú thích\\nTT|Việc\\n1|Rà soát")[1]
    {'text': 'Nêu rõ[*].', 'notes': ['Chú thích']}
    """
    found: list[dict[str, Any]] = []
    rows: list[list[str]] = []
    for line in _logical_lines(text):
        if _is_row(line):
            rows.append(_cells(line))
            continue
        _flush(rows, found)
        note = NOTE.match(line)
        if note and found and "text" in found[-1]:
            found[-1].setdefault("notes", []).append(note[1])
        elif line.strip("\\ "):
            found.append(_block(line))
    _flush(rows, found)
    return found


def text_of(blocks: Iterable[Block | str]) -> str:
    """Blocks as the text from which `blocks_of` makes them again."""
    lines: list[str] = []
    for block in blocks:
        said: dict[str, Any] = {"text": block} if isinstance(block, str) else dict(block)
        if "table" in said:
            # Two tables one after the other are kept apart by an empty line.
            lines += [""] if lines and lines[-1].startswith(MARK) else []
            lines += _table_lines(said["table"])
        elif "heading" in said:
            lines.append(_heading_line(str(said["heading"]), int(said.get("level", 1))))
        else:
            lines.append(_paragraph_line(said))
            lines += [f"[*] {note}" for note in said.get("notes") or ()]
    return "\n".join(lines)


def _logical_lines(text: str) -> list[str]:
    """Lines; a cell that a spreadsheet quotes because it has line breaks stays in its row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" not in text or '"' not in text:
        return [line.strip(" ") for line in text.split("\n")]
    lines: list[str] = []
    for line in text.split("\n"):
        open_cell = lines and "\t" in lines[-1] and lines[-1].count('"') % 2
        if open_cell:
            lines[-1] += f"\n{line}"
        else:
            lines.append(line.strip(" "))
    return lines


def _is_row(line: str) -> bool:
    return "\t" in line or (MARK in line.replace("\\|", "") and not line.startswith("\\"))


def _cells(line: str) -> list[str]:
    if "\t" in line:
        row = next(csv.reader(io.StringIO(line), delimiter="\t"), [])
        return [cell.replace(BREAK, "\n").replace("\t", " ").strip() for cell in row]
    bare = line.strip().removeprefix(MARK).removesuffix(MARK)
    return [cell.replace("\\|", MARK).replace(BREAK, "\n").strip() for cell in re.split(r"(?<!\\)\|", bare)]


def _flush(rows: list[list[str]], found: list[dict[str, Any]]) -> None:
    if rows:
        found.append({"table": table_of(rows)})
        rows.clear()


def table_of(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Rows of cells as a table: the first is the head, widths follow the words; a row with one word is a section."""
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    columns = [
        {"title": title, "width": _width([row[at] for row in filled]), **_aligned([row[at] for row in filled[1:]])}
        for at, title in enumerate(filled[0])
    ]
    return {"columns": columns, "rows": [_row(row) for row in filled[1:]]}


def _row(row: Sequence[str]) -> list[str]:
    """A row whose first cell alone says something and is no number is a section over the whole width."""
    alone = len(row) > 1 and row[0] and not any(row[1:]) and not row[0].strip(".").isdigit()
    return [row[0]] if alone else list(row)


def _width(cells: Sequence[str]) -> int:
    """A share of the width: the longest word must fit, and long texts get more, but not all."""
    words = max((len(word) for cell in cells for word in cell.split()), default=1)
    longest = max((len(line) for cell in cells for line in cell.split("\n")), default=1)
    return max(NARROWEST, min(WIDEST, max(words + 1, longest // 3)))


def _aligned(cells: Sequence[str]) -> dict[str, str]:
    short = [cell for cell in cells if cell]
    return {"align": "center"} if short and all(len(cell) <= 5 and cell[0].isdigit() for cell in short) else {}


def _block(line: str) -> dict[str, Any]:
    if line.startswith("\\"):
        return {"text": line[1:].strip()}
    if line.startswith("## "):
        return {"heading": line[3:].strip(), "level": 2}
    if line.startswith("# "):
        return {"heading": line[2:].strip(), "level": 1}
    if level := _level(line):
        return {"heading": line, "level": level}
    line = line.replace("\\|", MARK)
    if found := ARTICLE.match(line):
        return {"text": found[2], "lead": found[1]}
    if found := BOLD.match(line):
        return {"text": found["words"], "bold": True}
    if found := ITALIC.match(line):
        return {"text": found["words"], "italic": True}
    return {"text": line}


def _level(line: str) -> int:
    """Whether a line is a heading by itself: 1 for parts, 2 for sections, 0 for none."""
    if len(line) > LONGEST_HEADING or line.endswith(SENTENCE):
        return 0
    return 1 if PART.match(line) else 2 if SECTION.match(line) else 0


def _heading_line(words: str, level: int) -> str:
    return words if _level(words) == level and not _is_row(words) else f"{'#' * level} {words}"


def _paragraph_line(said: Mapping[str, Any]) -> str:
    text = str(said.get("text", "")).replace("\n", " ")
    if said.get("lead"):
        return f"{said['lead']} {text}"
    if said.get("bold"):
        return f"**{text}**"
    if said.get("italic"):
        return f"*{text}*"
    plain = _block(text) == {"text": text} and not _is_row(text) and not NOTE.match(text)
    return text if plain else f"\\{text}"


def _table_lines(table: Mapping[str, Any]) -> list[str]:
    heads = [str(column.get("title", "")) for column in table.get("columns") or ()]
    rows = [heads, *[[*row, *[""] * (len(heads) - len(row))] for row in table.get("rows") or ()]]
    return [f"{MARK} {f' {MARK} '.join(_cell_text(str(cell)) for cell in row)} {MARK}" for row in rows]


def _cell_text(cell: str) -> str:
    return cell.replace(MARK, "\\|").replace("\n", BREAK)
