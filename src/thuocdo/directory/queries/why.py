"""Why may I not do this (vì sao tôi không được làm việc này): the rule in words, who could, and whom to ask by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.module_loading import import_string

from thuocdo.core import clock
from thuocdo.directory.models import Delegation, Person, Position, Unit, UnitVersion
from thuocdo.directory.permissions import Place, Post, Standing, above, book, entered, posts
from thuocdo.directory.rules.roles import BELOW, FIELD, OWN, PROVINCE, REACH_WORDS, REACHES, Role, RoleBook
from thuocdo.kernel.errors import NotAllowed

SHOWN_ROLES, SHOWN_PEOPLE, LOOKED_AT = 4, 3, 12


@dataclass(frozen=True)
class Holder:
    """Somebody to ask: name, title, unit, and whether the right was lent to them."""

    name: str
    title: str
    unit: str
    unit_key: str
    is_head: bool = False
    lent: bool = False

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.title, self.unit) if part)


@dataclass(frozen=True)
class Could:
    """A role that could do it here, with the people who hold it where it counts, the nearest first."""

    code: str
    name: str
    people: tuple[Holder, ...]


@dataclass(frozen=True)
class Why:
    """Why something may not be done: `kind` is post, role, unit, ended, state or own; `rule` says it in words."""

    kind: str
    rule: str
    could: tuple[Could, ...] = ()
    hint: str = ""

    @property
    def ask(self) -> str:
        """Whom to ask, in one sentence."""
        return ask_of(self.could)


def ask_of(could: Sequence[Could]) -> str:
    """Whom to ask, in one sentence, the nearest first; the roles alone where nobody holds them."""
    people = [str(holder) for role in could for holder in role.people]
    if people:
        return f"Hỏi: {'; '.join(list(dict.fromkeys(people))[:SHOWN_PEOPLE])}."
    roles = ", ".join(role.name for role in could)
    return f"Việc này là của: {roles}; hôm nay chưa có ai giữ vai trò ấy ở đây." if roles else ""


def holders(verb: str, place: Place, on: date, looked_at: int = LOOKED_AT) -> list[Could]:
    """Roles whose holders may use a verb at a place, with these people, those of the unit itself first."""
    names = book()
    able = names.having(verb)
    if not able:
        return []
    upper = above([place.unit], on) - {place.unit} if place.unit else set()
    reached = [_where(role, verb, place, upper) for role in able]
    wanted = reduce(or_, reached)
    rows = list(_nearest(Position.objects.filter(wanted, valid__contains=on), place, on)[:looked_at])
    people: dict[str, list[Holder]] = {role.code: [] for role in able}
    for row in rows:
        people[row.role].append(_holder(row, row.person.full_name, row.title))
    for loan in _lent(verb, wanted, on)[:looked_at]:
        found = _nearest(Position.objects.filter(pk=loan.position_id), place, on).get()
        people[found.role].append(_holder(found, loan.to.full_name, loan.title, lent=True))
    near = {role.code: OWN not in _reaches(role, verb) for role in able}
    return [Could(role.code, role.name, tuple(people[role.code])) for role in sorted(able, key=lambda r: near[r.code])]


def people_able(verb: str, place: Place, on: date) -> list[Person]:
    """Everybody whose post, held or lent, gives a verb at a place on a day: whom to tell that something waits for them.

    At most two queries besides the place above.
    """
    names = book()
    if not (able := names.having(verb)):
        return []
    upper = above([place.unit], on) - {place.unit} if place.unit else set()
    wanted = reduce(or_, [_where(role, verb, place, upper) for role in able])
    held = Position.objects.filter(wanted, valid__contains=on, person__erased_at=None).select_related("person")
    people = [row.person for row in held.order_by("pk")] + [loan.to for loan in _lent(verb, wanted, on)]
    return list({person.pk: person for person in people}.values())


def _reaches(role: Role, verb: str) -> list[str]:
    return [reach for reach in REACHES if verb in role.at(reach)]


def _where(role: Role, verb: str, place: Place, upper: set[int]) -> Q:
    """Positions of a role that have a verb at a place."""
    near = {
        OWN: Q(unit=place.unit or 0),
        BELOW: Q(unit__in=upper | ({place.unit} if place.unit == place.issuer else set())),
        FIELD: Q(fields__contains=[place.field or "-"]),
    }
    reaches = _reaches(role, verb)
    here = Q(role=role.code, unit__province_key=place.province)
    return here if PROVINCE in reaches else here & reduce(or_, (near[reach] for reach in reaches))


def _nearest(rows: QuerySet[Position], place: Place, on: date) -> Any:
    rank = Case(When(unit=place.unit or 0, then=Value(0)), default=Value(1), output_field=IntegerField())
    name = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=on).values("name")[:1]
    named = rows.select_related("person", "unit").annotate(rank=rank, unit_name=Subquery(name))
    return named.order_by("rank", "-is_head", "pk")


def _holder(row: Any, name: str, title: str, *, lent: bool = False) -> Holder:
    return Holder(name, title, row.unit_name or "", row.unit.key, row.is_head, lent)


def _lent(verb: str, wanted: Q, on: date) -> QuerySet[Delegation]:
    reached = Position.objects.filter(wanted).order_by().values("pk")
    loans = Delegation.objects.filter(position__in=reached, valid__contains=on, revoked_at=None)
    return loans.filter(Q(everything=True) | Q(verbs__contains=[verb])).select_related("to").order_by("pk")


def place_of(thing: Any, room: str) -> Place | None:
    """Where a thing stands for a room's verbs, as the wiring's `PLACES` say; a unit is its own place."""
    from config import wiring

    if isinstance(thing, Unit):
        return Place(thing.pk, thing.province_key)
    dotted = wiring.PLACES.get(room, "")
    found: Place | None = import_string(dotted)(thing) if dotted and thing is not None else None
    return found


def why_not(person: Person | None, verb: str, thing: Any = None, on: date | None = None) -> Why:
    """Why a person may not use a verb (`room.verb`) on a thing or at a unit that day.

    `rule` is a sentence for that person; `could` names the roles that may here, with the people to ask.
    """
    day, names = on or clock.today(), book()
    held = posts(person, day)
    place = place_of(thing, verb.partition(".")[0])
    here = place or _home(held)
    could = _shortened(holders(verb, here, day)) if here else _roles(names, [verb])
    kind, rule = _rule(person, verb, thing, place, day)
    return Why(kind, rule, could, _hint(could))


def _home(held: list[Post]) -> Place | None:
    """Where the person works: whom to ask when the thing says nothing."""
    return Place(held[0].unit, held[0].province) if held else None


def _roles(names: RoleBook, verbs: Iterable[str]) -> tuple[Could, ...]:
    able = {role.code: role.name for verb in verbs for role in names.having(verb)}
    return tuple(Could(code, name, ()) for code, name in list(able.items())[:SHOWN_ROLES])


def _shortened(could: list[Could]) -> tuple[Could, ...]:
    return tuple(Could(one.code, one.name, one.people[:SHOWN_PEOPLE]) for one in could[:SHOWN_ROLES])


def _hint(could: tuple[Could, ...]) -> str:
    if any(holder.is_head for role in could for holder in role.people):
        return "Người đứng đầu có thể giao việc này cho bạn trong một thời gian, ở mục Giao quyền."
    return ""


def _rule(person: Person | None, verb: str, thing: Any, place: Place | None, on: date) -> tuple[str, str]:
    """Which rule keeps the person from it: kind and words."""
    name, held = book().name_of(verb), posts(person, on)
    if person is not None and (ended := _ended(person, [verb], place, on)):
        return "ended", ended
    if not held:
        return "post", "Hôm nay bạn không giữ vị trí nào, nên không có quyền trong hệ thống."
    able = [post for post in held if verb in post.anywhere]
    if not able:
        roles = ", ".join(dict.fromkeys(f"“{post.holds.name}”" for post in held))
        return "role", f"Việc “{name}” không thuộc vai trò của bạn ({roles})."
    if place is not None and verb not in Standing(person, on).verbs_at(place):
        return "unit", _elsewhere(name, able, verb, place, on)
    if person is not None and entered(person, thing, verb):
        return "own", f"Bạn đã nhập hoặc nộp ở chính việc này, nên không tự “{name}”: phải là hai người."
    state = str(getattr(thing, "get_state_display", lambda: "")())
    now = f" (đang “{state}”)" if state else ""
    return "state", f"Ở trạng thái hiện tại{now}, việc “{name}” chưa hoặc không còn làm được."


def _elsewhere(name: str, able: list[Post], verb: str, place: Place, on: date) -> str:
    named = dict(
        UnitVersion.objects.filter(
            unit__in=[*(post.unit for post in able), place.unit], valid__contains=on
        ).values_list("unit", "name")
    )  # fmt: skip
    mine = [
        f"{named.get(post.unit, 'đơn vị của bạn')} ({REACH_WORDS[reach]})"
        for post in able for reach in REACHES if verb in post.verbs_at(reach)
    ]  # fmt: skip
    there = named.get(place.unit or 0, "đơn vị khác")
    return f"Bạn có quyền “{name}” ở {', '.join(dict.fromkeys(mine))}; việc này thuộc {there}."


def _ended(person: Person, verbs: Collection[str], place: Place | None, on: date) -> str:
    """In words the right that the person no longer has: a post or loan that gave one of the verbs here, and is over."""
    if any(not post.anywhere.isdisjoint(verbs) for post in posts(person, on)):
        return ""
    names = book()
    roles = {role.code: role for verb in verbs for role in names.having(verb)}
    here = {"unit": place.unit} if place is not None and place.unit else {}
    over = Position.objects.filter(person=person, role__in=list(roles), valid__endswith__lte=on, **here)
    last = max(over, key=lambda row: row.valid.upper, default=None)
    if last is None:
        return _loan_over(person, verbs, on)
    name = names.name_of(min(roles[last.role].anywhere.intersection(verbs)))
    return f"Vị trí “{last.title}” của bạn, có quyền “{name}”, chỉ giữ đến hết ngày {_last_day(last):%d/%m/%Y}."


def _loan_over(person: Person, verbs: Collection[str], on: date) -> str:
    past = Q(valid__endswith__lte=on) | Q(revoked_at__isnull=False)
    for loan in Delegation.objects.filter(past, to=person).select_related("position").order_by("-pk"):
        role = book().roles.get(loan.position.role)
        lent = (role.anywhere if role else frozenset()) if loan.everything else frozenset(loan.verbs)
        if not (given := lent.intersection(verbs)):
            continue
        name = book().name_of(min(given))
        if loan.revoked_at is not None:
            return f"Quyền “{name}” được giao cho bạn đã thu hồi: {loan.revoked_why}."
        return f"Quyền “{name}” được giao cho bạn chỉ đến hết ngày {_last_day(loan):%d/%m/%Y}."
    return ""


def _last_day(row: Position | Delegation) -> date:
    end: date = row.valid.upper
    return end - timedelta(days=1)


def why_not_open(person: Person | None, verbs: frozenset[str]) -> Why:
    """Why a person may not open a page that needs one of some verbs, of which no post has any."""
    on, names = clock.today(), book()
    ended = _ended(person, verbs, None, on) if person is not None else ""
    found = why_not(person, min(verbs), on=on)
    if ended:
        return Why("ended", ended, found.could, found.hint)
    if found.kind != "role" or len(verbs) == 1:
        return found
    said = " hoặc ".join(f"“{names.name_of(verb)}”" for verb in sorted(verbs)[:3])
    roles = ", ".join(dict.fromkeys(f"“{post.holds.name}”" for post in posts(person, on)))
    return Why("role", f"Trang này cần quyền {said}; vai trò của bạn ({roles}) không có.", found.could, found.hint)


def not_allowed(by: Any, verb: str, thing: Any) -> NotAllowed:
    """The refusal of a decision for want of rights, with its reason and whom to ask."""
    if not isinstance(by, Person):
        return NotAllowed("core.sign_in", "Việc này cần đăng nhập.", "Đăng nhập rồi làm lại.")
    return refusal(f"{verb}.not_allowed", why_not(by, verb, thing))


def refusal(code: str, why: Why) -> NotAllowed:
    """A reason as the refusal that pages and commands show."""
    usual = "Nếu đây là việc của bạn, nhờ người đứng đầu đơn vị hoặc quản trị giao đúng vai trò."
    return NotAllowed(code, why.rule, why.ask or usual, why=why)
