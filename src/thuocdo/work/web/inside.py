"""What the page of an agency's part shows of the inside of one due instance: products, contributions, steps, blocks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from thuocdo.directory.models import Person
from thuocdo.work import queries
from thuocdo.work.models import Contribution, Evidence, Obligation, Occurrence, QualityMark, Step
from thuocdo.work.permissions import abilities
from thuocdo.work.queries import sharing
from thuocdo.work.queries.open_work import colleagues
from thuocdo.work.queries.tasks import OccurrenceDetail
from thuocdo.work.rules.evidence_checks import ORDER, worst
from thuocdo.work.rules.sharing import WITH_THE_HELPER
from thuocdo.work.web.sharing_forms import GiveStepForm


def context(obligation: Obligation, detail: OccurrenceDetail, person: Person | None, on: date) -> dict[str, Any]:
    """Everything inside the chosen due instance that the person may see; a fixed number of queries."""
    one = detail.occurrence
    asked = sharing.contributions_of(one, person)
    if obligation.role != "lead":
        asked = [row for row in asked if row.obligation_id == obligation.pk]
    blocks, holds = sharing.blocks_around(one, person)
    units = {row.obligation.unit_id for row in asked} | {row.occurrence.unit_id for row in holds}
    units |= {row.waits_for.unit_id for row in blocks if row.waits_for is not None}
    names = queries.names_on(units, on)
    return {
        "products": sharing.products_of(one),
        "ticks": person is not None and "tick_product" in detail.verbs,
        "contributions": [_contribution(row, names, on) for row in asked],
        "blocks": [
            {"row": row, "name": names.get(row.waits_for.unit_id, "") if row.waits_for else "",
             "ends": row.ended_at is None and "end_block" in abilities(person, row)}
            for row in blocks
        ],
        "holds": [{"row": row, "name": names.get(row.occurrence.unit_id, "")} for row in holds],
        "is_blocked": any(row.ended_at is None for row in blocks),
        "marks": list(QualityMark.objects.filter(occurrence=one)) if detail.sees_proof and one.quality else [],
        "proof": [{**checked(row), "former": detail.formers.get(row.occurrence_id)} for row in detail.evidence],
        "formers": detail.formers,
    }  # fmt: skip


def _contribution(row: Contribution, names: dict[int, str], on: date) -> dict[str, Any]:
    late = row.state in WITH_THE_HELPER and row.due_on < on
    name = names.get(row.obligation.unit_id, "") or row.obligation.named_as
    return {"row": row, "name": name, "code": "late" if late else row.state}


def steps(
    obligation: Obligation, one: Occurrence | None, verbs: frozenset[str], person: Person | None, on: date
) -> dict[str, Any]:
    """Steps of the part for the chosen due instance, and the form for who may give one."""
    rows = sharing.steps_of(obligation, one, person)
    form = GiveStepForm(people=colleagues(obligation, on)) if "give_step" in verbs else None
    return {
        "rows": [
            {"row": row, "code": step_code(row, on)} for row in rows
        ],
        "open": sum(1 for row in rows if row.state == "open"), "done": sum(1 for row in rows if row.state == "done"),
        "form": form, "shown": bool(rows) or form is not None,
    }  # fmt: skip


def step_code(row: Step, on: date) -> str:
    """The state of a step, or that it is late."""
    return "late" if row.state == "open" and row.due_on is not None and row.due_on < on else row.state


def checked(row: Evidence) -> dict[str, Any]:
    """Proof with how many lines of each outcome it has."""
    return {"row": row, "worst": worst(row.checks), "summary": summary([row])}


def summary(rows: list[Evidence]) -> list[tuple[str, int]]:
    """How many lines of each outcome several pieces of proof have, the worst first."""
    found = [str(line.get("outcome")) for row in rows for line in row.checks]
    return [(outcome, found.count(outcome)) for outcome in ORDER if found.count(outcome)]


def with_proof(items: list[dict[str, Any]], waiting: Collection[int]) -> list[dict[str, Any]]:
    """Rows of a list of due instances; those that wait for the person's decision get what the program saw of their
    proof, and how many products are there (none where the task names none). Two queries, none when nothing waits."""
    rows = [item["row"] for item in items if item["row"].pk in waiting]
    missing = sharing.products_missing(rows) if rows else {}
    proof: dict[int, list[Evidence]] = {}
    for row in Evidence.objects.filter(occurrence__in=[one.pk for one in rows]) if rows else ():
        proof.setdefault(row.occurrence_id, []).append(row)
    for item in items:
        key, expected = item["row"].pk, len(item["row"].task.outputs or [])
        item["proof"] = summary(proof.get(key, []))
        item["files"] = len(proof.get(key, []))
        item["waits"] = key in missing
        item["products"] = f"{expected - len(missing[key])}/{expected}" if key in missing and expected else ""
    return items
