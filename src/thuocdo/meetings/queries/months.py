"""The month of each person of a unit, made from what they are charged with; nothing is typed (F064, seed 004 I.5).

Obligations with their due instances, steps, contributions, papers and drafts; what a meeting concluded is among them
as task or step. A fixed number of queries whatever the number of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import shorten

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from thuocdo.chancery.models import Draft
from thuocdo.chancery.rules.life import DraftState
from thuocdo.core import clock
from thuocdo.directory.models import Person, Position, Unit
from thuocdo.documents.models import Document
from thuocdo.meetings.models import Conclusion, MonthList
from thuocdo.meetings.permissions import months_visible_to
from thuocdo.meetings.queries.agenda import label_of
from thuocdo.meetings.rules.months import Changed, Line, added, counts, differences, late_by, month_after, ordered
from thuocdo.work.models import Contribution, Occurrence, Step
from thuocdo.work.queries import policy, with_standing
from thuocdo.work.queries.standing import current

LONGEST, SHORT = 300, 120
WAITING = ("open", "returned", "submitted")


@dataclass(frozen=True)
class Sheet:
    """One person's month: the lines, the most urgent first."""

    person: Person
    post: str
    lines: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines stand how."""
        return counts(self.lines)


@dataclass(frozen=True)
class Month:
    """A unit's month as at a day: a sheet for each person, and what nobody was charged with."""

    first: date
    as_at: date
    sheets: list[Sheet]
    unassigned: list[Line]
    staff: int

    @property
    def counts(self) -> dict[str, int]:
        """All sheets together."""
        return added(sheet.counts for sheet in self.sheets)


def month_of_unit(unit: Unit, first: date, as_at: date) -> Month:
    """The month of everybody who held a post at a unit in it; ten queries."""
    posts = _posts(unit, first)
    people = {post.person_id: post for post in posts}
    reader = _Reader(first, as_at)
    by_person = reader.read(set(people), unit.pk)
    sheets = [
        Sheet(post.person, post.title, ordered(by_person.get(key, ()))) for key, post in people.items()
    ]  # fmt: skip
    on_staff = {post.person_id for post in posts if as_at in post.valid}
    return Month(first, as_at, sheets, ordered(by_person.get(None, ())), len(on_staff))


def month_of_person(person: Person, first: date, as_at: date) -> Sheet:
    """A person's own month, at all units of the own posts; nine queries."""
    post = Position.objects.filter(person=person, valid__contains=as_at).order_by("pk").first()
    lines = _Reader(first, as_at).read({person.pk}, None).get(person.pk, [])
    return Sheet(person, post.title if post else "", ordered(lines))


def _posts(unit: Unit, first: date) -> list[Position]:
    """Posts at a unit in a month, one for each person, the head first; the running one before a former."""
    span = DateRange(first, month_after(first))
    rows = Position.objects.filter(unit=unit, valid__overlap=span).select_related("person")
    found: dict[int, Position] = {}
    for post in rows.order_by("-is_head", "person__full_name", "-valid", "pk"):
        found.setdefault(post.person_id, post)
    return list(found.values())


Owned = tuple[int | None, Line]


