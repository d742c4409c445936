"""Estimates that wait for a person: to go on writing, to appraise, to decide."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thuocdo.directory.models import Person
from thuocdo.directory.permissions import rows_of
from thuocdo.directory.queries.open_work import OpenWork
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.funding.models import Estimate
from thuocdo.funding.permissions import Reach

State = Estimate.State


def open_estimates_of(person: Person, on: date) -> list[OpenWork]:
    """Estimates that a person began and has not sent, and those that wait for the decision of a post the person holds
    (dự toán đang dở, chờ thẩm định, chờ quyết định); an estimate belongs to its unit, so that receipts say who goes on.

    One query.
    """
    writing = Q(made_by=person, state__in=[State.DRAFT, State.RETURNED])
    return _told(Estimate.objects.filter(writing | _to_judge(person, on)))


def estimates_to_judge(person: Person, on: date) -> list[OpenWork]:
    """Only those that wait for the person's judgement (chờ thẩm định, chờ quyết định); one query."""
    return _told(Estimate.objects.filter(_to_judge(person, on)))


def _to_judge(person: Person, on: date) -> Q:
    """Nobody judges what they entered: the own estimates are not asked back as waiting for a judgement."""
    held = Reach(person, on)
    whole = held.provinces("appraise_estimate", PROVINCE)
    at_hand = Q(unit__province_key__in=whole) | Q(unit__in=rows_of(held.units("appraise_estimate")))
    judging = at_hand & Q(state__in=[State.SENT, State.APPRAISED])
    deciding = Q(body__in=rows_of(held.units("decide_estimate")), state=State.FORWARDED)
    return (judging | deciding) & ~Q(made_by=person)


def _told(found: QuerySet[Estimate]) -> list[OpenWork]:
    return [
        OpenWork(
            kind="funding.estimate", key=str(row.pk), unit=row.unit_id, words=row.title, link=f"/kinh-phi/{row.pk}/",
            note=str(row.get_state_display()),
        )
        for row in found.order_by("year", "pk")
    ]  # fmt: skip
