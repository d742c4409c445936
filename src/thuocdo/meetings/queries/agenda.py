"""What may stand on the agenda of a meeting, and how each point stands on a day; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from django.db.models import Q, QuerySet

from thuocdo.directory.models import Person
from thuocdo.directory.permissions import below
from thuocdo.kernel.text import fold
from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting
from thuocdo.meetings.queries.outcomes import outcomes
from thuocdo.work.models import Block, Extension, Occurrence
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries import names_on, with_standing
from thuocdo.work.queries.standing import current, filter_standing

Kind = AgendaItem.Kind
OF_WORK = {Kind.LATE: ("overdue",), Kind.SOON: ("due_soon",), Kind.RETURNED: ("returned",)}
MOST, LONGEST = 300, 400


@dataclass(frozen=True)
class Candidate:
    """Something that may be put on the agenda: its kind and key, words, whose it is, how it stands."""

    kind: str
    key: int
    text: str
    unit: str
    standing: str
    due_on: date | None
    note: str = ""

    @property
    def mark(self) -> str:
        """What a form calls it."""
        return f"{self.kind}:{self.key}"


def scope(meeting: Meeting, on: date) -> set[int]:
    """Units whose work a meeting speaks of: its own and those below."""
    return below([meeting.unit_id], on)


def candidates(
    person: Person | None, meeting: Meeting, on: date, *, kind: str, unit: int | None = None, text: str = ""
) -> list[Candidate]:
    """What of one kind may be put on the agenda and does not stand there; six queries at the most."""
    units = scope(meeting, on)
    if unit is not None:
        units &= {unit}
    if kind in OF_WORK:
        found = _work(person, meeting, on, kind, units, text)
    elif kind == Kind.BLOCK:
        found = _blocks(person, meeting, on, units, text)
    elif kind == Kind.EXTENSION:
        found = _extensions(person, meeting, on, units, text)
    elif kind == Kind.CONCLUSION:
        found = _conclusions(meeting, on, text)
    else:
        found = []
    return found


def _words(occurrence: Occurrence) -> str:
    task = occurrence.task
    return shorten(f"{task.number}. {task.text}{label_of(occurrence)}", LONGEST, placeholder="…")


def label_of(occurrence: Occurrence) -> str:
    """What tells a due instance from the others of its task; a bare date is shown beside it anyway."""
    bare = not occurrence.label or occurrence.label.startswith("Ngày ")
    return "" if bare else f" ({occurrence.label})"


def _there(meeting: Meeting, kind: str, field: str) -> Any:
    return meeting.items.filter(kind=kind).exclude(**{field: None}).values(field)


def _work(person: Person | None, meeting: Meeting, on: date, kind: str, units: set[int], text: str) -> list[Candidate]:
    found = current().filter(visible_to(person, Occurrence), unit__in=units)
    found = filter_standing(found, on, OF_WORK[Kind(kind)]).exclude(pk__in=_there(meeting, kind, "occurrence"))
    # Work that a meeting of the unit gave out stands on the agenda as a conclusion.
    found = found.exclude(task__in=open_conclusions(meeting).filter(task__isnull=False).order_by().values("task"))
    if text:
        found = found.filter(task__folded__contains=fold(text))
    rows = list(with_standing(found, on).select_related("task").order_by("due_on", "pk")[:MOST])
    names = names_on({row.unit_id for row in rows}, on)
    return [
        Candidate(kind, row.pk, _words(row), names.get(row.unit_id, ""), row.standing, row.due_on, row.reason)  # type: ignore[attr-defined]
        for row in rows
    ]


def _blocks(person: Person | None, meeting: Meeting, on: date, units: set[int], text: str) -> list[Candidate]:
    found = Block.objects.filter(visible_to(person, Block), ended_at=None, occurrence__unit__in=units)
    found = found.exclude(pk__in=_there(meeting, Kind.BLOCK, "block"))
    if text:
        found = found.filter(Q(occurrence__task__folded__contains=fold(text)) | Q(text__icontains=text))
    rows = list(found.select_related("occurrence__task").order_by("occurrence__due_on", "pk").distinct()[:MOST])
    names = names_on({row.occurrence.unit_id for row in rows}, on)
    return [
        Candidate(
            Kind.BLOCK, row.pk, _words(row.occurrence), names.get(row.occurrence.unit_id, ""), "returned",
            row.occurrence.due_on, row.text,
        )
        for row in rows
    ]  # fmt: skip


def _extensions(person: Person | None, meeting: Meeting, on: date, units: set[int], text: str) -> list[Candidate]:
    found = Extension.objects.filter(
        visible_to(person, Extension), state=Extension.State.ASKED, occurrence__unit__in=units
    ).exclude(pk__in=_there(meeting, Kind.EXTENSION, "extension"))
    if text:
        found = found.filter(occurrence__task__folded__contains=fold(text))
    rows = list(found.select_related("occurrence__task").order_by("old_due_on", "pk").distinct()[:MOST])
    names = names_on({row.occurrence.unit_id for row in rows}, on)
    return [
        Candidate(
            Kind.EXTENSION, row.pk, _words(row.occurrence), names.get(row.occurrence.unit_id, ""), "submitted",
            row.old_due_on, f"Xin đến {row.asked_until:%d/%m/%Y}: {row.reason}",
        )
        for row in rows
    ]  # fmt: skip


def _conclusions(meeting: Meeting, on: date, text: str) -> list[Candidate]:
    """Conclusions of former meetings of the unit that are still open, the latest meeting first."""
    found = open_conclusions(meeting).exclude(pk__in=_there(meeting, Kind.CONCLUSION, "conclusion"))
    rows = list(found.order_by("-meeting__starts_at", "order")[:MOST])
    stand = outcomes(rows, on)
    return [
        Candidate(
            Kind.CONCLUSION, row.pk, row.text, row.who, stand[row.pk].code, stand[row.pk].due_on,
            f"{row.meeting.title}, {row.meeting.starts_at:%d/%m/%Y}",
        )
        for row in rows
        if not stand[row.pk].is_done and (not text or fold(text) in fold(row.text))
    ]  # fmt: skip


def open_conclusions(meeting: Meeting) -> QuerySet[Conclusion]:
    """Conclusions of former meetings of the unit that gave work to somebody."""
    former = Meeting.objects.filter(
        unit=meeting.unit_id, state=Meeting.State.CONCLUDED, starts_at__lt=meeting.starts_at
    ).exclude(pk=meeting.pk)
    found = Conclusion.objects.filter(meeting__in=former.values("pk"), state=Conclusion.State.DONE)
    return found.filter(kind__in=["task", "step"]).select_related("meeting", "step", "task")


def stands(items: Iterable[AgendaItem], on: date) -> dict[int, dict[str, Any]]:
    """How each point stands on a day, as it is kept when the meeting is opened: standing, date, agency, a note.

    Points need their occurrence, extension, block and conclusion read along (`with_things`). Six queries.
    """
    rows = list(items)
    about = {row.pk: _occurrence_of(row) for row in rows}
    keys = {one.pk for one in about.values() if one is not None}
    fresh = {one.pk: one for one in with_standing(Occurrence.objects.filter(pk__in=keys), on)}
    names = names_on({one.unit_id for one in fresh.values()}, on)
    stand = outcomes([row.conclusion for row in rows if row.conclusion is not None], on)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        occurrence = about[row.pk]
        if row.conclusion is not None:
            one = stand[row.conclusion.pk]
            found[row.pk] = _told(one.code, one.due_on, row.conclusion.who, one.words, on)
        elif occurrence is not None:
            now = fresh[occurrence.pk]
            found[row.pk] = _told(now.standing, now.due_on, names.get(now.unit_id, ""), _note(row, now), on)  # type: ignore[attr-defined]
        else:
            found[row.pk] = {}
    return found


def with_things(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Points of an agenda with what they are about."""
    return items.select_related(
        "occurrence__task", "extension__occurrence__task", "block__occurrence__task", "conclusion__meeting",
        "conclusion__task", "conclusion__step",
    )  # fmt: skip


