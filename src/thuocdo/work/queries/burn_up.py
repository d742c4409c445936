"""The year against the plan (tiến độ năm): what was to be due by each day, and what of it is done, on time or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo.directory.models import Person
from thuocdo.kernel.periods import Period
from thuocdo.work.queries.heat import between
from thuocdo.work.queries.occurrences import Wanted
from thuocdo.work.queries.pictures import counted, total
from thuocdo.work.rules.standing import Counts


@dataclass(frozen=True)
class Point:
    """Where the year stands at the end of a day: what was due by then, in all and since the point before."""

    day: date
    added: Counts
    reached: Counts

    @property
    def open(self) -> int:
        """Due by then and still not decided."""
        return self.reached.total - self.reached.done


@dataclass(frozen=True)
class BurnUp:
    """Points at the ends of months in order and one for today, all that has a date, and what has none."""

    points: list[Point]
    today: Point | None
    whole: Counts
    undated: Counts

    @property
    def months(self) -> list[Point]:
        return self.points


def burn_up(person: Person | None, wanted: Wanted, on: date) -> BurnUp:
    """Two statements whatever the plan's size. The states are those of today, ordered by the day they were due."""
    found = counted(person, wanted, on, ("due_on",))
    undated = found.pop((None,), Counts())
    days = {day: counts for (day,), counts in found.items()}
    points: list[Point] = []
    reached = Counts()
    for month in between(day.replace(day=1) for day in days):
        last = Period.month(month.year, month.month).last_day
        added = total([counts for day, counts in days.items() if month <= day <= last])
        reached = reached + added
        points.append(Point(last, added, reached))
    return BurnUp(points, _today(days, points, on), reached, undated)


def _today(days: dict[date, Counts], points: list[Point], on: date) -> Point | None:
    """The point of today, between the month that ended last and this one; none outside the year."""
    if not points or not points[0].day.replace(day=1) <= on <= points[-1].day:
        return None
    first = on.replace(day=1) - timedelta(days=1)
    since = [counts for day, counts in days.items() if first < day <= on]
    return Point(on, total(since), total([counts for day, counts in days.items() if day <= on]))
