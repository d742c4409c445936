"""What an amendment does to a plan in force, line by line; the same code foresees and carries out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, Q

from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.work.models import (
    Amendment,
    AmendmentLine,
    Move,
    Obligation,
    Occurrence,
    Plan,
    Task,
    TaskDeadline,
    TaskLink,
    TaskParty,
)
from thuocdo.work.queries.contents import NOT_NAMED, content_of, with_content
from thuocdo.work.queries.plan_parts import next_order
from thuocdo.work.queries.standing import names_on
from thuocdo.work.rules.amending import OpenSlot, Pairing, meant, pair
from thuocdo.work.rules.plan_content import ROLES, Named, TaskContent
from thuocdo.work.services.closing import OPEN, Closer, Trace
from thuocdo.work.services.drafting import TaskWriter
from thuocdo.work.services.giving import Giver
from thuocdo.work.services.history import Act
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler

SHAPED = (
    "label", "due_on", "due_note", "window_start", "window_end", "window_assumed", "why_no_date", "next_check_on",
    "watched",
)  # fmt: skip
PLAIN: dict[str, Any] = {
    "due_on": None, "due_note": "", "window_start": None, "window_end": None, "window_assumed": False,
    "why_no_date": "", "next_check_on": None, "watched": False,
}  # fmt: skip
Verb = AmendmentLine.Verb
TOLD = 200


@dataclass
class Effects:
    """One carrying out: who, from which day, by which paper; `traces` tell of every due instance that moved."""

    amendment: Amendment
    act: Act
    on: date
    document: Document | None = None
    traces: list[Trace] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plan: Plan = self.amendment.plan
        phrases = Phrases.of_plan(self.plan, self.on, self.act.on)
        self.writer = TaskWriter(self.plan, phrases, act=self.act, document=self.document)
        self.scheduler = Scheduler(self.plan, self.on)
        self.giver = Giver(self.plan, phrases, self.scheduler)
        paper = str(self.document) if self.document else self.amendment.title
        self.closer = Closer(self.act, self.on, f"Điều chỉnh theo {paper}.", self.document, self.traces)

    def carry_out(self) -> None:
        """All lines in their order. Refused `work.task_not_in_force`, `work.task_changed_since`."""
        for line in self.amendment.lines.order_by("order").prefetch_related("tasks"):
            tasks = list(with_content(line.tasks.order_by("order")))
            contents = [TaskContent.from_json(one) for one in line.data]
            _refuse_out_of_date(line, tasks)
            if line.verb == Verb.ADD:
                self._add(line, contents)
            elif line.verb == Verb.CHANGE:
                self.change(tasks[0], contents[0])
            elif line.verb == Verb.REVOKE:
                self.closer.revoke([task.pk for task in tasks])
            else:
                self._replace(line, tasks, contents)

    def told(self) -> dict[str, Any]:
        """How many due instances moved how, and the first of them in words."""
        sums: dict[str, int] = {}
        for one in self.traces:
            sums[one.what] = sums.get(one.what, 0) + 1
        names = names_on({one.unit for one in self.traces[:TOLD]}, self.act.on)
        rows = [
            {
                "what": one.what, "unit": names.get(one.unit, ""), "label": one.label, "task": one.task,
                "was": one.was and one.was.isoformat(), "now": one.now and one.now.isoformat(),
            }
            for one in self.traces[:TOLD]
        ]  # fmt: skip
        return {"sums": sums, "rows": rows, "more": max(0, len(self.traces) - TOLD)}

    def _give(self, contents: Sequence[TaskContent]) -> list[Task]:
        tasks = self.writer.write(contents, after=next_order(self.plan, "task") - 1)
        for task in tasks:
            task.begins_on = self.on
        Task.objects.bulk_update(tasks, ["begins_on"])
        self.giver.give(tasks, on=self.on, since=self.on)
        rows = Occurrence.objects.filter(task__in=tasks)
        self.traces += [Trace(row.pk, row.task_id, row.unit_id, row.label, "created", None, row.due_on) for row in rows]
        return tasks

    def _add(self, line: AmendmentLine, contents: Sequence[TaskContent]) -> None:
        """New tasks; what was brought in from the parent plan (`derived_from`) is linked with its task there."""
        made = self._give(contents)
        line.tasks.add(*made)
        origins = Task.objects.filter(plan=self.plan.parent_id).in_bulk([one.get("derived_from") for one in line.data])
        TaskLink.objects.bulk_create(
            TaskLink(origin=origins[key], task=task, kind=TaskLink.Kind.DERIVED, amendment=self.amendment, on=self.on)
            for one, task in zip(line.data, made, strict=True)
            if (key := one.get("derived_from")) in origins
        )

    def _replace(self, line: AmendmentLine, tasks: Sequence[Task], contents: Sequence[TaskContent]) -> None:
        """Split or merged: new tasks with their lineage, old ones replaced."""
        made = self._give(contents)
        kind = TaskLink.Kind.SPLIT if line.verb == Verb.SPLIT else TaskLink.Kind.MERGED
        TaskLink.objects.bulk_create(
            TaskLink(origin=old, task=new, kind=kind, amendment=self.amendment, on=self.on, why=line.why)
            for old in tasks
            for new in made
        )
        self.closer.replace({old.pk: [new.pk for new in made] for old in tasks})

    def change(self, task: Task, content: TaskContent) -> None:
        """The task goes on under other words, agencies or dates; what is submitted or accepted stays as it was."""
        before = content_of(task)
        self.writer.reword(task, content)
        for role in ROLES:
            self._change_parties(task, role, before.named(role), content.named(role))
        self._change_deadlines(task, before, content)

    def _change_parties(self, task: Task, role: str, before: Sequence[Named], after: Sequence[Named]) -> None:
        gone, fresh = [one for one in before if one not in after], [one for one in after if one not in before]
        rows = list(task.parties.filter(role=role).exclude(state=TaskParty.State.SET_ASIDE))
        removed = [row for row in rows if Named(row.phrase, tuple(row.chosen)) in gone or row.phrase == NOT_NAMED]
        if not fresh and not gone:
            return
        last = task.parties.filter(role=role).aggregate(last=Max("order"))["last"] or 0
        added = self.writer.add_parties(task, role, fresh, last)
        for row in removed:
            row.state, row.reason = TaskParty.State.SET_ASIDE, self.closer.why
            row.decided_at, row.decided_by, row.decided_by_name = self.act.at, self.act.person, self.act.name
            row.save()
        self._end_parts(task, role, [row.pk for row in removed], added)
        before_given = set(Occurrence.objects.filter(task=task).values_list("pk", flat=True))
        self.giver.give([task], on=self.on, since=self.on, only={row.pk for row in added})
        made = Occurrence.objects.filter(task=task).exclude(pk__in=before_given)
        self.traces += [Trace(row.pk, task.pk, row.unit_id, row.label, "created", None, row.due_on) for row in made]

    def _end_parts(self, task: Task, role: str, removed: Sequence[int], added: Sequence[TaskParty]) -> None:
        """Agencies that only removed phrases named are released; who is named anew keeps the part."""
        meant = {unit: row for row in added for unit, _sure in self._units(row)}
        parts = Obligation.objects.filter(task=task, role=role, state="in_force", party__in=removed)
        released = []
        for part in parts:
            if part.unit_id in meant:
                part.party, part.named_as = meant[part.unit_id], meant[part.unit_id].phrase
                part.save(update_fields=["party", "named_as"])
            else:
                released.append(part.pk)
        self.closer.waive(Occurrence.objects.filter(obligation__in=released))
        self.closer.end_obligations(Q(pk__in=released))

    def _units(self, party: TaskParty) -> Sequence[tuple[int, Any]]:
        self.giver.learn(party.chosen)
        return self.giver.units_of(party)

    def _change_deadlines(self, task: Task, before: TaskContent, content: TaskContent) -> None:
        """Equal deadlines stay; the others are paired in their order, and their open due instances move along."""
        rows = list(task.deadlines.exclude(binds=TaskDeadline.Binds.NOBODY).order_by("order"))
        said, wanted = [meant(one) for one in before.deadlines], [meant(one) for one in content.deadlines]
        old = [row for row, one in zip(rows, said, strict=True) if one not in wanted]
        new = [dict(one) for one, rule in zip(content.deadlines, wanted, strict=True) if rule not in said]
        leads = list(task.parties.filter(role="lead").exclude(state=TaskParty.State.SET_ASIDE).order_by("order"))
        if not old and not new:
            return
        for row, given in zip(old, new, strict=False):
            row.task = task
            self.writer.change_deadline(row, given, leads)
            self._reschedule(task, [row], row)
        for row in old[len(new) :]:
            row.binds = TaskDeadline.Binds.NOBODY
            row.save(update_fields=["binds"])
            self._reschedule(task, [row], row)
        last = task.deadlines.aggregate(last=Max("order"))["last"] or 0
        for at, row in enumerate(self.writer.add_deadlines(task, new[len(old) :], leads, last)):
            # What had no date at all is dated by the first deadline that the task gets.
            self._reschedule(task, [None] if at == 0 and not rows else [], row)
        if not content.deadlines:
            self._reschedule(task, [], None)

    def _reschedule(self, task: Task, old: Sequence[TaskDeadline | None], now: TaskDeadline | None) -> None:
        """Due instances of deadlines move to the dates of another, for each agency that leads."""
        parts = Obligation.objects.filter(task=task, role="lead", state="in_force").select_related("party")
        named = {row.pk for row in now.parties.all()} if now is not None else set()
        self.scheduler.shapes.pop(now.pk if now is not None else None, None)
        shapes = self.scheduler.shape(now) if now is None or now.binds != TaskDeadline.Binds.NOBODY else []
        for part in parts:
            self._move_part(part, old, now, shapes if self._binds(now, part, named) else [])

    def _binds(self, deadline: TaskDeadline | None, part: Obligation, named: Set[int]) -> bool:
        """Whether a deadline binds an agency's part: all leads, those of some phrases, or the units that it means."""
        if deadline is None or deadline.binds == TaskDeadline.Binds.ALL:
            return True
        if deadline.binds == TaskDeadline.Binds.UNITS:
            meant_units = self.writer.phrases.understand(deadline.applies_to).units
            return part.unit_id in {unit for unit, _sure in meant_units}
        return part.party_id in named

    def _move_part(
        self, part: Obligation, old: Sequence[TaskDeadline | None], now: TaskDeadline | None, shapes: Sequence[Any]
    ) -> None:
        wanted = Q(deadline__in=[one for one in old if one]) | (Q(deadline=None) if None in old else Q(pk__in=[]))
        rows = {row.pk: row for row in part.occurrences.filter(wanted) if not row.ad_hoc}
        slots = [_slot(row) for row in rows.values() if row.state in OPEN]
        done = [_slot(row) for row in rows.values() if row.state not in OPEN]
        found = pair(slots, shapes, done=done, since=self.on)
        self._carry_out_pairing(part, now, rows, found)

    def _carry_out_pairing(
        self, part: Obligation, now: TaskDeadline | None, rows: dict[int, Occurrence], found: Pairing
    ) -> None:
        moves: list[Move] = []
        for key, shape in found.moved:
            moves.append(self._moved(rows[key], shape, now))
        Move.objects.bulk_create(moves)
        self.closer.waive([rows[key] for key in found.dropped])
        made = Occurrence.objects.bulk_create(
            Occurrence(
                obligation=part, plan_id=part.plan_id, task_id=part.task_id, unit_id=part.unit_id, deadline=now, **shape
            )
            for shape in found.created
        )
        self.traces += [Trace(row.pk, row.task_id, row.unit_id, row.label, "created", None, row.due_on) for row in made]

    def _moved(self, row: Occurrence, shape: Mapping[str, Any], now: TaskDeadline | None) -> Move:
        was = row.due_on
        for name in SHAPED:
            setattr(row, name, shape.get(name, PLAIN.get(name)))
        row.deadline = now
        # The first date stays what it was, unless there was none or there is none now.
        row.original_due_on = (row.original_due_on or row.due_on) if row.due_on else None
        row.save(update_fields=[*SHAPED, "deadline", "original_due_on"])
        self.traces.append(Trace(row.pk, row.task_id, row.unit_id, row.label, "moved", was, row.due_on))
        words = f"{self.closer.why} Hạn đổi từ {_day(was)} sang {_day(row.due_on)}."
        return self.closer.move(row, "change_due", row.state, row.state, reason=words)


def _slot(row: Occurrence) -> OpenSlot:
    return OpenSlot(row.pk, row.label, row.due_on, row.original_due_on)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "chưa có ngày"


def _refuse_out_of_date(line: AmendmentLine, tasks: Sequence[Task]) -> None:
    """Refuse a line about tasks that are gone (`work.task_not_in_force`) or changed since it was written
    (`work.task_changed_since`)."""
    for task in tasks:
        if task.state != Task.State.IN_FORCE:
            raise Refused(
                "work.task_not_in_force",
                f"Nhiệm vụ {task.number} không còn thực hiện ({task.get_state_display().lower()}).",
                f"Bỏ dòng {line.order} của đợt điều chỉnh, hoặc chọn nhiệm vụ khác.", where={"line": line.order},
            )  # fmt: skip
    now = [content_of(task).to_json() for task in tasks]
    if line.before and line.before != now:
        raise Refused(
            "work.task_changed_since",
            f"Nhiệm vụ ở dòng {line.order} đã được sửa đổi sau khi dòng này được soạn.",
            "Mở lại dòng, so với nội dung hiện tại, rồi lưu lại.", where={"line": line.order},
        )  # fmt: skip
