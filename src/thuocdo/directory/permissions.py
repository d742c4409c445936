"""Who may do what where: the posts a person holds that day, lent ones among them, and the place of a thing.

Rights follow the table of roles that was loaded last (`RoleTable`). A post answers for itself (`Post.may`); a
`Standing` joins a person's posts and knows the tree. Rooms ask these and never the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from thuocdo.core import clock
from thuocdo.core.audience import declared
from thuocdo.core.audit import Actor
from thuocdo.core.models import AuditRow
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import (
    Absence,
    Account,
    Delegation,
    Person,
    Position,
    Revision,
    RoleTable,
    Succession,
    Unit,
    UnitVersion,
    WorkReceipt,
)
from thuocdo.directory.packs import role_table as table
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED
from thuocdo.directory.rules.roles import BELOW, FIELD, OWN, PROVINCE, Role, RoleBook, parse
from thuocdo.kernel.errors import NotAllowed

OWN_ACCOUNT = frozenset(
    {
        "set_password", "view", "add_totp", "add_passkey", "remove_factor", "renew_codes", "end_session",
        "end_other_sessions", "unlink_identity",
    }
)  # fmt: skip
NONE: frozenset[str] = frozenset()
# Tables that were read, by key: a row never changes, so that a new load is a new key.
_books: dict[int, RoleBook] = {}
# Units that heads reach, by revision of the units, day, own units and heads.
_reached: dict[tuple[object, date, frozenset[int], frozenset[int]], frozenset[int]] = {}
KEPT, FEW = 512, 20


@lru_cache(maxsize=1)
def delivered() -> RoleBook:
    """The roles of the reviewed pack as delivered: what the first load takes over."""
    return parse(table.content(PACKS))


def book() -> RoleBook:
    """The roles in force, those of the latest table; one query."""
    return _book_of(RoleTable.objects.values_list("pk", flat=True).first())


def _book_of(key: int | None) -> RoleBook:
    """The roles of a table; before any load, as delivered."""
    if key is None:
        return delivered()
    if key not in _books:
        _books[key] = parse(RoleTable.objects.get(pk=key).content)
    return _books[key]


def role_table() -> Mapping[str, Role]:
    """Roles in force by code; one query. Rights of a person are asked of their posts instead."""
    return book().roles


@dataclass(frozen=True)
class Post:
    """One position that counts, held or lent: its role and its unit, the reform fields it names.

    `only` are the verbs that a delegation lends (with sight of their rooms); None is the whole post. `loan` is the key
    of the delegation.
    """

    role: str
    unit: int
    province: str
    holds: Role
    fields: frozenset[str] = NONE
    only: frozenset[str] | None = None
    loan: int | None = None

    def verbs_at(self, reach: str) -> frozenset[str]:
        """Verbs (`room.verb`) written at exactly this reach, as far as they are lent."""
        return self._lent(self.holds.at(reach))

    def may(self, reach: str) -> frozenset[str]:
        """Verbs that hold at a reach: also those of the whole province."""
        return self._lent(self.holds.may(reach))

    @property
    def anywhere(self) -> frozenset[str]:
        """Verbs at any reach."""
        return self._lent(self.holds.anywhere)

    def _lent(self, verbs: frozenset[str]) -> frozenset[str]:
        return verbs if self.only is None else verbs & self.only


def positions_in_force(person: Person, on: date) -> QuerySet[Position]:
    """Positions that a person holds or borrows on a day, with their loan and the key of the roles in force; one query.

    A lent post counts by its delegation, not by its own days: who is acting holds a post that stands empty.
    """
    own = Position.objects.filter(person=person, valid__contains=on).order_by().values("pk")
    lent = Delegation.objects.filter(to=person, valid__contains=on, revoked_at=None).order_by().values("position")
    mine = Q(lent__to=person, lent__valid__contains=on, lent__revoked_at=None)
    newest = RoleTable.objects.order_by("-pk").values("pk")[:1]
    rows = Position.objects.filter(pk__in=own.union(lent, all=True))
    return rows.annotate(loan=FilteredRelation("lent", condition=mine)).annotate(
        loan_key=F("loan__pk"), loan_verbs=F("loan__verbs"), loan_everything=F("loan__everything"),
        role_table=Subquery(newest), revision=Subquery(Revision.objects.filter(pk=1).values("token")),
    )  # fmt: skip


def posts(person: Person | None, on: date) -> list[Post]:
    """Posts of a person on a day, kept on the person so that a page asks once."""
    if person is None or person.pk is None:
        return []
    remembered: dict[date, list[Post]] = person.__dict__.setdefault("_posts", {})
    if on not in remembered:
        remember_posts(person, on, positions_in_force(person, on).select_related("unit"))
    return remembered[on]


def remember_posts(person: Person, on: date, held: Iterable[Any]) -> None:
    """Keep positions that were read already (by the middleware, with `positions_in_force`) where `posts` looks."""
    held = list(held)
    found = [_post(position) for position in held]
    person.__dict__.setdefault("_posts", {})[on] = [post for post in found if post.only is None or post.only]
    person.__dict__["_revision"] = held[0].revision if held else None


def _post(position: Any) -> Post:
    role = _book_of(position.role_table).roles.get(position.role) or Role(position.role, position.role, {})
    whole = position.loan_key is None or position.loan_everything
    only = None if whole else frozenset(position.loan_verbs)
    if only:
        # Who may decide may look.
        only |= {f"{verb.partition('.')[0]}.view" for verb in only}
    fields = frozenset(position.fields)
    return Post(position.role, position.unit_id, position.unit.province_key, role, fields, only, position.loan_key)


def has_role(person: Person | None, on: date, *wanted: str) -> bool:
    """Whether the person holds any of the roles that day, whole and not only some verbs lent."""
    return any(post.role in wanted and post.only is None for post in posts(person, on))


def needs_second_factor(person: Person | None, on: date) -> bool:
    """Whether some post of the person asks for a second factor (yếu tố xác thực thứ hai) that day."""
    return any(post.holds.second_factor for post in posts(person, on))


BELOW_SQL = """
    SELECT unnest(%s::bigint[]) UNION
    SELECT version.unit_id FROM {versions} version JOIN around ON version.parent_id = around.unit
    WHERE version.valid @> %s::date"""
ABOVE_SQL = """
    SELECT unnest(%s::bigint[]) UNION
    SELECT version.parent_id FROM {versions} version JOIN around ON version.unit_id = around.unit
    WHERE version.valid @> %s::date AND version.parent_id IS NOT NULL"""
BEFORE_SQL = """
    SELECT unnest(%s::bigint[]) UNION
    SELECT succession.from_unit_id FROM {successions} succession JOIN around ON succession.to_unit_id = around.unit
    WHERE NOT succession.kind = ANY(%s)"""


def _around(step: str, *values: Any) -> set[int]:
    """Units that a step reaches from some units, however often repeated; one statement, and a circle ends."""
    names = {"versions": UnitVersion._meta.db_table, "successions": Succession._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE around(unit) AS ({step.format(**names)}) SELECT unit FROM around", values)
        return {row[0] for row in cursor.fetchall()}


def below(units: Iterable[int], on: date) -> set[int]:
    """The units and all that hang under them that day."""
    start = list(units)
    return _around(BELOW_SQL, start, on) if start else set()


def above(units: Iterable[int], on: date) -> set[int]:
    """The units and all that they hang under that day."""
    start = list(units)
    return _around(ABOVE_SQL, start, on) if start else set()


def predecessors(units: Iterable[int]) -> set[int]:
    """The units and those that were merged into them, so that a successor keeps sight of its own past."""
    start = list(units)
    return _around(BEFORE_SQL, start, [FUNCTION_TRANSFER, LEVEL_ABOLISHED]) if start else set()


def around(own: frozenset[int], heads: frozenset[int], on: date, revision: object = None) -> frozenset[int]:
    """Own units, those below the heads' and what was merged into all of these; two statements at most.

    The answer is kept as long as no unit changes (`Revision`), where the revision is known.
    """
    key = (revision, on, own, heads)
    if revision is None or key not in _reached:
        found = frozenset(predecessors(own | below(heads, on)))
        if revision is None:
            return found
        while len(_reached) >= KEPT:
            _reached.pop(next(iter(_reached)), None)
        _reached[key] = found
    return _reached[key]


def rows_of(units: Collection[int]) -> Any:
    """The units as the right side of an `__in`: many go to the database as one value, which costs less than a list."""
    if len(units) <= FEW:
        return sorted(units)
    return RawSQL("SELECT unnest(%s::bigint[])", ["{" + ",".join(map(str, sorted(units))) + "}"])


@dataclass(frozen=True)
class Place:
    """Where a thing stands: its unit and province, its reform field, and the unit that issued what it belongs to."""

    unit: int | None
    province: str
    field: str = ""
    issuer: int | None = None


class Standing:
    """Where a person stands on a day: the posts, and what they may do at a place. `room` ("work.") shortens verbs."""

    room = ""

    def __init__(self, person: Person | None, on: date | None = None) -> None:
        self.on = on or clock.today()
        self.person = person.pk if person is not None and person.pk else 0
        self.posts = tuple(posts(person, self.on))
        self._revision = person.__dict__.get("_revision") if person is not None else None
        self._around: dict[tuple[frozenset[int], frozenset[int]], frozenset[int]] = {}
        self._under: dict[int, set[int]] = {}

    def has(self, verb: str, reach: str = "") -> list[Post]:
        """Posts that have a verb at a reach (own, below, field, province), without one at any."""
        name = self.room + verb
        return [post for post in self.posts if name in (post.may(reach) if reach else post.anywhere)]

    def provinces(self, verb: str = "view", reach: str = "") -> list[str]:
        """Provinces of the posts that have a verb at a reach."""
        return sorted({post.province for post in self.has(verb, reach)})

    def units(self, verb: str) -> set[int]:
        """Units at which the person may do it: own ones, those below where the role says so, and what was merged into
        them."""
        own = frozenset(post.unit for post in self.has(verb, OWN))
        heads = frozenset(post.unit for post in self.posts if self.room + verb in post.verbs_at(BELOW))
        if (own, heads) not in self._around:
            self._around[own, heads] = around(own, heads, self.on, self._revision)
        return set(self._around[own, heads])

    def verbs_at(self, place: Place) -> frozenset[str]:
        """Verbs of this room that the posts give at a place, without the name of the room.

        A head decides about units below, not about the own one, unless what it belongs to was issued by the own one.
        """
        found: set[str] = set()
        for post in self.posts:
            if post.province == place.province:
                found |= self._of_post(post, place)
        return frozenset(verb.removeprefix(self.room) for verb in found if verb.startswith(self.room))

    def _of_post(self, post: Post, place: Place) -> frozenset[str]:
        found = post.verbs_at(PROVINCE)
        if place.field and place.field in post.fields:
            found |= post.verbs_at(FIELD)
        if place.unit == post.unit:
            return found | post.verbs_at(OWN) | (post.verbs_at(BELOW) if place.issuer == post.unit else NONE)
        lower = post.verbs_at(BELOW)
        return found | lower if lower and place.unit in self._below(post.unit) else found

    def _below(self, unit: int) -> set[int]:
        if unit not in self._under:
            self._under[unit] = below([unit], self.on)
        return self._under[unit]


def verbs_at(person: Person | None, unit: Unit | None, on: date) -> frozenset[str]:
    """Decisions (`room.verb`) open to a person at a unit that day; without a unit, in the province of the position."""
    standing = Standing(person, on)
    if unit is not None:
        return standing.verbs_at(Place(unit.pk, unit.province_key))
    return frozenset(verb for post in standing.posts for verb in post.verbs_at(PROVINCE))


def verbs_anywhere(person: Person | None, on: date) -> frozenset[str]:
    """Decisions (`room.verb`) that some post of the person has at some unit that day."""
    return frozenset(verb for post in posts(person, on) for verb in post.anywhere)


def may_open(request: Any, name: str) -> bool:
    """Whether who asks may open the address of this name somewhere; the menu offers nothing else."""
    audience = declared().of(name)
    person = getattr(request, "person", None)
    return audience is not None and (not audience.verbs or bool(audience.verbs & verbs_anywhere(person, clock.today())))


def entered(by: Actor, thing: Any, verb: str) -> frozenset[str]:
    """Decisions of duties kept apart from that of `verb` which the actor has taken about the thing, as the audit knows.

    Empty when the verb may follow: who entered a thing does not appraise it.
    """
    if not isinstance(thing, models.Model) or thing.pk is None:
        return NONE
    apart = book().apart_from(verb)
    if not apart:
        return NONE
    kind, key = thing._meta.label_lower, str(thing.pk)
    rows = AuditRow.objects.filter(thing_type=kind, thing_key=key, actor_key=by.actor_key, outcome="done")
    return frozenset(rows.filter(action__in=apart).order_by().values_list("action", flat=True).distinct())


def refuse_own_entry(by: Actor, thing: Any, verb: str) -> None:
    """Refuse a decision that the separation of duties keeps from whoever entered the thing (`core.own_entry`)."""
    if done := entered(by, thing, verb):
        names = book()
        said = ", ".join(f"“{names.name_of(one)}”" for one in sorted(done))
        raise NotAllowed(
            "core.own_entry",
            f"Bạn đã {said} ở chính việc này nên không tự “{names.name_of(verb)}”.",
            "Nhờ người khác có quyền này làm: người nhập, nộp và người thẩm định phải là hai người.",
        )


def _place(thing: object) -> Unit | None:
    if isinstance(thing, Unit):
        return thing
    if isinstance(thing, Delegation):
        thing = thing.position
    if isinstance(thing, Position | WorkReceipt):
        return thing.unit
    if isinstance(thing, Account | Absence):
        thing = thing.person
    if isinstance(thing, Person):
        latest = thing.positions.select_related("unit").order_by("-pk").first()
        return latest.unit if latest else None
    return None


def place_of(thing: object) -> Place | None:
    """Where a unit, person, position, account, delegation, absence or receipt stands."""
    unit = _place(thing)
    return Place(unit.pk, unit.province_key) if unit is not None else None


def abilities(person: Person | None, thing: object) -> frozenset[str]:
    """Verbs of this room that a person may do to a unit, person, position or account today."""
    verbs = {
        verb.partition(".")[2]
        for verb in verbs_at(person, _place(thing), clock.today())
        if verb.startswith("directory.")
    }
    if isinstance(thing, Account) and person is not None and thing.person_id == person.pk:
        verbs |= OWN_ACCOUNT
    return frozenset(verbs)


def visible_units(person: Person | None, on: date | None = None) -> QuerySet[Unit]:
    """Units whose work a person may see: the whole province for provincial roles, else their own, those below, and
    the predecessors of all these."""
    day = on or clock.today()
    held = posts(person, day)
    if not held:
        return Unit.objects.none()
    wide = {post.province for post in held if post.verbs_at(PROVINCE)}
    narrow = {post.unit for post in held if post.province not in wide}
    condition = Q(province_key__in=wide)
    if narrow:
        condition |= Q(pk__in=predecessors(below(narrow, day)))
    return Unit.objects.filter(condition)
