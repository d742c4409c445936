"""Placeholders of Word forms (chỗ điền trong mẫu): their names, what stands in them, and their values for a paper.

One table for the page that explains them, for the check of an uploaded form, and for filling one in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thuocdo.documents.composing.kinds import from_data, kind_of
from thuocdo.documents.composing.paper import OfficialPaper, Signature

TEXT, LINES, BLOCKS = "text", "lines", "blocks"


@dataclass(frozen=True)
class Placeholder:
    """One place that a form may have: `shape` is text, lines (for a loop) or blocks (paragraphs and tables)."""

    name: str
    words: str
    shape: str = TEXT

    @property
    def written(self) -> str:
        """How it is written in Word."""
        if self.shape == TEXT:
            return f"{{{{ {self.name} }}}}"
        if self.shape == BLOCKS:
            return f"{{{{p {self.name} }}}}"
        return f"{{%p for dong in {self.name} %}} {{{{ dong }}}} {{%p endfor %}}"


PLACEHOLDERS = tuple(
    Placeholder(*row)
    for row in (
        ("co_quan_chu_quan", "Tên cơ quan cấp trên trực tiếp, chữ in hoa; có thể trống"),
        ("co_quan", "Tên cơ quan ban hành, chữ in hoa"),
        ("so_ky_hieu", "Số, ký hiệu; trước khi cấp số thì phần số để trống"),
        ("dia_danh_ngay", "Địa danh, ngày tháng năm"),
        ("ten_loai", "Tên loại văn bản, chữ in hoa; công văn thì trống"),
        ("trich_yeu", "Trích yếu nội dung"),
        ("tham_quyen", "Thẩm quyền ban hành, chữ in hoa (quyết định, nghị quyết)"),
        ("can_cu", "Từng căn cứ, đã có dấu chấm phẩy, dấu chấm", LINES),
        ("loi_quyet_dinh", "QUYẾT ĐỊNH:, QUYẾT NGHỊ: (khi có)"),
        ("loi_kinh_gui", "Kính gửi: và nơi nhận khi chỉ có một nơi"),
        ("kinh_gui", "Từng nơi nhận khi có từ hai nơi", LINES),
        ("noi_dung", "Nội dung: các đoạn và bảng, đúng cỡ chữ của Nghị định 30", BLOCKS),
        ("noi_nhan", "Từng dòng Nơi nhận, kể cả dòng Lưu", LINES),
        ("quyen_han_chuc_vu", "Từng dòng quyền hạn, chức vụ của người ký (TM., KT., chức vụ)", LINES),
        ("nguoi_ky", "Họ tên người ký"),
        ("quyen_han_chuc_vu_trai", "Từng dòng chức vụ của người ký bên trái (biên bản)", LINES),
        ("nguoi_ky_trai", "Họ tên người ký bên trái (biên bản)"),
        ("do_khan", "Mức độ khẩn, chữ in hoa; có thể trống"),
        ("lien_he", "Địa chỉ, điện thoại, thư điện tử của cơ quan"),
    )
)
NAMES = {one.name: one for one in PLACEHOLDERS}
# The paper that a form is tried with: example words, of nobody.
SAMPLE: dict[str, Any] = {
    "letterhead": {"agency": "Tên cơ quan ban hành", "superior": "Tên cơ quan cấp trên"},
    "number": "05/KH-ABC", "subject": "Trích yếu nội dung của văn bản mẫu",
    "place_and_date": "Địa danh, ngày 05 tháng 7 năm 2025", "authority": "Thẩm quyền ban hành",
    "bases": ["Căn cứ văn bản thứ nhất", "Căn cứ văn bản thứ hai"], "addressees": ["Nơi thứ nhất", "Nơi thứ hai"],
    "body": [
        {"heading": "I. MỤC ĐÍCH, YÊU CẦU"}, "Đoạn nội dung mẫu.", {"heading": "1. Yêu cầu", "level": 2},
        {"table": {"columns": [{"title": "TT", "width": 10}, {"title": "Nhiệm vụ", "width": 60}],
                   "rows": [["1", "Nhiệm vụ mẫu"]]}},
        "Đoạn cuối của văn bản mẫu.",
    ],
    "signatures": [{"capacity": "KT. Chức vụ người đứng đầu\nChức vụ người ký", "name": "Họ và tên người ký"}],
    "recipients": ["Như trên", "Lưu: VT"], "urgency": "Khẩn", "contact": "Địa chỉ, điện thoại của cơ quan",
}  # fmt: skip


def sample(code: str) -> OfficialPaper:
    """The paper with example words of a kind."""
    kind = kind_of(code)
    last = SAMPLE["signatures"][0]
    two = [{"capacity": capacity, "name": "Họ và tên"} for capacity in kind.capacities]
    return from_data(code, {
        **SAMPLE, "number": f"05/{kind.symbol or 'ABC'}-ABC", "signatures": two or [last],
        "authority": SAMPLE["authority"] if kind.resolves else "",
        "place_and_date": SAMPLE["place_and_date"] if kind.dated else "",
        "addressees": SAMPLE["addressees"] if kind.addressed else [],
        "particulars": {name: "…" for name, _words in kind.particulars} | {"end": "11 giờ 00"},
    })  # fmt: skip


def values_of(paper: OfficialPaper, blocks: Any) -> dict[str, Any]:
    """What stands in each place for a paper; `blocks` is its body as the form's writer wants it."""
    one = len(paper.addressees) == 1
    right, left = _signers(paper.signatures)
    return {
        "co_quan_chu_quan": paper.letterhead.superior.upper(), "co_quan": paper.letterhead.agency.upper(),
        "so_ky_hieu": paper.number, "dia_danh_ngay": paper.place_and_date, "ten_loai": paper.kind.upper(),
        "trich_yeu": paper.subject, "tham_quyen": paper.authority.upper(), "can_cu": _closed(paper.bases),
        "loi_quyet_dinh": paper.resolves.upper(),
        "loi_kinh_gui": " ".join([paper.greeting, *_closed(paper.addressees)] if one else [paper.greeting])
        if paper.addressees else "",
        "kinh_gui": [] if one else [f"- {line}" for line in _closed(paper.addressees)],
        "noi_dung": blocks, "noi_nhan": [f"- {line}" for line in _closed(paper.recipients)],
        "quyen_han_chuc_vu": _capacity(right), "nguoi_ky": right.name, "quyen_han_chuc_vu_trai": _capacity(left),
        "nguoi_ky_trai": left.name, "do_khan": paper.urgency.upper(), "lien_he": paper.contact,
    }  # fmt: skip


def _signers(signatures: Sequence[Signature]) -> tuple[Signature, Signature]:
    """Who signs on the right, and on the left where two sign."""
    nobody = Signature("", "", "")
    return signatures[-1] if signatures else nobody, signatures[0] if len(signatures) > 1 else nobody


def _capacity(one: Signature) -> list[str]:
    return [line.upper() for line in one.capacity.split("\n") if line.strip()]


def _closed(lines: Sequence[str]) -> list[str]:
    """Lines with their closing marks: a semicolon, the last a full stop."""
    last = len(lines) - 1
    return [f"{line.rstrip(';. ')}{'.' if at == last else ';'}" for at, line in enumerate(lines)]


def table() -> Sequence[Mapping[str, str]]:
    """The places for people: name, words, how it is written in Word."""
    return [{"name": one.name, "words": one.words, "written": one.written} for one in PLACEHOLDERS]
