"""Who passed a directive on, when and with what changed: the chain above a paper, the papers below, what got lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from thuocdo.directory import queries as directory
from thuocdo.directory.permissions import predecessors
from thuocdo.documents import permissions
from thuocdo.documents.models import Citation, Document, Item, Relation
from thuocdo.documents.rules.alignment import ADDED, CHANGED, DROPPED, KEPT, Clause, Pair, aligned
from thuocdo.documents.rules.cascade import Drawn, Step, drawn, is_link
from thuocdo.documents.rules.life import STANDING

MOST_ANSWERS = 300
# Relations that a person confirmed and that make a paper an answer to another.
CARRYING = (Relation.Kind.CARRIES_OUT, Relation.Kind.ANSWERS, Relation.Kind.BASIS)


@dataclass(frozen=True)
class Answer:
    """A paper that passes this one on: by whom, after how many days (None where a day is not printed), how alike."""

    document: Document
    days: int | None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Silent:
    """An addressee that has issued nothing in answer that is in the register."""

    unit_id: int
    key: str
    name: str


@dataclass(frozen=True)
class Cascade:
    """Everything about the way of one directive; `unknown` are addressees that the directory could not resolve."""

    picture: Drawn
    answers: tuple[Answer, ...]
    silent: tuple[Silent, ...]
    asked: int
    unknown: tuple[str, ...]

    @property
    def counts(self) -> dict[int, dict[str, int]]:
        """How the answers kept the clauses, by paper; nothing for those that cannot be compared yet."""
        return {one.document.pk: one.counts for one in self.answers if one.counts}


def cascade(document: Document, person: Any, *, on: date) -> Cascade:
    """The way of a directive as far as the person may see it: the chain above, the answers, who is silent."""
    answers = _answers(document, person)
    units, unknown = _addressed(document)
    # A successor answers for what was merged into it.
    answered = predecessors(one.document.issuer_id for one in answers if one.document.issuer_id is not None)
    silent = tuple(one for one in units if one.unit_id not in answered)
    steps = [*_above(document, person), _own(document), *(_step(one.document) for one in answers[:8])]
    return Cascade(drawn(steps), answers, silent, len(units), unknown)


def comparison(upper: Document, lower: Document) -> list[Pair]:
    """The clauses of two papers side by side."""
    return aligned(clauses(upper), clauses(lower))


def clauses(document: Document) -> list[Clause]:
    """What a paper asks for: its standing tasks in their order."""
    rows = document.items.filter(kind=Item.Kind.TASK, state__in=sorted(STANDING)).order_by("order")
    return [Clause(item.label, item.text) for item in rows]


def counted(pairs: Sequence[Pair]) -> dict[str, int]:
    """How many clauses were kept, changed, dropped, added."""
    return {kind: sum(pair.kind == kind for pair in pairs) for kind in (KEPT, CHANGED, DROPPED, ADDED)}


def _answers(document: Document, person: Any) -> tuple[Answer, ...]:
    """Papers that cite this one as their ground, oldest first, with how they kept its clauses."""
    visible = Document.objects.filter(permissions.visible_to(person))
    cited = Citation.objects.filter(cited=document, role="basis").values("document")
    related = Relation.objects.filter(other=document, kind__in=CARRYING, state=Relation.State.CONFIRMED)
    answering = visible.filter(Q(pk__in=cited) | Q(pk__in=related.values("document"))).exclude(pk=document.pk)
    listed = list(answering.select_related("issuer").order_by("issued_value", "pk")[:MOST_ANSWERS])
    own, theirs = clauses(document), _clauses_of(listed)
    found = []
    for lower in listed:
        counts = counted(aligned(own, theirs.get(lower.pk, []))) if own else {}
        found.append(Answer(lower, lower.days_after(document), counts))
    return tuple(found)


def _clauses_of(papers: Sequence[Document]) -> dict[int, list[Clause]]:
    """The clauses of several papers, in one query."""
    rows = Item.objects.filter(document__in=papers, kind=Item.Kind.TASK, state__in=sorted(STANDING))
    found: dict[int, list[Clause]] = {}
    for item in rows.order_by("document", "order"):
        found.setdefault(item.document_id, []).append(Clause(item.label, item.text))
    return found


def _above(document: Document, person: Any) -> list[Step]:
    """The directives that this paper passes on, in the register or only cited, nearest the paper last."""
    steps = []
    rows = list(document.citations.filter(role="basis").select_related("item", "cited"))
    visible = Document.objects.filter(permissions.visible_to(person), pk__in=[row.cited_id for row in rows])
    readable = set(visible.values_list("pk", flat=True)) if any(row.cited_id for row in rows) else set()
    for row in rows:
        cited_on = _day(row.cited_on)
        if not is_link(str(row.item.data.get("type") or ""), cited_on, document.dated_on):
            continue
        seen = row.cited if row.cited_id in readable else None
        issuer = str((seen.issuer_name if seen else "") or row.item.data.get("issuer") or "chưa rõ cơ quan")
        steps.append(Step(row.cited_number or row.item.words, issuer, cited_on, seen.pk if seen else None))
    return steps


def _own(document: Document) -> Step:
    return Step(
        document.number_symbol or document.short, document.issuer_name, document.dated_on, document.pk, own=True
    )


def _step(document: Document) -> Step:
    return Step(document.number_symbol or document.short, document.issuer_name, document.dated_on, document.pk)


def _day(value: str) -> date | None:
    """A full day of a citation; a month or a year alone is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _addressed(document: Document) -> tuple[list[Silent], tuple[str, ...]]:
    """Units to which the paper is addressed on its day, and the phrases that nobody could resolve."""
    phrases = [str(one) for one in document.addressees]
    if not phrases:
        return [], ()
    within = document.issuer or document.province
    found = directory.resolve_many(set(phrases), document.reference_on, within)
    units: dict[int, Silent] = {}
    unknown: list[str] = []
    for phrase in phrases:
        resolution = found[phrase]
        unknown += resolution.unknown
        for match in resolution.units:
            if match.unit.pk == document.issuer_id:
                continue  # Whoever writes to the own people passes nothing on to itself.
            units.setdefault(match.unit.pk, Silent(match.unit.pk, match.unit.key, match.name))
    return list(units.values()), tuple(dict.fromkeys(unknown))
