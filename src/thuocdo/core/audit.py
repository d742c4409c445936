"""The audit (nhật ký): append-only rows in a hash chain, written in the transaction of each decision.

The chain (`core.chain`) proves that nobody altered, removed or reordered a row *without recomputing every later
hash*. Whoever owns the database could do even that: an anchor (`core.anchors`), kept elsewhere, shows it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.db.models.functions import Cast

from thuocdo.core import chain
from thuocdo.core.chain import FIRST_HASH, Anchor, Verdict
from thuocdo.core.models import AuditAnchor, AuditRow
from thuocdo.core.privacy import masked_values
from thuocdo.core.progress import Step, silent, through

CHAIN_LOCK = 7_216_001
COLUMNS = [field.name for field in AuditRow._meta.fields if not field.generated]
# Above this a number is written without a point by the database, and would come back as a whole number.
LARGEST_FRACTION = 1e16


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
    made = _made(action, by, at, _lock_and_read_last(), (thing, details or Details()), outcome)
    made.save(force_insert=True)
    return made


def record_each(
    action: str, things: Iterable[tuple[models.Model, Details]], *, by: Actor | None, at: datetime
) -> list[AuditRow]:
    """Add a row for each of several things that one decision was about, so that the history of each tells of it."""
    last, made = _lock_and_read_last(), []
    for pair in things:
        made.append(_made(action, by, at, last, pair, "done"))
        last = (made[-1].seq, made[-1].hash)
    return AuditRow.objects.bulk_create(made)


def _made(
    action: str, by: Actor | None, at: datetime, last: tuple[int, str], about: tuple[models.Model | None, Details],
    outcome: str,
) -> AuditRow:  # fmt: skip
    actor, place, (thing, details) = by or NOBODY, circumstances.get(), about
    row = AuditRow(
        seq=last[0] + 1, at=at, actor_key=actor.actor_key, actor_name=actor.actor_name,
        position=place.position, address=place.address, request_id=place.request_id,
        action=action, outcome=outcome,
        thing_type=thing._meta.label_lower if thing is not None else "",
        thing_key=str(thing.pk) if thing is not None else "",
        thing_name=_name_of(thing)[:300] if thing is not None else "",
        before=_kept(details.before), after=_kept(details.after), why=details.why.replace("\0", ""),
        form=chain.SPLIT, salt=secrets.token_hex(16), previous_hash=last[1],
    )  # fmt: skip
    row.details_hash = chain.digest(chain.details_text(_values(row)))
    row.hash = chain.digest(chain.row_text(_values(row)))
    return row


def _name_of(thing: models.Model) -> str:
    """What a thing is called now; `audit_name` says more than `str` where that is only a key."""
    return str(getattr(thing, "audit_name", "") or thing)


def _lock_and_read_last() -> tuple[int, str]:
    """Take the end of the chain: two statements in one message, the second sees what the wait for the first brought."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pg_advisory_xact_lock({CHAIN_LOCK}); SELECT seq, hash FROM core_auditrow ORDER BY seq DESC LIMIT 1"
        )
        cursor.nextset()
        return cursor.fetchone() or (0, FIRST_HASH)


def _values(row: AuditRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}


def _kept(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a row keeps of values: personal data masked, the rest as it comes back from the database."""
    return plain(masked_values(values) if values is not None else None)


def plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values as they come back from the database, so that the hash can be computed again later."""
    if values is None:
        return None
    text = json.dumps(values, cls=DjangoJSONEncoder)
    found: dict[str, Any] = json.loads(text, parse_float=_number, parse_constant=str)
    return _without_nul(found) if "\\u0000" in text else found


def _number(text: str) -> float | int:
    value = float(text)
    return int(Decimal(text)) if abs(value) >= LARGEST_FRACTION else value + 0.0  # no minus zero


def _without_nul(value: Any) -> Any:
    """The same values without the letter NUL, which the database cannot keep."""
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def rows(*, first: int = 1, last: int | None = None) -> Iterator[dict[str, Any]]:
    """Rows of the chain in order, with all their columns; constant memory, one view of the database throughout."""
    chosen = AuditRow.objects.order_by("seq").filter(seq__gte=first)
    if last is not None:
        chosen = chosen.filter(seq__lte=last)
    with transaction.atomic():
        yield from chosen.values(*COLUMNS).iterator(chunk_size=2000)


def last_number() -> int:
    """The number of the last row; 0 while there is none."""
    return AuditRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def known_anchors() -> list[Anchor]:
    """The anchors that the database itself keeps."""
    return [
        Anchor(seq, hash_, "mốc trong cơ sở dữ liệu")
        for seq, hash_ in AuditAnchor.objects.exclude(seq=0).values_list("seq", "hash")
    ]


def verify(
    *, anchors: list[Anchor] | None = None, start: Anchor | None = None, step: Step = silent
) -> Verdict:  # fmt: skip
    """Recompute the chain in order and hold it against the anchors; constant memory.

    Without `anchors`, those in the database are taken. `start` checks only from an anchor on whose past is trusted.
    """
    judged = known_anchors() if anchors is None else anchors
    begin = start.seq if start is not None else 1
    kept = [anchor for anchor in [start, *judged] if anchor is not None and anchor.seq >= begin]
    checker = chain.Checker(chain.by_number(kept), begin=begin)
    return checker.walk(map(chain.link_of, through(rows(first=begin), step)))


def history(thing: models.Model) -> QuerySet[AuditRow]:
    """Everything that was decided about a thing, oldest first."""
    return AuditRow.objects.filter(thing_type=thing._meta.label_lower, thing_key=str(thing.pk))


TOLD = (
    "seq", "at", "actor_key", "actor_name", "position", "action", "outcome", "thing_type", "thing_key", "thing_name",
    "after", "why",
)  # fmt: skip


def recent(
    things: Sequence[models.Model | QuerySet[Any] | Sequence[models.Model]], limit: int, *, skip: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """What was last decided about any of some things, newest first, in one statement; without the actions in `skip`.

    A queryset or a list stands for the things in it.
    """
    parts = [about.exclude(action__in=list(skip)).values(*TOLD) for thing in things for about in _about(thing)]
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return list(found.order_by("-seq")[:limit])


def _about(thing: models.Model | QuerySet[Any] | Sequence[models.Model]) -> list[QuerySet[AuditRow]]:
    if isinstance(thing, models.Model):
        return [history(thing).order_by()]
    if isinstance(thing, QuerySet):
        keys = thing.order_by().annotate(audit_key=Cast("pk", models.TextField())).values("audit_key")
        return [AuditRow.objects.filter(thing_type=thing.model._meta.label_lower, thing_key__in=keys).order_by()]
    return [history(one).order_by() for one in thing]
