"""Letters of urging: drafted in one click from what is late; approved, numbered, signed and sent like every paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from thuocdo.chancery.queries.drafts import issuer_of
from thuocdo.chancery.rules.starting import LETTER, blank
from thuocdo.chancery.services.drafting import Beginning, draft
from thuocdo.core import audit, clock
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import squeeze
from thuocdo.urging import permissions
from thuocdo.urging.models import Letter, LetterLine, Step
from thuocdo.urging.queries.late import MOST, late
from thuocdo.urging.rules.letters import Row, content
from thuocdo.work.models import Occurrence
from thuocdo.work.queries.facts import working_calendar

ANSWER_WITHIN = 5
LONGEST = 400


@decision("urging.draft_letter", ask=permissions.abilities)
def draft_letter(*, sender: Unit, units: Sequence[Unit], by: Person, at: datetime) -> Letter:
    """Draft a letter of urging (soạn công văn đôn đốc) to agencies, with the table of what is late at each of them.

    `sender` issues it. Refused `urging.nothing_late`, `urging.too_many` and whatever the chancery refuses.
    """
    if "draft_letter" not in permissions.abilities(by, sender):
        raise NotAllowed(
            "urging.not_allowed", "Bạn không soạn công văn đôn đốc thay cơ quan này.", "Chọn cơ quan của bạn."
        )
    day = at.astimezone(clock.ZONE).date()
    rows = list(late(by, day).filter(unit__in=units).select_related("task", "plan")[: MOST + 1])
    if not rows:
        raise Refused("urging.nothing_late", "Các cơ quan đã chọn không còn việc quá hạn nào.", "Tải lại trang.")
    if len(rows) > MOST:
        raise Refused("urging.too_many", f"Hơn {MOST} việc quá hạn trong một công văn.", "Chọn ít cơ quan hơn.")
    names = _full_names({row.unit_id for row in rows}, day)
    printed = [_row(row, names.get(row.unit_id, ""), day) for row in rows]
    answer_by = working_calendar().add_working_days(day, ANSWER_WITHIN)
    made = content(blank(LETTER, issuer_of(sender, LETTER, day)), printed, day, answer_by)
    paper = draft(beginning=Beginning(unit=sender, kind=LETTER, content=made), by=by, at=at)
    letter = Letter.objects.create(
        draft=paper, unit=sender, day=day, at=at, by=by, by_name=by.actor_name,
        agencies=len({row.unit_id for row in rows}), tasks=len(rows),
    )  # fmt: skip
    _note(letter, rows, at)
    audit.changed(thing=letter, after={"draft": paper.pk, "agencies": letter.agencies, "tasks": letter.tasks})
    return letter


def _note(letter: Letter, rows: Sequence[Occurrence], at: datetime) -> None:
    """The rows of the table, and one row in the ledger for each."""
    day = letter.day
    LetterLine.objects.bulk_create(
        LetterLine(letter=letter, occurrence=row, unit_id=row.unit_id, due_on=_due(row),
                   late_days=(day - _due(row)).days)
        for row in rows
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(day=day, at=at, occurrence=row, unit_id=row.unit_id, of="letter", of_day=_due(row), reached_on=day,
             rung="cong-van", rung_name="Công văn đôn đốc", section=Step.Section.OVERDUE, whom=Step.Whom.AGENCY,
             outcome=Step.Outcome.LETTER, letter=letter)
        for row in rows
    )  # fmt: skip


def _due(row: Occurrence) -> date:
    assert row.due_on is not None  # what is late has a date
    return row.due_on


def _row(row: Occurrence, name: str, day: date) -> Row:
    task = squeeze(row.task.text)
    short = task if len(task) <= LONGEST else f"{task[:LONGEST].rstrip()}…"
    return Row(name, f"{short} ({row.label})" if row.label else short, row.plan.number_symbol or row.plan.title,
               _due(row), (day - _due(row)).days)  # fmt: skip


def _full_names(units: set[int], day: date) -> dict[int, str]:
    rows = UnitVersion.objects.filter(unit__in=units, valid__contains=day)
    return dict(rows.values_list("unit", "full_name"))
