"""Tasks written into a plan with the agencies and deadlines they name; nobody is given work yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from thuocdo.documents.models import Document, Item
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work.models import Objective, Plan, Target, Task, TaskDeadline, TaskParty
from thuocdo.work.queries.contents import NOT_NAMED
from thuocdo.work.rules.adoption import named_phrases
from thuocdo.work.rules.plan_content import ROLES, Named, TaskContent, content_of_item, deadline_text, deadlines_text
from thuocdo.work.services.history import Act
from thuocdo.work.services.phrases import Phrases, Understood

BATCH = 2000
REWORDED = (
    "number", "section", "section_title", "field", "text", "outputs", "lead_text", "coordinating_text",
    "deadline_text", "report_to", "urgency",
)  # fmt: skip


class TaskWriter:
    """Writes tasks with their phrases and deadlines, in bulk; `act` is who chose units, where somebody did."""

    def __init__(
        self, plan: Plan, phrases: Phrases, *, document: Document | None = None, act: Act | None = None
    ) -> None:
        self.plan, self.phrases, self.document, self.act = plan, phrases, document, act
        phrases.known[NOT_NAMED] = Understood((), Decimal(0), (), ())

    def write_items(self, items: Iterable[Item]) -> list[Task]:
        """Objectives, targets and tasks of the plan from the confirmed items of its document; returns the tasks."""
        document = self.document
        assert document is not None
        kinds: dict[str, list[Item]] = {}
        for item in items:
            kinds.setdefault(item.kind, []).append(item)
        Objective.objects.bulk_create(_objectives(self.plan, kinds.get("objective", [])), batch_size=BATCH)
        Target.objects.bulk_create(_targets(self.plan, document, kinds.get("target", [])), batch_size=BATCH)
        tasks = kinds.get("task", [])
        contents = [content_of_item(one.text, one.label, one.data, one.spans, _source(document, one)) for one in tasks]
        return self.write(contents, items=tasks)

    def write(self, contents: Sequence[TaskContent], *, items: Sequence[Item] = (), after: int = 0) -> list[Task]:
        """Create the tasks in this order, behind the place `after`; `items` are what they were read from, if any."""
        rows = [self._task(one, order) for order, one in enumerate(contents, start=after + 1)]
        for task, item in zip(rows, items, strict=False):
            task.item = item
        tasks = Task.objects.bulk_create(rows, batch_size=BATCH)
        self._attach(list(zip(tasks, contents, strict=True)))
        return tasks

    def rewrite(self, task: Task, content: TaskContent) -> Task:
        """Say a task of a draft anew: its row and its lineage stay, phrases and deadlines are written again."""
        self.reword(task, content)
        task.deadlines.all().delete()
        task.parties.all().delete()
        self._attach([(task, content)])
        return task

    def reword(self, task: Task, content: TaskContent) -> None:
        """Give a task other words; what it was read from stays with it, agencies and deadlines are the caller's."""
        said = self._task(content, task.order)
        for name in REWORDED:
            setattr(task, name, getattr(said, name))
        task.revision += 1
        task.save(update_fields=[*REWORDED, "folded", "revision"])

    def add_parties(self, task: Task, role: str, named: Sequence[Named], after: int) -> list[TaskParty]:
        """More agency phrases of a role for a task, behind the place `after`."""
        rows = list(self._parties_of(task, role, named, after))
        return TaskParty.objects.bulk_create(rows, batch_size=BATCH)

    def add_deadlines(
        self, task: Task, deadlines: Sequence[Mapping[str, Any]], leads: list[TaskParty], after: int
    ) -> list[TaskDeadline]:
        """More deadlines for a task, behind the place `after`; `leads` are the phrases that they may name."""
        made = [self._deadline(task, order, data, leads) for order, data in enumerate(deadlines, start=after + 1)]
        return self._save_deadlines(made)

    def change_deadline(self, deadline: TaskDeadline, data: Mapping[str, Any], leads: list[TaskParty]) -> None:
        """Say a deadline anew in its place, so that the due instances made of it stay with it."""
        said, named = self._deadline(deadline.task, deadline.order, data, leads)
        for name in ("text", "applies_to", "data", "binds", "rule", "sentence"):
            setattr(deadline, name, getattr(said, name))
        deadline.save()
        deadline.parties.set(named)

    def _attach(self, pairs: list[tuple[Task, TaskContent]]) -> None:
        parties = TaskParty.objects.bulk_create(self._parties(pairs), batch_size=BATCH)
        leads: dict[int, list[TaskParty]] = {}
        for party in parties:
            if party.role == "lead":
                leads.setdefault(party.task_id, []).append(party)
        self._save_deadlines(
            self._deadline(task, order, data, leads.get(task.pk, []))
            for task, content in pairs
            for order, data in enumerate(content.deadlines, start=1)
        )

    def _task(self, content: TaskContent, order: int) -> Task:
        task = Task(
            plan=self.plan, order=order, document=self.document, number=content.number[:40] or str(order),
            row=content.row, section=content.section[:60], section_title=content.section_title, field=content.field,
            text=content.text, outputs=list(content.outputs),
            lead_text="; ".join(one.phrase for one in content.lead),
            coordinating_text="; ".join(one.phrase for one in content.coordinating),
            deadline_text=deadlines_text(content.deadlines), report_to=content.report_to,
            urgency=content.urgency[:80], source_text=content.source_text or content.text, spans=list(content.spans),
        )  # fmt: skip
        task.refold()
        return task

    def _parties(self, pairs: Iterable[tuple[Task, TaskContent]]) -> Iterator[TaskParty]:
        for task, content in pairs:
            for role in ROLES:
                yield from self._parties_of(task, role, content.named(role), 0)
            if not content.lead:
                yield TaskParty(task=task, role="lead", order=1, phrase=NOT_NAMED, state="unknown", confidence=0)

    def _parties_of(self, task: Task, role: str, named: Sequence[Named], after: int) -> Iterator[TaskParty]:
        for order, one in enumerate(named, start=after + 1):
            meant = self.phrases.understand(one.phrase)
            party = TaskParty(task=task, role=role, order=order, phrase=one.phrase)
            if one.units and self.act is not None:
                party.state, party.confidence, party.chosen = "chosen", Decimal(1), list(one.units)
                party.decided_at, party.decided_by, party.decided_by_name = (
                    self.act.at, self.act.person, self.act.name,
                )  # fmt: skip
            else:
                party.state, party.confidence = meant.state, meant.confidence
                party.unknown, party.alternatives = list(meant.unknown), list(meant.suggestions)
            yield party

    @staticmethod
    def _save_deadlines(made: Iterable[tuple[TaskDeadline, list[TaskParty]]]) -> list[TaskDeadline]:
        links = list(made)
        rows = TaskDeadline.objects.bulk_create([deadline for deadline, _ in links], batch_size=BATCH)
        through = TaskDeadline.parties.through
        named = [(deadline, party) for deadline, several in links for party in several]
        through.objects.bulk_create(
            [through(taskdeadline_id=deadline.pk, taskparty_id=party.pk) for deadline, party in named], batch_size=BATCH
        )
        return rows

    def _deadline(
        self, task: Task, order: int, data: Mapping[str, Any], leads: list[TaskParty]
    ) -> tuple[TaskDeadline, list[TaskParty]]:
        applies_to = squeeze(str(data.get("applies_to") or ""))
        named = [leads[index] for index in sorted(named_phrases(applies_to, [party.phrase for party in leads]))]
        binds = TaskDeadline.Binds.PARTIES if named else TaskDeadline.Binds.ALL
        if applies_to and not named and self.phrases.understand(applies_to).state == "resolved":
            binds = TaskDeadline.Binds.UNITS
        rule = _rule(data)
        deadline = TaskDeadline(
            task=task, order=order, text=deadline_text(data), applies_to=applies_to, data=dict(data), binds=binds,
            rule=rule.to_json() if rule else {}, sentence=sentence(rule) if rule else "",
        )  # fmt: skip
        return deadline, named


