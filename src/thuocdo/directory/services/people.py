"""What is done to people and positions; each a decision with its right, its audit row and its event."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.core.privacy import masked
from thuocdo.directory.models import Delegation, Person, Position, Unit
from thuocdo.directory.people_rights import rights
from thuocdo.directory.permissions import posts, role_table
from thuocdo.directory.queries import name_on, version_on
from thuocdo.directory.queries.fields import reform_fields
from thuocdo.directory.queries.separation import Wanted, clash_of
from thuocdo.directory.rules import contact
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze

KEPT_DATA = ("national_id", "email", "phone")


@decision("directory.create_person", ask=rights)
def create_person(
    *, full_name: str, email: str = "", phone: str = "", national_id: str = "", by: Actor | None, at: datetime
) -> Person:
    """Enter a person (cán bộ, công chức); a position and an account are decisions of their own.

    Refused for what is no name, number or address, and `directory.national_id_taken`.
    """
    name = squeeze(full_name)
    person = Person(full_name=name, folded=fold(name), created_at=at, province_key=_province_of(by, at))
    _fill(person, email=email, phone=phone, national_id=national_id)
    person.save()
    audit.changed(after={"full_name": name, **_masked(person)})
    return person


def _province_of(by: Actor | None, at: datetime) -> str:
    """The province for which somebody enters people: that of their first post; none for the system."""
    if not isinstance(by, Person):
        return ""
    return next((post.province for post in posts(by, at.date())), "")


@decision("directory.correct_person", about="person", ask=rights)
def correct_person(
    *, person: Person, full_name: str, national_id: str, why: str = "", by: Actor | None, at: datetime
) -> Person:
    """Correct a name or a national id (đính chính): earlier acts keep the name under which they were done."""
    _refuse_erased(person)
    before = {"full_name": person.full_name, **_masked(person)}
    person.full_name = squeeze(full_name)
    person.folded = fold(person.full_name)
    _fill(person, national_id=national_id)
    person.save(update_fields=["full_name", "folded", "national_id"])
    _note_difference(before, {"full_name": person.full_name, **_masked(person)}, why)
    return person


@decision("directory.correct_contact", about="person", ask=rights)
def correct_contact(*, person: Person, email: str, phone: str, by: Actor | None, at: datetime) -> Person:
    """Correct e-mail and telephone (thông tin liên hệ); one's own may be corrected by everybody."""
    _refuse_erased(person)
    before = _masked(person)
    _fill(person, email=email, phone=phone)
    person.save(update_fields=["email", "phone"])
    _note_difference(before, _masked(person), "")
    return person


def _fill(person: Person, **given: str) -> None:
    """Set tidied data on a person, or refuse them with the field in `where`."""
    given = {"full_name": person.full_name, **given}
    if "national_id" in given:
        given["national_id"] = contact.tidy_national_id(given["national_id"])
    if "phone" in given:
        given["phone"] = contact.tidy_phone(given["phone"])
    if "email" in given:
        given["email"] = given["email"].strip()
    tests = {
        "full_name": contact.name_fault, "national_id": contact.national_id_fault, "phone": contact.phone_fault,
        "email": contact.email_fault,
    }  # fmt: skip
    for field, value in given.items():
        if fault := tests[field](value):
            code = "directory.person_without_name" if field == "full_name" else f"directory.bad_{field}"
            raise Refused(
                code,
                f"{fault[:1].upper()}{fault[1:]}.",
                "Ghi đúng như trong hồ sơ rồi làm lại.",
                where={"field": field},
            )
        setattr(person, field, value)
    number = person.national_id
    if number and Person.objects.filter(national_id=number).exclude(pk=person.pk).exists():
        raise Refused(
            "directory.national_id_taken", "Số định danh này đã là của một người khác trong hệ thống.",
            "Tìm người ấy trong danh sách thay vì nhập lần nữa.", where={"field": "national_id"},
        )  # fmt: skip


def _masked(person: Person) -> dict[str, str]:
    """Personal data as the audit keeps them: it never forgets, so it never learns them."""
    return {name: shown for name in KEPT_DATA if (shown := masked(person, name))}


