"""What is wrong in a draft before it is submitted (kiểm tra dự thảo), in words, each with the field where it is mended.

A fault stops submitting; a remark does not. Law: Decree 30/2020/NĐ-CP, Articles 8 and 13, Appendices I and III.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thuocdo.chancery.rules.bodytext import text_of
from thuocdo.documents.composing.kinds import KINDS, Kind, kind_of
from thuocdo.documents.rules.stamps import stamps

FAULT, REMARK = "fault", "remark"
LONGEST_SUBJECT = 500
# Places that somebody meant to fill in: the program's own, dots, square brackets with words of instruction.
OPEN_PLACES = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|…{2,}|\.{5,}|_{4,}|\[(?:điền|nhập|ghi|tên|số|ngày)[^\]]*\]", re.IGNORECASE
)
GROUPS = re.compile(r"^/[A-ZĐ][A-Za-zĐđ&]*(?:-[A-ZĐ][A-Za-zĐđ0-9&]*)*$")
KEPT = re.compile(r"^lưu\s*:?\s*\S", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One thing to mend: a stable code, the field of the form, the words; a `fault` stops submitting."""

    code: str
    field: str
    words: str
    weight: str = FAULT

    @property
    def stops(self) -> bool:
        return self.weight == FAULT


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the directory says: whether a signer is chosen, may sign for the unit, and the usual letters of the unit."""

    signer_chosen: bool
    signer_may: bool
    agency_symbol: str = ""


def problems(kind: str, content: Mapping[str, Any], facts: Facts) -> list[Problem]:
    """Everything to mend, in the order of the paper."""
    form = kind_of(kind)
    return [found for check in CHECKS for found in check(form, content, facts)]


def _head(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    if not str((content.get("letterhead") or {}).get("agency") or "").strip():
        yield Problem("no_agency", "agency", "Chưa ghi tên cơ quan ban hành.")
    if form.dated and not str(content.get("place") or "").strip():
        yield Problem("no_place", "place", "Chưa ghi địa danh trước ngày tháng.")


def _symbol(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    symbol = str(content.get("symbol") or "").strip()
    if not symbol.strip("/"):
        yield Problem("no_symbol", "symbol", "Chưa ghi ký hiệu (ví dụ /KH-UBND).")
        return
    if not GROUPS.match(symbol):
        yield Problem("bad_symbol", "symbol", f"Ký hiệu “{symbol}” sai cách viết: “/” rồi các nhóm chữ nối bằng “-”.")
        return
    groups = symbol.strip("/").split("-")
    if form.symbol and groups[0] != form.symbol:
        yield Problem(
            "wrong_abbreviation", "symbol",
            f"Chữ viết tắt của {form.name.lower()} là “{form.symbol}” (Phụ lục III), không phải “{groups[0]}”.",
        )  # fmt: skip
    elif not form.symbol and groups[0] in {one.symbol for one in KINDS.values() if one.symbol}:
        yield Problem("wrong_abbreviation", "symbol", f"Công văn không có chữ viết tắt tên loại; bỏ “{groups[0]}-”.")
    elif facts.agency_symbol and facts.agency_symbol not in groups:
        yield Problem(
            "other_agency", "symbol", f"Ký hiệu không có chữ viết tắt của cơ quan (“{facts.agency_symbol}”).", REMARK,
        )  # fmt: skip


def _subject(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    subject = str(content.get("subject") or "").strip()
    if not subject:
        what = "trích yếu (V/v …)" if not form.name else "trích yếu nội dung"
        yield Problem("no_subject", "subject", f"Chưa ghi {what}.")
    if not form.name and re.match(r"(?i)v/v|về việc", subject):
        yield Problem("v_v_twice", "subject", "Bỏ “V/v”, “Về việc” ở đầu trích yếu: mẫu tự in “V/v”.")
    if len(subject) > LONGEST_SUBJECT:
        yield Problem("long_subject", "subject", f"Trích yếu dài {len(subject)} chữ, quá {LONGEST_SUBJECT}.")


def _opening(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    addressees = content.get("addressees") or []
    if form.addressed and not addressees:
        yield Problem(
            "no_addressee", "addressees", "Chưa ghi nơi kính gửi." if form.symbol != "GM" else "Chưa ghi mời ai."
        )
    for one in addressees:
        if re.match(r"(?i)kính\s+(?:gửi|mời)", one):
            yield Problem("greeting_twice", "addressees", f"Bỏ “Kính gửi” trong “{one}”: mẫu tự in.")
    if form.resolves and not content.get("bases"):
        yield Problem("no_bases", "bases", f"{form.name} phải có căn cứ ban hành.")
    if form.resolves and not str(content.get("authority") or "").strip():
        yield Problem("no_authority", "authority", "Chưa ghi thẩm quyền ban hành (ví dụ CHỦ TỊCH ỦY BAN NHÂN DÂN …).")
    told = content.get("particulars") or {}
    asked = [*form.particulars, *([form.closing] if form.closing else [])]
    for code, words in asked:
        if not str(told.get(code) or "").strip():
            yield Problem(f"no_{code}", f"particular_{code}", f"Chưa ghi “{words}”.")


def _body(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    text = text_of(content.get("body") or [])
    if not re.sub(r"Điều\s+\d+\.", "", text).strip() and form.symbol != "GM":
        yield Problem("no_body", "body", "Chưa có nội dung.")
    if text.rstrip().endswith("./."):
        yield Problem("end_twice", "body", "Bỏ “./.” ở cuối: mẫu tự in.")
    if re.search(r"(?m)^Điều\s+\d+\.\s*$", text):
        yield Problem("empty_article", "body", "Có Điều chưa có nội dung; điền hoặc bỏ dòng ấy.")
    for at, one in enumerate(content.get("attachments") or (), start=1):
        if not str(one.get("kind") or "").strip() or not str(one.get("subject") or "").strip():
            yield Problem(
                "attachment_unnamed", f"attachment_{at}", f"Phần kèm theo {at} chưa có tên loại hoặc tiêu đề."
            )
        if not one.get("body"):
            yield Problem("attachment_empty", f"attachment_{at}", f"Phần kèm theo {at} chưa có nội dung.")


def _open_places(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    texts = {
        "subject": str(content.get("subject") or ""), "body": text_of(content.get("body") or []),
        **{name: "\n".join(content.get(name) or ()) for name in ("bases", "addressees", "recipients")},
        **{f"attachment_{at}": text_of(one.get("body") or []) + str(one.get("subject") or "")
           for at, one in enumerate(content.get("attachments") or (), start=1)},
    }  # fmt: skip
    for field, text in texts.items():
        if found := OPEN_PLACES.search(text):
            yield Problem("open_place", field, f"Còn chỗ chưa điền: “{found[0][:40]}”.")


def _secrecy(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    """Papers of state secrets are not made here; what is printed in capitals is a stamp however it was typed."""
    head = content.get("letterhead") or {}
    texts = {name: str(head.get(name) or "").upper() for name in ("agency", "superior")}
    texts |= {name: str(content.get(name) or "").upper() for name in ("kind", "authority")}
    texts |= {name: str(content.get(name) or "") for name in ("symbol", "place", "subject", "urgency", "contact")}
    texts |= {name: "\n".join(content.get(name) or ()) for name in ("bases", "addressees", "recipients")}
    texts |= {f"particular_{code}": str(one or "") for code, one in (content.get("particulars") or {}).items()}
    texts |= {"signers": "\n".join(str(word) for one in content.get("signers") or () for word in one.values())}
    texts |= {"body": text_of(content.get("body") or [])}
    for at, one in enumerate(content.get("attachments") or (), start=1):
        named = f"{one.get('kind') or ''}\n{one.get('subject') or ''}".upper()
        texts[f"attachment_{at}"] = f"{named}\n{text_of(one.get('body') or [])}"
    for field, text in texts.items():
        if stamps(text).secrecy:
            yield Problem(
                "state_secret", field,
                "Có dấu chỉ độ mật (Mật, Tối mật, Tuyệt mật): văn bản mật không soạn, không gửi trên hệ thống này.",
            )  # fmt: skip


def _closing(form: Kind, content: Mapping[str, Any], facts: Facts) -> Iterator[Problem]:
    recipients = content.get("recipients") or []
    if not recipients:
        yield Problem("no_recipients", "recipients", "Chưa ghi nơi nhận.")
    elif not KEPT.match(recipients[-1]):
        yield Problem("nothing_kept", "recipients", "Dòng cuối của nơi nhận phải là “Lưu: VT, …”.")
    if form.capacities:
        named = [one for one in content.get("signers") or () if str(one.get("name") or "").strip()]
        if len(named) < len(form.capacities):
            yield Problem("signers_unnamed", "signers", "Chưa ghi đủ họ tên người ký biên bản.")
    if not facts.signer_chosen:
        yield Problem("no_signer", "signer", "Chưa chọn người ký.")
    elif not facts.signer_may:
        yield Problem(
            "no_authority_to_sign", "signer",
            "Người ký được chọn hôm nay không có thẩm quyền ký cho cơ quan ban hành (không là người đứng đầu, "
            "không được giao ký thay, thừa lệnh hay thừa ủy quyền).",
        )  # fmt: skip


CHECKS: tuple[Callable[[Kind, Mapping[str, Any], Facts], Iterator[Problem]], ...] = (
    _head, _symbol, _subject, _opening, _body, _open_places, _secrecy, _closing,
)  # fmt: skip
