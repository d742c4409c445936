"""The audit (nhật ký): append-only rows in a hash chain, written in the transaction of each decision.

The chain proves that nobody altered, removed or reordered a row *without recomputing every later
hash*. Whoever owns the database could do even that: an exported last hash, kept elsewhere, shows it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import QuerySet

from thuocdo.core.clock import ZONE
from thuocdo.core.models import AuditRow

FIRST_HASH = "0" * 64
CHAIN_LOCK = 7_216_001
CHAINED = [field.name for field in AuditRow._meta.fields if field.name != "hash"]


class Actor(Protocol):
    """Whoever decides: a person of the directory, or the system itself."""

    @property
    def actor_key(self) -> str: ...

    @property
    def actor_name(self) -> str: ...


@dataclass(frozen=True)
class System:
    """The program itself as actor (hệ thống): scheduled jobs, loading of packs, the demo."""

    actor_key: str = "system"
    actor_name: str = "Hệ thống"


SYSTEM = System()
NOBODY = System("anonymous", "Chưa đăng nhập")


@dataclass(frozen=True)
class Circumstances:
    """Where a request came from; rows written outside a request have none."""

    address: str = ""
    request_id: str = ""
    position: str = ""


@dataclass
class Details:
    """What a decision adds to its audit row while it runs."""

    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    why: str = ""
    thing: models.Model | None = None
    extra: dict[str, Any] = field(default_factory=dict)


NOWHERE = Circumstances()
circumstances: ContextVar[Circumstances] = ContextVar("audit_circumstances", default=NOWHERE)
_details: ContextVar[Details | None] = ContextVar("audit_details", default=None)


@dataclass(frozen=True)
class Verdict:
    """Result of checking the chain: `first_bad` is the number of the first row that does not fit."""

    ok: bool
    rows: int
    first_bad: int | None
    last_hash: str


@contextmanager
def collecting() -> Iterator[Details]:
    """Gather what `changed` says inside the block."""
    details = Details()
    token = _details.set(details)
    try:
        yield details
    finally:
        _details.reset(token)


def changed(
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    thing: models.Model | None = None,
) -> None:
    """Say, inside a decision, what its audit row keeps: values before and after, the reason, the thing itself."""
    details = _details.get()
    if details is None:
        return
    details.before = dict(before) if before is not None else details.before
    details.after = dict(after) if after is not None else details.after
    details.why = why or details.why
    details.thing = thing if thing is not None else details.thing


def record(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    thing: models.Model | None = None,
    outcome: str = "done",
    details: Details | None = None,
) -> AuditRow:
    """Add one row at the end of the chain; the lock that keeps the order is held until the transaction ends."""
    details = details or Details()
    actor = by or NOBODY
    place = circumstances.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditRow.objects.order_by("-seq").values_list("seq", "hash").first() or (0, FIRST_HASH)
    row = AuditRow(
        seq=last[0] + 1, at=at, actor_key=actor.actor_key, actor_name=actor.actor_name,
        position=place.position, address=place.address, request_id=place.request_id,
        action=action, outcome=outcome,
        thing_type=thing._meta.label_lower if thing is not None else "",
        thing_key=str(thing.pk) if thing is not None else "",
        thing_name=str(thing)[:300] if thing is not None else "",
        before=_plain(details.before), after=_plain(details.after), why=details.why,
        previous_hash=last[1],
    )  # fmt: skip
    row.hash = _hash(row)
    row.save(force_insert=True)
    return row


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values as they come back from the database, so that the hash can be computed again later."""
    if values is None:
        return None
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def _hash(row: AuditRow) -> str:
    values = {name: getattr(row, name) for name in CHAINED}
    values["at"] = row.at.astimezone(ZONE).isoformat(timespec="microseconds")
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify() -> Verdict:
    """Recompute the whole chain in order; constant memory."""
    previous, rows = FIRST_HASH, 0
    for row in AuditRow.objects.order_by("seq").iterator(chunk_size=2000):
        rows += 1
        if row.seq != rows or row.previous_hash != previous or row.hash != _hash(row):
            return Verdict(ok=False, rows=rows, first_bad=row.seq, last_hash=previous)
        previous = row.hash
    return Verdict(ok=True, rows=rows, first_bad=None, last_hash=previous)


def history(thing: models.Model) -> QuerySet[AuditRow]:
    """Everything that was decided about a thing, oldest first."""
    return AuditRow.objects.filter(thing_type=thing._meta.label_lower, thing_key=str(thing.pk))
