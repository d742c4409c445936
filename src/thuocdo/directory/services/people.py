"""What is done to people and positions; each a decision with its right, its audit row and its event."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import abilities, role_table
from thuocdo.directory.queries import name_on, version_on
from thuocdo.directory.rules.roles import clash
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze


@decision("directory.create_person", ask=abilities)
def create_person(*, full_name: str, email: str = "", phone: str = "", by: Actor | None, at: datetime) -> Person:
    """Enter a person (cán bộ, công chức); a position and an account are decisions of their own."""
    name = squeeze(full_name)
    if len(name) < 2:
        raise Refused("directory.person_without_name", "Chưa có họ và tên.", "Ghi họ và tên như trong quyết định.")
    person = Person.objects.create(
        full_name=name, email=email.strip(), phone=phone.strip(), folded=fold(name), created_at=at
    )
    audit.changed(after={"full_name": name})
    return person


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Terms of a position: title as printed, role, and the days [start, end) for which it is held."""

    title: str
    role: str
    start: date | None
    end: date | None = None
    is_head: bool = False


@decision("directory.appoint", about="person", ask=abilities)
def appoint(*, person: Person, unit: Unit, terms: Terms, by: Actor | None, at: datetime) -> Position:
    """Give a person a position in a unit (bổ nhiệm, giao việc).

    Refused when the role is unknown or may not be held beside another one of that time, when the unit was not in force
    on the first day, when it already has a head, or when the person holds the same role there.
    """
    _appointable(person, unit, terms, at)
    days = (terms.start, terms.end)
    try:
        with transaction.atomic():
            position = Position.objects.create(
                person=person, unit=unit, title=squeeze(terms.title), role=terms.role, valid=days, is_head=terms.is_head
            )
    except IntegrityError as error:
        if "one_head_at_a_time" not in str(error):
            raise
        raise Refused(
            "directory.second_head",
            f"{name_on(unit, terms.start or at.date())} đã có người đứng đầu trong thời gian này.",
            "Kết thúc vị trí của người trước rồi bổ nhiệm lại.",
        ) from error
    audit.changed(after={"unit": unit.key, **asdict(terms)})
    person.__dict__.pop("_posts", None)
    return position


def _appointable(person: Person, unit: Unit, terms: Terms, at: datetime) -> None:
    roles, role = role_table(), terms.role
    if role not in roles:
        raise Refused(
            "directory.unknown_role", f"Không có vai trò “{role}”.", f"Các vai trò: {', '.join(sorted(roles))}."
        )
    if terms.start and terms.end and terms.end <= terms.start:
        raise Refused("directory.empty_position", "Ngày kết thúc phải sau ngày bắt đầu.")
    first = terms.start or at.date()
    if version_on(unit, first) is None:
        raise Refused(
            "directory.unit_not_in_force", f"{name_on(unit, first)} không tồn tại vào ngày bắt đầu.",
            "Chọn đơn vị đang hoạt động vào ngày đó.", where={"unit": unit.key},
        )  # fmt: skip
    held = list(Position.objects.filter(person=person, valid__overlap=(terms.start, terms.end)))
    if other := clash(roles, [position.role for position in held if position.role in roles], role):
        raise Refused(
            "directory.duties_not_separated",
            f"Một người không được vừa là “{roles[other].name}” vừa là “{roles[role].name}”.",
            "Giao vai trò này cho người khác, hoặc kết thúc vị trí kia trước.",
        )
    if any(position.unit_id == unit.pk and position.role == role for position in held):
        raise Refused("directory.position_twice", "Người này đã giữ vai trò đó ở đơn vị này trong thời gian ấy.")


@decision("directory.end_position", about="position", ask=abilities)
def end_position(*, position: Position, on: date, why: str = "", by: Actor | None, at: datetime) -> Position:
    """End a position (thôi giữ vị trí): `on` is the first day without it; the past stays as it was."""
    start, end = position.valid.lower, position.valid.upper
    if (start and on <= start) or (end and on > end):
        raise Refused(
            "directory.end_outside_position", "Ngày thôi giữ phải nằm trong thời gian giữ vị trí.",
            "Kiểm tra lại ngày bắt đầu và kết thúc.",
        )  # fmt: skip
    position.valid = (start, on)
    position.save(update_fields=["valid"])
    position.refresh_from_db()
    audit.changed(before={"end": end}, after={"end": on}, why=why)
    return position
