"""Open work of a person (việc đang dở), as the rooms that own it tell: the wiring names whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from django.db.models import Q
from django.utils.module_loading import import_string

from thuocdo.directory.models import Delegation, Person, WorkReceipt
from thuocdo.ui.formatting import vn_date


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """One thing that a person has begun or is charged with.

    `kind` says what (`work.obligation`), `key` which; `words`, `link` and `due_on` what a page shows; `unit` whose work
    it is. What is not `movable` ends with the post and cannot be given to somebody else; `note` says so.
    """

    kind: str
    key: str
    words: str
    link: str = ""
    due_on: date | None = None
    unit: int | None = None
    movable: bool = True
    note: str = ""

    @property
    def mark(self) -> str:
        """What a form calls it."""
        return f"{self.kind}:{self.key}"

    def line(self) -> dict[str, Any]:
        """The thing as a receipt keeps it."""
        kept = asdict(self)
        return {**kept, "due_on": self.due_on.isoformat() if self.due_on else None}


def open_work(person: Person, on: date) -> list[OpenWork]:
    """Everything open of a person: what the rooms tell, less what others took, and what was taken from others.

    Rooms that keep no person in charge of a thing (papers belong to a unit) leave it to the receipts who goes on.
    """
    told = _told(person, on)
    gone, came = _by_receipts(person)
    own = [one for one in told if one.mark not in gone]
    marks = {one.mark for one in own}
    for origin, wanted in came.items():
        own += [one for one in _told(origin, on) if one.mark in wanted and one.mark not in marks]
    return sorted(own, key=lambda one: (not one.movable, one.due_on or date.max, one.words))


def _told(person: Person, on: date) -> list[OpenWork]:
    wiring = import_module("config.wiring")
    return [one for dotted in wiring.OPEN_WORK for one in import_string(dotted)(person, on)]


def moves() -> dict[str, str]:
    """Kinds of work that really pass to another person, with the callable that does it."""
    found: dict[str, str] = import_module("config.wiring").HAND_OVER_WORK
    return found


def _by_receipts(person: Person) -> tuple[set[str], dict[Person, set[str]]]:
    """Marks of kinds without a mover that others took from the person last, and those that came, by first giver."""
    taken = WorkReceipt.objects.filter(Q(giver=person) | Q(taker=person), state=WorkReceipt.State.TAKEN)
    marks = {mark for receipt in taken for mark in _marks(receipt)}
    gone: set[str] = set()
    came: dict[Person, set[str]] = {}
    for mark, chain in _chains(marks).items():
        first, last = chain[0], chain[-1]
        if last.taker_id == person.pk and first.giver_id != person.pk:
            came.setdefault(first.giver, set()).add(mark)
        elif last.taker_id != person.pk:
            gone.add(mark)
    return gone, came


def _chains(marks: set[str]) -> dict[str, list[WorkReceipt]]:
    """For each mark the receipts by which it went from hand to hand, oldest first."""
    if not marks:
        return {}
    wanted = Q()
    for mark in marks:
        kind, _, key = mark.partition(":")
        wanted |= Q(lines__contains=[{"kind": kind, "key": key}])
    receipts = WorkReceipt.objects.filter(wanted, state=WorkReceipt.State.TAKEN).select_related("giver")
    chains: dict[str, list[WorkReceipt]] = {}
    for receipt in receipts.order_by("answered_at", "pk"):
        for mark in _marks(receipt):
            if mark in marks:
                chains.setdefault(mark, []).append(receipt)
    return chains


def _marks(receipt: WorkReceipt) -> Iterable[str]:
    movers = moves()
    return [f"{line['kind']}:{line['key']}" for line in receipt.lines if line["kind"] not in movers]


def waiting_marks(person: Person) -> set[str]:
    """What of a person's work waits in an offered receipt for an answer."""
    offered = WorkReceipt.objects.filter(giver=person, state=WorkReceipt.State.OFFERED)
    return {f"{line['kind']}:{line['key']}" for receipt in offered for line in receipt.lines}


def authority_lent(person: Person, on: date) -> list[OpenWork]:
    """Authority that the person lends on a day or later; it ends with the post."""
    loans = Delegation.objects.filter(position__person=person, revoked_at=None, valid__overlap=(on, None))
    return [
        OpenWork(
            kind="directory.delegation", key=str(loan.pk), unit=loan.position.unit_id, movable=False,
            words=f"{loan.get_kind_display()}: {loan.to.full_name}", link=f"/nguoi/{loan.to_id}/",
            note=f"đến hết {vn_date(loan.valid.upper - timedelta(days=1))}" if loan.valid.upper
            else "hết khi vị trí kết thúc",
        )
        for loan in loans.select_related("to", "position")
    ]  # fmt: skip
