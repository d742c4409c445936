"""Handing one's open work to a colleague: offered with frozen lines, taken or refused, and really moved when taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position, Unit, WorkReceipt
from thuocdo.directory.people_rights import rights
from thuocdo.directory.queries.open_work import OpenWork, moves, open_work, waiting_marks
from thuocdo.directory.rules.receipts import RECEIPTS
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is offered: to whom, the unit whose work it is, marks of things (`kind:key`), and why."""

    taker: Person
    unit: Unit
    marks: tuple[str, ...]
    why: str


@decision("directory.offer_work", about="giver", ask=rights)
def offer_work(*, giver: Person, offer: Offer, by: Actor | None, at: datetime) -> WorkReceipt:
    """Offer open work of a person to another of the unit (bàn giao công việc); the lines stay as they are now.

    Refused when the taker has no post in the unit today, when nothing is chosen, when a thing is not the giver's open
    work at the unit, or waits already in another offer.
    """
    _refuse_taker(giver, offer, at)
    if not (why := squeeze(offer.why)):
        raise Refused("directory.offer_without_why", "Chưa ghi lý do bàn giao.", "Ghi lý do rồi làm lại.")
    lines = [one.line() for one in _chosen(giver, offer, at)]
    receipt = WorkReceipt.objects.create(
        giver=giver, taker=offer.taker, unit=offer.unit, why=why, lines=lines, offered_at=at,
        offered_by_name=by.actor_name if by else "",
    )  # fmt: skip
    audit.changed(after=_said(receipt), why=why)
    words = f"{giver.full_name} bàn giao cho bạn {len(lines)} việc; xem rồi nhận hoặc không nhận."
    notify.tell(offer.taker, "directory.work_offered", words, link=_link(receipt), at=at)
    return receipt


def _refuse_taker(giver: Person, offer: Offer, at: datetime) -> None:
    if offer.taker.pk == giver.pk:
        raise Refused("directory.offer_to_self", "Không thể bàn giao cho chính mình.", "Chọn người khác.")
    if not Position.objects.filter(person=offer.taker, unit=offer.unit, valid__contains=at.date()).exists():
        raise Refused(
            "directory.taker_elsewhere", f"{offer.taker.full_name} không giữ vị trí ở đơn vị này hôm nay.",
            "Chọn người đang làm việc ở đơn vị.", where={"field": "taker"},
        )  # fmt: skip


def _chosen(giver: Person, offer: Offer, at: datetime) -> list[OpenWork]:
    if not offer.marks:
        raise Refused("directory.offer_of_nothing", "Chưa chọn việc nào để bàn giao.", "Đánh dấu ít nhất một việc.")
    own = {one.mark: one for one in open_work(giver, at.date()) if one.movable and one.unit in (offer.unit.pk, None)}
    waiting = waiting_marks(giver)
    for mark in offer.marks:
        if mark not in own:
            raise Refused(
                "directory.not_open_work", "Có việc không còn là việc đang dở của người này ở đơn vị.",
                "Mở lại trang bàn giao để xem danh sách mới.",
            )  # fmt: skip
        if mark in waiting:
            raise Refused(
                "directory.offered_already", f"“{own[mark].words[:80]}” đang chờ người khác nhận.",
                "Rút lại lần bàn giao trước, hoặc bỏ việc này ra.",
            )  # fmt: skip
    return [own[mark] for mark in dict.fromkeys(offer.marks)]


@decision("directory.take_work", about="receipt", ask=rights)
def take_work(*, receipt: WorkReceipt, answer: str = "", by: Actor | None, at: datetime) -> WorkReceipt:
    """Take the work (nhận bàn giao): each thing passes to the taker; what meanwhile was done or moved stays as it is,
    and the line says so."""
    state = RECEIPTS.move(receipt.state, "take_work")
    _refuse_taker(receipt.giver, Offer(taker=receipt.taker, unit=receipt.unit, marks=(), why=receipt.why), at)
    open_marks = {one.mark for one in open_work(receipt.giver, at.date())}
    receipt.lines = [_move(receipt, line, open_marks, by, at) for line in receipt.lines]
    return _answer(receipt, state, answer, at)


def _move(
    receipt: WorkReceipt, line: dict[str, Any], open_marks: set[str], by: Actor | None, at: datetime
) -> dict[str, Any]:
    if f"{line['kind']}:{line['key']}" not in open_marks:
        return {**line, "moved": False, "outcome": "đã xong hoặc đã chuyển người khác trước khi nhận"}
    if dotted := moves().get(line["kind"]):
        import_string(dotted)(line["key"], giver=receipt.giver, taker=receipt.taker, by=by, at=at)
    return {**line, "moved": True, "outcome": ""}


@decision("directory.refuse_work", about="receipt", ask=rights)
def refuse_work(*, receipt: WorkReceipt, answer: str, by: Actor | None, at: datetime) -> WorkReceipt:
    """Refuse the work (không nhận bàn giao), with the reason; it stays with the giver."""
    state = RECEIPTS.move(receipt.state, "refuse_work")
    if not squeeze(answer):
        raise Refused("directory.refusal_without_why", "Chưa ghi lý do không nhận.", "Ghi lý do rồi làm lại.")
    return _answer(receipt, state, answer, at)


@decision("directory.withdraw_work", about="receipt", ask=rights)
def withdraw_work(*, receipt: WorkReceipt, answer: str = "", by: Actor | None, at: datetime) -> WorkReceipt:
    """Take back an offer that nobody answered (rút lại)."""
    return _answer(receipt, RECEIPTS.move(receipt.state, "withdraw_work"), answer, at)


def _answer(receipt: WorkReceipt, state: str, answer: str, at: datetime) -> WorkReceipt:
    receipt.state, receipt.answer, receipt.answered_at = state, squeeze(answer), at
    receipt.save(update_fields=["state", "answer", "answered_at", "lines"])
    moved = [line["words"] for line in receipt.lines if line.get("moved")]
    audit.changed(
        before={"state": WorkReceipt.State.OFFERED}, thing=receipt.giver, why=receipt.answer,
        after={**_said(receipt), "state": state, "moved": len(moved)},
    )  # fmt: skip
    words = f"Bàn giao công việc với {receipt.taker.full_name}: {receipt.get_state_display()}."
    other = receipt.taker if state == WorkReceipt.State.WITHDRAWN else receipt.giver
    notify.tell(other, "directory.work_answered", words, link=_link(receipt), at=at)
    return receipt


def _said(receipt: WorkReceipt) -> dict[str, Any]:
    return {
        "receipt": receipt.pk, "taker": receipt.taker.actor_key, "taker_name": receipt.taker.full_name,
        "unit": receipt.unit.key, "things": [f"{line['kind']}:{line['key']}" for line in receipt.lines],
    }  # fmt: skip


def _link(receipt: WorkReceipt) -> str:
    return f"/ban-giao/{receipt.pk}/"
