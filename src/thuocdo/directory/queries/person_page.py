"""One person with everything that the page about a person shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thuocdo.directory.models import Absence, Account, Delegation, Person, Position, WorkReceipt
from thuocdo.directory.permissions import book
from thuocdo.directory.queries.open_work import OpenWork, open_work
from thuocdo.directory.queries.units import names_on
from thuocdo.directory.rules.timeline import Timeline, timeline

RECEIPTS, ABSENCES = 10, 10


@dataclass(frozen=True)
class Post:
    """A post with its unit's name as it was, the role in words, and whether it is held, past or to come on the day."""

    position: Position
    unit_name: str
    role: str
    fields: list[str]
    when: str


@dataclass(frozen=True)
class PersonPage:
    """Everything about a person on a day."""

    person: Person
    posts: list[Post]
    timeline: Timeline | None
    account: Account | None
    lent: list[Delegation]
    borrowed: list[Delegation]
    absence: Absence | None
    absences: list[Absence]
    stands_in: list[Absence]
    work: list[OpenWork]
    receipts: list[WorkReceipt]

    @property
    def now(self) -> list[Post]:
        """Posts held on the day, the head's first."""
        held = [post for post in self.posts if post.when == "now"]
        return sorted(held, key=lambda post: not post.position.is_head)


def person_page(person: Person, on: date) -> PersonPage:
    """The page of a person; a fixed number of queries beside those of the rooms that tell open work."""
    posts = posts_of(person, on)
    loans = Delegation.objects.select_related("position__person", "position__unit", "to").order_by("-valid", "-pk")
    away = person.absences.filter(cancelled_at=None).select_related("deputy")
    receipts = WorkReceipt.objects.filter(Q(giver=person) | Q(taker=person)).select_related("giver", "taker")
    bars = [
        (", ".join(filter(None, (post.position.title, post.unit_name))), post.position.valid.lower,
         post.position.valid.upper)
        for post in posts
    ]  # fmt: skip
    return PersonPage(
        person=person, posts=posts, timeline=timeline(bars, on),
        account=Account.objects.filter(person=person).first(),
        lent=list(loans.filter(position__person=person)), borrowed=list(loans.filter(to=person)),
        absence=away.filter(valid__contains=on).first(), absences=list(away[:ABSENCES]),
        stands_in=list(person.stands_in_for.filter(valid__contains=on, cancelled_at=None).select_related("person")),
        work=open_work(person, on), receipts=list(receipts.order_by("-pk")[:RECEIPTS]),
    )  # fmt: skip


def posts_of(person: Person, on: date) -> list[Post]:
    """Posts of a person through time, latest first, each with the unit's name of its own time."""
    held = list(person.positions.select_related("unit").order_by("-valid", "-pk"))
    names, table = _names(held, on), book()
    return [
        Post(
            post, names.get(post.pk, ""), table.roles[post.role].name if post.role in table.roles else post.role,
            [table.fields.get(code, code) for code in post.fields], _when(post, on),
        )
        for post in held
    ]  # fmt: skip


def _names(held: Iterable[Position], on: date) -> dict[int, str]:
    """Names of the units on the last day of each post that is over, else on the day; one query for each such day."""
    by_day: dict[date, list[Position]] = {}
    for post in held:
        upper, lower = post.valid.upper, post.valid.lower
        day = upper - date.resolution if upper and upper <= on else max(lower or on, on)
        by_day.setdefault(day, []).append(post)
    found: dict[int, str] = {}
    for day, posts in by_day.items():
        names = names_on({post.unit_id for post in posts}, day)
        found |= {post.pk: names.get(post.unit_id, "") for post in posts}
    return found


def _when(post: Position, on: date) -> str:
    if post.valid.upper is not None and post.valid.upper <= on:
        return "past"
    return "later" if post.valid.lower is not None and post.valid.lower > on else "now"
