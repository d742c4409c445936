"""Periods of a calendar (kỳ): half-open [start, end), so that neighbours neither overlap nor leave a gap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo.kernel.errors import Refused

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
HALVES = {1: "đầu", 2: "cuối"}
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
CODE = re.compile(r"(?P<year>\d{4})(?:-(?P<kind>[QH])?(?P<number>\d{1,2}))?")
KINDS = {"Q": "quarter", "H": "half_year", None: "month"}


def month_start(year: int, month: int) -> date:
    """The first day of a month; months beyond 1..12 run on into the neighbouring years.

    >>> month_start(2025, 13)
    datetime.date(2026, 1, 1)
    """
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """From `start` up to but not including `end`; `kind` is month, quarter, half_year, year or span."""

    start: date
    end: date
    kind: str = "span"

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refused(
                "periods.empty",
                f"Kỳ từ {self.start:%d/%m/%Y} đến {self.end:%d/%m/%Y} không có ngày nào.",
                "Ngày kết thúc phải sau ngày bắt đầu.",
            )

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls(month_start(year, month), month_start(year, month + 1), "month")

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        return cls(month_start(year, quarter * 3 - 2), month_start(year, quarter * 3 + 1), "quarter")

    @classmethod
    def half(cls, year: int, half: int) -> Period:
        return cls(month_start(year, half * 6 - 5), month_start(year, half * 6 + 1), "half_year")

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year + 1, 1, 1), "year")

    @classmethod
    def of_code(cls, code: str) -> Period:
        """The period of a code `2025`, `2025-06`, `2025-Q1` or `2025-H1`. Refused for anything else.

        >>> Period.of_code("2026-Q1").label
        'quý I/2026'
        """
        found = CODE.fullmatch(code)
        if not found:
            raise _no_such(code)
        year = int(found["year"])
        if found["number"] is None:
            return cls.year(year)
        kind, number = KINDS[found["kind"]], int(found["number"])
        if not 1 <= number <= 12 // MONTHS[kind]:
            raise _no_such(code)
        return cls.holding(month_start(year, (number - 1) * MONTHS[kind] + 1), kind)

    @classmethod
    def holding(cls, day: date, kind: str) -> Period:
        """The month, quarter, half-year or year that holds a day."""
        length = MONTHS[kind]
        first = (day.month - 1) // length * length + 1
        return cls(month_start(day.year, first), month_start(day.year, first + length), kind)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def number(self) -> int:
        """Which one in its year, from 1; 0 for a span that is no calendar period."""
        return (self.start.month - 1) // MONTHS[self.kind] + 1 if self.kind in MONTHS else 0

    @property
    def code(self) -> str:
        """The code that `of_code` reads; for a span both days."""
        year = self.start.year
        return {
            "month": f"{year}-{self.number:02}",
            "quarter": f"{year}-Q{self.number}",
            "half_year": f"{year}-H{self.number}",
            "year": f"{year}",
        }.get(self.kind, f"{self.start}/{self.end}")

    @property
    def label(self) -> str:
        """The Vietnamese name: "tháng 3/2025", "quý II/2025", "6 tháng đầu năm 2025", "năm 2025".

        >>> Period.half(2025, 2).label
        '6 tháng cuối năm 2025'
        """
        year = self.start.year
        if self.kind == "month":
            return f"tháng {self.number}/{year}"
        if self.kind == "quarter":
            return f"quý {ROMAN[self.number]}/{year}"
        if self.kind == "half_year":
            return f"6 tháng {HALVES[self.number]} năm {year}"
        if self.kind == "year":
            return f"năm {year}"
        return f"từ {self.start:%d/%m/%Y} đến hết {self.last_day:%d/%m/%Y}"

    def next(self) -> Period:
        """The period of the same kind right after this one."""
        if self.kind in MONTHS:
            return Period.holding(self.end, self.kind)
        return Period(self.end, self.end + (self.end - self.start))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: Period) -> bool:
        return self.start < other.end and other.start < self.end


def periods_between(kind: str, start: date, end: date) -> list[Period]:
    """All periods of a kind that have a day in [start, end), in order.

    >>> [period.code for period in periods_between("quarter", date(2025, 2, 1), date(2025, 7, 2))]
    ['2025-Q1', '2025-Q2', '2025-Q3']
    """
    found: list[Period] = []
    period = Period.holding(start, kind)
    while period.start < end:
        found.append(period)
        period = period.next()
    return found


def _no_such(code: str) -> Refused:
    return Refused(
        "periods.bad_code",
        f"Không có kỳ “{code}”.",
        "Viết năm, tháng, quý hoặc nửa năm: 2025, 2025-06, 2025-Q1, 2025-H1.",
    )
