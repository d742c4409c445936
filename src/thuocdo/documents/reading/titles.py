"""The title (tên loại và trích yếu) of a document or of what is issued with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.header import BASE_START, TELEGRAM
from thuocdo.documents.reading.labels import LETTER, label_of
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import Passage, join
from thuocdo.documents.reading.terms import APPENDIX, BODY_LINE, POST_LINE, is_capital, type_of

ISSUED_WITH = re.compile(r"\(?\s*(?:Ban hành|Phê duyệt|Kèm|Đính kèm|Được ban hành)?\s*(?:kèm )?theo\b.*", re.IGNORECASE)
ORDER_LINE = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|NGHỊ ĐỊNH|THÔNG TƯ)\s*:")
AUTHORITY = re.compile(
    r"(?:CHỦ TỊCH )?(?:[UỦ][YỶ] BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND)\b"
    r"|(?:BỘ TRƯỞNG|GIÁM ĐỐC|CHÁNH|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG)\b"
)
# "KHÓA XIX, KỲ HỌP THỨ MƯỜI" below the name of a people's council is no part of its name.
# Titles of plans begin with these as legal bases do: "Thực hiện Nghị quyết số ...".
CARRYING_OUT = re.compile(r"(?:Thực hiện|Triển khai|Tiếp tục|Thi hành)\b")
SESSION = re.compile(r"KH[ÓO][ÁA]? |KỲ HỌP|NHIỆM KỲ")
UNFINISHED = re.compile(r"(?:CỦA|VÀ|TẠI|DO|GIỮA|VỚI|THUỘC|CHO|VỀ|QUYỀN|,|-|–)$")


@dataclass(slots=True)
class Title:
    """What stands at the head of a part: kind, type line, title lines, authority, the note "issued with"."""

    document_type: str
    type_line: Passage | None
    title: Passage
    authority: Passage | None
    issued_with: Passage | None
    taken: int


def read_title(pieces: list[Line | Grid]) -> Title:
    """The title at the start of these pieces; `taken` says how many pieces it uses."""
    first = pieces[0] if pieces else None
    if not isinstance(first, Line):
        return Title("", None, Passage("", (), ""), None, None, 0)
    document_type, rest = head_of(first)
    if not document_type:
        return Title("", None, Passage("", (), ""), None, None, 0)
    lines = [rest] if rest else []
    index = 1
    while index < len(pieces):
        piece = pieces[index]
        if isinstance(piece, Grid) or not belongs(piece, lines, pieces[index + 1 :]):
            break
        lines.append(piece.passage)
        index += 1
    authority, issued = None, None
    authority, index = read_authority(pieces, index)
    if not authority:
        issued, index = read_note(pieces, index)
    return Title(document_type, first.passage, join(lines), authority, issued, index)


def head_of(line: Line) -> tuple[str, Passage | None]:
    """The kind of document that a line names, and what else the line says."""
    appendix = APPENDIX.match(line.text)
    if appendix:
        rest = line.passage[appendix.end() :].strip()
        return "phụ lục", rest or None
    name, rest_text = type_of(line.text)
    if not name:
        return "", None
    start = line.text.find(rest_text) if rest_text else -1
    return name, line.passage[start : start + len(rest_text)] if rest_text else None


def belongs(line: Line, lines: list[Passage], following: list[Line | Grid]) -> bool:
    """Whether a line is (still) part of the title."""
    text = line.text
    if text.startswith("(") or ISSUED_WITH.fullmatch(text) or ORDER_LINE.match(text) or TELEGRAM.match(text):
        return False
    label = label_of(text)
    if label and (not lines or label.level < LETTER):
        return False
    if lines and is_authority(line, lines, following):
        return False
    if not lines:
        named = not BASE_START.match(text) or is_capital(text) or names_a_paper(line, following)
        return named and len(text) < 400
    above = lines[-1].text
    if is_capital(text) and is_capital(above):
        return True
    if is_capital(above) and not is_capital(text):
        if BASE_START.match(text):
            return False
        named = text[:1].islower() or len(text) < 40 or text.startswith(("Về ", "V/v"))
        return not line.blank_above and named and not text.endswith((".", ";"))
    return not line.blank_above or text[:1].islower()


def names_a_paper(line: Line, following: list[Line | Grid]) -> bool:
    """Whether a line like "Triển khai công tác ... năm 2025" is a title: what it begins ends without a closing sign."""
    if not CARRYING_OUT.match(line.text):
        return False
    last = line.text
    for piece in following:
        if isinstance(piece, Grid) or piece.blank_above or BASE_START.match(piece.text) or label_of(piece.text):
            break
        last = piece.text
    return not last.rstrip().endswith((".", ";", ":", ",", "./."))


def is_authority(line: Line, title: list[Passage], following: list[Line | Grid]) -> bool:
    """The body or person before the legal bases of a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ...".

    A title may be broken before the name of a body, so a line directly below it must be an authority by its form.
    """
    text = line.text
    if not is_capital(text) or not (BODY_LINE.match(text) or POST_LINE.match(text)):
        return False
    above = title[-1].text if title else ""
    if not line.blank_above and (not AUTHORITY.match(text) or UNFINISHED.search(above)):
        return False
    for piece in following[:3]:
        if isinstance(piece, Grid):
            return False
        if not is_capital(piece.text):
            return bool(BASE_START.match(piece.text))
    return False


def read_authority(pieces: list[Line | Grid], index: int) -> tuple[Passage | None, int]:
    """The authority's lines, when they stand here, and the index behind them."""
    lines: list[Passage] = []
    while index < len(pieces):
        piece = pieces[index]
        if isinstance(piece, Grid) or not is_capital(piece.text) or ORDER_LINE.match(piece.text):
            break
        if not lines and not is_authority(piece, [], pieces[index + 1 :]):
            break
        if not (lines and SESSION.match(piece.text)):
            lines.append(piece.passage)
        index += 1
    return (join(lines), index) if lines else (None, index)


def read_note(pieces: list[Line | Grid], index: int) -> tuple[Passage | None, int]:
    """The bracket "(Ban hành kèm theo ...)" and the index behind it."""
    lines: list[Passage] = []
    while index < len(pieces) and len(lines) < 5:
        piece = pieces[index]
        if isinstance(piece, Grid):
            break
        if not lines and not re.match(r"\(?\s*(?:Ban hành|Kèm|Đính kèm|Phê duyệt)", piece.text):
            break
        lines.append(piece.passage)
        index += 1
        if not lines[0].text.startswith("(") or ")" in piece.text[-3:]:
            break
    return (join(lines), index) if lines else (None, index)
