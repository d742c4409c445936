"""Inside one due instance: contributions, steps, products, blocks; and where a coordinating part stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from thuocdo.directory.models import Absence, Person, Position
from thuocdo.work.models import Block, Contribution, Obligation, Occurrence, Product, Step
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries.inherited import sources_of, ticks_in_force
from thuocdo.work.rules.sharing import WAITING, lacking, part_state


def people_charged(obligations: Iterable[Obligation], on: date) -> dict[int, list[Person]]:
    """Whom to tell about parts of work, by obligation: the named officer, else the heads of the unit; two queries."""
    rows = list(obligations)
    officers = Person.objects.in_bulk({row.officer_id for row in rows if row.officer_id})
    unnamed = {row.unit_id for row in rows if row.officer_id is None}
    heads: dict[int, list[Person]] = {}
    for post in Position.objects.filter(unit__in=unnamed, is_head=True, valid__contains=on).select_related("person"):
        heads.setdefault(post.unit_id, []).append(post.person)
    return {
        row.pk: [officers[row.officer_id]] if row.officer_id in officers else heads.get(row.unit_id, []) for row in rows
    }


def part_states(obligations: Collection[int], on: date) -> dict[int, str]:
    """Where each coordinating part stands (tình trạng phối hợp); what nobody asked is `not_asked`; one query."""
    found: dict[int, list[tuple[str, date]]] = {pk: [] for pk in obligations}
    rows = Contribution.objects.filter(obligation__in=obligations).order_by()
    for pk, state, due_on in rows.values_list("obligation", "state", "due_on"):
        found[pk].append((state, due_on))
    return {pk: part_state(several, on) for pk, several in found.items()}


def contributions_of(occurrence: Occurrence, person: Person | None) -> list[Contribution]:
    """What was asked of others for a due instance and the person may see, the earliest date first."""
    found = Contribution.objects.filter(visible_to(person, Contribution), occurrence=occurrence)
    return list(found.select_related("obligation__plan", "obligation__task").prefetch_related("files").distinct())


def contributions_to(obligation: Obligation, person: Person | None) -> list[Contribution]:
    """What was asked of a coordinating part, the newest date first."""
    found = Contribution.objects.filter(visible_to(person, Contribution), obligation=obligation)
    return list(found.select_related("occurrence__plan", "occurrence__task").order_by("-due_on", "-pk").distinct())


def contributions_around(person: Person | None, on: date) -> QuerySet[Contribution]:
    """Contributions between the person's own units and others, either way, for a list."""
    units = reach(person, on).own_units
    mine = Q(obligation__unit__in=units) | Q(occurrence__unit__in=units)
    return Contribution.objects.filter(mine).select_related("obligation", "occurrence", "occurrence__task")


def helpers_to_ask(occurrence: Occurrence) -> list[Obligation]:
    """Coordinating parts of the task in force, of which nothing waits at this due instance yet."""
    waiting = Contribution.objects.filter(occurrence=occurrence, state__in=WAITING)
    found = Obligation.objects.filter(task=occurrence.task_id, role="coordinating", state=Obligation.State.IN_FORCE)
    return list(found.exclude(pk__in=waiting.values("obligation")).order_by("pk"))


def steps_of(obligation: Obligation, occurrence: Occurrence | None, person: Person | None) -> list[Step]:
    """Steps of a part that concern a due instance: its own ones, and those for all of them."""
    whose = Q(occurrence=None) if occurrence is None else Q(occurrence=None) | Q(occurrence=occurrence)
    found = Step.objects.filter(visible_to(person, Step), whose, obligation=obligation)
    return list(found.select_related("person").order_by("order", "pk").distinct())


def steps_for(person: Person, on: date) -> QuerySet[Step]:
    """Steps given to a person, and to whom the person stands in for that day."""
    away = Absence.objects.filter(deputy=person, valid__contains=on, cancelled_at=None)
    mine = Q(person=person) | Q(person__in=away.values("person"))
    return Step.objects.filter(mine).select_related("obligation__task", "occurrence", "person")


def steps_in(units: Iterable[int]) -> QuerySet[Step]:
    """Steps of the parts of some units, whoever has them."""
    found = Step.objects.filter(obligation__unit__in=list(units))
    return found.select_related("obligation__task", "occurrence", "person")


@dataclass(frozen=True)
class ExpectedProduct:
    """One product that the task wants, with what was delivered for it (ticks in force) and what was taken back."""

    place: int
    words: str
    ticks: list[Product] = field(default_factory=list)
    past: list[Product] = field(default_factory=list)


@dataclass(frozen=True)
class Products:
    """Expected against delivered (sản phẩm phải có, đã có) of one due instance."""

    rows: list[ExpectedProduct]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return sum(1 for row in self.rows if row.ticks)

    @property
    def lacking(self) -> list[str]:
        return lacking([row.words for row in self.rows], [row.place for row in self.rows if row.ticks])


def products_of(occurrence: Occurrence) -> Products:
    """Products of a due instance beside the outputs of its task, with those ticked at the agency that it came from; a
    tick whose output was amended away is left out."""
    rows = [ExpectedProduct(place, words) for place, words in enumerate(occurrence.task.outputs or [])]
    whose = {occurrence.pk, *sources_of([occurrence.pk]).get(occurrence.pk, ())}
    found = Product.objects.filter(occurrence__in=whose).select_related("evidence__file", "document").order_by("pk")
    for tick in found:
        if tick.place < len(rows):
            (rows[tick.place].ticks if tick.withdrawn_at is None else rows[tick.place].past).append(tick)
    return Products(rows)


def products_missing(occurrences: Collection[Occurrence]) -> dict[int, list[str]]:
    """For several due instances with their tasks: the products that nothing was delivered for; two queries."""
    ticked = ticks_in_force([one.pk for one in occurrences])
    return {one.pk: lacking(one.task.outputs or [], ticked.get(one.pk, ())) for one in occurrences}


def blocks_around(occurrence: Occurrence, person: Person | None) -> tuple[list[Block], list[Block]]:
    """What a due instance waits for or waited for (what holds first), and whom it keeps waiting now; one query."""
    about = Q(occurrence=occurrence) | Q(waits_for=occurrence, ended_at=None)
    found = Block.objects.filter(visible_to(person, Block), about).select_related(
        "waits_for__task", "waits_for__plan", "occurrence__task", "occurrence__plan"
    )
    rows = list(found.order_by("-at", "-pk").distinct())
    own = sorted((row for row in rows if row.occurrence_id == occurrence.pk), key=lambda row: row.ended_at is not None)
    return own, [row for row in rows if row.occurrence_id != occurrence.pk]


def waits() -> Mapping[int, list[int]]:
    """Who waits for whom now, by key of the due instance."""
    found: dict[int, list[int]] = {}
    rows = Block.objects.filter(ended_at=None, waits_for__isnull=False).order_by()
    for pk, other in rows.values_list("occurrence", "waits_for"):
        if other is not None:
            found.setdefault(pk, []).append(other)
    return found
