"""Lists of bodies in the frame of a paper: addressees (Kính gửi) and recipients (Nơi nhận)."""

from __future__ import annotations

import re

from thuocdo.documents.reading.source import Passage, join

DASH = re.compile(r"[-–—•●▪*]\s*(?=\S)")
# In a cell that was squeezed into one line, an entry ends with a semicolon and the next opens with a dash.
SQUEEZED = re.compile(r"(?<=[;.,:])\s*[-–—•]\s+(?=\S)|(?<=\S)\s+[-–—]\s*(?=L[ưu]+u\b)")
# Entries squeezed into one line without a semicolon: "- Văn phòng Chính phủ - Bộ Công an - Các sở"; a dash inside a
# name ("Cục Kiểm tra văn bản - Bộ Tư pháp", "Lao động - Thương binh và Xã hội") parts nothing.
HEADS = (
    r"Như|Các|Thường trực|TT\.|Chủ tịch|CT[,.]|UBND|Ủy ban|Chánh|Đảng ủy|Tỉnh ủy|Thành ủy|HĐND|Sở|Lãnh đạo|Đoàn ĐBQH"
    r"|Ban Tổ chức|Ban Tuyên|Ban Thường vụ|Công an|Cổng|Đài|Báo"
)
UNMARKED = re.compile(rf"(?<=[\w)])\s+[-–]\s+(?=(?:{HEADS})\b)|(?<=Chính phủ)\s+[-–]\s+(?=Bộ )")
CLOSING = " .;,:-–—•●▪*"


def listed(lines: list[Passage], mark: re.Pattern[str]) -> list[Passage]:
    """The entries of a list, with the introducing word (`mark`) and the dashes taken off.

    Entries open with a dash; lines without one continue the entry above ("+" lines are details of it). A list
    without any dash is divided at its semicolons.
    """
    pieces: list[tuple[bool, Passage]] = []
    for line in lines:
        match = mark.search(line.text)
        rest = (line[match.end() :] if match else line).strip()
        squeezed = rest.split(SQUEEZED)
        if len(squeezed) > 2:
            squeezed = [part for piece in squeezed for part in piece.split(UNMARKED)]
        for order, piece in enumerate(squeezed):
            pieces.append((order > 0 or bool(DASH.match(piece.text)), piece))
    if not any(opens for opens, _ in pieces):
        entries = join(piece for _, piece in pieces).split(r";\s*")
    else:
        grouped: list[list[Passage]] = []
        for opens, piece in pieces:
            if opens or not grouped:
                grouped.append([])
            grouped[-1].append(piece)
        entries = [join(parts) for parts in grouped]
    return [entry for entry in map(trimmed, entries) if entry]


def trimmed(entry: Passage) -> Passage:
    """An entry without its dash and closing punctuation; a closing bracket or ellipsis stays."""
    return entry.strip(CLOSING)