def _objectives(plan: Plan, items: list[Item]) -> Iterator[Objective]:
    for order, item in enumerate(items, start=1):
        number = str(item.data.get("id") or item.label)[:40]
        yield Objective(plan=plan, order=order, number=number, text=item.text, item=item)


def _targets(plan: Plan, document: Document, items: list[Item]) -> Iterator[Target]:
    for order, item in enumerate(items, start=1):
        data = item.data
        yield Target(
            plan=plan, order=order, item=item, text=item.text, subject=data.get("subject") or "",
            comparator=data.get("comparator") or "", value=_decimal(data.get("value")),
            unit=str(data.get("unit") or "")[:80], deadline=data.get("deadline"),
            section=str(data.get("section") or "")[:60], field=data.get("field") or "",
            source_text=_source(document, item), spans=item.spans,
        )  # fmt: skip


def _source(document: Document, item: Item) -> str:
    """The words of the document at the item's places, letter for letter; kept for ever."""
    places = [span for span in item.spans if len(span) == 2]
    return "\n".join(document.text[start:end] for start, end in places) or item.text


def _rule(data: Mapping[str, Any]) -> Rule | None:
    """The rule of a confirmed deadline; None when no schedule can be made of it, which the due instance then says."""
    known = {name: value for name, value in data.items() if name in Rule.__dataclass_fields__ and value is not None}
    try:
        return Rule.from_json(known)
    except Refused:
        return None


def _decimal(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        return None
