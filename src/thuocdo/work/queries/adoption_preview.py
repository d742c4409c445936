"""What taking a confirmed document into the book would make, counted without making it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.directory.queries import resolve
from thuocdo.documents.models import Document
from thuocdo.kernel.text import squeeze
from thuocdo.work.models import Plan
from thuocdo.work.queries.facts import policy
from thuocdo.work.rules.adoption import plan_kind, plan_title, plan_year

ROLES = (("lead", "lead_agencies"), ("coordinating", "coordinating_agencies"))


@dataclass(frozen=True)
class Preview:
    """Counts of a plan that is not there yet; `unclear` are agency phrases that a person will have to answer."""

    title: str
    kind: str
    year: int
    as_at: date
    objectives: int
    targets: int
    tasks: int
    deadlines: int
    without_deadline: int
    without_lead: int
    obligations: int
    units: int
    unclear: list[tuple[str, int]]
    existing: Plan | None


def adoption_preview(document: Document, on: date) -> Preview:
    """Counts of what `adopt_document` would create; agencies are those of the paper's date."""
    items = [item for item in document.items.order_by("order", "pk") if item.is_kept]
    tasks = [item.data for item in items if item.kind == "task"]
    meanings = _Meanings(document, float(policy(on)["sure_confidence"]))
    obligations = [meanings.obligations(task) for task in tasks]
    attachments = document.reading.get("metadata", {}).get("attachments") or []
    kind = plan_kind(document.doc_type, attachments)
    title = plan_title(document.doc_type, document.subject, attachments, document.title)
    return Preview(
        title=title, kind=kind, year=plan_year(kind, title, document.reference_on), as_at=document.reference_on,
        objectives=sum(item.kind == "objective" for item in items),
        targets=sum(item.kind == "target" for item in items), tasks=len(tasks),
        deadlines=sum(len(task.get("deadlines") or []) for task in tasks),
        without_deadline=sum(not task.get("deadlines") for task in tasks),
        without_lead=sum(not task.get("lead_agencies") for task in tasks),
        obligations=sum(len(units) for units in obligations),
        units=len({unit for several in obligations for unit, _role in several}),
        unclear=sorted(meanings.unclear.items(), key=lambda row: (-row[1], row[0])),
        existing=Plan.objects.filter(document=document).first(),
    )  # fmt: skip


class _Meanings:
    """Agency phrases of one document; each is asked once, and what is not sure is counted by task."""

    def __init__(self, document: Document, sure: float) -> None:
        self.on, self.within, self.sure = document.reference_on, document.issuer or document.province, sure
        self.known: dict[str, tuple[frozenset[int], bool]] = {}
        self.unclear: dict[str, int] = {}

    def obligations(self, task: dict[str, Any]) -> set[tuple[int, str]]:
        """Units of a task with their role; who leads does not also coordinate."""
        found: set[tuple[int, str]] = set()
        leading: set[int] = set()
        for role, key in ROLES:
            units: set[int] = set()
            for phrase in {squeeze(str(one)) for one in task.get(key) or []} - {""}:
                meant, clear = self.meaning(phrase)
                units |= meant
                if not clear:
                    self.unclear[phrase] = self.unclear.get(phrase, 0) + 1
            found |= {(unit, role) for unit in units - leading}
            leading |= units
        return found

    def meaning(self, phrase: str) -> tuple[frozenset[int], bool]:
        """Units that a phrase surely means, and whether nothing of it stays open."""
        if phrase not in self.known:
            if self.within is None:
                return frozenset(), False
            read = resolve(phrase, self.on, self.within)
            sure = frozenset(match.unit.pk for match in read.units if match.confidence >= self.sure)
            self.known[phrase] = sure, bool(sure) and not read.unknown and len(sure) == len(read.units)
        return self.known[phrase]
