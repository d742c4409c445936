"""The list of people: who may be seen, narrowed by unit, role, account and day, with posts of that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value

from thuocdo.directory.models import Absence, Account, Person, Position, UnitVersion
from thuocdo.directory.people_rights import visible_people
from thuocdo.directory.permissions import book
from thuocdo.directory.queries.units import names_on
from thuocdo.kernel.text import fold

OPEN, CLOSED, NONE = "mo", "khoa", "khong"
MOST_UNITS = 500


@dataclass(frozen=True)
class Wanted:
    """What a list asks for: words of a name, of a unit's name or its key, a role, an account, the day whose posts
    count; `all` also those who held a post once and hold none on the day."""

    words: str = ""
    unit: str = ""
    role: str = ""
    account: str = ""
    on: date | None = None
    all: bool = False


@dataclass(frozen=True)
class PersonRow:
    """One person of the list with the posts of the day, the account (nothing without one), and whether away."""

    person: Person
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    account: Account | None = None
    away: bool = False


def people(seer: Person | None, wanted: Wanted, today: date) -> QuerySet[Person]:
    """People whom somebody may look up, as asked; `given` (tên gọi) and `unit_name` are there to sort by."""
    found = Person.objects.filter(pk__in=Person.objects.filter(visible_people(seer)).values("pk"))
    if wanted.words:
        found = found.filter(having_words("folded", wanted.words))
    held = Exists(_posts(wanted, wanted.on or today))
    if wanted.unit or wanted.role or wanted.on:
        found = found.filter(held)
    elif not wanted.all:
        # Who was entered and has no post yet waits for one, and is shown.
        found = found.filter(held | ~Exists(Position.objects.filter(person=OuterRef("pk"))))
    if wanted.account:
        found = found.filter(_has_account(wanted.account))
    return found.annotate(
        given=Func("folded", Value("[^ ]+$"), function="substring", output_field=TextField()),
        unit_name=Subquery(_unit_names(wanted.on or today)),
    )


def having_words(column: str, words: str) -> Q:
    """Filter of rows whose folded column has every word, in whatever order."""
    wanted = Q()
    for word in fold(words).split():
        wanted &= Q(**{f"{column}__contains": word})
    return wanted


def _posts(wanted: Wanted, on: date) -> QuerySet[Position]:
    held = Position.objects.filter(person=OuterRef("pk"), valid__contains=on)
    if wanted.role:
        held = held.filter(role=wanted.role)
    return held.filter(unit__in=_units(wanted.unit, on)) if wanted.unit else held


def _units(words: str, on: date) -> list[int]:
    """Units whose key it is, or whose name on a day has the words."""
    fits = Q(unit__key__iexact=words) | having_words("folded", words)
    found = UnitVersion.objects.filter(fits, valid__contains=on)
    return list(found.filter(unit__nature="agency").values_list("unit", flat=True)[:MOST_UNITS])


def _has_account(state: str) -> Q:
    if state == NONE:
        return Q(account=None)
    return Q(account__is_active=state == OPEN)


def _unit_names(on: date) -> QuerySet[UnitVersion, Any]:
    first = Position.objects.filter(person=OuterRef(OuterRef("pk")), valid__contains=on).order_by("-is_head", "pk")
    named = UnitVersion.objects.filter(unit=Subquery(first.values("unit")[:1]), valid__contains=on)
    return named.values("folded")[:1]


def rows(found: Sequence[Person], on: date) -> list[PersonRow]:
    """People with what a line of the list shows; five queries, however many people."""
    keys = [person.pk for person in found]
    held = list(Position.objects.filter(person__in=keys, valid__contains=on).order_by("-is_head", "pk"))
    names, roles = names_on({post.unit_id for post in held}, on), book().roles
    posts: dict[int, list[tuple[str, str, str]]] = {}
    for post in held:
        role = roles[post.role].name if post.role in roles else post.role
        posts.setdefault(post.person_id, []).append((post.title, names.get(post.unit_id, ""), role))
    accounts = {account.person_id: account for account in Account.objects.filter(person__in=keys)}
    away = set(absent(keys, on))
    return [PersonRow(one, posts.get(one.pk, []), accounts.get(one.pk), one.pk in away) for one in found]


def absent(people: Iterable[int], on: date) -> list[int]:
    """Which of some people are away on a day."""
    found = Absence.objects.filter(person__in=list(people), valid__contains=on, cancelled_at=None)
    return list(found.values_list("person", flat=True))
