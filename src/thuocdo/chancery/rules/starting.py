"""How a draft begins (khởi tạo dự thảo): what its kind usually has, and what an answer or a handing down takes over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from thuocdo.chancery.rules.content import Content
from thuocdo.documents.composing.kinds import kind_of

LETTER = "cong_van"


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Who issues: its names as printed, the one above it, the place, letters of the number, the head's title."""

    agency: str
    superior: str = ""
    place: str = ""
    symbol: str = ""
    authority: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The paper that is answered or handed down, as its own papers call it."""

    doc_type: str
    number_symbol: str
    issued_on: date | None
    issuer: str
    subject: str

    @property
    def cited(self) -> str:
        """How a paper is named in another: kind, number, day, who issued it, what about.

        >>> Source(doc_type="công văn", number_symbol="2369/UBND-NV", issued_on=date(2025, 4, 5),
        ...        issuer="UBND thành phố Vinh", subject="Chấn chỉnh").cited
        'Công văn số 2369/UBND-NV ngày 05/4/2025 của UBND thành phố Vinh về việc chấn chỉnh'
        """
        kind = self.doc_type[:1].upper() + self.doc_type[1:] or "Văn bản"
        number = f" số {self.number_symbol}" if self.number_symbol else ""
        month = f"{self.issued_on.month:02d}" if self.issued_on and self.issued_on.month < 3 else ""
        day = f" ngày {self.issued_on.day:02d}/{month or self.issued_on.month}/{self.issued_on.year}" \
            if self.issued_on else ""  # fmt: skip
        by = f" của {self.issuer}" if self.issuer else ""
        subject = _inside(self.subject)
        return f"{kind}{number}{day}{by}{f' {subject}' if subject else ''}"


def blank(kind: str, issuer: Issuer) -> Content:
    """An empty draft of a kind, with what its form always has."""
    form = kind_of(kind)
    content: Content = {
        "letterhead": {"agency": issuer.agency, "superior": issuer.superior}, "symbol": issuer.symbol,
        "place": issuer.place, "subject": "", "authority": issuer.authority if form.resolves else "", "bases": [],
        "addressees": [], "body": [], "recipients": [*(["Như trên"] if form.addressed else []), "Lưu: VT"],
        "urgency": "", "contact": "", "attachments": [], "particulars": {},
    }  # fmt: skip
    if form.capacities:
        content["signers"] = [{"capacity": capacity, "name": ""} for capacity in form.capacities]
    if kind == "quyet_dinh":
        content["body"] = [{"text": "", "lead": f"Điều {number}."} for number in (1, 2, 3)]
        content["recipients"] = ["Như Điều 3", "Lưu: VT"]
    return content


def answering(content: Content, source: Source, addressees: Sequence[str]) -> Content:
    """The draft as an answer (trả lời): to who issued the paper, which is named at once."""
    opening = f"{content['letterhead']['agency']} nhận được {source.cited}; về việc này, có ý kiến như sau:"
    return content | {
        "subject": f"trả lời {source.doc_type or 'văn bản'} số {source.number_symbol}".strip(),
        "addressees": list(addressees) or [source.issuer], "body": [{"text": opening}],
    }  # fmt: skip


def handing_down(kind: str, content: Content, source: Source, addressees: Sequence[str]) -> Content:
    """The draft as a handing down (triển khai): "Thực hiện Công văn số …" in a letter, a ground in other kinds."""
    made = content | {"subject": _inside(source.subject).removeprefix("về việc ") or "triển khai văn bản của cấp trên"}
    if kind_of(kind).addressed:
        made["addressees"] = list(addressees)
    if kind == LETTER:
        opening = f"Thực hiện {source.cited}, {content['letterhead']['agency']} yêu cầu:"
        return made | {"body": [{"text": opening}]}
    return made | {"bases": [*content["bases"], f"Căn cứ {source.cited}"]}


def _inside(subject: str) -> str:
    """A subject as it stands in a sentence: it begins small and says "về việc" once; names keep their capitals.

    >>> _inside("V/v Chấn chỉnh"), _inside("Kế hoạch cải cách hành chính")
    ('về việc chấn chỉnh', 'về việc Kế hoạch cải cách hành chính')
    """
    words = " ".join(subject.split()).rstrip(".")
    for head in ("V/v ", "v/v ", "Về việc ", "về việc "):
        if words.startswith(head):
            words = words.removeprefix(head)
            break
    if not words:
        return ""
    names = words.startswith(("Kế hoạch", "Quyết định", "Chương trình", "Đề án", "Nghị", "UBND", "Ủy ban"))
    capitals = words[:2].isupper()
    return f"về việc {words if names or capitals else words[:1].lower() + words[1:]}"