def _note_difference(before: dict[str, str], after: dict[str, str], why: str) -> None:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    audit.changed(
        before={name: before.get(name, "") for name in names}, after={name: after.get(name, "") for name in names},
        why=why,
    )  # fmt: skip


def _refuse_erased(person: Person) -> None:
    if person.erased_at is not None:
        raise Refused(
            "directory.person_erased", "Dữ liệu cá nhân của người này đã được xóa theo quy định.",
            "Nhập người mới nếu người ấy trở lại làm việc.",
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Terms of a position: title as printed, role, the days [start, end) for which it is held, the codes of reform
    fields for roles that reach by field, and the decision by which it was given."""

    title: str
    role: str
    start: date | None
    end: date | None = None
    is_head: bool = False
    fields: tuple[str, ...] = ()
    legal_basis: str = ""

    @classmethod
    def of(cls, position: Position) -> Terms:
        """The terms under which a position is held."""
        return cls(
            title=position.title, role=position.role, start=position.valid.lower, end=position.valid.upper,
            is_head=position.is_head, fields=tuple(position.fields), legal_basis=position.legal_basis,
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """The terms as the audit keeps them, without what was left empty."""
        return {name: value for name, value in asdict(self).items() if value or name in ("title", "role", "start")}


@decision("directory.appoint", about="person", ask=rights)
def appoint(*, person: Person, unit: Unit, terms: Terms, by: Actor | None, at: datetime) -> Position:
    """Give a person a position in a unit (bổ nhiệm, giao việc).

    Refused when the role is unknown or may not be held beside another one of that time, when the unit was not in force
    on the first day, when it already has a head, or when the person holds the same role there.
    """
    _refuse_erased(person)
    _appointable(person, unit, terms, at)
    position = Position(person=person, unit=unit)
    _save(position, terms, at)
    ended = []
    if terms.is_head:
        acting = Delegation.objects.filter(position__unit=unit, position__is_head=True, kind=Delegation.Kind.ACTING)
        ended = _end_loans(acting, terms.start, at)
    audit.changed(after={"unit": unit.key, **terms.said(), **({"ended_loans": ended} if ended else {})})
    _forget_posts(person)
    return position


@decision("directory.correct_position", about="position", ask=rights)
def correct_position(*, position: Position, terms: Terms, why: str, by: Actor | None, at: datetime) -> Position:
    """Correct what was entered wrongly about a position (đính chính); a change of post is an end and an appointment."""
    before = Terms.of(position)
    _appointable(position.person, position.unit, terms, at, besides=position)
    if terms.role != before.role and before.start and before.start < at.date():
        raise Refused(
            "directory.role_was_used",
            "Vị trí này đã có hiệu lực với vai trò đang ghi nên không đổi vai trò ngược về trước.",
            "Kết thúc vị trí rồi giao vị trí mới với vai trò đúng.",
        )
    _save(position, terms, at)
    if terms.end and (before.end is None or terms.end < before.end):
        _end_loans(position.lent.all(), terms.end, at)
    was, now = before.said(), terms.said()
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    audit.changed(
        before={name: was.get(name) for name in names}, after={name: now.get(name) for name in names}, why=why
    )
    _forget_posts(position.person)
    return position


@decision("directory.end_position", about="position", ask=rights)
def end_position(*, position: Position, on: date, why: str = "", by: Actor | None, at: datetime) -> Position:
    """End a position (thôi giữ vị trí): `on` is the first day without it; the past stays as it was.

    Authority lent by the post ends with it.
    """
    start, end = position.valid.lower, position.valid.upper
    if (start and on <= start) or (end and on > end):
        raise Refused(
            "directory.end_outside_position", "Ngày thôi giữ phải nằm trong thời gian giữ vị trí.",
            "Kiểm tra lại ngày bắt đầu và kết thúc.",
        )  # fmt: skip
    _save(position, replace(Terms.of(position), end=on), at)
    ended = _end_loans(position.lent.all(), on, at)
    audit.changed(before={"end": end}, after={"end": on, **({"ended_loans": ended} if ended else {})}, why=why)
    _forget_posts(position.person)
    return position


def _appointable(person: Person, unit: Unit, terms: Terms, at: datetime, *, besides: Position | None = None) -> None:
    role = terms.role
    _readable(terms)
    first = terms.start or at.date()
    if version_on(unit, first) is None:
        raise Refused(
            "directory.unit_not_in_force", f"{name_on(unit, first)} không tồn tại vào ngày bắt đầu.",
            "Chọn đơn vị đang hoạt động vào ngày đó.", where={"unit": unit.key},
        )  # fmt: skip
    others = Position.objects.filter(person=person, valid__overlap=(terms.start, terms.end))
    held = list(others.exclude(pk=besides.pk) if besides else others)
    wanted = Wanted(role=role, unit=unit, start=terms.start, end=terms.end, fields=terms.fields)
    if found := clash_of(person, wanted, besides=besides):
        raise Refused(
            "directory.duties_not_separated", found.words,
            "Giao vai trò này cho người khác, hoặc kết thúc vị trí kia trước.",
        )  # fmt: skip
    if any(position.unit_id == unit.pk and position.role == role for position in held):
        raise Refused("directory.position_twice", "Người này đã giữ vai trò đó ở đơn vị này trong thời gian ấy.")


def _readable(terms: Terms) -> None:
    roles = role_table()
    if terms.role not in roles:
        raise Refused(
            "directory.unknown_role", f"Không có vai trò “{terms.role}”.", f"Các vai trò: {', '.join(sorted(roles))}."
        )
    if not squeeze(terms.title):
        raise Refused("directory.position_without_title", "Chưa ghi chức vụ.", "Ghi chức vụ như trong quyết định.")
    if terms.start and terms.end and terms.end <= terms.start:
        raise Refused("directory.empty_position", "Ngày kết thúc phải sau ngày bắt đầu.")
    if roles[terms.role].by_field and not terms.fields:
        raise Refused(
            "directory.position_without_field", f"Vai trò “{roles[terms.role].name}” cần ít nhất một lĩnh vực.",
            "Chọn lĩnh vực mà người này phụ trách.", where={"field": "fields"},
        )  # fmt: skip
    if unknown := set(terms.fields) - set(reform_fields()):
        raise Refused(
            "directory.unknown_field", f"Không có lĩnh vực “{min(unknown)}”.",
            f"Các lĩnh vực: {', '.join(reform_fields())}.",
        )  # fmt: skip


def _save(position: Position, terms: Terms, at: datetime) -> None:
    """Write the terms on a position, or refuse a second head."""
    position.title, position.role, position.is_head = squeeze(terms.title), terms.role, terms.is_head
    position.fields, position.legal_basis = list(terms.fields), squeeze(terms.legal_basis)
    position.valid = DateRange(terms.start, terms.end)
    try:
        with transaction.atomic():
            position.save()
    except IntegrityError as error:
        if "one_head_at_a_time" not in str(error):
            raise
        raise Refused(
            "directory.second_head",
            f"{name_on(position.unit, terms.start or at.date())} đã có người đứng đầu trong thời gian này.",
            "Kết thúc vị trí của người trước rồi bổ nhiệm lại.",
        ) from error


def _end_loans(loans: QuerySet[Delegation], on: date | None, at: datetime) -> list[int]:
    """Cut authority that runs beyond a day; what had not begun by then is revoked. Returns the keys."""
    found = list(loans.filter(revoked_at=None, valid__overlap=(on, None)).select_for_update(of=("self",)))
    for loan in found:
        start = loan.valid.lower
        if on is not None and (start is None or start < on):
            loan.valid = (start, on)
        else:
            loan.revoked_at, loan.revoked_why = at, "vị trí của người giao không còn như khi giao"
        loan.save(update_fields=["valid", "revoked_at", "revoked_why"])
    return sorted(loan.pk for loan in found)


def _forget_posts(person: Person) -> None:
    person.__dict__.pop("_posts", None)
