"""Withdrawing a paper, and opening a confirmed one again: both for a reason, and whoever works by it is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

from thuocdo.core import audit, notify
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.documents import permissions
from thuocdo.documents.models import Document, Relation
from thuocdo.documents.queries.holders import people_of_holders
from thuocdo.documents.rules.life import next_document_state
from thuocdo.kernel.errors import NotAllowed, Refused


@decision("documents.withdraw", about="document", ask=permissions.abilities)
def withdraw(*, document: Document, why: str, by: Any, at: datetime, recalled_by: Document | None = None) -> Document:
    """Withdraw a paper (thu hồi văn bản): it stays readable, frozen, and everybody who uses it is told.

    `recalled_by` is the paper that orders it. Refused `documents.reason_missing`, `documents.already_withdrawn`.
    """
    reason = _reason(why, "Thu hồi văn bản")
    if document.withdrawn_at is not None:
        raise Refused("documents.already_withdrawn", "Văn bản này đã được thu hồi.", "Tải lại trang để xem lý do.")
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = at, _person(by), reason
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    if recalled_by is not None and recalled_by.pk != document.pk:
        Relation.objects.update_or_create(
            document=recalled_by, kind=Relation.Kind.RECALLS, other=document, citation=None,
            defaults={"state": Relation.State.CONFIRMED, "decided_by": by, "decided_at": at, "reason": reason},
        )  # fmt: skip
    told = _tell(
        document, "documents.withdrawn", f"Văn bản {document.short} đã bị thu hồi: {reason}", at=at, leaving_out=by
    )
    after = {"withdrawn": True, "told": told, "recalled_by": str(recalled_by) if recalled_by else ""}
    audit.changed(before={"withdrawn": False}, after=after, why=reason)
    return document


@decision("documents.reopen", about="document", ask=permissions.abilities)
def reopen(*, document: Document, why: str, by: Any, at: datetime) -> Document:
    """Open a confirmed paper again (mở lại để sửa), so that items can be corrected; it must be confirmed anew.

    What was adopted from it before does not change by itself: whoever works by it is told. Refused
    `documents.reason_missing`, `documents.document_not_open`.
    """
    reason = _reason(why, "Mở lại văn bản")
    before = {"state": str(document.state), "confirmed_by": str(document.confirmed_by)}
    document.state = next_document_state(document.state, "reopen")
    document.confirmed_by, document.confirmed_at = None, None
    document.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    told = _tell(
        document, "documents.reopened",
        f"Văn bản {document.short} được mở lại để sửa: {reason}. Việc đã giao theo văn bản này chưa đổi.",
        at=at, leaving_out=by,
    )  # fmt: skip
    audit.changed(before=before, after={"state": str(document.state), "told": told}, why=reason)
    return document


def _tell(document: Document, kind: str, words: str, *, at: datetime, leaving_out: Any) -> int:
    """Tell each person once: of the units that hold the paper, and those whom rooms above know to work by it."""
    wiring = import_module("config.wiring")
    asked = (import_string(dotted) for dotted in wiring.WHO_WORKS_BY_A_PAPER)
    people: dict[int, tuple[Person, str]] = {}
    for person, link in _all(document, asked):
        people.setdefault(person.pk, (person, link))
    people.pop(getattr(leaving_out, "pk", 0), None)
    for person, link in people.values():
        notify.tell(person, kind, words, link=link, at=at)
    return len(people)


def _all(document: Document, asked: Iterable[Any]) -> Iterable[tuple[Person, str]]:
    for person in people_of_holders(document):
        yield person, f"/van-ban/{document.pk}/"
    for ask in asked:
        yield from ask(document)


def _reason(why: str, act: str) -> str:
    if not why.strip():
        raise Refused("documents.reason_missing", f"{act} cần ghi lý do.", "Ghi một câu nói rõ vì sao.")
    return why.strip()


def _person(by: Any) -> Person:
    if not isinstance(by, Person):
        raise NotAllowed(
            "documents.needs_a_person", "Thu hồi, mở lại văn bản phải đứng tên một người.",
            "Đăng nhập bằng tài khoản của người quyết định.",
        )  # fmt: skip
    return by
