"""The rows of a plan from the confirmed items of a document, made in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from thuocdo.documents.models import Document, Item
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work.models import Objective, Obligation, Occurrence, Plan, Target, Task, TaskDeadline, TaskParty
from thuocdo.work.rules.adoption import named_phrases, task_number
from thuocdo.work.services.phrases import Phrases, Understood
from thuocdo.work.services.scheduling import Scheduler

BATCH = 2000
NOT_NAMED = "(văn bản không nêu cơ quan chủ trì)"
COUNTED: dict[Any, str] = {
    Objective: "objectives", Target: "targets", Task: "tasks", TaskParty: "phrases", TaskDeadline: "deadlines",
    Obligation: "obligations", Occurrence: "occurrences",
}  # fmt: skip
ROLES = {"lead": "lead_agencies", "coordinating": "coordinating_agencies"}


class PlanDraft:
    """Builds everything below a plan: objectives, targets, tasks, phrases, deadlines, obligations, due instances."""

    def __init__(self, plan: Plan, document: Document, phrases: Phrases, scheduler: Scheduler) -> None:
        self.plan, self.document = plan, document
        self.phrases, self.scheduler = phrases, scheduler
        phrases.known[NOT_NAMED] = Understood((), Decimal(0), (), ())
        self.counts: dict[str, int] = {}
        self.units_of: dict[int, Understood] = {}
        self.of_deadline: dict[int, frozenset[int]] = {}
        self.by_units: dict[int, frozenset[int]] = {}

    def build(self, items: Iterable[Item]) -> dict[str, int]:
        """Create all rows; returns how many of each were made."""
        kinds: dict[str, list[Item]] = {}
        for item in items:
            kinds.setdefault(item.kind, []).append(item)
        self._create(Objective, self._objectives(kinds.get("objective", [])))
        self._create(Target, self._targets(kinds.get("target", [])))
        tasks = self._create(Task, self._tasks(kinds.get("task", [])))
        parties = self._create(TaskParty, self._parties(tasks))
        of_task: dict[int, list[TaskParty]] = {}
        for party in parties:
            of_task.setdefault(party.task_id, []).append(party)
        deadlines = self._deadlines(tasks, of_task)
        obligations = self._create(Obligation, self._obligations(tasks, of_task))
        self._create(Occurrence, self._occurrences(obligations, of_task, deadlines))
        for state in TaskParty.State.values:
            self.counts[f"phrases_{state}"] = sum(party.state == state for party in parties)
        return self.counts

    def _create(self, model: Any, rows: Iterable[Any]) -> list[Any]:
        made = model.objects.bulk_create(list(rows), batch_size=BATCH)
        self.counts[COUNTED[model]] = len(made)
        return list(made)

    def _objectives(self, items: list[Item]) -> Iterator[Objective]:
        for order, item in enumerate(items, start=1):
            yield Objective(plan=self.plan, order=order, number=str(item.data.get("id") or item.label)[:40],
                            text=item.text, item=item)  # fmt: skip

    def _targets(self, items: list[Item]) -> Iterator[Target]:
        for order, item in enumerate(items, start=1):
            data = item.data
            yield Target(
                plan=self.plan, order=order, item=item, text=item.text, subject=data.get("subject") or "",
                comparator=data.get("comparator") or "", value=_decimal(data.get("value")),
                unit=str(data.get("unit") or "")[:80], deadline=data.get("deadline"),
                section=str(data.get("section") or "")[:60], field=data.get("field") or "",
                source_text=self._source(item), spans=item.spans,
            )  # fmt: skip

    def _tasks(self, items: list[Item]) -> Iterator[Task]:
        for order, item in enumerate(items, start=1):
            data = item.data
            task = Task(
                plan=self.plan, order=order, document=self.document, item=item,
                number=task_number(str(data.get("row") or data.get("id") or item.label)), row=data.get("row"),
                section=str(data.get("section") or "")[:60], section_title=data.get("section_title") or "",
                field=data.get("field") or "", text=item.text, outputs=list(data.get("outputs") or []),
                lead_text="; ".join(_words(data, "lead")), coordinating_text="; ".join(_words(data, "coordinating")),
                deadline_text=_deadline_text(data),
                report_to=str(data.get("report_to") or ""), urgency=str(data.get("urgency") or "")[:80],
                source_text=self._source(item), spans=item.spans,
            )  # fmt: skip
            task.refold()
            yield task

    def _source(self, item: Item) -> str:
        """The words of the document at the item's places, letter for letter; kept for ever."""
        places = [span for span in item.spans if len(span) == 2]
        return "\n".join(self.document.text[start:end] for start, end in places) or item.text

    def _parties(self, tasks: list[Task]) -> Iterator[TaskParty]:
        for task in tasks:
            assert task.item is not None
            for role in ROLES:
                for order, phrase in enumerate(_words(task.item.data, role), start=1):
                    meant = self.phrases.understand(phrase)
                    yield TaskParty(
                        task=task, role=role, order=order, phrase=phrase, state=meant.state,
                        confidence=meant.confidence, unknown=list(meant.unknown), alternatives=list(meant.suggestions),
                    )  # fmt: skip
            if not task.lead_text:
                yield TaskParty(task=task, role="lead", order=1, phrase=NOT_NAMED, state="unknown", confidence=0)

    def _deadlines(self, tasks: list[Task], of_task: Mapping[int, list[TaskParty]]) -> dict[int, list[TaskDeadline]]:
        links: list[tuple[TaskDeadline, list[TaskParty]]] = []
        for task in tasks:
            assert task.item is not None
            leads = [party for party in of_task.get(task.pk, []) if party.role == "lead"]
            for order, data in enumerate(task.item.data.get("deadlines") or [], start=1):
                links.append(self._deadline(task, order, data, leads))
        made = self._create(TaskDeadline, [deadline for deadline, _ in links])
        through = TaskDeadline.parties.through
        pairs = [(deadline, party) for deadline, named in links for party in named]
        through.objects.bulk_create(
            [through(taskdeadline_id=deadline.pk, taskparty_id=party.pk) for deadline, party in pairs], batch_size=BATCH
        )
        self.of_deadline = {deadline.pk: frozenset(party.pk for party in named) for deadline, named in links}
        grouped: dict[int, list[TaskDeadline]] = {}
        for deadline in made:
            grouped.setdefault(deadline.task_id, []).append(deadline)
            if deadline.binds == TaskDeadline.Binds.UNITS:
                meant = self.phrases.understand(deadline.applies_to)
                self.by_units[deadline.pk] = frozenset(unit for unit, _ in meant.units)
        return grouped

    def _deadline(
        self, task: Task, order: int, data: dict[str, Any], leads: list[TaskParty]
    ) -> tuple[TaskDeadline, list[TaskParty]]:
        applies_to = squeeze(str(data.get("applies_to") or ""))
        named = [leads[index] for index in sorted(named_phrases(applies_to, [party.phrase for party in leads]))]
        binds = TaskDeadline.Binds.PARTIES if named else TaskDeadline.Binds.ALL
        if applies_to and not named and self.phrases.understand(applies_to).state == "resolved":
            binds = TaskDeadline.Binds.UNITS
        rule = _rule(data)
        deadline = TaskDeadline(
            task=task, order=order, text=_text_of(data), applies_to=applies_to, data=data, binds=binds,
            rule=rule.to_json() if rule else {}, sentence=sentence(rule) if rule else "",
        )  # fmt: skip
        return deadline, named

    def _obligations(self, tasks: list[Task], of_task: Mapping[int, list[TaskParty]]) -> Iterator[Obligation]:
        for task in tasks:
            leading: set[int] = set()
            for role in ROLES:
                taken: set[int] = set()
                for party in of_task.get(task.pk, []):
                    if party.role == role:
                        yield from self._named_by(party, taken | leading)
                        taken |= {unit for unit, _ in self.phrases.understand(party.phrase).units}
                leading |= taken

    def _named_by(self, party: TaskParty, taken: set[int]) -> Iterator[Obligation]:
        for unit, confidence in self.phrases.understand(party.phrase).units:
            if unit not in taken:
                yield Obligation(
                    plan=self.plan, task_id=party.task_id, unit_id=unit, role=party.role, party=party,
                    named_as=party.phrase, confidence=confidence, assigned_on=self.plan.as_at,
                )  # fmt: skip

    def _occurrences(
        self, obligations: list[Obligation], of_task: Mapping[int, list[TaskParty]],
        deadlines: Mapping[int, list[TaskDeadline]],
    ) -> Iterator[Occurrence]:  # fmt: skip
        for obligation in obligations:
            if obligation.role != "lead":
                continue
            parties = {
                party.pk
                for party in of_task[obligation.task_id]
                if any(unit == obligation.unit_id for unit, _ in self.phrases.understand(party.phrase).units)
            }
            binding = self.scheduler.binding(
                deadlines.get(obligation.task_id, []), parties=parties, of_deadline=self.of_deadline,
                by_units=self.by_units, unit=obligation.unit_id,
            )  # fmt: skip
            yield from self.scheduler.occurrences(obligation, binding)


def _words(data: Mapping[str, Any], role: str) -> list[str]:
    """Agency phrases of an item in one role, without empty ones and repetitions."""
    return list(dict.fromkeys(text for one in data.get(ROLES[role]) or [] if (text := squeeze(str(one)))))


def _text_of(deadline: Mapping[str, Any]) -> str:
    return squeeze(str(deadline.get("text") or deadline.get("value") or ""))


def _deadline_text(data: Mapping[str, Any]) -> str:
    """The printed times of an item; two deadlines read from one wording show it once."""
    texts: list[str] = []
    for one in data.get("deadlines") or []:
        if (text := _text_of(one)) and not any(text in said for said in texts):
            texts.append(text)
    return "; ".join(texts)


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
