"""How far directives have come down: every paper below at every level, who is silent since when, what was lost.

A paper is below another when it names it as its ground, or when a person confirmed that it carries it out or answers
it. An answer by a successor counts as one of the unit that was asked.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from thuocdo.directory import queries as directory
from thuocdo.directory.models import Succession, UnitVersion
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED
from thuocdo.documents import permissions
from thuocdo.documents.models import Citation, Document, Item, Relation
from thuocdo.documents.queries.cascade import CARRYING
from thuocdo.documents.rules.cascade import DIRECTING
from thuocdo.documents.rules.descent import Descent, Paper, Task, first_day, followed
from thuocdo.documents.rules.life import STANDING

DEEPEST = 4
MOST_BELOW = 600
LEVEL_WORDS = {"trung_uong": "trung ương", "tinh": "cấp tỉnh", "huyen": "cấp huyện", "xa": "cấp xã"}


@dataclass(frozen=True)
class Below:
    """One paper of the way down: depth (1 answers the directive itself), days since the paper above and since the
    directive, level of its issuer."""

    document: Document
    parent: int
    depth: int
    days: int | None
    days_from_top: int | None
    level: str


@dataclass(frozen=True)
class Waiting:
    """An addressee of a paper of the way that has issued nothing in answer; days since that paper."""

    paper: Document
    unit: int
    key: str
    name: str
    level: str
    days: int | None


@dataclass(frozen=True)
class Way:
    """Everything about the way of one directive down."""

    top: Document
    below: tuple[Below, ...]
    waiting: tuple[Waiting, ...]
    asked: int
    answered: int
    unknown: tuple[str, ...]
    descent: Descent
    papers: dict[int, Document] = field(default_factory=dict)

    @property
    def median_days(self) -> float | None:
        """Median days after which the addressees of the directive answered."""
        days = [one.days for one in self.below if one.depth == 1 and one.days is not None]
        return statistics.median(days) if days else None

    @property
    def lost(self) -> int:
        """Clauses that some level or agency lost."""
        return len(self.descent.lost)


def directives(person: Any) -> QuerySet[Document]:
    """Papers that direct somebody: of a directing kind and addressed, as far as the person may read them, with whether
    a paper that the person may read answers."""
    kinds = Q()
    for kind in DIRECTING:
        kinds |= Q(doc_type__iexact=kind)
    visible = Document.objects.filter(permissions.visible_to(person)).values("pk")
    answers = Citation.objects.filter(cited=OuterRef("pk"), role="basis", document__in=visible)
    rows = Document.objects.filter(permissions.visible_to(person), kinds).exclude(addressees=[])
    rows = rows.annotate(is_answered=Exists(answers)).select_related("issuer", "province")
    return rows.defer("text", "reading", "pages")


def ways(tops: Sequence[Document], person: Any, *, on: date) -> list[Way]:
    """The ways of several directives; a fixed number of queries, however many there are."""
    links, papers = _links([top.pk for top in tops], person)
    papers |= {top.pk: top for top in tops}
    orders = {top.pk: _order(top.pk, links) for top in tops}
    wanted = {key for order in orders.values() for key, _parent, _depth in order} | {top.pk for top in tops}
    addressed = _addressed([papers[key] for key in sorted(wanted)])
    units = {unit for matches, _unknown in addressed.values() for unit, _key, _name in matches}
    issuers = {papers[key].issuer_id for key in wanted} - {None}
    former = _former({issuer for issuer in issuers if issuer is not None})
    levels = dict(
        UnitVersion.objects.filter(unit__in=units | set(former)).order_by("valid").values_list("unit_id", "level")
    )
    tasks = _tasks(wanted, papers)
    known = _Known(papers, addressed, former, levels, tasks)
    return [_way(top, orders[top.pk], known, on) for top in tops]


@dataclass(frozen=True)
class _Known:
    papers: dict[int, Document]
    addressed: dict[int, tuple[list[tuple[int, str, str]], tuple[str, ...]]]
    former: dict[int, frozenset[int]]
    levels: dict[int, str]
    tasks: dict[int, tuple[Task, ...]]

    def issuers(self, document: Document) -> frozenset[int]:
        return self.former.get(document.issuer_id or 0, frozenset())


def _way(top: Document, order: list[tuple[int, int, int]], known: _Known, on: date) -> Way:
    below = [_below(top, key, parent, depth, known) for key, parent, depth in order]
    waiting: list[Waiting] = []
    for paper in [top, *(one.document for one in below)]:
        answered = {unit for one in below if one.parent == paper.pk for unit in known.issuers(one.document)}
        waiting += _silent(paper, answered, known, on)
    own, unknown = known.addressed[top.pk]
    silent = sum(one.paper.pk == top.pk for one in waiting)
    chain = [Paper(top.pk, None, 0, known.tasks.get(top.pk, ()), known.issuers(top))]
    chain += [
        Paper(one.document.pk, one.parent, one.depth, known.tasks.get(one.document.pk, ()),
              known.issuers(one.document))
        for one in below
    ]  # fmt: skip
    # A paper of which nothing has been read yet drops nothing.
    read = [paper for paper in chain if paper.tasks or paper.depth == 0]
    papers = {one.document.pk: one.document for one in below} | {top.pk: top}
    return Way(top, tuple(below), tuple(waiting), len(own), len(own) - silent, unknown, followed(read), papers)


def _below(top: Document, key: int, parent: int, depth: int, known: _Known) -> Below:
    paper, upper = known.papers[key], known.papers[parent]
    level = known.levels.get(paper.issuer_id or 0, "")
    return Below(paper, parent, depth, paper.days_after(upper), paper.days_after(top), level)


def _silent(paper: Document, answered: set[int], known: _Known, on: date) -> list[Waiting]:
    matches, _unknown = known.addressed[paper.pk]
    since = (on - paper.dated_on).days if paper.dated_on else None
    own = known.issuers(paper)
    return [
        Waiting(paper, unit, key, name, known.levels.get(unit, ""), since)
        for unit, key, name in matches
        if unit not in answered and unit not in own
    ]


def _former(issuers: set[int]) -> dict[int, frozenset[int]]:
    """Each issuer with all that was merged into it, so that a successor answers for them; one query."""
    provinces = UnitVersion.objects.filter(unit__in=issuers).values("unit__province_key")
    steps = Succession.objects.filter(to_unit__province_key__in=provinces).exclude(
        kind__in=[FUNCTION_TRANSFER, LEVEL_ABOLISHED]
    )
    into: dict[int, list[int]] = {}
    for source, target in steps.values_list("from_unit_id", "to_unit_id"):
        into.setdefault(target or 0, []).append(source)
    found = {}
    for issuer in issuers:
        reached, edge = {issuer}, [issuer]
        while edge:
            edge = [source for unit in edge for source in into.get(unit, []) if source not in reached]
            reached |= set(edge)
        found[issuer] = frozenset(reached)
    return found


def _links(tops: list[int], person: Any) -> tuple[dict[int, list[int]], dict[int, Document]]:
    """Papers below, by the paper above, level by level; one query for citations and one for relations a level."""
    visible = Document.objects.filter(permissions.visible_to(person)).values("pk")
    links: dict[int, list[int]] = {}
    seen, edge = set(tops), set(tops)
    for _depth in range(DEEPEST):
        if edge:
            cited = Citation.objects.filter(cited__in=edge, role="basis", document__in=visible)
            related = Relation.objects.filter(
                other__in=edge, kind__in=CARRYING, state=Relation.State.CONFIRMED, document__in=visible
            )
            pairs = [*cited.values_list("cited_id", "document_id"), *related.values_list("other_id", "document_id")]
            for upper, lower in pairs:
                if upper is not None and lower not in links.setdefault(upper, []) and lower != upper:
                    links[upper].append(lower)
            edge = {lower for _upper, lower in pairs} - seen
            seen |= edge
    wanted = sorted(seen - set(tops))[:MOST_BELOW]
    rows = Document.objects.filter(pk__in=wanted).select_related("issuer", "province").defer("text", "reading", "pages")
    return links, {row.pk: row for row in rows}


def _order(top: int, links: dict[int, list[int]]) -> list[tuple[int, int, int]]:
    """Each paper below once, under the nearest paper above it: key, key of the paper above, depth."""
    found, seen, edge = [], {top}, [top]
    for depth in range(1, DEEPEST + 1):
        following = []
        for upper in edge:
            for lower in sorted(links.get(upper, [])):
                if lower not in seen:
                    seen.add(lower)
                    found.append((lower, upper, depth))
                    following.append(lower)
        edge = following
    return found


def _addressed(papers: Iterable[Document]) -> dict[int, tuple[list[tuple[int, str, str]], tuple[str, ...]]]:
    """Units to which each paper is addressed on its day, and the phrases that nobody could resolve."""
    listed = list(papers)
    batches = [([str(one) for one in row.addressees], row.reference_on, row.issuer or row.province) for row in listed]
    found = {}
    for row, resolved in zip(listed, directory.resolve_batches(batches), strict=True):
        units: dict[int, tuple[int, str, str]] = {}
        unknown: list[str] = []
        for resolution in resolved.values():
            unknown += resolution.unknown
            for match in resolution.units:
                if match.unit.pk == row.issuer_id:
                    continue  # Whoever writes to the own people passes nothing on to itself.
                units.setdefault(match.unit.pk, (match.unit.pk, match.unit.key, match.name))
        found[row.pk] = (list(units.values()), tuple(dict.fromkeys(unknown)))
    return found


def _tasks(wanted: Iterable[int], papers: dict[int, Document]) -> dict[int, tuple[Task, ...]]:
    """Standing tasks of the papers with their first day and the units they are for; one query."""
    rows = Item.objects.filter(document__in=wanted, kind=Item.Kind.TASK, state__in=sorted(STANDING)).order_by(
        "document", "order"
    )
    by_paper: dict[int, list[Item]] = {}
    for row in rows:
        by_paper.setdefault(row.document_id, []).append(row)
    listed = [(papers[key], items) for key, items in by_paper.items()]
    batches = [
        ([name for item in items for name in _named(item)], paper.reference_on, paper.issuer or paper.province)
        for paper, items in listed
    ]
    found = {}
    for (paper, items), resolved in zip(listed, directory.resolve_batches(batches), strict=True):
        found[paper.pk] = tuple(_task(item, resolved) for item in items)
    return found


def _named(item: Item) -> list[str]:
    return [str(name) for name in item.data.get("lead_agencies") or []]


def _task(item: Item, resolved: dict[str, directory.Resolution]) -> Task:
    """A clause; for nobody in particular where it names nobody, or somebody whom the directory does not know."""
    names = _named(item)
    meanings = [resolved[name] for name in names]
    sure = bool(meanings) and all(one.units and not one.unknown for one in meanings)
    asked = frozenset(match.unit.pk for one in meanings for match in one.units) if sure else None
    return Task(item.label, item.text, first_day(item.data.get("deadlines") or []), asked, tuple(names))
