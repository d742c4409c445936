"""Who heads a unit, who acts for the head, and who signs as what on a day (thẩm quyền ký)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from thuocdo.directory.models import Absence, Delegation, Person, Position, Unit
from thuocdo.directory.queries.units import version_on
from thuocdo.directory.rules.authority import (
    ACTING,
    BY_ORDER,
    COLLECTIVE,
    FOR_HEAD,
    HEAD,
    SUB_AUTHORISED,
    USUAL_HEADS,
    Signing,
    signature_lines,
)

HOLDS, STANDS_IN, NOBODY = "holds", "stands_in", "nobody"


@dataclass(frozen=True)
class Headship:
    """The head's post of a unit on a day: its holder, who acts, and why (người đứng đầu, phụ trách).

    `how`: holds (the holder is there), acting (somebody is put in charge), stands_in (the deputy whom the holder named
    for the days away, without authority lent), nobody. `since` is the day from which the post is empty.
    """

    how: str
    holder: Position | None = None
    acts: Person | None = None
    loan: Delegation | None = None
    absence: Absence | None = None
    since: date | None = None


def in_force(on: date) -> QuerySet[Delegation]:
    """Authority that is lent on a day, with both people and the unit."""
    found = Delegation.objects.filter(valid__contains=on, revoked_at=None)
    return found.select_related("position__person", "position__unit", "to").order_by("pk")


def head_of(unit: Unit, on: date) -> Headship:
    """Who heads a unit on a day, and who acts when the head is away or the post is empty; three queries at the most."""
    holder = Position.objects.filter(unit=unit, is_head=True, valid__contains=on).select_related("person").first()
    if holder is None:
        return _empty(unit, on)
    away = Absence.objects.filter(person=holder.person_id, valid__contains=on, cancelled_at=None)
    absence = away.select_related("deputy").first()
    loan = in_force(on).filter(position=holder, kind=Delegation.Kind.ACTING).first()
    if loan is not None:
        return Headship(ACTING, holder, loan.to, loan, absence)
    if absence is None:
        return Headship(HOLDS, holder, holder.person)
    how = STANDS_IN if absence.deputy else NOBODY
    return Headship(how, holder, absence.deputy, None, absence)


def _empty(unit: Unit, on: date) -> Headship:
    ended = Position.objects.filter(unit=unit, is_head=True, valid__fully_lt=(on, None)).order_by("-valid").first()
    acting = in_force(on).filter(position__unit=unit, position__is_head=True, kind=Delegation.Kind.ACTING).first()
    since = ended.valid.upper if ended else None
    return Headship(ACTING if acting else NOBODY, None, acting.to if acting else None, acting, None, since)


@dataclass(frozen=True)
class Signer:
    """Somebody who may sign for a unit on a day, with the lines that stand above the signature.

    `kind`: head, acting, for_head, by_order, sub_authorised; `loan` is what the authority follows from, nothing for the
    head. `through` is the loan by which an ordered head (TL.) was ordered, where a deputy of that head signs.
    """

    person: Person
    kind: str
    lines: tuple[str, ...]
    loan: Delegation | None = None
    through: Delegation | None = None


def signers(unit: Unit, on: date, *, alone: bool = False) -> list[Signer]:
    """Everybody who may sign for a unit on a day, the head first; five queries.

    `alone`: papers that the head decides without the collective (Chủ tịch UBND, not UBND), which carry no TM.
    """
    version = version_on(unit, on)
    kind = version.kind if version else ""
    body = "" if alone else COLLECTIVE.get(kind, "")
    holder = Position.objects.filter(unit=unit, is_head=True, valid__contains=on).select_related("person").first()
    loans = list(in_force(on).filter(position__unit=unit, position__is_head=True))
    head = holder.title if holder else loans[0].position.title if loans else USUAL_HEADS.get(kind, "")
    found = [_signer(holder.person, HEAD, head=head, own=holder.title, body=body)] if holder else []
    for loan in loans:
        named = body if loan.kind in (ACTING, FOR_HEAD) else ""
        found.append(_signer(loan.to, loan.kind, head=head, own=loan.title, body=named, loan=loan))
    return found + _deputies_of_ordered(loans, head, on)


def _signer(person: Person, kind: str, *, head: str, own: str, body: str, loan: Delegation | None = None) -> Signer:
    lines = signature_lines(Signing(kind=kind, head=head, own=own, body=body))
    return Signer(person, kind, tuple(lines), loan)


def _deputies_of_ordered(loans: list[Delegation], head: str, on: date) -> list[Signer]:
    """Deputies who sign for a head that was ordered; what was sub-authorised (TUQ.) goes no further."""
    ordered = [loan for loan in loans if loan.kind == BY_ORDER]
    if not ordered:
        return []
    signing = Q(position__person__in=[loan.to_id for loan in ordered], position__is_head=True)
    deputies = in_force(on).filter(signing, position__valid__contains=on, kind__in=(ACTING, FOR_HEAD))
    by_person = {loan.to_id: loan for loan in ordered}
    found = []
    for loan in deputies:
        order = by_person[loan.position.person_id]
        lines = signature_lines(Signing(kind=BY_ORDER, head=head, own=loan.title, through=order.title))
        found.append(Signer(loan.to, BY_ORDER, tuple(lines), loan, order))
    return found


def signer_on(unit: Unit, person: Person, on: date, *, alone: bool = False) -> Signer | None:
    """How a person signs for a unit on a day, the strongest ground first; nothing when they may not sign."""
    order = (HEAD, ACTING, FOR_HEAD, SUB_AUTHORISED, BY_ORDER)
    own = [signer for signer in signers(unit, on, alone=alone) if signer.person.pk == person.pk]
    return min(own, key=lambda signer: order.index(signer.kind), default=None)
