"""The working calendar (lịch làm việc): weekends, public holidays, compensatory days off and swapped days.

Offices work Monday to Friday. Days off are those of Bộ luật Lao động 2019, Điều 111 and 112; Tết, Quốc khánh and the
swaps of each year follow the ministry's announcement. They are data (packs/national/calendar.csv), never computed here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from thuocdo.kernel.errors import Refused

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEKEND = {5: "Thứ Bảy", 6: "Chủ nhật"}
DAYS_OFF = frozenset({"holiday", "compensatory_off", "swapped_off"})
WORKING = frozenset({"makeup_working"})
# A day that is only announced as an intention stays a working day; an estimate is used until the announcement comes.
TRUSTED = frozenset({"official", "estimated"})
COLUMNS = ("date", "kind", "name", "pair_date", "status", "legal_basis", "provenance")
FURTHEST = 3660


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked (ngày làm việc).

    `days_off` are the weekdays off, `working_weekends` the Saturdays and Sundays worked in exchange, `known_years` the
    years whose days off are announced; in other years the answer rests on weekends and estimates.

    >>> calendar = WorkingCalendar(frozenset({date(2025, 5, 2)}), frozenset({date(2025, 4, 26)}), frozenset({2025}))
    >>> calendar.is_working(date(2025, 4, 26)), calendar.is_working(date(2025, 5, 2))
    (True, False)
    """

    days_off: frozenset[date] = frozenset()
    working_weekends: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, hash=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Whether offices work on the day."""
        if day in self.days_off:
            return False
        return day.weekday() < SATURDAY or day in self.working_weekends

    def name(self, day: date) -> str:
        """Why the day is off ("Tết Nguyên đán", "Chủ nhật"); empty on a working day."""
        if self.is_working(day):
            return ""
        return self.names.get(day) or WEEKEND.get(day.weekday(), "Ngày nghỉ")

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        return self._seek(day, ONE_DAY)

    def previous_working(self, day: date) -> date:
        """The day itself if it is worked, else the last working day before it."""
        return self._seek(day, -ONE_DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after the day (before it, if negative); 0 gives the day itself.

        The day it starts from is never counted (Bộ luật Dân sự 2015, Điều 147).

        >>> WorkingCalendar().add_working_days(date(2025, 7, 4), 1)
        datetime.date(2025, 7, 7)
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day = self._seek(day + step, step)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after the first day up to and including the last; negative when the last comes first.

        >>> WorkingCalendar().working_days_between(date(2025, 7, 4), date(2025, 7, 8))
        2
        """
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def _seek(self, day: date, step: timedelta) -> date:
        for _ in range(FURTHEST):
            if self.is_working(day):
                return day
            day += step
        raise Refused(
            "calendar.no_working_day",
            f"Lịch không có ngày làm việc nào quanh ngày {day:%d/%m/%Y}.",
            "Xem lại gói lịch packs/national/calendar.csv.",
        )


def from_rows(rows: Iterable[Mapping[str, str]], *, trusted: frozenset[str] = TRUSTED) -> WorkingCalendar:
    """A calendar from the rows of the pack; rows whose status is not trusted are left out. Refused on a bad row."""
    days_off: set[date] = set()
    working: set[date] = set()
    names: dict[date, str] = {}
    official: set[int] = set()
    for number, row in enumerate(rows, start=1):
        day, kind = _day_of(row, number), row.get("kind", "")
        if kind not in DAYS_OFF | WORKING:
            raise _bad(number, "kind", f"không có loại ngày “{kind}”")
        if row.get("status") == "official":
            official.add(day.year)
        if row.get("status") in trusted:
            (days_off if kind in DAYS_OFF else working).add(day)
            names[day] = row.get("name", "")
    return WorkingCalendar(frozenset(days_off), frozenset(working), frozenset(official), names)


def read_calendar(path: Path) -> WorkingCalendar:
    """The calendar of a pack file; comment lines begin with #. Refused when the file is missing or broken."""
    if not path.is_file():
        raise Refused(
            "calendar.missing", f"Không có tệp lịch {path.name}.", "Kiểm tra thư mục gói dữ kiện (THUOCDO_PACKS)."
        )
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    reader = csv.DictReader(line for line in lines if not line.startswith("#"))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise _bad(1, missing[0], "thiếu cột này")
    return from_rows(reader)


def _day_of(row: Mapping[str, str], number: int) -> date:
    try:
        return date.fromisoformat(row.get("date", ""))
    except ValueError as error:
        raise _bad(number, "date", f"không phải ngày dạng YYYY-MM-DD: “{row.get('date', '')}”") from error


def _bad(number: int, column: str, message: str) -> Refused:
    where = {"dòng": number, "cột": column}
    return Refused(
        "calendar.bad_row", f"Lịch làm việc có dòng sai: {message}.", "Sửa dòng này trong gói lịch.", where=where
    )