class _Reader:
    """Reads the lines of a month for some people, at one unit or at all of theirs."""

    def __init__(self, first: date, as_at: date) -> None:
        self.first, self.end, self.as_at = first, month_after(first), as_at
        self.soon_until = policy(as_at).soon_until

    def read(self, people: set[int], unit: int | None) -> dict[int | None, list[Line]]:
        """Lines by person; under None what nobody is charged with, where a unit is given."""
        found: dict[int | None, list[Line]] = {}
        sources = (self._occurrences, self._steps, self._contributions, self._papers, self._drafts)
        for source in sources:
            for owner, line in source(people, unit):
                found.setdefault(owner, []).append(line)
        return found

    def _in_month(self, name: str) -> Q:
        """Days of the month, of a column of days or of instants."""
        instant = name.endswith("_at")
        start = clock.at_day(self.first, 0) if instant else self.first
        end = clock.at_day(self.end, 0) if instant else self.end
        return Q(**{f"{name}__gte": start, f"{name}__lt": end})

    def _occurrences(self, people: set[int], unit: int | None) -> Iterator[Owned]:
        whose = Q(obligation__officer__in=people)
        if unit is not None:
            whose = Q(unit=unit) & (whose | Q(obligation__officer=None))
        open_since = Q(due_on__lt=self.first, state__in=WAITING)
        checked = Q(due_on=None, state__in=["open", "returned"]) & self._in_month("next_check_on")
        mine = self._in_month("due_on") | open_since | checked | self._in_month("submitted_at")
        rows: QuerySet[Occurrence] = with_standing(current().filter(whose, mine), self.as_at)
        found = list(rows.select_related("task", "plan", "obligation").order_by("due_on", "pk"))
        decided = set(Conclusion.objects.filter(task__in={row.task_id for row in found}).values_list("task", flat=True))
        for row in found:
            yield row.obligation.officer_id, self._occurrence(row, row.task_id in decided)

    def _occurrence(self, row: Occurrence, from_meeting: bool) -> Line:
        code: str = row.standing  # type: ignore[attr-defined]
        done_on = _day(row.submitted_at)
        late = row.late_days or (late_by(row.due_on, self.as_at) if code == "overdue" else 0)
        return Line(
            kind="occurrence", key=row.pk, text=_short(f"{row.task.text}{label_of(row)}"), code=code, due_on=row.due_on,
            source=_short(row.task.section_title if from_meeting else row.plan.number_symbol or row.plan.title, SHORT),
            done_on=done_on, late_days=late, quality=row.quality, from_meeting=from_meeting,
            link=f"/nghia-vu/{row.obligation_id}/?ky={row.pk}", note=row.reason if row.state == "returned" else "",
        )  # fmt: skip

    def _steps(self, people: set[int], unit: int | None) -> Iterator[Owned]:
        whose = Q(person__in=people) & (Q(obligation__unit=unit) if unit is not None else Q())
        begun = Q(given_at__lt=clock.at_day(self.end, 0))
        going = Q(state="open") & (Q(due_on=None) | Q(due_on__lt=self.first)) & begun
        mine = self._in_month("due_on") | going | self._in_month("ended_at")
        rows = Step.objects.filter(whose & mine).exclude(state=Step.State.DROPPED)
        found = list(rows.select_related("obligation__task").order_by("due_on", "pk"))
        decided = set(Conclusion.objects.filter(step__in=found).values_list("step", flat=True))
        for row in found:
            done_on = _day(row.ended_at)
            yield row.person_id, Line(
                kind="step", key=row.pk, text=_short(row.text), due_on=row.due_on, done_on=done_on,
                source=_short(f"Bước của nhiệm vụ {row.obligation.task.number}. {row.obligation.task.text}", SHORT),
                code=self._code(row.due_on, done_on), late_days=late_by(row.due_on, done_on or self.as_at),
                from_meeting=row.pk in decided, link=f"/buoc/{row.pk}/",
            )  # fmt: skip

    def _contributions(self, people: set[int], unit: int | None) -> Iterator[Owned]:
        whose = Q(obligation__officer__in=people) & (Q(obligation__unit=unit) if unit is not None else Q())
        open_since = Q(due_on__lt=self.first, state__in=["asked", "returned"])
        mine = self._in_month("due_on") | open_since | self._in_month("answered_at")
        rows = Contribution.objects.filter(whose & mine).exclude(state__in=["recalled", "declined"])
        for row in rows.select_related("obligation", "occurrence__task").order_by("due_on", "pk"):
            done_on = _day(row.answered_at) if row.state in ("given", "taken") else None
            yield row.obligation.officer_id, Line(
                kind="contribution", key=row.pk, text=_short(f"Phối hợp: {row.text}"), due_on=row.due_on,
                source=_short(f"{row.occurrence.task.number}. {row.occurrence.task.text}", SHORT), done_on=done_on,
                code="returned" if row.state == "returned" else self._code(row.due_on, done_on),
                late_days=late_by(row.due_on, done_on or self.as_at), link=f"/phoi-hop/{row.pk}/",
                note=row.reason if row.state == "returned" else "",
            )  # fmt: skip

    def _papers(self, people: set[int], unit: int | None) -> Iterator[Owned]:
        whose = Q(received_by__in=people) & (Q(received_unit=unit) if unit is not None else Q())
        waiting = Q(state__in=[Document.State.PROPOSED, Document.State.CONFIRMING])
        waiting &= Q(received_at__lt=clock.at_day(self.end, 0))
        rows = Document.objects.filter(whose & (waiting | self._in_month("confirmed_at")))
        for row in rows.defer("text", "reading").order_by("received_at", "pk"):
            done_on = _day(row.confirmed_at)
            yield row.received_by_id, Line(
                kind="paper", key=row.pk, text=_short(f"Xử lý văn bản: {row.title}"), source=_short(str(row), SHORT),
                code="done" if done_on else "doing", done_on=done_on, link=f"/van-ban/{row.pk}/",
            )  # fmt: skip

    def _drafts(self, people: set[int], unit: int | None) -> Iterator[Owned]:
        at_unit = Q(unit=unit) if unit is not None else Q()
        begun = Q(made_at__lt=clock.at_day(self.end, 0))
        writing = Q(author__in=people, state__in=[DraftState.DRAFTING, DraftState.RETURNED, DraftState.APPROVED])
        approving = Q(approver__in=people, state=DraftState.SUBMITTED)
        for row in Draft.objects.filter(at_unit & begun & (writing | approving)).order_by("pk"):
            approves = row.state == DraftState.SUBMITTED
            words = "Duyệt dự thảo" if approves else "Soạn thảo"
            yield (row.approver_id if approves else row.author_id), Line(
                kind="draft", key=row.pk, text=_short(f"{words}: {row.title}"), source=str(row.get_state_display()),
                code="returned" if row.state == DraftState.RETURNED else "doing", link=f"/van-ban/du-thao/{row.pk}/",
            )  # fmt: skip

    def _code(self, due_on: date | None, done_on: date | None) -> str:
        """The standing of what has a date and an end: as for due instances, without a judge."""
        if done_on is not None:
            return "done_late" if due_on is not None and done_on > due_on else "done"
        if due_on is None:
            return "doing"
        if due_on < self.as_at:
            return "overdue"
        return "due_soon" if due_on <= self.soon_until else "not_due"