def occurrence_of(item: AgendaItem) -> Occurrence | None:
    """The due instance that a point is about; that of a step for a conclusion that gave one."""
    return _occurrence_of(item)


def _occurrence_of(item: AgendaItem) -> Occurrence | None:
    if item.occurrence is not None:
        return item.occurrence
    if item.extension is not None:
        return item.extension.occurrence
    return item.block.occurrence if item.block is not None else None


def _note(item: AgendaItem, now: Occurrence) -> str:
    if item.extension is not None:
        one = item.extension
        return f"{one.get_state_display()}; xin đến {one.asked_until:%d/%m/%Y}: {one.reason}"
    if item.block is not None:
        return f"{'Đã gỡ' if item.block.ended_at else 'Đang vướng'}: {item.block.text}"
    return now.reason if now.state == Occurrence.State.RETURNED else ""


def _told(code: str, due_on: date | None, unit: str, note: str, on: date) -> dict[str, Any]:
    late = (on - due_on).days if due_on is not None and due_on < on and code == "overdue" else 0
    return {
        "code": code, "due_on": due_on.isoformat() if due_on else "", "unit": unit, "note": note,
        "on": on.isoformat(), "late_days": late,
    }  # fmt: skip


def agenda(meeting: Meeting, on: date) -> Sequence[tuple[AgendaItem, dict[str, Any]]]:
    """Points of the agenda in their order with how they stand: as kept once the meeting was opened, else on the day."""
    rows = list(with_things(meeting.items.order_by("order", "pk")))
    fresh = [row for row in rows if not row.frozen and row.kind != Kind.WORDS]
    now = stands(fresh, on) if fresh else {}
    return [(row, row.frozen or now.get(row.pk, {})) for row in rows]
