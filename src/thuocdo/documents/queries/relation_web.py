"""The papers around one: what it speaks of and what speaks of it, two steps each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from thuocdo.documents.models import Document, Relation
from thuocdo.documents.queries.register import readable
from thuocdo.documents.queries.relations import LIGHT
from thuocdo.documents.rules.relation_picture import Arrow, Picture, Tie, draw, steps

# More relations than this of one step are not asked for: the picture could not show them.
MOST_TIES = 200


@dataclass(frozen=True)
class Row:
    """One drawn relation in words, for the table beside the picture."""

    source: Document
    words: str
    target: Document
    confirmed: bool


@dataclass(frozen=True)
class Around:
    """The picture of the papers around one, the papers by key, and the same relations as rows."""

    picture: Picture
    papers: dict[int, Document]
    rows: list[Row]

    @property
    def drawn(self) -> list[tuple[Arrow, Row]]:
        """Each arrow with its row."""
        return list(zip(self.picture.arrows, self.rows, strict=True))


def around(document: Document, person: Any) -> Around | None:
    """The picture and table of papers around one that the person may read; nothing where there are none. Six
    statements, however many."""
    own = document.pk
    near = _ties(Q(document=own) | Q(other=own))
    seen = readable(person, {key for one in near for key in (one.source, one.target)}) | {own}
    near = _between(near, seen)
    if not near:
        return None
    away = steps(own, near)
    said, saying = [key for key, at in away.items() if at < 0], [key for key, at in away.items() if at > 0]
    both = [*said, *saying]
    far = _ties(Q(document__in=said) | Q(other__in=saying) | Q(document__in=both, other__in=both))
    seen |= readable(person, {key for one in far for key in (one.source, one.target)} - seen)
    ties = _between({*near, *far}, seen)
    papers = Document.objects.filter(pk__in=steps(own, ties)).defer(*LIGHT).in_bulk()
    picture = draw(own, ties, {key: paper.short for key, paper in papers.items()})
    return Around(picture, papers, [_row(one, papers) for one in picture.arrows])


def _ties(which: Q) -> set[Tie]:
    rows = Relation.objects.filter(which, other__isnull=False).exclude(state=Relation.State.REJECTED)
    found = rows.order_by("-state", "pk").values_list("document_id", "other_id", "kind", "state")[:MOST_TIES]
    return {Tie(source, target, kind, state == Relation.State.CONFIRMED) for source, target, kind, state in found}


def _between(ties: set[Tie], seen: set[int]) -> set[Tie]:
    return {one for one in ties if one.source in seen and one.target in seen}


def _row(arrow: Arrow, papers: dict[int, Document]) -> Row:
    tie = arrow.tie
    words = str(Relation.Kind(tie.kind).label)
    return Row(papers[tie.source], words, papers[tie.target], tie.confirmed)
