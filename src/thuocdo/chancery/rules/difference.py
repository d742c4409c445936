"""What changed between two versions of a draft (so sánh hai phiên bản): field by field, words marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from thuocdo.chancery.rules.bodytext import text_of
from thuocdo.chancery.rules.content import URGENCIES

SAME, GONE, NEW = "same", "gone", "new"
WORDS = re.compile(r"\S+\s*")
FIELDS = {
    "superior": "Cơ quan cấp trên", "agency": "Cơ quan ban hành", "symbol": "Ký hiệu", "place": "Địa danh",
    "kind": "Tên loại", "subject": "Trích yếu", "authority": "Thẩm quyền ban hành", "addressees": "Kính gửi",
    "bases": "Căn cứ", "particulars": "Thời gian, địa điểm, thành phần", "body": "Nội dung", "signers": "Người ký",
    "recipients": "Nơi nhận", "urgency": "Độ khẩn", "contact": "Liên hệ",
}  # fmt: skip

Piece = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One line of a field in both versions: pieces of words, each same, gone or new; None where there is no line."""

    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None


@dataclass(frozen=True)
class Change:
    """One field that differs: its code, its name, its lines side by side (equal ones only around what changed)."""

    field: str
    name: str
    lines: tuple[Line, ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, in the order of the paper."""
    old, new = texts(before), texts(after)
    names = FIELDS | {key: f"Kèm theo {key.rpartition('_')[2]}" for key in (*old, *new) if key not in FIELDS}
    return [
        Change(key, names[key], _lines(old.get(key, ""), new.get(key, "")))
        for key in names
        if old.get(key, "") != new.get(key, "")
    ]


def texts(content: Mapping[str, Any]) -> dict[str, str]:
    """Every field of a content as lines of text."""
    head = content.get("letterhead") or {}
    plain = {key: str(content.get(key) or "") for key in ("symbol", "place", "kind", "subject", "authority", "contact")}
    lists = {key: "\n".join(content.get(key) or ()) for key in ("addressees", "bases", "recipients")}
    attached = {
        f"attachment_{at}": f"{one.get('kind', '')} {one.get('subject', '')}\n{text_of(one.get('body') or ())}".strip()
        + ("\n(trang ngang)" if one.get("landscape") else "")
        for at, one in enumerate(content.get("attachments") or (), start=1)
    }
    told = content.get("particulars") or {}
    return {
        "superior": str(head.get("superior") or ""), "agency": str(head.get("agency") or ""), **plain, **lists,
        "particulars": "\n".join(f"{key}: {value}" for key, value in sorted(told.items()) if value),
        "body": text_of(content.get("body") or ()), "urgency": URGENCIES.get(str(content.get("urgency") or ""), ""),
        "signers": "\n".join(
            f"{one.get('capacity', '')}: {one.get('name', '')}" for one in content.get("signers") or ()
        ),
        **attached,
    }  # fmt: skip


def _lines(before: str, after: str) -> tuple[Line, ...]:
    """Lines side by side: changed ones word by word, equal ones only next to them."""
    old, new = before.split("\n") if before else [], after.split("\n") if after else []
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            kept = {a, b - 1} if b - a > 1 else {a}
            found += [Line(((SAME, old[at]),), ((SAME, old[at]),)) for at in sorted(kept)]
            continue
        for step in range(max(b - a, d - c)):
            left = old[a + step] if a + step < b else None
            right = new[c + step] if c + step < d else None
            found.append(_pair(left, right))
    return tuple(found)


def _pair(before: str | None, after: str | None) -> Line:
    if before is None or after is None:
        return Line(
            ((GONE, before),) if before is not None else None, ((NEW, after),) if after is not None else None
        )  # fmt: skip
    old, new = WORDS.findall(before), WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(a=_bare(old), b=_bare(new), autojunk=False).get_opcodes():
        if b > a:
            left.append((SAME if tag == "equal" else GONE, "".join(old[a:b])))
        if d > c:
            right.append((SAME if tag == "equal" else NEW, "".join(new[c:d])))
    return Line(tuple(left), tuple(right))


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]
