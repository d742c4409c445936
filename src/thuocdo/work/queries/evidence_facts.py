"""What was read in a piece of proof, and what the directory and the other proof say about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import above, below, predecessors
from thuocdo.directory.queries import names_on, resolve
from thuocdo.documents.models import Document
from thuocdo.documents.queries.glance import Glance, glance, glance_at, kinds_named
from thuocdo.documents.rules.numbers import number_key
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold
from thuocdo.work.models import Evidence, Occurrence
from thuocdo.work.queries.inherited import sources_of
from thuocdo.work.rules.evidence_checks import Expected, Facts, Twin

SURE = 0.8
TWINS_SHOWN = 5


def facts_of(evidence: Evidence) -> Facts:
    """Facts of the paper, if it is one of the register (or a file with the same content), else those read in the file.

    A file that cannot be read gives the reader's refusal, never an error.
    """
    paper = evidence.document or _registered(evidence)
    if paper is not None:
        withdrawn = paper.withdrawn_at.date() if paper.withdrawn_at else None
        return _facts(glance_at(paper), in_register=True, withdrawn_on=withdrawn)
    assert evidence.file is not None
    try:
        with evidence.file.content.open("rb") as content:
            return _facts(glance(content.read(), evidence.file.name))
    except Refused as refusal:
        return Facts(refusal=(refusal.code, refusal.message))
    except OSError:
        return Facts(refusal=("documents.unreadable", "tệp không còn trên đĩa."))


def _registered(evidence: Evidence) -> Document | None:
    return Document.objects.filter(file=evidence.file, state=Document.State.CONFIRMED).first()


def _facts(seen: Glance, *, in_register: bool = False, withdrawn_on: date | None = None) -> Facts:
    return Facts(
        number_symbol=seen.number_symbol, doc_type=seen.doc_type, subject=seen.subject, issuer_name=seen.issuer_name,
        signer_name=seen.signer_name, issued_on=seen.issued_on, issued_value=seen.issued_value, has_text=seen.has_text,
        is_secret=seen.is_secret, in_register=in_register, withdrawn_on=withdrawn_on,
    )  # fmt: skip


def number_of(facts: Facts) -> str:
    """Number and year in one spelling ("12/BC-SNV@2025"), by which the same paper is found; empty without both."""
    key, year = number_key(facts.number_symbol), facts.issued_value[:4]
    return f"{key}@{year}" if key and year else ""


def expected_of(evidence: Evidence, facts: Facts, on: date) -> Expected:
    """What proof of this due instance should look like on a day; nine queries at the most."""
    occurrence = evidence.occurrence
    day = min(facts.issued_on or on, on)
    chain = _chain(occurrence.unit_id, day)
    outputs = "; ".join(str(one) for one in occurrence.task.outputs or [])
    return Expected(
        on=on, begins=occurrence.window_start or occurrence.plan.starts_on, due_on=occurrence.due_on,
        unit_name=names_on([occurrence.unit_id], on).get(occurrence.unit_id, ""),
        issuer_fits=_issuer_fits(evidence.document, facts.issuer_name, occurrence.unit, chain, day),
        signer_fits=_signer_fits(facts.signer_name, chain),
        kinds=kinds_named(outputs), kinds_read=kinds_named(facts.subject), twins=_twins(evidence),
    )  # fmt: skip


def _chain(unit: int, on: date) -> set[int]:
    """The unit, those above and below it, and those that were merged into it."""
    own = predecessors([unit]) | {unit}
    return own | above([unit], on) | below([unit], on)


def _issuer_fits(paper: Document | None, name: str, unit: Unit, chain: Collection[int], on: date) -> bool | None:
    if paper is not None and paper.issuer_id is not None:
        return paper.issuer_id in chain
    if not name:
        return None
    read = resolve(name, on, unit)
    found = [match.unit.pk for match in read.units if match.confidence >= SURE]
    return any(pk in chain for pk in found) if found else None


def _signer_fits(name: str, chain: Collection[int]) -> bool | None:
    if not name:
        return None
    named = Person.objects.filter(folded=fold(name)).values("pk")
    return Position.objects.filter(unit__in=chain, person__in=named).exists()


def _twins(evidence: Evidence) -> list[Twin]:
    """Other due instances that the same file, paper or number was used for."""
    own = evidence.occurrence
    same = Q(pk__in=[])
    if evidence.file_id is not None:
        same |= Q(file=evidence.file_id) | Q(document__file=evidence.file_id)
    if evidence.document is not None:
        same |= Q(document=evidence.document)
        same |= Q(file=evidence.document.file_id) if evidence.document.file_id else Q()
    # What came along from a former agency is the same result, not another one.
    found = Evidence.objects.exclude(occurrence__in=[own.pk, *sources_of([own.pk]).get(own.pk, ())])
    rows = list(found.filter(same).select_related("occurrence__task").order_by("pk")[: TWINS_SHOWN + 1])
    if evidence.number_key:
        more = found.filter(number_key=evidence.number_key).exclude(pk__in=[row.pk for row in rows])
        rows += list(more.select_related("occurrence__task").order_by("pk")[: TWINS_SHOWN + 1])
    names = names_on([row.occurrence.unit_id for row in rows], own.due_on or own.plan.as_at) if rows else {}
    return [_twin(row, evidence, own, names) for row in rows]


def _twin(row: Evidence, evidence: Evidence, own: Occurrence, names: dict[int, str]) -> Twin:
    other = row.occurrence
    place = f"nhiệm vụ {other.task.number}, {other.label} ({names.get(other.unit_id, '')})"
    same_content = row.file_id is not None and row.file_id == evidence.file_id
    same_content = same_content or (row.document_id is not None and row.document_id == evidence.document_id)
    return Twin(place, same_content, other.obligation_id == own.obligation_id, other.unit_id == own.unit_id)
