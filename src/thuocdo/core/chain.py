"""The hash chain of the audit (chuỗi nhật ký): how a row is written down, hashed and checked. Pure, no database.

One line of an export is one row:

    {"row":{…},"hash":"…"}                  metadata only
    {"row":{…},"hash":"…","details":{…}}    with what was changed and why

`hash` is the SHA-256 of the text of `row` exactly as it stands there; `row` names the hash of the row before
(`previous_hash`) and the SHA-256 of the text of `details` (`details_hash`). So a file without details can be checked
as well, and shows nothing of what it leaves out: `details` holds a random salt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

FIRST_HASH = "0" * 64
# 1: everything in one hash (until version 0.1). 2: address, values and reason in a hash of their own.
WHOLE, SPLIT = 1, 2
METADATA = (
    "seq", "at", "actor_key", "actor_name", "position", "request_id", "action", "outcome", "thing_type", "thing_key",
    "thing_name", "previous_hash",
)  # fmt: skip
DETAILS = ("address", "before", "after", "why")
HEX = frozenset("0123456789abcdef")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE_LENGTH = 20


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZONE).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else str(value)


ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_instant)


def canonical(values: Mapping[str, Any]) -> str:
    """The one text of some values: JSON with sorted keys, no spaces, letters as they are."""
    return ENCODER.encode(values)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def details_text(row: Mapping[str, Any]) -> str:
    """Address, values before and after, reason and salt of a row as one text."""
    return canonical({**{name: row[name] for name in DETAILS}, "salt": row["salt"]})


def row_text(row: Mapping[str, Any]) -> str:
    """The text of a row that its hash covers."""
    if row["form"] == WHOLE:
        return canonical({name: row[name] for name in (*METADATA, *DETAILS)})
    names = {name: row[name] for name in METADATA}
    return canonical({**names, "details_hash": row["details_hash"], "form": row["form"]})


def line(row: Mapping[str, Any], *, details: bool) -> str:
    """A row as one line of an export; without `details`, a row of the first form cannot be recomputed from it."""
    if row["form"] == WHOLE and not details:
        return f'{{"row":{canonical({name: row[name] for name in METADATA})},"hash":"{row["hash"]}"}}'
    tail = f',"details":{details_text(row)}' if details and row["form"] != WHOLE else ""
    return f'{{"row":{row_text(row)},"hash":"{row["hash"]}"{tail}}}'


@dataclass(frozen=True, slots=True)
class Link:
    """One row as the chain sees it: its number, the hash of the row before, its own hash, whether that is right.

    `fits` is None where the contents were left out, so that the hash cannot be recomputed.
    """

    seq: int
    previous: str
    hash: str
    fits: bool | None


def link_of(row: Mapping[str, Any]) -> Link:
    """A row of the database as a link."""
    fits = digest(row_text(row)) == row["hash"]
    if fits and row["form"] != WHOLE:
        fits = digest(details_text(row)) == row["details_hash"]
    return Link(row["seq"], row["previous_hash"], row["hash"], fits)


def link_of_line(text: str) -> Link:
    """A line of an export as a link. Raises `ValueError` for a line that is none."""
    found = json.loads(text)
    try:
        row, stated, details = found["row"], str(found["hash"]), found.get("details")
        seq, previous = int(row["seq"]), str(row["previous_hash"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a line of an audit export") from error
    if "form" not in row and "why" not in row:
        return Link(seq, previous, stated, None)
    fits = digest(canonical(row)) == stated
    if fits and details is not None:
        fits = digest(canonical(details)) == row.get("details_hash")
    return Link(seq, previous, stated, fits)


@dataclass(frozen=True)
class Anchor:
    """The state of the chain at a moment, kept elsewhere: the number of the last row and its hash, or its beginning."""

    seq: int
    hash: str
    source: str = ""

    def fits(self, hash_: str) -> bool:
        """Whether a row with this hash can be the row that was anchored."""
        return hash_.startswith(self.hash)

    @property
    def code(self) -> str:
        """A short form for documents and mails (mã đối chiếu): number, twenty digits of the hash, two that check both.

        >>> Anchor(9007, "e17e119cda968b6b9b12" + "0" * 44).code
        '9007-e17e-119c-da96-8b6b-9b12-31'
        """
        head = self.hash[:CODE_LENGTH]
        groups = "-".join(head[start : start + 4] for start in range(0, CODE_LENGTH, 4))
        return f"{self.seq}-{groups}-{_check(self.seq, head)}"


def _check(seq: int, head: str) -> str:
    return digest(f"{seq}:{head}")[:2]


def anchor_of_code(text: str) -> Anchor:
    """An anchor from its short form, however it was typed. Raises `ValueError` when a letter is wrong.

    >>> anchor_of_code(" 9007 – E17E 119C DA96 8B6B 9B12 31").seq
    9007
    """
    parts = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    seq, rest = (parts[0], "".join(parts[1:])) if parts else ("", "")
    head, check = rest[:CODE_LENGTH], rest[CODE_LENGTH:]
    if not (seq.isascii() and seq.isdigit() and set(rest) <= HEX and len(check) == 2):
        raise ValueError("not an anchor code")
    if _check(int(seq), head) != check:
        raise ValueError("an anchor code with a wrong letter")
    return Anchor(int(seq), head, text.strip())


@dataclass(frozen=True)
class Verdict:
    """Result of checking the chain.

    `first_bad` is the number of the first row that does not fit, or of the first missing one when the end is cut off;
    `kind` is one of altered, removed, reordered, rewritten, cut; `missing` the first and last number that is not there;
    `unchecked` counts rows whose contents were left out of the file and that could not be recomputed.
    """

    ok: bool
    rows: int
    first_bad: int | None
    last_hash: str
    kind: str | None = None
    detail: str = ""
    missing: tuple[int, int] | None = None
    first_row: int = 0
    last_row: int = 0
    unchecked: int = 0
    anchors_fitting: int = 0
    anchors_unreached: int = 0


@dataclass
class Checker:
    """Walks along the chain, row by row, in constant memory.

    `begin` is the number that the first row must have; without it (a file) the first row may have any.
    """

    anchors: Mapping[int, list[Anchor]] = field(default_factory=dict)
    begin: int | None = 1
    rows: int = 0
    first_row: int = 0
    last: int = 0
    previous: str = FIRST_HASH
    unchecked: int = 0
    fitting: int = 0
    last_fitting: int = 0
    fault: tuple[int, str, str] | None = None
    missing: tuple[int, int] | None = None
    sought: str = ""

    def walk(self, links: Iterable[Link]) -> Verdict:
        """Check all links and say what was found."""
        for link in links:
            self.rows += 1
            if self.fault is None:
                self._check(link)
            elif link.previous == self.sought:
                # The row that belongs where the chain broke stands here.
                self.fault = (self.fault[0], "reordered", _reordered(self.fault[0], link.seq))
                self.missing, self.sought = None, ""
        return self._verdict()

    def _check(self, link: Link) -> None:
        if self.rows == 1:
            self._open(link)
        fault = self._fault(link)
        if fault:
            self.fault, self.sought = (link.seq, *fault), self.previous
            return
        self.unchecked += link.fits is None
        self.last, self.previous = link.seq, link.hash
        self._judge_anchors(link.seq, link.hash)

    def _open(self, link: Link) -> None:
        """Before the first row: what must come, and for a part of the chain what the row itself says came before."""
        self.first_row = self.begin or link.seq
        self.last = self.first_row - 1
        if self.last:
            self.previous = link.previous
        if self.begin is None:
            self._judge_anchors(self.last, self.previous)

    def _fault(self, link: Link) -> tuple[str, str] | None:
        expected = self.last + 1
        if link.seq < expected:
            return "reordered", f"Dòng {link.seq} đứng sau dòng {self.last}: đã bị đổi thứ tự hoặc chép hai lần."
        if link.seq > expected:
            self.missing = (expected, link.seq - 1)
            return "removed", f"{_rows(*self.missing)} đã bị xóa."
        if link.fits is False and link.previous == self.previous:
            return "altered", f"Dòng {link.seq} đã bị sửa: nội dung không còn khớp với mã của chính dòng."
        if link.fits is False:
            return "altered", (
                f"Dòng {link.seq} không khớp với mã của chính dòng và không nối với dòng trước: "
                "đã bị sửa, hoặc đánh số lại sau khi xóa dòng."
            )
        if link.fits is None and self.unchecked < self.rows - 1:
            return "altered", f"Dòng {link.seq} không có nội dung để tính lại mã, trong khi các dòng trước thì có."
        if link.previous != self.previous:
            return "altered", (
                f"Dòng {link.seq} không nối với dòng {self.last}: dòng {self.last} (hoặc cả đoạn đến dòng đó) "
                "đã bị viết lại cùng với mã của nó."
                if self.last
                else f"Dòng {link.seq} không phải dòng đầu của chuỗi: những dòng trước nó đã bị xóa."
            )
        return None

    def _judge_anchors(self, seq: int, hash_: str) -> None:
        for anchor in self.anchors.get(seq, ()):
            if anchor.fits(hash_):
                self.fitting += 1
                self.last_fitting = seq
            elif self.fault is None:
                named = f" ({anchor.source})" if anchor.source else ""
                self.fault = (
                    seq, "rewritten",
                    f"Chuỗi nối liền nhưng không khớp mốc đối chiếu ở dòng {seq}{named}: "
                    f"các dòng từ {self.last_fitting + 1} đến {seq} đã bị viết lại toàn bộ.",
                )  # fmt: skip

    def _verdict(self) -> Verdict:
        beyond = [seq for seq in self.anchors if seq > self.last]
        if self.fault is None and beyond:
            self.missing = (self.last + 1, max(beyond))
            self.fault = (
                self.last + 1, "cut",
                f"Chuỗi kết thúc ở dòng {self.last}, trước mốc đối chiếu ở dòng {max(beyond)}: {_rows(*self.missing)} "
                "đã bị xóa (hoặc tệp chỉ chứa một phần).",
            )  # fmt: skip
        first_bad, kind, detail = self.fault or (None, None, "")
        return Verdict(
            ok=self.fault is None, rows=self.rows, first_bad=first_bad, last_hash=self.previous, kind=kind,
            detail=detail, missing=self.missing, first_row=self.first_row, last_row=self.last, unchecked=self.unchecked,
            anchors_fitting=self.fitting,
            anchors_unreached=sum(len(found) for seq, found in self.anchors.items() if seq < self.first_row - 1),
        )  # fmt: skip


def _rows(first: int, last: int) -> str:
    return f"Dòng {first}" if first == last else f"Các dòng từ {first} đến {last}"


def _reordered(bad: int, found: int) -> str:
    return f"Các dòng đã bị đổi thứ tự: dòng {bad} không đúng chỗ, dòng đúng ra ở đó nay mang số {found}."


def by_number(anchors: Iterable[Anchor]) -> dict[int, list[Anchor]]:
    """Anchors as the checker wants them."""
    found: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        found.setdefault(anchor.seq, []).append(anchor)
    return found
