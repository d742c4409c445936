"""What a calendar feed shows: due instances of a person or an agency, those that are settled as cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from thuocdo.core import clock
from thuocdo.directory.models import Position
from thuocdo.directory.queries import name_on, names_on
from thuocdo.kernel.text import squeeze
from thuocdo.urging.models import Feed, FeedRead
from thuocdo.urging.rules.secret import hash_of
from thuocdo.work.models import Occurrence

PAST, AHEAD = timedelta(days=62), timedelta(days=400)
MOST = 3000
OPEN = ("open", "returned")


@dataclass(frozen=True)
class Event:
    """One due instance in a calendar: its lasting name, which change of it this is, and whether it is called off."""

    uid: str
    sequence: int
    changed_at: datetime
    day: date
    summary: str
    description: str
    link: str
    cancelled: bool


def feed_of(secret: str) -> Feed | None:
    """The live feed of a secret address; a person's only while the person has an open account."""
    found = Feed.objects.filter(secret_hash=hash_of(secret), revoked_at=None)
    alive = Q(person=None) | Q(person__erased_at=None, person__account__is_active=True)
    return found.filter(alive).select_related("person", "unit").first()


def reads_since(feed: Feed, moment: datetime) -> int:
    """How often a feed was read since a moment."""
    return FeedRead.objects.filter(feed=feed, at__gte=moment).count()


def title_of(feed: Feed, on: date) -> str:
    """The name of the calendar; a personal one does not say whose it is."""
    return f"Hạn việc: {name_on(feed.unit, on)}" if feed.unit is not None else "Hạn việc của tôi"


def events_of(feed: Feed, on: date) -> list[Event]:
    """Events of a feed, from two months ago to a year ahead; four statements.

    The sequence counts the moves of the due instance, so that every change is a later one. No names of people.
    """
    rows = list(
        _mine(feed, on)
        .filter(due_on__gte=on - PAST, due_on__lte=on + AHEAD)
        .exclude(plan__state__in=["draft", "proposed", "discarded"])
        .select_related("task", "plan")
        .annotate(changes=Count("moves"), changed_at=Max("moves__at"))
        .order_by("due_on", "pk")[:MOST]
    )
    names = names_on({row.unit_id for row in rows}, on)
    return [_event(row, names.get(row.unit_id, "")) for row in rows]


def _mine(feed: Feed, on: date) -> QuerySet[Occurrence]:
    if feed.unit_id is not None:
        return Occurrence.objects.filter(unit=feed.unit_id)
    heads = Position.objects.filter(person=feed.person_id, is_head=True, valid__contains=on).values("unit")
    held = Position.objects.filter(person=feed.person_id, valid__contains=on).values("unit")
    charged = Q(obligation__officer=feed.person_id, unit__in=held)
    steps = Q(obligation__steps__person=feed.person_id, obligation__steps__state="open", unit__in=held)
    mine = Occurrence.objects.filter(charged | steps | Q(unit__in=heads)).order_by().values("pk")
    return Occurrence.objects.filter(pk__in=mine)


def _event(row: Occurrence, unit: str) -> Event:
    assert row.due_on is not None
    cancelled = row.state not in OPEN or row.plan.state != "in_force"
    closed = row.plan.state == "closed"
    what = squeeze(row.task.text)
    return Event(
        uid=f"ky-han-{row.pk}@thuocdo", sequence=row.changes + closed,  # type: ignore[attr-defined]
        changed_at=row.changed_at or clock.start_of(row.plan.starts_on), day=row.due_on,  # type: ignore[attr-defined]
         summary=f"{what[:140]} ({unit})",
        description=f"{what}\n{row.label}. {row.plan.title}", link=f"/nghia-vu/{row.obligation_id}/?ky={row.pk}",
        cancelled=cancelled,
    )  # fmt: skip
