"""The audit as a list: whose rows, which page of them, whether the chain holds; fast with a million rows.

Pages go by the row where the last one ended, never by counting rows. Words in names are sought in a part of fifty
thousand rows at a time, so that no request reads them all; the page says how far it has looked and goes on from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from thuocdo.core import chain
from thuocdo.core.models import AuditAnchor, AuditRow, JobRun
from thuocdo.kernel.text import fold

SIZE = 50
LOOKED_THROUGH = 50_000
MOST_ACTORS = 500
EXPORTED = 20_000
THING = re.compile(r"([a-z_]+\.[a-z_]+):(\S{1,100})")
REQUEST = re.compile(r"[0-9a-f]{32}")
# Everything that says who did what when, and nothing of what was written.
METADATA = (
    "seq", "at", "actor_key", "actor_name", "position", "address", "request_id", "action", "outcome", "thing_type",
    "thing_key", "thing_name",
)  # fmt: skip
# One name for each actor, found by jumping through the index from key to key.
ACTORS = """
WITH RECURSIVE known AS (
    (SELECT actor_key, actor_name FROM core_auditrow ORDER BY actor_key, seq LIMIT 1)
    UNION ALL
    SELECT next.* FROM known, LATERAL (
        SELECT actor_key, actor_name FROM core_auditrow WHERE actor_key > known.actor_key
        ORDER BY actor_key, seq LIMIT 1) next
) SELECT actor_key, actor_name FROM known
"""


def actors_named(words: str) -> list[str]:
    """Keys of the actors whose names hold every one of the words, without regard to marks."""
    wanted = fold(words).split()
    with connection.cursor() as cursor:
        cursor.execute(ACTORS)
        found = [key for key, name in cursor.fetchall() if all(word in fold(name) for word in wanted)]
    return found[:MOST_ACTORS]


def by_actor(rows: QuerySet[AuditRow], words: str) -> QuerySet[AuditRow]:
    """Rows of the actors with these words in their names."""
    return rows.filter(actor_key__in=actors_named(words))


def by_mark(rows: QuerySet[AuditRow], text: str) -> QuerySet[AuditRow]:
    """Rows by what was typed: the number of a row, the id of a request, else an address."""
    if text.isascii() and text.isdigit() and len(text) < 16:
        return rows.filter(seq=int(text))
    if REQUEST.fullmatch(text.lower()):
        return rows.filter(request_id=text.lower())
    return rows.filter(address=text)


def by_thing(rows: QuerySet[AuditRow], text: str) -> QuerySet[AuditRow]:
    """Rows about one thing (`work.plan:12`); words are for `cut`, which looks through a part at a time."""
    found = THING.fullmatch(text)
    return rows.filter(thing_type=found[1], thing_key=found[2]) if found else rows


def is_words(text: str) -> bool:
    """Whether the question about a thing is words of its name."""
    return bool(text) and not THING.fullmatch(text)


@dataclass(frozen=True)
class Cut:
    """One page of the list: its rows, newest first; the rows to go on from, back and forth; how far it has looked."""

    rows: list[AuditRow]
    older: int | None = None
    newer: int | None = None
    looked_to: datetime | None = None


def cut(
    rows: QuerySet[AuditRow], *, before: int | None = None, after: int | None = None, words: str = "",
    in_time: bool = False,
) -> Cut:  # fmt: skip
    """The page that follows row `before` (older) or precedes row `after` (newer); without both, the newest.

    In the order of the chain, or with `in_time` (for the rows of some days) in that of time.
    """
    chosen, order = rows.only(*METADATA), ("at", "seq") if in_time else ("seq",)
    back = [f"-{column}" for column in order]
    if words:
        return _looking(_beyond(chosen, before, in_time=in_time).order_by(*back), words, in_time=in_time)
    if after is not None:
        found = list(_beyond(chosen, after, in_time=in_time, newer=True).order_by(*order)[: SIZE + 1])
        shown = found[:SIZE][::-1]
        more = len(found) > SIZE
        return Cut(shown, older=shown[-1].seq if shown else None, newer=shown[0].seq if more else None)
    found = list(_beyond(chosen, before, in_time=in_time).order_by(*back)[: SIZE + 1])
    shown = found[:SIZE]
    return Cut(
        shown,
        older=shown[-1].seq if len(found) > SIZE else None,
        newer=shown[0].seq if before is not None and shown else None,
    )


def _beyond(
    rows: QuerySet[AuditRow], seq: int | None, *, in_time: bool, newer: bool = False, itself: bool = False
) -> QuerySet[AuditRow]:
    """Rows older or newer than a row, perhaps with the row itself; all when none is named, or there is no such row."""
    if seq is None:
        return rows
    side = f"{'gt' if newer else 'lt'}{'e' if itself else ''}"
    if not in_time:
        return rows.filter(**{f"seq__{side}": seq})
    at = AuditRow.objects.filter(seq=seq).values_list("at", flat=True).first()
    if at is None:
        return rows
    # The first condition is one the index knows; the second only parts rows of the same instant.
    strict = side[:2]
    return rows.filter(Q(**{f"at__{strict}e": at}) & (Q(**{f"at__{strict}": at}) | Q(**{f"seq__{side}": seq})))


def _looking(rows: QuerySet[AuditRow], words: str, *, in_time: bool) -> Cut:
    """The page of rows whose thing has the words in its name, among the next `LOOKED_THROUGH` rows."""
    end = rows.values_list("at", "seq")[LOOKED_THROUGH : LOOKED_THROUGH + 1]
    last: tuple[datetime, int] | None = next(iter(end), None)
    part = _beyond(rows, last[1], in_time=in_time, newer=True, itself=True) if last else rows
    for word in fold(words).split():
        part = part.filter(folded__contains=word)
    found = list(part[: SIZE + 1])
    shown = found[:SIZE]
    if len(found) > SIZE:
        return Cut(shown, older=shown[-1].seq)
    return Cut(shown, older=last[1] if last else None, looked_to=last[0] if last else None)


@dataclass(frozen=True)
class ChainState:
    """Whether the chain holds, as far as is known: the last time it was recomputed, the last anchor, what was wrong."""

    verified: JobRun | None
    anchor: AuditAnchor | None
    anchoring: JobRun | None

    @property
    def broken(self) -> str:
        """What the last run of a job found wrong; empty when nothing."""
        for run in (self.verified, self.anchoring):
            if run is not None and run.outcome == "failed":
                return run.detail.partition(": ")[2] or run.detail
        return ""

    @property
    def code(self) -> str:
        """The code of the last anchor."""
        return chain.Anchor(self.anchor.seq, self.anchor.hash).code if self.anchor else ""


def chain_state() -> ChainState:
    """The state of the chain from the ledger of jobs and the anchors."""
    runs = JobRun.objects.exclude(outcome="running")
    return ChainState(
        runs.filter(name="core.verify_audit").first(),
        AuditAnchor.objects.last(),
        runs.filter(name="core.anchor_audit").first(),
    )


@dataclass(frozen=True)
class Place:
    """A row in its chain: does it fit its own hash, the row before and the row after; who the neighbours are."""

    row: AuditRow
    fits: bool
    follows: bool
    is_followed: bool
    previous: int | None
    next: int | None

    @property
    def holds(self) -> bool:
        return self.fits and self.follows and self.is_followed


def place_of(seq: int) -> Place | None:
    """One row with its neighbours; nothing when there is none of this number."""
    near = {row.seq: row for row in AuditRow.objects.filter(seq__range=(seq - 1, seq + 1))}
    row = near.get(seq)
    if row is None:
        return None
    values = {field.name: getattr(row, field.name) for field in row._meta.fields}
    before, after = near.get(seq - 1), near.get(seq + 1)
    known = before.hash if before else chain.FIRST_HASH if seq == 1 else ""
    return Place(
        row=row,
        fits=bool(chain.link_of(values).fits),
        follows=row.previous_hash == known,
        is_followed=after is None or after.previous_hash == row.hash,
        previous=before.seq if before else None,
        next=after.seq if after else None,
    )


# What the last part of a value's name says, for those that stand in most rows; others keep the name of the program.
NAMES = {
    "state": gettext_lazy("trạng thái"), "on_time": gettext_lazy("đúng hạn"), "late_days": gettext_lazy("số ngày trễ"),
    "due_on": gettext_lazy("hạn"), "note": gettext_lazy("ghi chú"), "percent": gettext_lazy("phần trăm"),
    "title": gettext_lazy("chức vụ"), "role": gettext_lazy("vai trò"), "unit": gettext_lazy("đơn vị"),
    "start": gettext_lazy("từ ngày"), "end": gettext_lazy("đến trước ngày"), "is_head": gettext_lazy("người đứng đầu"),
    "full_name": gettext_lazy("tên đầy đủ"), "name": gettext_lazy("tên"), "username": gettext_lazy("tên đăng nhập"),
    "is_active": gettext_lazy("đang mở"), "added": gettext_lazy("số thêm"), "changed": gettext_lazy("số đổi"),
    "removed": gettext_lazy("số bỏ"), "rows": gettext_lazy("số dòng"), "count": gettext_lazy("số lượng"),
    "sha256": gettext_lazy("mã nội dung"), "until": gettext_lazy("đến"), "since": gettext_lazy("từ lúc"),
    "legal_basis": gettext_lazy("căn cứ"), "kind": gettext_lazy("loại"), "value": gettext_lazy("giá trị"),
    "method": gettext_lazy("cách đăng nhập"), "device": gettext_lazy("thiết bị"),
    "filters": gettext_lazy("điều kiện lọc"),
    "document": gettext_lazy("văn bản"), "phrase": gettext_lazy("cụm từ"), "units": gettext_lazy("các đơn vị"),
    "purpose": gettext_lazy("mục đích"), "field": gettext_lazy("trường dữ liệu"), "file": gettext_lazy("tệp"),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One value of a row: before, after, and whether they differ."""

    name: str
    before: str
    after: str
    changed: bool

    @property
    def words(self) -> str:
        """The name in words, as far as they are known: "policyvalue due_soon_days.giá trị"."""
        head, dot, last = self.name.rpartition(".")
        return f"{head}{dot}{NAMES.get(last, last)}"


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Difference]:
    """Values before and after side by side, those that differ first; parts of a value stand under `name.part`."""
    old, new = dict(_leaves(before or {})), dict(_leaves(after or {}))
    rows = [
        Difference(name, old.get(name, ""), new.get(name, ""), old.get(name) != new.get(name))
        for name in dict.fromkeys([*old, *new])
    ]
    return sorted(rows, key=lambda row: not row.changed)


def _leaves(values: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(values, dict) and values:
        for name, value in values.items():
            yield from _leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(values, list) and any(isinstance(one, dict | list) for one in values):
        for number, value in enumerate(values, start=1):
            yield from _leaves(value, f"{path}.{number}")
    elif path:
        yield path, _said(values)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_said, value))
    if value is None or value == {}:
        return ""
    return {True: "có", False: "không"}[value] if isinstance(value, bool) else str(value)


def masked_address(address: str) -> str:
    """An address by its beginning, for those who may not read details.

    >>> masked_address("10.1.22.7"), masked_address("2001:db8::17"), masked_address("")
    ('10.1.•.•', '2001:db8:•', '')
    """
    if ":" in address:
        return ":".join([*address.split(":")[:2], "•"])
    parts = address.split(".")
    return ".".join([*parts[:2], "•", "•"]) if len(parts) == 4 else "•" * min(len(address), 4)
