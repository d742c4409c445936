"""Whether a signed PDF may be kept as the paper of a draft: who signed, in which order, how far it can be trusted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from thuocdo.kernel.text import nfc

PERSON, UNIT = "person", "unit"
ORDER = (PERSON, UNIT)
INVALID = "invalid"
# Huyền, sắc, hỏi, ngã, nặng as marks of their own.
TONES = "\u0300\u0301\u0309\u0303\u0323"


def names(said: str, wanted: Sequence[str]) -> bool:
    """Whether a certificate's name is one of the names: capitals and where a tone is written do not count, marks do.

    >>> names("ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", ["Uỷ ban nhân dân tỉnh Nghệ An"]), names("Lê Văn Hùng", ["Lê Văn Hưng"])
    (True, False)
    """
    found = _spelled(said)
    return bool(found) and found in {_spelled(one) for one in wanted}


def _spelled(name: str) -> tuple[tuple[str, str], ...]:
    """The syllables of a name, each with its tone beside it: "Ủy" and "Uỷ" are one, "Hùng" and "Hưng" are two."""
    found = []
    for word in nfc(name).casefold().split():
        parts = unicodedata.normalize("NFD", word)
        tone = "".join(mark for mark in parts if mark in TONES)
        found.append((nfc("".join(mark for mark in parts if mark not in TONES)), tone))
    return tuple(found)


def faults_of(
    findings: Sequence[Mapping[str, Any]], before: int, *, signer: str, units: Sequence[str], had: Sequence[str],
    trust_is_empty: bool,
) -> tuple[str, str, str] | None:  # fmt: skip
    """Why the signatures of a file are not those that are wanted: code, message, remedy; nothing when they are.

    `before` is how many signatures the paper had already. Without any trusted root nothing can be found valid; then a
    signature that is whole is taken, and its finding says that it could not be proved.
    """
    if len(findings) <= before:
        return "chancery.not_signed", "Tệp không có chữ ký số nào mới.", "Ký tệp rồi nộp lại."
    if len(findings) > len(ORDER):
        return "chancery.too_many_signatures", "Tệp có nhiều hơn hai chữ ký.", "Chỉ người ký và cơ quan ký."
    for at, finding in enumerate(findings):
        if fault := _fault(finding, ORDER[at], signer=signer, units=units, trust_is_empty=trust_is_empty):
            return fault
    return None


def _fault(
    finding: Mapping[str, Any], whose: str, *, signer: str, units: Sequence[str], trust_is_empty: bool
) -> tuple[str, str, str] | None:
    who = str(finding.get("signer") or "không rõ")
    if finding.get("verdict") == INVALID or not finding.get("intact"):
        return (
            "chancery.bad_signature",
            f"Chữ ký của {who} không hợp lệ: {finding.get('reason')}",
            "Ký lại từ bản chờ ký.",
        )
    if not finding.get("trusted") and not trust_is_empty:
        return (
            "chancery.untrusted_signature",
            f"Chứng thư của {who} không dẫn tới tổ chức chứng thực được tin cậy: {finding.get('reason')}",
            "Ký bằng chứng thư công vụ; nếu đúng là chứng thư ấy, nhờ quản trị nạp chứng thư gốc.",
        )
    wanted = [signer] if whose == PERSON else units
    if not names(who, wanted):
        expected = signer if whose == PERSON else next(iter(units), "cơ quan ban hành")
        return (
            "chancery.other_signer",
            f"Chữ ký thứ {ORDER.index(whose) + 1} phải là của {expected}, tệp có chữ ký của {who}.",
            "Người có thẩm quyền ký trước, cơ quan ban hành ký sau.",
        )  # fmt: skip
    return None
