"""Drafts that wait for a person: to write on, to approve, to sign."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thuocdo.chancery.models import Draft
from thuocdo.chancery.rules.life import DraftState
from thuocdo.directory.models import Person
from thuocdo.directory.queries.open_work import OpenWork


def open_drafts_of(person: Person, on: date) -> list[OpenWork]:
    """Drafts that a person writes, is asked to approve, or is to sign (dự thảo đang dở); they belong to a unit."""
    writing = Q(author=person, state__in=[DraftState.DRAFTING, DraftState.RETURNED, DraftState.APPROVED])
    return _told(Draft.objects.filter(writing | _to_decide(person)))


def drafts_to_decide(person: Person) -> list[OpenWork]:
    """Only those that the person is asked to approve, or is to sign (dự thảo chờ duyệt, chờ ký)."""
    return _told(Draft.objects.filter(_to_decide(person)))


def _to_decide(person: Person) -> Q:
    approving = Q(approver=person, state=DraftState.SUBMITTED)
    return approving | Q(signer__person=person, state=DraftState.NUMBERED) & ~Q(signatures__whose="person")


def _told(found: QuerySet[Draft]) -> list[OpenWork]:
    return [
        OpenWork(
            kind="chancery.draft", key=str(draft.pk), unit=draft.unit_id, words=draft.title,
            link=f"/van-ban/du-thao/{draft.pk}/", note=str(draft.get_state_display()),
        )
        for draft in found.distinct().order_by("pk")
    ]  # fmt: skip
