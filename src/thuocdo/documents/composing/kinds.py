"""Kinds of papers (loại văn bản) and papers from plain data: what a kind is called, and what its form asks for.

Names and abbreviations: Decree 30/2020/NĐ-CP, Appendix III. The data are a JSON object with the fields of
`paper.OfficialPaper`; blocks of the body are objects with `heading`, `text` or `table`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thuocdo.documents.composing.paper import (
    Attachment,
    Block,
    Column,
    Heading,
    Letterhead,
    OfficialPaper,
    Paragraph,
    Signature,
    Table,
)
from thuocdo.kernel.errors import Refused

Data = Mapping[str, Any]


Particulars = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its printed name (none for a letter), abbreviation in numbers, and how it opens and ends.

    `greeting` stands before the addressees, "{agency}" in it being who issues the paper. `particulars` are the lines
    that the form asks for before the body (code in the data, words before the value), `closing` the one after it.
    `dated` papers have place and date beside the number; `capacities` are who signs where the form itself says so.
    """

    name: str
    symbol: str
    resolves: str = ""
    ends: bool = True
    signers: int = 1
    addressed: bool = False
    greeting: str = "Kính gửi:"
    particulars: Particulars = ()
    closing: tuple[str, str] | None = None
    dated: bool = True
    capacities: tuple[str, ...] = ()


# Models 1.1 to 1.9 of Appendix III: what an invitation (1.7) and minutes (1.9) ask for.
INVITING = (("attending", "Tới dự"), ("chair", "Chủ trì"), ("time", "Thời gian"), ("place", "Địa điểm"))
MINUTES = (
    ("start", "Thời gian bắt đầu"), ("place", "Địa điểm"), ("attending", "Thành phần tham dự"),
    ("chair", "Chủ trì (chủ tọa)"), ("secretary", "Thư ký (người ghi biên bản)"),
)  # fmt: skip
KINDS: dict[str, Kind] = {
    "cong_van": Kind("", "", addressed=True),
    "quyet_dinh": Kind("Quyết định", "QĐ", resolves="Quyết định:"),
    "nghi_quyet": Kind("Nghị quyết", "NQ", resolves="Quyết nghị:"),
    "chi_thi": Kind("Chỉ thị", "CT"),
    "ke_hoach": Kind("Kế hoạch", "KH"),
    "bao_cao": Kind("Báo cáo", "BC"),
    "thong_bao": Kind("Thông báo", "TB"),
    "to_trinh": Kind("Tờ trình", "TTr", addressed=True),
    "huong_dan": Kind("Hướng dẫn", "HD"),
    "giay_moi": Kind(
        "Giấy mời", "GM", addressed=True, greeting="{agency} trân trọng kính mời:", particulars=INVITING
    ),
    "bien_ban": Kind(
        "Biên bản", "BB", signers=2, particulars=MINUTES, dated=False, capacities=("Thư ký", "Chủ tọa"),
        closing=("end", "Cuộc họp kết thúc vào"),
    ),
    "phieu": Kind("Phiếu", "PC", ends=False),
    "phieu_gui": Kind("Phiếu gửi", "PG", addressed=True),
    "phieu_chuyen": Kind("Phiếu chuyển", "PC", addressed=True),
    "phieu_bao": Kind("Phiếu báo", "PB", addressed=True),
}  # fmt: skip


def kind_of(code: str) -> Kind:
    """The kind with this code. Raises `Refused` (composing.unknown_kind)."""
    if code not in KINDS:
        raise Refused("composing.unknown_kind", f"Không có loại văn bản “{code}”.", f"Các loại: {', '.join(KINDS)}.")
    return KINDS[code]


def from_data(code: str, data: Any) -> OfficialPaper:
    """The paper that the data describe. Raises `Refused` with the place of what is wrong (`body[3].table.rows[2]`)."""
    kind = kind_of(code)
    said = _object(data, "")
    head = _letterhead(said.get("letterhead"), "letterhead")
    signatures = tuple(_signature(one, at) for at, one in _each(said, "signatures", ""))
    if len(signatures) > max(kind.signers, 3):
        raise _wrong("signatures", f"có {len(signatures)} nơi ký, nhiều nhất 3")
    return OfficialPaper(
        letterhead=head, number=_text(said, "number", ""),
        kind=_text(said, "kind", "", kind.name), subject=_text(said, "subject", "", needed=True),
        place_and_date=_text(said, "place_and_date", ""), authority=_text(said, "authority", ""),
        bases=_texts(said, "bases", ""), resolves=_text(said, "resolves", "", kind.resolves),
        addressees=_texts(said, "addressees", ""), body=(*_particulars(kind, said), *_body(said, "")),
        greeting=_text(said, "greeting", "", kind.greeting).replace("{agency}", _in_one_line(head.agency)),
        after=_closing(kind, said), ends=bool(said.get("ends", kind.ends)),
        signatures=signatures, recipients=_texts(said, "recipients", ""), urgency=_text(said, "urgency", ""),
        attachments=tuple(_attachment(one, at) for at, one in _each(said, "attachments", "")),
        contact=_text(said, "contact", ""),
    )  # fmt: skip


def _in_one_line(agency: str) -> str:
    return " ".join(agency.split())


def _particulars(kind: Kind, said: Data) -> tuple[Block, ...]:
    """The lines that the form asks for before the body, those that are told; minutes then open their content."""
    told = _object(said.get("particulars") or {}, "particulars")
    lines = [
        Paragraph(f"{words}: {text}")
        for code, words in kind.particulars
        if (text := _text(told, code, "particulars").strip())
    ]
    return (*lines, Paragraph("Nội dung:")) if lines and kind.closing else tuple(lines)


