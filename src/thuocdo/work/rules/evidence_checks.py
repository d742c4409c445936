"""Proof looked over before a person looks (kiểm tra tài liệu kiểm chứng): what was read beside what is expected.

Nothing here refuses: a line is `ok` (xanh), `warning` (vàng: somebody should look) or `fault` (đỏ: very likely wrong),
and the appraiser decides. What was not printed is unknown, never good. The rules are the program's own; the form of
papers follows Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

OK, WARNING, FAULT = "ok", "warning", "fault"
ORDER = (FAULT, WARNING, OK)
# Refusals of the reader that say the file itself is broken; others say that a machine cannot read this kind.
BROKEN = frozenset({"documents.encrypted", "documents.empty", "documents.truncated", "documents.unreadable",
                    "documents.unsafe", "documents.blank_pages", "files.empty"})  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One line: code, outcome, words, and what was read beside what was expected, where there is such a thing."""

    code: str
    outcome: str
    words: str
    read: str = ""
    expected: str = ""

    def row(self) -> dict[str, str]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True)
class Facts:
    """What was read in the proof; `refusal` code and words when nothing could be, `issued_value` as far as printed."""

    number_symbol: str = ""
    doc_type: str = ""
    subject: str = ""
    issuer_name: str = ""
    signer_name: str = ""
    issued_on: date | None = None
    issued_value: str = ""
    has_text: bool = True
    is_secret: bool = False
    refusal: tuple[str, str] | None = None
    in_register: bool = False
    withdrawn_on: date | None = None

    def row(self) -> dict[str, Any]:
        """As it is stored: texts only."""
        names = ("number_symbol", "doc_type", "subject", "issuer_name", "signer_name", "issued_value")
        row: dict[str, Any] = {name: getattr(self, name) for name in names if getattr(self, name)}
        if self.in_register:
            row["in_register"] = True
        if self.refusal:
            row["refusal"] = list(self.refusal)
        return row


@dataclass(frozen=True)
class Twin:
    """The same content, or the same number, at another due instance: where, and whether that is another period of the
    same part, or another agency."""

    words: str
    same_content: bool
    same_part: bool
    same_unit: bool


@dataclass(frozen=True)
class Expected:
    """What proof of this due instance should look like; `issuer_fits` and `signer_fits` are answered by the directory
    (None: not known)."""

    on: date
    begins: date | None = None
    due_on: date | None = None
    unit_name: str = ""
    issuer_fits: bool | None = None
    signer_fits: bool | None = None
    kinds: Sequence[str] = ()
    kinds_read: Sequence[str] = ()
    twins: Sequence[Twin] = field(default_factory=tuple)


def checked(facts: Facts, expected: Expected) -> list[Check]:
    """Every line about one piece of proof, the worst first."""
    lines: list[Check | None] = [_readable(facts), _copies(expected)]
    if facts.refusal is None and facts.has_text:
        lines += [_date(facts, expected), _issuer(facts, expected), _signer(facts, expected), _kind(facts, expected)]
    if facts.withdrawn_on is not None:
        day = f"{facts.withdrawn_on:%d/%m/%Y}"
        lines.append(Check("withdrawn", FAULT, f"Văn bản này đã bị thu hồi ngày {day}."))
    return sorted((line for line in lines if line), key=lambda line: ORDER.index(line.outcome))


def worst(checks: Iterable[dict[str, Any]]) -> str:
    """The worst outcome of stored lines; empty when there are none.

    >>> worst([{"outcome": "ok"}, {"outcome": "warning"}]), worst([])
    ('warning', '')
    """
    found = {str(line.get("outcome")) for line in checks}
    return next((outcome for outcome in ORDER if outcome in found), "")


def _readable(facts: Facts) -> Check:
    if facts.refusal is not None:
        code, words = facts.refusal
        return Check("readable", FAULT if code in BROKEN else WARNING, f"Máy không đọc được tệp này: {words}")
    if facts.is_secret:
        return Check("readable", FAULT, "Tệp mang dấu chỉ độ mật: không được đưa lên hệ thống này.")
    if not facts.has_text:
        return Check("readable", WARNING, "Không tìm thấy chữ nào trong tệp (ảnh hoặc bản quét): cần người xem.")
    place = "trong kho văn bản" if facts.in_register else "trong tệp"
    return Check("readable", OK, f"Đọc được nội dung {place}.")


