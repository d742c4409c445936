"""People of units that end: who goes along with the same role, who needs a new appointment, and the rights that follow.

Officers go along to the only unit that takes over. Heads are appointed anew; people of a unit that is split wait for
somebody to say where they go. Every post in a unit that ends, ends with it; the past stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, F, Func, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from thuocdo.core.audit import Actor
from thuocdo.directory.models import Delegation, Position, WorkReceipt
from thuocdo.directory.permissions import role_table
from thuocdo.kernel.passing import KindOfPassing, Passage, Passing

HEAD = "unit_head"
KINDS = {
    "people.carried": KindOfPassing(_("Công chức chuyển theo, giữ vai trò")),
    "people.already": KindOfPassing(_("Công chức đã có vị trí ở đơn vị nhận")),
    "people.head": KindOfPassing(_("Thủ trưởng, cần bổ nhiệm mới"), needs_person=True),
    "people.waits": KindOfPassing(_("Công chức chờ phân công đơn vị mới"), needs_person=True),
    "people.authority": KindOfPassing(_("Ủy quyền hết hiệu lực cùng vị trí")),
    "people.receipt": KindOfPassing(_("Biên nhận bàn giao còn chờ trả lời"), needs_person=True),
    "rights.gained": KindOfPassing(_("Tài khoản đổi quyền sang đơn vị nhận")),
    "rights.lost": KindOfPassing(_("Tài khoản hết quyền ở đơn vị cũ, chờ vị trí mới"), needs_person=True),
    "rights.memory": KindOfPassing(_("Đơn vị nhận được xem quá khứ của đơn vị cũ"), _("người")),
}


@dataclass(frozen=True)
class Fate:
    """What becomes of one position; `unit` is where it goes on, when it does."""

    position: Position
    kind: str
    unit: int | None


def fates(passage: Passage) -> list[Fate]:
    """What becomes of every position that is held on the day at a unit that ends; two queries."""
    positions = list(_held(passage).select_related("person__account").order_by("unit", "pk"))
    wanted = {sole for unit in passage.takers if (sole := passage.sole(unit)) is not None and sole > 0}
    people = {position.person_id for position in positions}
    there = Position.objects.filter(person__in=people, unit__in=wanted, valid__overlap=DateRange(passage.on, None))
    already = set(there.values_list("person_id", "unit_id", "role"))
    return [_fate(position, passage, already) for position in positions]


def _held(passage: Passage) -> QuerySet[Position]:
    """Positions at units that end which began before the day and would go on."""
    began = Q(valid__startswith__lt=passage.on) | Q(valid__startswith__isnull=True)
    return Position.objects.filter(began, unit__in=list(passage.takers), valid__contains=passage.on)


def _fate(position: Position, passage: Passage, already: set[tuple[int, int, str]]) -> Fate:
    sole = passage.sole(position.unit_id)
    if sole is not None and (position.person_id, sole, position.role) in already:
        return Fate(position, "people.already", sole)
    if position.is_head or position.role == HEAD:
        return Fate(position, "people.head", sole)
    return Fate(position, "people.waits" if sole is None else "people.carried", sole)


def foresee(passage: Passage) -> list[Passing]:
    """People, authority that ends, receipts that wait, and rights that move."""
    if not passage.carries_people:
        return list(_memory(passage))
    found = fates(passage)
    names = {code: role.name for code, role in role_table().items()}
    return [
        *(_line(fate, names) for fate in found), *_authority(found, passage.on), *_receipts(passage),
        *_rights(found), *_memory(passage),
    ]  # fmt: skip


def _line(fate: Fate, roles: dict[str, str]) -> Passing:
    position = fate.position
    words = f"{position.person.full_name}, {position.title}"
    taking = fate.unit if fate.kind != "people.waits" else None
    return Passing(position.unit_id, taking, fate.kind, words, roles.get(position.role, position.role))


def _authority(found: Sequence[Fate], on: date) -> Iterator[Passing]:
    units = {fate.position.pk: fate for fate in found}
    loans = Delegation.objects.filter(position__in=units, revoked_at=None, valid__overlap=DateRange(on, None))
    for loan in loans.select_related("to"):
        fate = units[loan.position_id]
        words = f"{loan.get_kind_display()}: {loan.to.full_name}"
        yield Passing(fate.position.unit_id, fate.unit, "people.authority", words, loan.legal_basis)


def _receipts(passage: Passage) -> Iterator[Passing]:
    waiting = WorkReceipt.objects.filter(unit__in=list(passage.takers), state=WorkReceipt.State.OFFERED)
    for receipt in waiting.select_related("giver", "taker"):
        words = f"{receipt.giver.full_name} → {receipt.taker.full_name}"
        taking = passage.sole(receipt.unit_id)
        yield Passing(receipt.unit_id, taking, "people.receipt", words, receipt.why, len(receipt.lines))


def _rights(found: Iterable[Fate]) -> Iterator[Passing]:
    """Accounts whose rights move with their post, or end with it."""
    for fate in found:
        account = getattr(fate.position.person, "account", None)
        if account is None or not account.is_active:
            continue
        kept = fate.kind in ("people.carried", "people.already")
        kind = "rights.gained" if kept else "rights.lost"
        yield Passing(fate.position.unit_id, fate.unit if kept else None, kind, account.username,
                      fate.position.person.full_name)  # fmt: skip


def _memory(passage: Passage) -> Iterator[Passing]:
    """How many people of a unit that takes over will also see what the giver has left behind."""
    pairs = [(unit, taker.unit) for unit, several in passage.takers.items() for taker in several if taker.keeps_memory]
    held = Position.objects.filter(unit__in={taker for _, taker in pairs if taker > 0}, valid__contains=passage.on)
    counts = dict(held.order_by().values_list("unit").annotate(people=Count("person", distinct=True)))
    for unit, taker in pairs:
        if counts.get(taker):
            yield Passing(unit, taker, "rights.memory", "Xem văn bản, nhiệm vụ của đơn vị cũ", count=counts[taker])


def carry_out(passage: Passage, *, by: Actor | None, at: datetime) -> list[Passing]:
    """Begin posts that go along, end all posts of units that end; what was foreseen is what is done."""
    told = foresee(passage)
    if not passage.carries_people:
        return told
    found = fates(passage)
    Position.objects.bulk_create(
        Position(
            person_id=fate.position.person_id, unit_id=fate.unit, title=fate.position.title, role=fate.position.role,
            valid=DateRange(passage.on, fate.position.valid.upper), fields=fate.position.fields,
            legal_basis=fate.position.legal_basis, origin=fate.position,
        )
        for fate in found
        if fate.kind == "people.carried" and fate.unit is not None
    )  # fmt: skip
    until = Func(Func(F("valid"), function="lower"), Value(passage.on), function="daterange")
    Position.objects.filter(pk__in=[fate.position.pk for fate in found]).update(valid=until)
    return told