def _closing(kind: Kind, said: Data) -> tuple[Block, ...]:
    told = _object(said.get("particulars") or {}, "particulars")
    if kind.closing is None or not (text := _text(told, kind.closing[0], "particulars").strip()):
        return ()
    return (Paragraph(f"{kind.closing[1]} {text}"),)


def issued_with(kind: str, number_symbol: str, dated: str, agency: str, *, electronic: bool) -> str:
    """The line that ties an attachment to its paper (thông tin chỉ dẫn kèm theo), without its brackets.

    On an electronic paper number and day are not filled in: the agency's signature tells them (Decree 30/2020,
    Appendix I). `dated` is "ngày 05 tháng 7 năm 2025".
    """
    if electronic or not dated:
        number_symbol = f"      /{number_symbol.rpartition('/')[2]}"
        dated = "ngày      tháng      năm      "
    return f"Kèm theo {kind} số {number_symbol} {dated} của {_in_one_line(agency)}"


def _letterhead(data: Any, at: str) -> Letterhead:
    said = _object(data, at)
    return Letterhead(_text(said, "agency", at, needed=True), _text(said, "superior", at))


def _signature(data: Any, at: str) -> Signature:
    said = _object(data, at)
    return Signature(_text(said, "capacity", at, needed=True), _text(said, "note", at), _text(said, "name", at))


def _attachment(data: Any, at: str) -> Attachment:
    said = _object(data, at)
    head = said.get("letterhead")
    return Attachment(
        kind=_text(said, "kind", at, needed=True), subject=_text(said, "subject", at, needed=True),
        issued_with=_text(said, "issued_with", at), landscape=bool(said.get("landscape")),
        letterhead=_letterhead(head, f"{at}.letterhead") if head else None, body=_body(said, at),
    )  # fmt: skip


def _body(said: Data, at: str) -> tuple[Block, ...]:
    return tuple(_block(one, place) for place, one in _each(said, "body", at))


def _block(data: Any, at: str) -> Block:
    if isinstance(data, str):
        return Paragraph(data)
    said = _object(data, at)
    found = [name for name in BLOCKS if name in said]
    if len(found) != 1:
        raise _wrong(at, f"cần đúng một trong các mục {', '.join(BLOCKS)}")
    return BLOCKS[found[0]](said, at)


def _heading(said: Data, at: str) -> Block:
    level = said.get("level", 1)
    if level not in (1, 2):
        raise _wrong(f"{at}.level", "chỉ có cấp 1 và 2")
    return Heading(_text(said, "heading", at, needed=True), level)


def _paragraph(said: Data, at: str) -> Block:
    return Paragraph(
        _text(said, "text", at), bold=bool(said.get("bold")), italic=bool(said.get("italic")),
        indent=bool(said.get("indent", True)), lead=_text(said, "lead", at), notes=_texts(said, "notes", at),
    )  # fmt: skip


def _table(said: Data, at: str) -> Block:
    table = _object(said["table"], f"{at}.table")
    columns = []
    for place, one in _each(table, "columns", f"{at}.table"):
        column = _object(one, place)
        width = column.get("width", 10)
        if not isinstance(width, int | float) or isinstance(width, bool) or width <= 0:
            raise _wrong(f"{place}.width", "độ rộng phải là số lớn hơn 0")
        columns.append(Column(_text(column, "title", place), float(width), _text(column, "align", place, "left")))
    rows = []
    for place, row in _each(table, "rows", f"{at}.table"):
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) not in (1, len(columns)):
            raise _wrong(place, f"dòng phải có {len(columns)} ô, hoặc một ô cho tiêu đề mục")
        rows.append([str(cell if cell is not None else "") for cell in row])
    if not columns:
        raise _wrong(f"{at}.table.columns", "bảng chưa có cột")
    return Table(columns, rows)


BLOCKS: dict[str, Callable[[Data, str], Block]] = {"heading": _heading, "text": _paragraph, "table": _table}


def _object(data: Any, at: str) -> Data:
    if not isinstance(data, Mapping):
        raise _wrong(at or "dữ liệu", "phải là một đối tượng {…}")
    return data


def _each(said: Data, name: str, at: str) -> list[tuple[str, Any]]:
    found = said.get(name) or []
    place = f"{at}.{name}" if at else name
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise _wrong(place, "phải là một danh sách […]")
    return [(f"{place}[{number}]", one) for number, one in enumerate(found)]


def _text(said: Data, name: str, at: str, default: str = "", *, needed: bool = False) -> str:
    value = said.get(name, default)
    place = f"{at}.{name}" if at else name
    if value is None or not isinstance(value, str | int):
        raise _wrong(place, "phải là chữ")
    if needed and not str(value).strip():
        raise _wrong(place, "còn trống")
    return str(value)


def _texts(said: Data, name: str, at: str) -> tuple[str, ...]:
    found = _each(said, name, at)
    for place, one in found:
        if not isinstance(one, str):
            raise _wrong(place, "phải là chữ")
    return tuple(str(one) for _, one in found)


def _wrong(place: str, why: str) -> Refused:
    return Refused(
        "composing.wrong_data", f"Dữ liệu văn bản sai ở “{place}”: {why}.", "Sửa chỗ này rồi soạn lại.",
        where={"mục": place},
    )  # fmt: skip
