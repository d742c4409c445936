"""What stands in one person's digest at the moment in which it is read or mailed: what is settled is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from thuocdo.directory.queries import names_on
from thuocdo.kernel.text import squeeze
from thuocdo.urging.models import Message, Step
from thuocdo.urging.rules.words import ASKED, DECIDE, HEADS, SECTIONS, how_far
from thuocdo.work.models import Block, Occurrence
from thuocdo.work.permissions import reach
from thuocdo.work.queries.persons import awaiting_judgement

SHOWN, LONGEST = 10, 200
OPEN = ("open", "returned")


@dataclass(frozen=True)
class Line:
    """One thing in a digest: what, whose, how far, why it waits, and its page."""

    what: str
    whose: str
    when: str
    link: str
    why: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a digest: its head, its first lines, and how many there are in all."""

    code: str
    head: str
    lines: Sequence[Line]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def still_open() -> Q:
    """Steps whose thing is not settled: not submitted, accepted, waived, handed over, put off, or answered."""
    same_day = Q(occurrence__due_on=F("of_day")) | ~Q(of="due")
    asked = Q(contribution=None) | Q(contribution__state__in=["asked", "returned"])
    return Q(occurrence__state__in=OPEN, occurrence__plan__state="in_force") & same_day & asked


def steps_of(message: Message) -> QuerySet[Step]:
    """Steps of a message that still count."""
    return Step.objects.filter(still_open(), message=message)


def sections_of(message: Message, on: date) -> list[Section]:
    """The sections of a digest; six statements at the most, whatever is in it."""
    in_section = Window(RowNumber(), partition_by=F("section"), order_by=[F("of_day").asc(), F("pk").asc()])
    all_of = (
        steps_of(message)
        .select_related("occurrence__task", "contribution")
        .annotate(place=in_section)
        .order_by("section", "place")
    )
    totals: dict[str, int] = {}
    for section, number in _counted(message):
        totals[section] = number
    rows = list(all_of.filter(place__lte=SHOWN))
    names = names_on({row.unit_id for row in rows}, on)
    blocks = _blocks([row.occurrence_id for row in rows if row.section == "blocked"])
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row.section, []).append(_line(row, names, blocks, on))
    made = [
        Section(code, HEADS[code], found[code], totals.get(code, 0)) for code in SECTIONS if code in found
    ]  # fmt: skip
    if not message.urgent and message.counts.get(DECIDE):
        made += _to_decide(message, on)
    return sorted(made, key=lambda one: SECTIONS.index(one.code))


def _counted(message: Message) -> list[tuple[str, int]]:
    rows = steps_of(message).order_by().values_list("section").annotate(number=Count("pk"))
    return [(str(section), int(number)) for section, number in rows]


def _blocks(occurrences: list[int]) -> dict[int, str]:
    """What each blocked thing waits for, in its own words."""
    if not occurrences:
        return {}
    rows = Block.objects.filter(occurrence__in=occurrences, ended_at=None)
    return dict(rows.values_list("occurrence", "text"))


def _line(row: Step, names: dict[int, str], blocks: dict[int, str], on: date) -> Line:
    one = row.occurrence
    what = row.contribution.text if row.contribution is not None else one.task.text
    day = row.of_day if row.of in ("due", "contribution") else one.due_on
    far = how_far(day, on) if day is not None else f"rà soát ngày {row.of_day:%d/%m/%Y}"
    when = f"{one.label}, {far}" if one.label else far
    why = blocks.get(one.pk, "") if row.section == "blocked" else one.reason if row.section == "returned" else ""
    return Line(_short(what), names.get(row.unit_id, ""), when, _page(one, row.section), _short(why))


def _short(words: str) -> str:
    """Words that fit a line of a digest."""
    said = squeeze(words)
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"


def _page(one: Occurrence, section: str) -> str:
    address = reverse("work:obligation", args=[one.obligation_id])
    return address if section == ASKED else f"{address}?ky={one.pk}"


def _to_decide(message: Message, on: date) -> list[Section]:
    waiting = awaiting_judgement(reach(message.person, on)).select_related("task")
    rows = list(waiting.order_by("submitted_at", "pk")[: SHOWN + 1])
    if not rows:
        return []
    total = len(rows) if len(rows) <= SHOWN else waiting.count()
    names = names_on({row.unit_id for row in rows}, on)
    lines = [
        Line(_short(row.task.text), names.get(row.unit_id, ""),
             f"nộp ngày {row.submitted_at:%d/%m/%Y}" if row.submitted_at else "", _page(row, DECIDE))
        for row in rows[:SHOWN]
    ]  # fmt: skip
    return [Section(DECIDE, HEADS[DECIDE], lines, total)]
