"""Registering papers that came in, and filling the columns of a line afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Book, Entry
from thuocdo.chancery.services.lines import Line, LockedBook
from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused

COLUMNS = tuple(vars(Line()))


@decision("chancery.enter", ask=permissions.abilities)
def enter(*, document: Document, unit: Unit, on: date, by: Any, at: datetime, line: Line | None = None) -> Entry:
    """Enter a paper in the unit's book of papers coming in (vào sổ văn bản đến), under the day it arrived.

    The unit then holds the paper and its people read it. Refused `chancery.already_numbered`, `chancery.before_issue`
    for a day before the paper's own, `chancery.withdrawn`, and what `LockedBook` refuses.
    """
    permissions.refuse_elsewhere(by, unit, permissions.ENTER)
    if by is not audit.SYSTEM and not Document.objects.filter(papers.visible_to(by), pk=document.pk).exists():
        raise NotAllowed("chancery.unseen_paper", "Bạn không xem được văn bản này nên không vào sổ được.", "")
    if document.withdrawn_at is not None:
        raise Refused("chancery.withdrawn", "Văn bản đã bị thu hồi nên không vào sổ.", "Xem lý do ở trang văn bản.")
    if document.issued_on is not None and document.issued_on > on:
        raise Refused(
            "chancery.before_issue",
            f"Ngày đến {on:%d/%m/%Y} sớm hơn ngày ghi trên văn bản ({document.issued_on:%d/%m/%Y}).",
            "Ghi đúng ngày đến, hoặc sửa ngày ban hành ở Sửa thông tin văn bản.",
        )
    given = _checked(line or Line(), on)
    return LockedBook(unit, on, direction=Book.Direction.IN, at=at).add(document, given, by=by)


@decision("chancery.amend_line", about="entry", ask=permissions.abilities)
def amend_line(*, entry: Entry, line: Line, by: Any, at: datetime) -> Entry:
    """Fill or correct the columns of a line (ghi chuyển giao, thời hạn, ghi chú); number and paper stay.

    Refused `chancery.already_struck` for a line that was struck out.
    """
    if entry.struck_at is not None:
        raise Refused("chancery.already_struck", "Dòng này đã được gạch.", "Vào sổ lại bằng dòng mới.")
    checked = _checked(line, entry.entered_on)
    before = {name: getattr(entry, name) for name in COLUMNS}
    after = vars(checked)
    changed = [name for name in COLUMNS if before[name] != after[name]]
    for name in changed:
        setattr(entry, name, after[name])
    if changed:
        entry.save(update_fields=changed)
    audit.changed(
        before={name: _told(before[name]) for name in changed}, after={name: _told(after[name]) for name in changed}
    )
    return entry


def _checked(line: Line, on: date) -> Line:
    """The line with plain words; nothing is passed on, due or done before the paper came."""
    for day, words in ((line.given_on, "chuyển"), (line.due_on, "hạn giải quyết"), (line.done_on, "giải quyết xong")):
        if day is not None and day < on:
            raise Refused(
                "chancery.day_before_entry", f"Ngày {words} {day:%d/%m/%Y} sớm hơn ngày vào sổ {on:%d/%m/%Y}.",
                "Ghi lại ngày cho đúng.",
            )  # fmt: skip
    return replace(line, given_to=line.given_to.strip(), kept_by=line.kept_by.strip(), note=line.note.strip())


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