def _day(at: object) -> date | None:
    return at.astimezone(clock.ZONE).date() if hasattr(at, "astimezone") else None


def _short(text: str, most: int = LONGEST) -> str:
    return shorten(text, most, placeholder="…")


def published(person: Person | None) -> QuerySet[MonthList]:
    """Published lists that the person may see."""
    return MonthList.objects.filter(months_visible_to(person)).select_related("unit")


def latest(unit: Unit, first: date) -> MonthList | None:
    """The newest published list of a unit and month."""
    return MonthList.objects.filter(unit=unit, month=first).order_by("-version").first()


def before(row: MonthList) -> MonthList | None:
    """What a published list is compared with: the version before, else the newest of the month before."""
    if row.version > 1:
        return MonthList.objects.filter(unit=row.unit_id, month=row.month, version=row.version - 1).first()
    last_month = (row.month - timedelta(days=1)).replace(day=1)
    return MonthList.objects.filter(unit=row.unit_id, month=last_month).order_by("-version").first()


def lines_of(row: MonthList) -> dict[str, list[Line]]:
    """Lines of a published list by person's name and key."""
    return {
        f"{sheet.name}|{sheet.person_id}": [Line.from_json(line) for line in sheet.lines] for sheet in row.sheets.all()
    }  # fmt: skip


def changes(row: MonthList) -> tuple[MonthList | None, list[Changed]]:
    """What a list says otherwise than the one before it; nothing to compare with gives nothing."""
    former = before(row)
    return former, differences(lines_of(former), lines_of(row)) if former is not None else []


def months_around(on: date, many: int = 12) -> Iterable[date]:
    """Months to choose from: this one, the next, and those before, the latest first."""
    first = month_after(on.replace(day=1))
    for _number in range(many + 2):
        yield first
        first = (first - timedelta(days=1)).replace(day=1)
