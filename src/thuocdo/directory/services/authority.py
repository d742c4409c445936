"""Lending the authority of a post to somebody for some days, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Delegation, Person, Position
from thuocdo.directory.people_rights import rights
from thuocdo.directory.permissions import below, role_table
from thuocdo.directory.queries.separation import Wanted, clash_of
from thuocdo.directory.rules.authority import Loan, Span, faults
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.ui.formatting import vn_date


@dataclass(frozen=True, kw_only=True)
class Authority:
    """What is lent: kind (acting, for_head, by_order, sub_authorised), the title printed under the signature, the days
    [start, end), the verbs (`room.verb`; none: the signature only) or everything, and the written act that lends it."""

    kind: str
    title: str
    start: date
    end: date | None
    legal_basis: str
    verbs: tuple[str, ...] = ()
    everything: bool = False


@decision("directory.delegate", about="position", ask=rights)
def delegate(*, position: Position, to: Person, authority: Authority, by: Actor | None, at: datetime) -> Delegation:
    """Lend the authority of a head's post (giao quyền, ủy quyền, ký thay, ký thừa lệnh) to another person.

    What was borrowed is not lent on: only a post of one's own can be lent, and only the verbs of its role. Refused with
    the codes of `rules.authority.faults`, `directory.lent_twice`, `directory.duties_not_separated`.
    """
    _said(authority)
    days = DateRange(authority.start, authority.end)
    if found := faults(_loan(position, to, authority, days)):
        code, message, remedy = found[0]
        raise Refused(f"directory.loan_{code}", message, remedy)
    _refuse_clash(position, to, authority)
    _refuse_twice(position, to, authority, days)
    loan = Delegation.objects.create(
        position=position, to=to, kind=authority.kind, title=squeeze(authority.title), verbs=sorted(authority.verbs),
        everything=authority.everything, valid=days, legal_basis=squeeze(authority.legal_basis), made_at=at,
        made_by_name=by.actor_name if by else "",
    )  # fmt: skip
    audit.changed(
        after={
            "delegation": loan.pk, "to": to.actor_key, "to_name": to.full_name, "kind": loan.kind, "title": loan.title,
            "verbs": loan.verbs, "everything": loan.everything, "start": authority.start, "end": authority.end,
        },
        why=loan.legal_basis, thing=position,
    )  # fmt: skip
    notify.tell(
        to, "directory.delegated", f"{position.person.full_name} giao quyền cho bạn từ {vn_date(authority.start)}: "
        f"{loan.get_kind_display()}.", link=f"/nguoi/{to.pk}/", at=at,
    )  # fmt: skip
    to.__dict__.pop("_posts", None)
    return loan


def _said(authority: Authority) -> None:
    missing = {
        "title": ("chức danh ghi dưới chữ ký", authority.title),
        "legal_basis": ("văn bản giao quyền", authority.legal_basis),
    }
    for field, (words, value) in missing.items():
        if not squeeze(value):
            raise Refused(
                f"directory.loan_without_{field}", f"Chưa ghi {words}.", f"Ghi {words} rồi làm lại.",
                where={"field": field},
            )  # fmt: skip
    if authority.kind not in Delegation.Kind.values:
        raise Refused("directory.loan_kind", f"Không có hình thức “{authority.kind}”.", "Chọn trong danh sách.")


def _loan(position: Position, to: Person, authority: Authority, days: DateRange) -> Loan:
    unit, role = position.unit, role_table().get(position.role)
    held = Position.objects.filter(person=to, valid__contains=days)
    under = below([unit.pk], authority.start) - {unit.pk}
    post = Span(start=position.valid.lower, end=position.valid.upper)
    heads = Position.objects.filter(unit=unit, is_head=True, valid__overlap=days)
    return Loan(
        kind=authority.kind, span=Span(start=authority.start, end=authority.end), post=post,
        verbs=frozenset(authority.verbs), everything=authority.everything,
        of_role=role.anywhere if role else frozenset(), is_head=position.is_head, to_self=to.pk == position.person_id,
        same_unit=held.filter(unit=unit).exists(), below=held.filter(unit__in=under, is_head=True).exists(),
        vacant=post.end is not None and post.end <= authority.start and not heads.exists(),
    )  # fmt: skip


def _refuse_clash(position: Position, to: Person, authority: Authority) -> None:
    """Nobody gets by loan what they may not hold themselves; the signature alone separates nothing."""
    if not (authority.everything or authority.verbs):
        return
    wanted = Wanted(
        role=position.role, unit=position.unit, start=authority.start, end=authority.end, fields=position.fields,
        lent=True, only=None if authority.everything else frozenset(authority.verbs),
    )  # fmt: skip
    if found := clash_of(to, wanted):
        raise Refused(
            "directory.duties_not_separated", found.words, "Giao quyền này cho người khác, hoặc chỉ giao quyền ký."
        )


def _refuse_twice(position: Position, to: Person, authority: Authority, days: DateRange) -> None:
    lent = Delegation.objects.filter(position=position, revoked_at=None, valid__overlap=days, kind=authority.kind)
    same = lent.filter(to=to).first()
    other = lent.exclude(to=to).first() if authority.kind == Delegation.Kind.ACTING else None
    if same or other:
        who = (same or other).to.full_name  # type: ignore[union-attr]
        raise Refused(
            "directory.lent_twice", f"{who} đang được giao quyền này trong thời gian ấy.",
            "Thu hồi lần giao trước, hoặc chọn thời gian khác.",
        )  # fmt: skip


@decision("directory.revoke_delegation", about="delegation", ask=rights)
def revoke_delegation(*, delegation: Delegation, why: str, by: Actor | None, at: datetime) -> Delegation:
    """Take lent authority back (thu hồi) from this instant; what was done by it stays done. Needs a reason."""
    if delegation.revoked_at is not None:
        raise Refused(
            "directory.already_revoked", f"Quyền này đã được thu hồi ngày {vn_date(delegation.revoked_at)}.",
            "Xem lịch sử trên trang của người giao.",
        )  # fmt: skip
    if delegation.valid.upper is not None and delegation.valid.upper <= at.date():
        raise Refused("directory.loan_over", "Thời gian giao quyền đã hết.", "Không cần thu hồi nữa.")
    if not (reason := squeeze(why)):
        raise Refused("directory.reason_needed", "Chưa ghi lý do thu hồi.", "Ghi lý do rồi làm lại.")
    delegation.revoked_at, delegation.revoked_why = at, reason
    delegation.revoked_by_name = by.actor_name if by else ""
    delegation.save(update_fields=["revoked_at", "revoked_why", "revoked_by_name"])
    audit.changed(
        after={"delegation": delegation.pk, "to_name": delegation.to.full_name, "kind": delegation.kind},
        why=reason, thing=delegation.position,
    )  # fmt: skip
    notify.tell(
        delegation.to, "directory.revoked", f"Quyền do {delegation.position.person.full_name} giao đã được thu hồi.",
        link=f"/nguoi/{delegation.to_id}/", at=at,
    )  # fmt: skip
    return delegation
