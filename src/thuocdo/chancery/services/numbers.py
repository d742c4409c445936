"""Taking numbers: every number once, in order, without gaps; one that is not used is struck out, never given again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Book, Draft, Entry
from thuocdo.chancery.rules.life import DraftState
from thuocdo.chancery.services.lines import Line, LockedBook
from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused


@decision("chancery.take_number", ask=permissions.abilities)
def take_number(  # noqa: PLR0913 - what a line of a register says
    *, unit: Unit, doc_type: str, on: date, by: Any, at: datetime, direction: str = "out",
    document: Document | None = None, line: Line | None = None,
) -> Entry:  # fmt: skip
    """Take the next number of the unit's series for a paper of this kind (cấp số): a line in its book of the year.

    The book of a year begins by itself at 01; whoever rolls back gives the number back. Refused
    `chancery.earlier_than_last` (numbers going out go with the days), `chancery.day_to_come`,
    `chancery.already_numbered`, `chancery.no_unit_that_day`, `chancery.unknown_kind`.
    """
    permissions.refuse_elsewhere(by, unit, "take_number")
    book = LockedBook(unit, on, direction=direction, doc_type=doc_type, at=at)
    if direction == Book.Direction.OUT:
        book.refuse_going_back()
    return book.add(document, line or Line(), by=by)


@decision("chancery.strike_out", about="entry", ask=permissions.abilities)
def strike_out(*, entry: Entry, why: str, by: Any, at: datetime) -> Entry:
    """Strike a line out (gạch sổ) with a reason; its number stays taken and nobody gets it again.

    Refused `chancery.number_in_use` while a draft has the number or a paper was issued with it.
    """
    if not why.strip():
        raise Refused(
            "chancery.reason_missing", "Gạch một dòng trong sổ cần ghi lý do.", "Ghi một câu, ví dụ “không ban hành”."
        )
    if entry.struck_at is not None:
        raise Refused("chancery.already_struck", "Dòng này đã được gạch trước đó.", "Tải lại trang để xem lý do.")
    _refuse_in_use(entry)
    entry.struck_at, entry.struck_why = at, why.strip()
    entry.struck_by = by if isinstance(by, Person) else None
    entry.save(update_fields=["struck_at", "struck_why", "struck_by"])
    audit.changed(before={"struck": False}, after={"struck": True, "number": entry.number}, why=entry.struck_why)
    return entry


def _refuse_in_use(entry: Entry) -> None:
    held = Draft.objects.filter(entry=entry, state__in=(DraftState.NUMBERED, DraftState.ISSUED)).first()
    if held is None:
        return
    issued = held.state == DraftState.ISSUED
    raise Refused(
        "chancery.number_in_use",
        f"Số {held.number_symbol} đã {'ban hành' if issued else 'cấp'} cho “{held.title[:120]}” nên không gạch.",
        "Thu hồi văn bản ở trang văn bản; dòng trong sổ giữ nguyên." if issued
        else "Hủy dự thảo ấy kèm lý do; dòng trong sổ được gạch theo.",
    )  # fmt: skip