def _date(facts: Facts, expected: Expected) -> Check:
    reach = _reach(expected)
    if facts.issued_on is None:
        return _date_in_part(facts, expected, reach)
    day, read = facts.issued_on, f"{facts.issued_on:%d/%m/%Y}"
    if day > expected.on:
        when = "năm sau" if day.year == expected.on.year + 1 else "trong tương lai"
        return Check("date", FAULT, f"Văn bản ghi ngày {when}, sau hôm nay ({expected.on:%d/%m/%Y}).", read, reach)
    if expected.begins is not None and day < expected.begins:
        outcome = FAULT if expected.begins - day > timedelta(days=365) else WARNING
        return Check("date", outcome, "Văn bản ghi ngày trước khi kỳ này bắt đầu.", read, reach)
    if expected.due_on is not None and day > expected.due_on:
        return Check("date", WARNING, "Văn bản ghi ngày sau hạn của kỳ này.", read, reach)
    return Check("date", OK, "Ngày văn bản nằm trong kỳ.", read, reach)


def _date_in_part(facts: Facts, expected: Expected, reach: str) -> Check:
    """A blank day is never filled in; but a printed year may already say that it is wrong."""
    year = facts.issued_value[:4]
    if year.isdigit() and int(year) > expected.on.year:
        return Check("date", FAULT, f"Văn bản ghi năm {year}, sau năm nay.", facts.issued_value, reach)
    if facts.issued_value:
        return Check("date", WARNING, "Văn bản không ghi đủ ngày, tháng, năm.", facts.issued_value, reach)
    return Check("date", WARNING, "Không thấy ngày ban hành trong văn bản.", "", reach)


def _reach(expected: Expected) -> str:
    first = f"từ {expected.begins:%d/%m/%Y} " if expected.begins else ""
    last = f"đến {expected.due_on:%d/%m/%Y}" if expected.due_on else f"đến {expected.on:%d/%m/%Y}"
    return first + last


def _issuer(facts: Facts, expected: Expected) -> Check:
    read, wanted = facts.issuer_name, expected.unit_name
    if not read:
        return Check("issuer", WARNING, "Không thấy tên cơ quan ban hành.", "", wanted)
    if expected.issuer_fits:
        return Check("issuer", OK, "Cơ quan ban hành là đơn vị, cấp trên hoặc đơn vị trực thuộc.", read, wanted)
    if expected.issuer_fits is None:
        return Check("issuer", WARNING, "Chưa nhận ra cơ quan ban hành trong danh mục.", read, wanted)
    return Check("issuer", FAULT, "Cơ quan ban hành không phải đơn vị, cấp trên hay đơn vị trực thuộc.", read, wanted)


def _signer(facts: Facts, expected: Expected) -> Check:
    if not facts.signer_name:
        return Check("signer", WARNING, "Không thấy tên người ký.")
    if expected.signer_fits:
        return Check("signer", OK, "Người ký có vị trí ở cơ quan này hoặc cấp trên.", facts.signer_name)
    return Check("signer", WARNING, "Chưa có người ký này trong danh sách của cơ quan.", facts.signer_name)


def _kind(facts: Facts, expected: Expected) -> Check | None:
    if not expected.kinds:
        return None
    wanted = ", ".join(expected.kinds)
    if facts.doc_type in expected.kinds or set(expected.kinds_read) & set(expected.kinds):
        read = facts.doc_type or ", ".join(expected.kinds_read)
        return Check("kind", OK, "Loại văn bản đúng với sản phẩm.", read, wanted)
    if not facts.doc_type:
        return Check("kind", WARNING, "Không rõ loại văn bản.", "", wanted)
    return Check("kind", WARNING, "Loại văn bản khác với sản phẩm ghi trong nhiệm vụ.", facts.doc_type, wanted)


def _copies(expected: Expected) -> Check:
    if not expected.twins:
        return Check("copy", OK, "Chưa dùng ở kỳ hạn nào khác.")
    first = next((twin for twin in expected.twins if twin.same_content), expected.twins[0])
    what = "Chính tệp này" if first.same_content else "Văn bản cùng số, ký hiệu"
    more = f" và {len(expected.twins) - 1} nơi khác" if len(expected.twins) > 1 else ""
    bad = first.same_content and (first.same_part or not first.same_unit)
    return Check("copy", FAULT if bad else WARNING, f"{what} đã dùng làm tài liệu ở {first.words}{more}.")
