"""The daily run: every open due instance is put on its rung, and each step is written down, by whole sets.

The number of statements is the same for ten due instances and for a million. What a run took stays taken: a second
run of the day finds nothing, one after days without a run takes the furthest rung only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from thuocdo.core import audit, clock
from thuocdo.core.decision import decision
from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.urging import permissions
from thuocdo.urging import statements as sql
from thuocdo.urging.models import Run, RungRun
from thuocdo.urging.queries.policy import ladder_of, provinces_at_work
from thuocdo.urging.queries.recipients import Recipients, recipients
from thuocdo.urging.rules.ladder import LETTER, MAIL, OWNER, WAIT, WHOM, Anchored, Ladder, Rung, stand
from thuocdo.urging.services.messages import Telling
from thuocdo.work.queries.facts import working_calendar


@decision("urging.take_steps", ask=permissions.abilities)
def take_steps(*, by: Any, at: datetime) -> Run:
    """Take the steps of a day (đôn đốc trong ngày): ledger, one digest a person, a record for each rung.

    On a day off, where all ladders wait, no step is taken; the next working day finds what was reached. The same day
    again changes nothing.
    """
    day = at.astimezone(clock.ZONE).date()
    calendar = working_calendar()
    last = Run.objects.filter(day__lt=day).first()
    missed = max((day - last.day).days - 1, 0) if last is not None else 0
    ladders = {province: ladder_of(province, day) for province in provinces_at_work()}
    working = calendar.is_working(day)
    run, is_new = Run.objects.get_or_create(day=day, defaults={"at": at, "working": working, "caught_up": missed})
    if not is_new:
        return run
    awake = {key: one for key, one in ladders.items() if working or one.days_off != WAIT}
    taken = Running(run, awake, calendar).take() if awake else {}
    _record(run, ladders, taken)
    audit.changed(thing=run, after={"day": day, "working": working, "steps": run.steps, "people": run.people})
    return run


def _record(run: Run, ladders: Mapping[str, Ladder], taken: Mapping[tuple[str, str], tuple[int, int, int]]) -> None:
    """A record for each rung, of those too that had nothing to do."""
    rows = []
    for province, ladder in ladders.items():
        for order, rung in enumerate(ladder.rungs, start=1):
            standing, steps, people = taken.get((province, rung.code), (0, 0, 0))
            rows.append(
                RungRun(run=run, province_key=province, rung=rung.code, name=rung.name, order=order,
                        standing=standing, steps=steps, people=people)
            )  # fmt: skip
    RungRun.objects.bulk_create(rows)


class Running:
    """One run, over temporary tables: what is anchored, on which rung it stands, whom that tells."""

    def __init__(self, run: Run, ladders: Mapping[str, Ladder], calendar: WorkingCalendar) -> None:
        self.run, self.ladders, self.calendar = run, ladders, calendar
        self.people: Recipients = recipients(ladders, run.day)

    def take(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Take all steps; by province and rung: how many stand on it, reached it now, and people told."""
        with connection.cursor() as cursor:
            self._anchor(cursor)
            self._stand(cursor)
            self._tell(cursor)
            telling = Telling(self.run, self.ladders)
            telling.make(self._counts(cursor), self._mailed(cursor))
            # Each row of the ledger is checked against its message: by the index, not by a plan of a small table.
            cursor.execute("ANALYZE urging_message")
            self._write(cursor, telling.made)
            cursor.execute(sql.BY_RUNG)
            found = {(row[0], row[1]): (row[2], row[3], row[4]) for row in cursor.fetchall()}
            cursor.execute(sql.TOTALS)
            (self.run.steps,) = cursor.fetchone()
            sql.forget(cursor)
            # A ledger that has grown by thousands is known as such to the run of tomorrow.
            cursor.execute("ANALYZE urging_step")
        self.run.people = len({person for person, _urgent in telling.made})
        self.run.save(update_fields=["steps", "people"])
        return found

    def _anchor(self, cursor: Any) -> None:
        """Everything open whose day lies near enough to stand on a rung."""
        furthest = max(ladder.earliest for ladder in self.ladders.values())
        sql.forget(cursor)
        cursor.execute(
            sql.ANCHORED, {"until": self.run.day + timedelta(days=furthest), "provinces": list(self.ladders)}
        )
        cursor.execute("ANALYZE urging_anchored")

    def _stand(self, cursor: Any) -> None:
        """Which rung each distinct day stands on is reckoned by the rules, once a day and not once a thing."""
        cursor.execute("SELECT DISTINCT province, of, of_day, state FROM urging_anchored")
        rows = []
        for province, of, day, state in cursor.fetchall():
            found = stand(self.ladders[province], Anchored(of, day, state), self.run.day, self.calendar)
            if found is not None:
                rung = found.rung
                rows.append((province, of, day, state, rung.code, rung.name, found.reached_on, rung.urgent,
                             LETTER in rung.by))  # fmt: skip
        cursor.execute(sql.STANDS, _columns(rows, 9))
        cursor.execute(sql.NOW, {"day": self.run.day})
        cursor.execute("ANALYZE urging_now")

    def _tell(self, cursor: Any) -> None:
        """Whom each rung tells, as people."""
        whom = [row for province, ladder in self.ladders.items() for row in _whom(province, ladder)]
        there = [(person, unit, told) for (person, unit), told in self.people.there.items()]
        of_unit = [(unit, kind, person) for (unit, kind), person in self.people.of_unit.items()]
        owners = [(province, person) for province, some in self.people.owners.items() for person in some]
        contacts = [
            (unit, contact)
            for unit in {unit for unit, _kind in self.people.of_unit}
            if (contact := self.people.contact(unit)) is not None
        ]
        for statement, rows, width in (
            (sql.WHOM, whom, 6), (sql.THERE, there, 3), (sql.OF_UNIT, of_unit, 3), (sql.OWNERS, owners, 2),
            (sql.CONTACTS, contacts, 2),
        ):  # fmt: skip
            cursor.execute(statement, _columns(rows, width))
        cursor.execute(sql.TOLD)
        cursor.execute("ANALYZE urging_told")

    def _counts(self, cursor: Any) -> dict[tuple[int, bool], dict[str, int]]:
        cursor.execute(sql.COUNTS)
        found: dict[tuple[int, bool], dict[str, int]] = {}
        for person, urgent, section, number in cursor.fetchall():
            found.setdefault((person, urgent), {})[section] = number
        return found

    def _mailed(self, cursor: Any) -> set[tuple[int, bool]]:
        cursor.execute(sql.MAILED)
        return {(person, urgent) for person, urgent in cursor.fetchall()}

    def _write(self, cursor: Any, keys: Mapping[tuple[int, bool], int]) -> None:
        rows = [(person, urgent, message) for (person, urgent), message in keys.items()]
        people, urgent, messages = _columns(rows, 3)
        cursor.execute(
            sql.LEDGER,
            {"run": self.run.pk, "day": self.run.day, "at": self.run.at, "people": people, "urgent": urgent,
             "messages": messages},
        )  # fmt: skip


def _whom(province: str, ladder: Ladder) -> list[tuple[str, str, bool, str, int, bool]]:
    """Rows of province, rung, blocked, whom, rank, and whether mail is among the channels."""
    found = []
    for rung in ladder.rungs:
        for blocked, told in ((False, rung), (True, ladder.blocked)):
            for whom in _of_rung(rung, told.tell):
                found.append((province, rung.code, blocked, whom, WHOM.index(whom), MAIL in told.by))
    return found


def _of_rung(rung: Rung, tell: tuple[str, ...]) -> tuple[str, ...]:
    """What is not the lead's own matter is not told to the owner of the cycle."""
    return tuple(whom for whom in tell if whom != OWNER) if rung.of == "contribution" else tell


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows turned into columns, as `unnest` takes them."""
    return [[row[at] for row in rows] for at in range(width)]
