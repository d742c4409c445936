"""The head of a paper as read (metadata) and as the register keeps it (columns)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from thuocdo.documents.rules.dating import PrintedDate, read_date
from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.rules.shapes import WrongFields
from thuocdo.documents.rules.stamps import ORDER, stamps
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze


@dataclass(frozen=True)
class Head:
    """Columns of the register that come from the head and foot of a paper."""

    number_symbol: str = ""
    doc_type: str = ""
    subject: str = ""
    issuer_name: str = ""
    printed: PrintedDate = field(default_factory=lambda: PrintedDate("", ""))
    signed_on: date | None = None
    signer_name: str = ""
    signing_role: dict[str, Any] = field(default_factory=dict)
    addressees: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    archive: str = ""
    urgency: str = ""
    circulation: str = ""

    def columns(self) -> dict[str, Any]:
        """Values by column name, with the derived columns (keys for searching and matching)."""
        return {
            "number_symbol": self.number_symbol,
            "number_key": number_key(self.number_symbol),
            "doc_type": self.doc_type,
            "subject": self.subject,
            "issuer_name": self.issuer_name,
            "issued_value": self.printed.value,
            "issued_on": self.printed.day,
            "date_precision": self.printed.precision,
            "signed_on": self.signed_on,
            "signer_name": self.signer_name,
            "signing_role": self.signing_role,
            "addressees": self.addressees,
            "recipients": self.recipients,
            "archive": self.archive,
            "urgency": self.urgency,
            "circulation": self.circulation,
            "folded": folded(self.number_symbol, self.subject, self.issuer_name, self.doc_type),
        }


def folded(*parts: str) -> str:
    """The text that the list searches: number, subject, issuer and type without marks."""
    return fold(" | ".join(parts))


def head_of(metadata: Mapping[str, Any], text: str = "") -> Head:
    """The head as the reader saw it, with the stamps of the text; a date that is not in the calendar stays empty (the
    reader has doubted it)."""
    stamped_on = stamps(text)
    stamped = metadata.get("date") or {}
    try:
        printed = read_date(str(stamped.get("value") or ""))
    except Refused:
        printed = PrintedDate("", "")
    signed = str(metadata.get("date_from_signature") or "")[:10]
    return Head(
        number_symbol=squeeze(str(metadata.get("number_symbol") or "")),
        doc_type=squeeze(str(metadata.get("document_type") or "")),
        subject=squeeze(str(metadata.get("subject") or "")),
        issuer_name=squeeze(str(metadata.get("issuer") or "")),
        printed=printed,
        signed_on=_day(signed),
        signer_name=squeeze(str(metadata.get("signer") or "")),
        signing_role=dict(metadata.get("signing_role") or {}),
        addressees=[str(line) for line in metadata.get("addressees") or []],
        recipients=[str(line) for line in metadata.get("recipients") or []],
        archive=squeeze(str(metadata.get("archive") or "")),
        urgency=stamped_on.urgency,
        circulation=stamped_on.circulation,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def corrected(head: Head, data: Mapping[str, Any]) -> Head:
    """The head with a person's corrections; raises `WrongFields` beside the date or the subject."""
    problems: dict[str, str] = {}
    printed = head.printed
    if "issued" in data:
        try:
            printed = read_date(str(data["issued"] or ""))
        except Refused as refusal:
            problems["issued"] = f"{refusal.message} {refusal.remedy}"
    words = {name: squeeze(str(data.get(name, getattr(head, name)) or "")) for name in WORDS}
    named = words["subject"] or words["number_symbol"] or (printed.value and words["issuer_name"])
    if not named:
        problems["subject"] = "Cần số, ký hiệu, hoặc trích yếu, hoặc ngày và cơ quan ban hành để tìm lại được văn bản."
    if problems:
        raise WrongFields(problems)
    lists = {
        name: [line for entry in data.get(name, getattr(head, name)) if (line := squeeze(str(entry)))] for name in LISTS
    }
    changed: dict[str, Any] = {**words, **lists, "printed": printed}
    urgency = str(data.get("urgency", head.urgency) or "")
    if urgency not in ORDER:
        raise WrongFields({"urgency": "Chọn khẩn, thượng khẩn, hỏa tốc, hoặc để trống."})
    return replace(head, **changed, urgency=urgency)


WORDS = ("number_symbol", "doc_type", "subject", "issuer_name", "signer_name", "archive", "circulation")
LISTS = ("addressees", "recipients")
