"""A minute as an official paper (biên bản bàn giao, Decree 30/2020/NĐ-CP), made of what was frozen on the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils import translation

from thuocdo.documents.composing import (
    Block,
    Column,
    Heading,
    Letterhead,
    OfficialPaper,
    Paragraph,
    Signature,
    Table,
    compose,
)
from thuocdo.kernel.passing import KindOfPassing
from thuocdo.kernel.text import slug
from thuocdo.mergers.models import Minute
from thuocdo.mergers.queries import kinds
from thuocdo.ui.formatting import vn_date, vn_datetime

DOTS = "……………………"
STANDING_AGENCY = "Cơ quan thường trực cải cách hành chính"
COLUMNS = (Column("TT", 10, "center"), Column("Nội dung", 90), Column("Ghi chú", 65))
COUNTED = (Column("TT", 10, "center"), Column("Nội dung", 85), Column("Ghi chú", 50))


def name_of(minute: Minute) -> str:
    """The name of its file: short, without marks."""
    ends = f"{slug(minute.giving_name)[:30]}-{slug(minute.taking_name)[:30]}".strip("-")
    return f"bien-ban-{minute.number:03}-{ends}.docx"


def docx_of(minute: Minute) -> bytes:
    """The minute as a DOCX in the language of the law; the same minute gives the same bytes."""
    with translation.override("vi"):
        return compose(paper_of(minute, kinds()))


def paper_of(minute: Minute, known: Mapping[str, KindOfPassing]) -> OfficialPaper:
    """The minute as plain data: both sides, what passes by kind, what waits for a decision, two signatures."""
    merger = minute.merger
    taken = bool(minute.taking_name)
    between = f"{minute.giving_name} và {minute.taking_name}" if taken else minute.giving_name
    subject = "Bàn giao nhiệm vụ, hồ sơ, con người giữa" if taken else "Nhiệm vụ, hồ sơ, con người chưa có bên nhận của"
    signatures = [_signature("Đại diện bên giao", minute.given_by_name, minute.given_at)]
    if taken:
        signatures.append(_signature("Đại diện bên nhận", minute.taken_by_name, minute.taken_at))
    return OfficialPaper(
        letterhead=Letterhead(minute.giving_name, str(minute.head.get("superior", ""))),
        number=f"      /BB-{minute.head.get('symbol') or '…'}", kind="Biên bản", subject=f"{subject} {between}",
        bases=list(_bases(merger.legal_basis, minute.head.get("clauses", []))),
        body=[*_sides(minute), *_content(minute, known)], signatures=signatures,
        recipients=[*(("Bên giao", "Bên nhận") if taken else (STANDING_AGENCY,)), "Lưu: VT"],
    )  # fmt: skip


def _bases(legal_basis: str, clauses: list[str]) -> Iterator[str]:
    """The acts of the merger, then the places that the mapping cites, unless these are the acts themselves."""
    cited = [clause for clause in clauses if any(part.strip() not in legal_basis for part in clause.split(";"))]
    for text in (*legal_basis.split(";"), *cited):
        words = text.strip()
        if words:
            yield words if words.lower().startswith("căn cứ") else f"Căn cứ {words}"


def _signature(capacity: str, name: str, at: datetime | None) -> Signature:
    return Signature(
        capacity, f"(Đã xác nhận trên hệ thống lúc {vn_datetime(at)})" if at else "(Ký, ghi rõ họ tên)", name
    )


def _sides(minute: Minute) -> Iterator[Block]:
    """When and where it was made, and who stands on both sides; what the system does not know is left to be filled."""
    yield Paragraph(f"Thời gian: ……… giờ ………, ngày ……… tháng ……… năm …………; địa điểm: {DOTS}")
    sides = [("I. BÊN GIAO", minute.giving_name, minute.given_by_name)]
    if minute.taking_name:
        sides.append(("II. BÊN NHẬN", minute.taking_name, minute.taken_by_name))
    for head, unit, person in sides:
        yield Heading(head)
        yield Paragraph(f"Đơn vị: {unit}")
        yield Paragraph(f"Đại diện: {person or DOTS}; chức vụ: {DOTS}")


def _content(minute: Minute, known: Mapping[str, KindOfPassing]) -> Iterator[Block]:
    merger = minute.merger
    yield Heading("III. NỘI DUNG BÀN GIAO" if minute.taking_name else "II. NỘI DUNG")
    yield Paragraph(
        f"Thực hiện đợt “{merger.name}”, có hiệu lực từ ngày {vn_date(merger.effective_on)}. "
        f"Danh mục dưới đây do hệ thống ghi lúc {vn_datetime(minute.made_at)}."
    )
    groups = grouped(minute, known)
    for number, (kind, rows) in enumerate(groups, start=1):
        yield Heading(f"{number}. {kind.words} ({len(rows)})", level=2)
        yield _table(kind, rows)
        if kind.needs_person:
            yield Paragraph("Nội dung này còn chờ người có thẩm quyền quyết định.", italic=True)
    if not groups:
        yield Paragraph("Không có nhiệm vụ, hồ sơ, con người nào trên hệ thống cần bàn giao giữa hai bên.")
    if minute.taking_name:
        yield Paragraph("Biên bản được lập thành 02 bản có nội dung như nhau, mỗi bên giữ 01 bản.")


def grouped(minute: Minute, known: Mapping[str, KindOfPassing]) -> list[tuple[KindOfPassing, list[list[str]]]]:
    """The lines by kind in the order of the rooms: words, note, what they hold, link."""
    found: dict[str, list[list[str]]] = {}
    for kind, words, note, count, link in minute.lines:
        found.setdefault(kind, []).append([words, note, count, link])
    order = [*known, *(kind for kind in found if kind not in known)]
    return [(known.get(kind, KindOfPassing(kind)), found[kind]) for kind in order if kind in found]


def _table(kind: KindOfPassing, rows: list[list[str]]) -> Table:
    if kind.counted:
        columns = (*COUNTED, Column(str(kind.counted).capitalize(), 20, "right"))
        return Table(
            columns, [[str(at), words, note, str(count)] for at, (words, note, count, _) in enumerate(rows, 1)]
        )
    return Table(COLUMNS, [[str(at), words, note] for at, (words, note, *_rest) in enumerate(rows, 1)])
