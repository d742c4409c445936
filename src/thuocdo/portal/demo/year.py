"""The invented half-year: units submit, some late, some are returned, some ask for time.

Everything goes through the services, on the day it is meant to have happened; every note says that it is invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from thuocdo.core import clock
from thuocdo.directory.models import Person, Position
from thuocdo.directory.permissions import positions_in_force, remember_posts
from thuocdo.portal.demo.people import contacts
from thuocdo.work import services
from thuocdo.work.models import Occurrence, Plan

SEED = 20250715
INVENTED = "Minh họa: "
BATCH = 200
# How a unit usually behaves, as shares of its results: on time, late, never sent; dealt out by the seed.
HABITS = {"good": (0.94, 0.05, 0.01), "fair": (0.82, 0.13, 0.05), "poor": (0.62, 0.22, 0.16)}
HABIT_SHARES = {"good": 0.55, "fair": 0.35, "poor": 0.10}
RETURNED, ASKS_FOR_TIME, STILL_WAITING_DAYS, WITH_A_FILE = 0.03, 0.01, 4, 0.1
LATEST = timedelta(days=20)
NOTES = (
    "đã ban hành văn bản và gửi đủ nơi nhận",
    "đã hoàn thành, số liệu đối chiếu với hệ thống của tỉnh",
    "đã gửi báo cáo kèm biểu số liệu",
    "đã thực hiện xong, kết quả gửi kèm",
)
ORDER = {"ask": 0, "submit": 1, "return": 2, "accept": 3}
WHY_RETURNED = "Thiếu biểu số liệu kèm theo, đề nghị bổ sung (minh họa)."
WHY_LATER = "Chờ hướng dẫn sắp xếp tổ chức bộ máy (minh họa)."


@dataclass(frozen=True)
class Step:
    """One act of the half-year, on its day."""

    on: date
    verb: str
    occurrence: int
    unit: int


class HalfYear:
    """Lives the days from `start` to `end` (exclusive) for the occurrences that fall due in them."""

    def __init__(self, judges: Sequence[Person]) -> None:
        self.judges = judges
        self.habits: dict[int, tuple[float, float, float]] = {}
        self.held: dict[int, list[Position]] = {}

    def live(self, plans: Sequence[Plan], start: date, end: date) -> int:
        """Carry out the invented acts of these days; returns how many there were."""
        steps = sorted(self._steps(plans, start, end), key=lambda step: (step.on, ORDER[step.verb], step.occurrence))
        people = contacts({step.unit for step in steps}, start)
        self.held = {}
        for first in range(0, len(steps), BATCH):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    # Invented rows need not survive a power cut; the next official commit waits for the disk again.
                    cursor.execute("SET LOCAL synchronous_commit = off")
                self._batch(steps[first : first + BATCH], people)
        return len(steps)

    def _batch(self, steps: Sequence[Step], people: dict[int, Person]) -> None:
        """Acts in order of days; what a judge accepts on one day is one decision."""
        for (on, verb), group in groupby(steps, key=lambda step: (step.on, step.verb)):
            if verb == "accept":
                self._accept(on, [step.occurrence for step in group])
            else:
                for step in group:
                    self._act(step, people)

    def _accept(self, on: date, keys: Sequence[int]) -> None:
        dice = random.Random(f"{SEED}@{on}")
        waiting = Occurrence.objects.filter(pk__in=keys, state="submitted")
        judge = dice.choice(self.judges)
        with clock.fixed(clock.at_day(on, dice.randint(14, 16))):
            theirs = list(waiting.exclude(submitted_by=judge))
            if theirs:
                services.accept_many(occurrences=theirs, by=judge, at=clock.now())

    def settle(self, plans: Sequence[Plan], on: date) -> None:
        """Decide on a day about everything that still waits, as before a plan is closed."""
        waiting = Occurrence.objects.filter(plan__in=plans, state="submitted").order_by("pk")
        self._accept(on, list(waiting.values_list("pk", flat=True)))

    def _left_over(self, plans: Sequence[Plan], start: date, end: date) -> Iterator[Step]:
        """What was sent before these days and waits for its decision: nobody leaves it for months."""
        waiting = Occurrence.objects.filter(plan__in=plans, state="submitted", submitted_at__lt=clock.at_day(start))
        for pk, unit in waiting.values_list("pk", "unit_id"):
            dice = random.Random(f"{SEED}.{pk}+")
            on = start + timedelta(days=dice.randint(0, STILL_WAITING_DAYS - 1))
            if on < end:
                yield Step(on, "accept", pk, unit)

    def _steps(self, plans: Sequence[Plan], start: date, end: date) -> Iterator[Step]:
        yield from self._left_over(plans, start, end)
        # What fell due shortly before these days may still come late in them, or again after a return.
        due = Occurrence.objects.filter(
            plan__in=plans, state__in=("open", "returned"), due_on__gte=start - LATEST, due_on__lt=end + LATEST
        )
        columns = ("pk", "unit_id", "due_on", "obligation__assigned_on", "window_start")
        for pk, unit, due_on, made_on, begins in due.values_list(*columns):
            if due_on is not None:
                dice = random.Random(f"{SEED}.{pk}")
                yield from self._life(Step(due_on, "", pk, unit), max(start, made_on, begins or start), end, dice)

    def _life(self, due: Step, first: date, end: date, dice: random.Random) -> Iterator[Step]:
        on_time, late, _ = self._habit(due.unit)
        fate = dice.random()
        if dice.random() < ASKS_FOR_TIME and first < due.on - timedelta(days=3) < end:
            yield Step(due.on - timedelta(days=3), "ask", due.occurrence, due.unit)
        over = due.on < first
        if fate >= on_time + late or (over and fate < on_time):
            return
        shift = -dice.randint(0, 9) if fate < on_time else dice.randint(1, 18)
        sent = due.on + timedelta(days=shift)
        if sent < first:
            # What is late already comes in bit by bit, not all on the first day.
            sent = first + timedelta(days=shift % 12 if over else 0)
        if sent >= end:
            return
        yield Step(sent, "submit", due.occurrence, due.unit)
        decided = sent + timedelta(days=dice.randint(1, STILL_WAITING_DAYS))
        if decided >= end:
            return
        yield Step(decided, "return" if dice.random() < RETURNED else "accept", due.occurrence, due.unit)

    def _habit(self, unit: int) -> tuple[float, float, float]:
        if unit not in self.habits:
            dice = random.Random(f"{SEED}/{unit}")
            self.habits[unit] = HABITS[dice.choices(list(HABIT_SHARES), list(HABIT_SHARES.values()))[0]]
        return self.habits[unit]

    def _act(self, step: Step, people: dict[int, Person]) -> None:
        occurrence = Occurrence.objects.select_related("plan", "task", "unit").get(pk=step.occurrence)
        doer, dice = people[step.unit], random.Random(f"{SEED}:{step.occurrence}")
        judge = dice.choice([person for person in self.judges if person != doer])
        self._remember_posts(doer, step.on)
        with clock.fixed(clock.at_day(step.on, dice.randint(8, 13))):
            at = clock.now()
            if step.verb == "submit" and occurrence.state in ("open", "returned"):
                note = INVENTED + dice.choice(NOTES)
                if dice.random() < WITH_A_FILE:
                    _prove(occurrence, doer)
                services.submit_occurrence(occurrence=occurrence, note=note, synthetic=True, by=doer, at=at)
            elif step.verb == "return" and occurrence.state == "submitted":
                services.return_occurrence(occurrence=occurrence, reason=WHY_RETURNED, by=judge, at=at)
            elif step.verb == "ask" and occurrence.state == "open":
                until = step.on + timedelta(days=17)
                services.ask_extension(occurrence=occurrence, until=until, reason=WHY_LATER, by=doer, at=at)

    def _remember_posts(self, person: Person, on: date) -> None:
        """Nobody changes posts within a span of days, so that thousands of acts read them once a person, not once a
        day."""
        if person.pk not in self.held:
            self.held[person.pk] = list(positions_in_force(person, on).select_related("unit"))
        remember_posts(person, on, self.held[person.pk])


def _prove(occurrence: Occurrence, doer: Person) -> None:
    """Attach a small file that says of itself that it is invented."""
    words = (
        f"TÀI LIỆU MINH HỌA, không có giá trị pháp lý.\n{doer.full_name}: {occurrence.label}, kỳ số {occurrence.pk}.\n"
    )
    upload = SimpleUploadedFile(f"minh-hoa-{occurrence.pk}.txt", words.encode(), "text/plain")
    title = f"{INVENTED}báo cáo kết quả"
    services.attach_evidence(occurrence=occurrence, upload=upload, title=title, synthetic=True, by=doer, at=clock.now())
