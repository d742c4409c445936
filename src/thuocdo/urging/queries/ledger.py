"""The ledger as lists: steps that a person may look after, by rung, by person, by due instance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from thuocdo.directory.models import Account, Person
from thuocdo.urging import permissions
from thuocdo.urging.models import Letter, Run, RungRun, Step
from thuocdo.urging.queries.policy import ladder_of
from thuocdo.urging.rules.ladder import Ladder, Rung

LATELY = timedelta(days=30)
RUNS = 14
SHOWN = 40


def ledger(person: Person | None) -> QuerySet[Step]:
    """Rows of the ledger that a person may see, with what a list shows."""
    rows = Step.objects.filter(permissions.seen(person))
    return rows.select_related("occurrence__task", "person", "message", "letter__draft", "unit")


@dataclass(frozen=True)
class RungSeen:
    """One rung as a picture shows it: how many things stand on it, how many came in the last run, people told."""

    rung: Rung
    standing: int | None
    steps: int
    people: int

    @property
    def side(self) -> str:
        """Before the day, on it, or after it."""
        return "before" if self.rung.offset < 0 else "after" if self.rung.offset else "on"


@dataclass(frozen=True)
class LadderSeen:
    """The ladder of one province with the counts of the last run."""

    province: str
    ladder: Ladder
    rungs: Sequence[RungSeen]

    def of(self, anchor: str) -> list[RungSeen]:
        return [one for one in self.rungs if one.rung.of == anchor]

    @property
    def due(self) -> list[RungSeen]:
        """Rungs around the deadline."""
        return self.of("due")

    @property
    def others(self) -> list[RungSeen]:
        """Rungs of what is returned, asked of others, or looked at again."""
        return [one for one in self.rungs if one.rung.of != "due"]


def ladders_seen(person: Person | None, last: Run | None, on: date) -> list[LadderSeen]:
    """The ladders of the person's provinces; who looks after single agencies sees the counts of these only."""
    provinces = permissions.provinces_seen(person)
    whole = set(permissions.oversees(person))
    records = {
        (row.province_key, row.rung): row for row in RungRun.objects.filter(run=last, province_key__in=provinces)
    }
    own = _own_counts(person, last) if last is not None and set(provinces) - whole else {}
    found = []
    for province in provinces:
        ladder, rungs = ladder_of(province, on), []
        for rung in ladder.rungs:
            row = records.get((province, rung.code))
            if province in whole:
                counts = (row.standing, row.steps, row.people) if row is not None else (0, 0, 0)
                rungs.append(RungSeen(rung, *counts))
            else:
                rungs.append(RungSeen(rung, None, *own.get(rung.code, (0, 0))))
        found.append(LadderSeen(province, ladder, rungs))
    return found


def _own_counts(person: Person | None, last: Run) -> dict[str, tuple[int, int]]:
    rows = Step.objects.filter(permissions.seen(person), run=last).order_by().values_list("rung")
    counted = rows.annotate(things=Count("occurrence", distinct=True), people=Count("person", distinct=True))
    return {rung: (things, people) for rung, things, people in counted}


def runs() -> list[Run]:
    """The last runs, the newest first."""
    return list(Run.objects.all()[:RUNS])


def urged_people(person: Person | None, on: date) -> QuerySet[Person]:
    """People who were told within 30 days about agencies that the person may look after: how often, when last, how
    often urgently; and whether mail can reach them, without their address."""
    lately = Q(urging_steps__in=Step.objects.filter(permissions.seen(person), day__gt=on - LATELY))
    account = Account.objects.filter(person=OuterRef("pk"), is_active=True)
    return (
        Person.objects.filter(lately)
        .annotate(
            times=Count("urging_steps"), days=Count("urging_steps__day", distinct=True),
            urgent_times=Count("urging_steps", filter=Q(urging_steps__urgent=True)), last_on=Max("urging_steps__day"),
            has_account=Exists(account),
        )
    )  # fmt: skip


def most_urged(rows: QuerySet[Person]) -> QuerySet[Person]:
    """The same, those told most often first."""
    return rows.order_by("-times", "pk")  # type: ignore[misc]


def without_mail(rows: QuerySet[Person]) -> QuerySet[Person]:
    """Of these, whom no mail can reach."""
    return rows.filter(Q(email="") | Q(has_account=False))


def timeline(occurrences: Iterable[int], person: Person | None) -> list[Step]:
    """What was done about due instances, the newest first, as far as the person may look after their agencies."""
    return list(ledger(person).filter(occurrence__in=list(occurrences)).order_by("-day", "-pk")[:SHOWN])


def of_agency(unit: int, person: Person | None, on: date) -> dict[str, int] | None:
    """How often an agency was urged within 30 days; nothing where the person may not look after it. One statement."""
    rows = Step.objects.filter(permissions.seen(person), unit=unit, day__gt=on - LATELY)
    return rows.aggregate(
        steps=Count("pk"), things=Count("occurrence", distinct=True), people=Count("person", distinct=True),
        nobody=Count("pk", filter=Q(outcome="nobody")), urgent=Count("pk", filter=Q(urgent=True)),
    )  # fmt: skip


def letter_words(letter: Letter) -> str:
    """A letter as a row shows it: number and day once it is issued, else the state of its draft."""
    draft = letter.draft
    if draft.number_symbol and draft.dated is not None:
        return f"{draft.number_symbol} ngày {draft.dated:%d/%m/%Y} ({draft.get_state_display().lower()})"
    return f"dự thảo: {draft.get_state_display().lower()}"
