"""Tasks of a plan as plain data again: the shape in which drafts, amendments, copies and workbooks hand them on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from thuocdo.work.models import Task, TaskDeadline, TaskParty
from thuocdo.work.rules.plan_content import Named, TaskContent

NOT_NAMED = "(văn bản không nêu cơ quan chủ trì)"


def with_content(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """The tasks with all that `content_of` needs; three queries whatever their number.

    Phrases that a person set aside and deadlines that an amendment took back are no part of it any more.
    """
    parties = TaskParty.objects.exclude(state=TaskParty.State.SET_ASIDE).order_by("role", "order")
    deadlines = TaskDeadline.objects.exclude(binds=TaskDeadline.Binds.NOBODY).order_by("order")
    return tasks.prefetch_related(Prefetch("parties", parties), Prefetch("deadlines", deadlines))


def content_of(task: Task) -> TaskContent:
    """What a task says now; it was read by `with_content`."""
    parties = list(task.parties.all())
    return TaskContent(
        text=task.text, number=task.number, row=task.row, section=task.section, section_title=task.section_title,
        field=task.field, outputs=tuple(map(str, task.outputs)), lead=_named(parties, "lead"),
        coordinating=_named(parties, "coordinating"),
        deadlines=tuple(_deadline(one) for one in task.deadlines.all()), report_to=task.report_to,
        urgency=task.urgency, source_text=task.source_text, spans=tuple(task.spans),
    )  # fmt: skip


def _named(parties: Sequence[TaskParty], role: str) -> tuple[Named, ...]:
    return tuple(
        Named(one.phrase, tuple(map(str, one.chosen)))
        for one in parties
        if one.role == role and one.phrase != NOT_NAMED
    )


def _deadline(deadline: TaskDeadline) -> dict[str, object]:
    """The deadline as it was handed in, else as its rule has it."""
    return (
        dict(deadline.data or deadline.rule)
        | {"text": deadline.text}
        | ({"applies_to": deadline.applies_to} if deadline.applies_to else {})
    )


def contents_of(tasks: QuerySet[Task]) -> dict[int, TaskContent]:
    """Contents by the key of the task, in the order of the tasks."""
    return {task.pk: content_of(task) for task in with_content(tasks)}
