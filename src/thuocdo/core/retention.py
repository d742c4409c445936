"""Retention (thời hạn lưu): what is due for erasure by the reviewed rules, and its erasure, every night.

A room that keeps personal data brings a `Keeper` for each clock, listed in `RETENTION_CLOCKS` of the wiring. Nothing
official is deleted: the audit, histories and names of those who acted stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.module_loading import import_string

from thuocdo.core import clock, services
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import Notice, PrivacyTable
from thuocdo.core.privacy_rules import KEEP, Retention, in_force
from thuocdo.kernel.errors import Refused

SHOWN_KEPT_BACK = 20


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What a room knows of one clock: the rows whose time began before a moment, and how one of them is erased.

    `since` gives the moment at which the clock of a row started. Without `erase` rows are deleted together, for rules
    that say so. `erase(row, rule, at)` raises `Refused` when something keeps the row back.
    """

    name: str
    rows: Callable[[datetime], models.QuerySet[Any]]
    since: Callable[[Any], datetime]
    erase: Callable[[Any, Retention, datetime], None] | None = None


@dataclass(frozen=True)
class Due:
    """One row whose time is over."""

    rule: Retention
    row: models.Model
    since: datetime


@dataclass
class Outcome:
    """What one rule did: how many rows were erased or deleted, and which were kept back, and why."""

    rule: Retention
    done: int = 0
    kept_back: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        back = f", giữ lại {len(self.kept_back)}" if self.kept_back else ""
        return f"{self.rule.code}: {self.done}{back}"


def keepers() -> dict[str, Keeper]:
    """The keepers of the wiring, by clock."""
    from config import wiring

    return {code: import_string(dotted) for code, dotted in wiring.RETENTION_CLOCKS.items()}


def working_rules() -> list[tuple[Retention, Keeper]]:
    """Rules in force that erase or delete something, each with its keeper."""
    known = keepers()
    return [(rule, known[rule.clock]) for rule in in_force().retention.values() if rule.act != KEEP]


def due(at: datetime, *, limit: int = 1000) -> Iterator[Due]:
    """Rows whose time is over at a moment, at most `limit` a rule, oldest keys first."""
    for rule, keeper in working_rules():
        for row in keeper.rows(rule.before(at)).order_by("pk")[:limit]:
            yield Due(rule, row, keeper.since(row))


def counts(at: datetime) -> dict[str, int]:
    """How many rows are due, by code of the rule."""
    return {rule.code: keeper.rows(rule.before(at)).count() for rule, keeper in working_rules()}


def apply_due(at: datetime) -> list[Outcome]:
    """Erase everything that is due; each row in a transaction of its own, so that one refusal keeps nothing else back.

    Refused before the rules were taken over for the first time: an unread file must not erase anything.
    """
    if not PrivacyTable.objects.exists():
        raise Refused(
            "core.no_retention_rules", "Quy định về thời hạn lưu chưa được nạp nên chưa xóa gì.",
            "Chạy `thuocdo packs load` rồi làm lại.",
        )  # fmt: skip
    return [_carry_out(rule, keeper, at) for rule, keeper in working_rules()]


def _carry_out(rule: Retention, keeper: Keeper, at: datetime) -> Outcome:
    outcome = Outcome(rule)
    if keeper.erase is None:
        rows = keeper.rows(rule.before(at))
        if rows.exists():
            outcome.done = services.delete_expired(rows=rows, rule=rule, by=SYSTEM, at=at)
        return outcome
    for row in keeper.rows(rule.before(at)).order_by("pk").iterator(chunk_size=500):
        try:
            keeper.erase(row, rule, at)
            outcome.done += 1
        except Refused as refusal:
            outcome.kept_back.append(f"{row._meta.label} {row.pk}: {refusal.code}")
    return outcome


def apply_retention() -> str:
    """The nightly job: erase what is due; says for the ledger how much, and what was kept back."""
    outcomes = apply_due(clock.now())
    back = [line for outcome in outcomes for line in outcome.kept_back]
    told = "; ".join(map(str, outcomes))
    return f"{told}. Giữ lại: {', '.join(back[:SHOWN_KEPT_BACK])}" if back else told


def _read_before(moment: datetime) -> models.QuerySet[Notice]:
    return Notice.objects.filter(read_at__lt=moment)


def _read_at(notice: Notice) -> datetime:
    assert notice.read_at is not None
    return notice.read_at


NOTICES = Keeper(name="thông báo", rows=_read_before, since=_read_at)
