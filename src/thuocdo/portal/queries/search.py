"""One box over tasks, plans, papers and agencies, old names too; with or without marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from thuocdo.directory.models import Person, Unit, UnitAlias, UnitVersion
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.kernel.text import fold
from thuocdo.work import queries as work
from thuocdo.work.models import Plan, Task
from thuocdo.work.permissions import reach, visible_to

SHOWN = 8
SHORTEST = 2


@dataclass(frozen=True)
class FoundUnit:
    """An agency or territory that matched: its present or last name, and the old name or alias that matched."""

    unit: Unit
    name: str
    matched: str
    ended: bool


@dataclass(frozen=True)
class Found:
    """Results of one search by kind; a list longer than it shows says so in `more`."""

    tasks: list[Task]
    plans: list[Plan]
    documents: list[Document]
    units: list[FoundUnit]
    more: frozenset[str]

    @property
    def nothing(self) -> bool:
        return not (self.tasks or self.plans or self.documents or self.units)


def search(person: Person | None, text: str, on: date) -> Found:
    """Everything that has all the words; nine queries. Words shorter than two letters in all find nothing."""
    words = fold(text).split()
    if len("".join(words)) < SHORTEST:
        return Found([], [], [], [], frozenset())
    tasks = list(_all(Task.objects.filter(visible_to(person, Task)), words).select_related("plan")[: SHOWN + 1])
    titles = [
        plan for plan in Plan.objects.filter(visible_to(person)).order_by("-year", "pk")
        if all(word in fold(f"{plan.title} {plan.number_symbol}") for word in words)
    ]  # fmt: skip
    documents = list(_all(Document.objects.filter(papers.visible_to(person)), words)[: SHOWN + 1])
    units = _units(reach(person).provinces(), words, on)
    several: dict[str, list[Any]] = {"tasks": tasks, "plans": titles, "documents": documents, "units": units}
    more = frozenset(name for name, rows in several.items() if len(rows) > SHOWN)
    return Found(tasks[:SHOWN], titles[:SHOWN], documents[:SHOWN], units[:SHOWN], more)


def _all(rows: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    for word in words:
        rows = rows.filter(folded__contains=word)
    return rows


def _units(provinces: list[str], words: list[str], on: date) -> list[FoundUnit]:
    """Agencies first, then territories; a unit found by an old name or alias shows which."""
    matched: dict[int, str] = {}
    wanted = Q(unit__province_key__in=provinces)
    versions = _all(UnitVersion.objects.filter(wanted), words).order_by("unit__nature", "position", "pk")
    for unit, name in versions.values_list("unit", "name")[: SHOWN * 6]:
        matched.setdefault(unit, name)
    aliases = _all(UnitAlias.objects.filter(wanted), words)
    for unit, text in aliases.values_list("unit", "text")[: SHOWN * 2]:
        matched.setdefault(unit, text)
    units = Unit.objects.in_bulk(list(matched))
    names = work.names_on(matched, on)
    alive = set(UnitVersion.objects.filter(unit__in=list(matched), valid__contains=on).values_list("unit", flat=True))
    rows = [FoundUnit(units[pk], names.get(pk, ""), text, pk not in alive) for pk, text in matched.items()]
    return sorted(rows, key=lambda row: (row.ended, row.unit.nature != "agency"))[: SHOWN + 1]
