"""What the first page shows: the things to do today, one card for each, and the days ahead."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from thuocdo.chancery.queries.waiting import drafts_to_decide
from thuocdo.core.request import once
from thuocdo.directory.models import Person, Position
from thuocdo.directory.queries.open_work import OpenWork
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.funding.queries.waiting import estimates_to_judge
from thuocdo.work import queries as work
from thuocdo.work.models import Occurrence, Plan, TaskParty, TaskTally, UnitTally
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries.plans import UNCLEAR
from thuocdo.work.queries.standing import by_months, counts_by, current, filter_standing, grouped, tallies
from thuocdo.work.rules.standing import Counts

OF_ONE_KIND, SHOWN, AHEAD, LISTED, SOON = 40, 5, 30, 8, 7
# Room for every kind at its most, so that none of them hides another.
LOOKED_AT = 6 * OF_ONE_KIND
# Verbs that concern many things of the same kind at once become one card with their number.
GATHERED = ("accept_occurrence", "decide_extension", "see")
# Own work leaves room for so many cards of what waits for a decision; the most pressing kinds come first.
RESERVED_FOR_OTHERS = 3
COUNTED_WHOLE = {"accept_occurrence": work.awaiting_judgement, "decide_extension": work.awaiting_decision}
PAPERS_SHOWN = 2


@dataclass(frozen=True)
class Card:
    """One thing to do: its verb, how many things it covers, the first of them, and where that stands.

    `elsewhere` counts things of the same kind to which the card's button does not lead.
    """

    verb: str
    count: int
    first: work.Urgent | None = None
    document: Document | None = None
    desk: OpenWork | None = None
    elsewhere: int = 0


@dataclass(frozen=True)
class Day:
    """The cards of today, how many things wait in all, and everything that others laid on the desk."""

    cards: list[Card]
    waiting: int
    desk: list[OpenWork] = field(default_factory=list)


def my_day(person: Person | None, on: date) -> Day:
    """The five most urgent cards: own work one by one, what waits for a decision gathered by kind."""
    found = work.my_day(person, on, shown=LOOKED_AT, each=OF_ONE_KIND)
    urgent = [one for one in found if one.verb != "choose_units"]
    own = [Card(one.verb, 1, one) for one in urgent if one.verb not in GATHERED]
    gathered: dict[str, list[work.Urgent]] = {}
    for one in urgent:
        if one.verb in GATHERED:
            gathered.setdefault(one.verb, []).append(one)
    counts = {verb: len(several) for verb, several in gathered.items()}
    held = reach(person, on)
    for verb, several_of in COUNTED_WHOLE.items():
        if verb in counts:
            counts[verb] = several_of(held).count()
    if "see" in counts:
        counts["see"] = sum(number for *_unit, number in _overdue(person, on))
    others = [Card(verb, counts[verb], several[0]) for verb, several in gathered.items()]
    others[1:1] = [*_papers(person), *_unclear(person, on)]
    laid = _desk(person, on)
    others[:0] = [Card(verb, len(several), desk=several[0]) for verb, several in laid if several]
    kept = own[: max(SHOWN - len(others), SHOWN - RESERVED_FOR_OTHERS)]
    cards = [*kept, *others, *own[len(kept) :]][:SHOWN]
    waiting = work.own_waiting(held, on).count() + sum(card.count for card in others)
    return Day(cards, waiting, [one for _verb, several in laid for one in several])


def _desk(person: Person | None, on: date) -> list[tuple[str, list[OpenWork]]]:
    """What others have laid on the person's desk: drafts to approve or sign, estimates to appraise or decide; what
    costs one look comes first."""
    if person is None:
        return []
    return [("decide_draft", drafts_to_decide(person)), ("judge_estimate", estimates_to_judge(person, on))]


def _overdue(person: Person | None, on: date) -> list[tuple[int, str, int]]:
    """Agencies with what of theirs is overdue in plans in force that the person oversees: unit, its key, number."""

    def ask() -> list[tuple[int, str, int]]:
        parts = by_months(on, visible_to(person, UnitTally) & Q(plan__state=Plan.State.IN_FORCE))
        late = [filter_standing(part, on, ("overdue",)) for part in parts]
        return [(unit, key, number) for unit, key, _overdue, number in grouped(late, on, "unit", "unit__key")]

    return once(("portal.overdue", person.pk if person else None, on), ask)


def _papers(person: Person | None) -> list[Card]:
    """Papers that wait for this person, with the number of undecided items; who may only declare a whole paper right
    hears of it when every item is decided; a few queries, however many papers."""
    items, whole = papers.reached(person, papers.DECIDE), papers.reached(person, papers.CONFIRM)
    open_papers = Document.objects.filter(papers.visible_to(person), state__in=["proposed", "confirming"])
    counted = open_papers.annotate(left=Count("items", filter=Q(items__state="proposed")))
    rows = counted.filter(items & Q(left__gt=0) | whole & Q(left=0)).order_by("received_at", "pk")
    return [Card("confirm_document", row.left, document=row) for row in rows[:PAPERS_SHOWN]]


def _unclear(person: Person | None, on: date) -> list[Card]:
    """Phrases of plans in force of which nobody knows whom they mean: the plan with most of them; two queries.

    The example is a phrase that somebody wrote, when there is one: a task that names nobody has none.
    """
    provinces = reach(person, on).provinces("choose_units", PROVINCE)
    if not provinces:
        return []
    found = TaskParty.objects.filter(
        state__in=UNCLEAR, task__plan__province_key__in=provinces, task__plan__state=Plan.State.IN_FORCE
    )
    plans = list(found.order_by().values_list("task__plan").annotate(n=Count("pk")).order_by("-n", "task__plan"))
    if not plans:
        return []
    (fullest, number), *rest = plans
    inside = found.filter(task__plan=fullest).annotate(silent=Q(phrase__startswith="("))
    first = inside.select_related("task__plan").order_by("silent", "-role", "task__order", "order")[0]
    urgent = work.Urgent("choose_units", first, first.task, "", "unknown", None)
    return [Card("choose_units", number, urgent, elsewhere=sum(n for _plan, n in rest))]


@dataclass(frozen=True)
class Ahead:
    """The next thirty days: how many things fall due on each, the nearest of them, days off with their names.

    When nothing falls due in them, `later` is the first day beyond on which something does.
    """

    pins: list[tuple[date, str, str]]
    rows: list[Occurrence]
    done: list[Occurrence]
    days_off: list[date]
    until: date
    later: date | None = None


def ahead(person: Person | None, on: date) -> Ahead:
    """What falls due in the next thirty days for the own units, or else in what the person oversees; five queries."""
    found = _own_or_overseen(person)
    until = on + timedelta(days=AHEAD + 1)
    coming = found.filter(due_on__gte=on, state__in=["open", "returned", "submitted"])
    waiting = coming.filter(due_on__lt=until)
    pins = [
        (day, _pin(n, one, other), "due_soon" if (day - on).days <= SOON else "")
        for day, n, one, other in _days(person, waiting, on, until)
    ]
    rows = list(work.with_standing(waiting, on).select_related("task").order_by("due_on", "pk")[:LISTED])
    done = found.filter(state="accepted").select_related("task").order_by("-decided_at", "-pk")
    calendar = work.working_calendar()
    off = [day for day in (on + timedelta(days=n) for n in range(AHEAD + 1)) if not calendar.is_working(day)]
    later = None if pins else coming.order_by("due_on").values_list("due_on", flat=True).first()
    return Ahead(sorted(pins), rows, list(done[:2]), off, until - timedelta(days=1), later)


def _days(
    person: Person | None, waiting: QuerySet[Occurrence], on: date, until: date
) -> list[tuple[date, int, str, str]]:
    """Days with how many things fall due on each and the first and last of their labels; who oversees many agencies
    gets the number only."""
    if _works(person):
        labels = {"one": Min("label"), "other": Max("label")}
        return list(waiting.order_by().values_list("due_on").annotate(n=Count("pk"), **labels))
    coming = tallies(TaskTally).filter(visible_to(person, TaskTally), due_on__gte=on, due_on__lt=until)
    open_ones = coming.filter(state__in=["open", "returned", "submitted"]).order_by()
    return [(day, n, "", "") for day, n in open_ones.values_list("due_on").annotate(n=Sum("number")) if n]


def _pin(number: int, one: str, other: str) -> str:
    label = one if one == other else ""
    if number == 1 and label:
        return label[:28]
    return f"{label[:22]} ({number})" if label else _("%(count)s kỳ hạn") % {"count": number}


def _works(person: Person | None) -> bool:
    """Whether the person works for some units and oversees no province."""
    held = reach(person)
    return bool(held.own_units) and not held.provinces(reach=PROVINCE)


def _own_or_overseen(person: Person | None) -> QuerySet[Occurrence]:
    if _works(person):
        return current().filter(unit__in=reach(person).own_units)
    return current().filter(visible_to(person, Occurrence))


def own_counts(person: Person | None, on: date) -> tuple[list[int], Counts]:
    """Units for which the person works and how their due instances stand; two queries."""
    units = sorted(reach(person).own_units)
    counts = counts_by(by_months(on, Q(unit__in=units)), "unit", on) if units else {}
    total: dict[str, int] = {}
    for one in counts.values():
        for code, number in one.by_standing.items():
            total[code] = total.get(code, 0) + number
    return units, Counts(total)


@dataclass(frozen=True)
class Red:
    """An agency with overdue work in the province."""

    key: str
    name: str
    overdue: int


def red_agencies(person: Person | None, on: date, most: int = 5) -> list[Red]:
    """Agencies with the most overdue work that the person oversees; three queries."""
    rows = sorted(_overdue(person, on), key=lambda row: (-row[2], row[0]))[:most]
    names = work.names_on([unit for unit, _key, _n in rows], on)
    return [Red(key, names.get(unit, key), number) for unit, key, number in rows]


@dataclass(frozen=True)
class Contact:
    """Somebody to ask: who, as what, where."""

    what: str
    name: str
    title: str
    unit: str


def contacts(person: Person | None, on: date) -> list[Contact]:
    """Whom to ask: the head of the own unit, the owner of the cycle, the operator; two queries."""
    held = reach(person)
    own = [post.unit for post in held.posts]
    wanted = Q(unit__in=own, is_head=True) | Q(
        unit__province_key__in=held.provinces(), role__in=["cycle_owner", "operator"]
    )
    rows = list(Position.objects.filter(wanted, valid__contains=on).select_related("person").order_by("pk")[:20])
    names = work.names_on({row.unit_id for row in rows}, on)
    what = {"cycle_owner": _("Kế hoạch, hạn, báo cáo"), "operator": _("Tài khoản, hệ thống")}
    found: dict[str, Contact] = {}
    for row in rows:
        kind = what.get(row.role, _("Người đứng đầu đơn vị"))
        found.setdefault(kind, Contact(kind, row.person.full_name, row.title, names.get(row.unit_id, "")))
    return list(found.values())
