"""Dates as papers print them: whole, in part, or impossible."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

SLASHED = re.compile(r"(?<![\d/.-])(?:(\d{1,2})[/.-])?(?:(\d{1,2})[/.-])?(\d{4})(?![\d/.-])")
FULL = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/.-])")
WORDED = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class ReferenceDay:
    """The day on which the agencies named in a paper are looked up, and the sentence that says why."""

    on: date
    why: str


@dataclass(frozen=True)
class PrintedDate:
    """A printed date as far as it goes: `value` `2025-07-08`, `2025-07`, `2025` or empty; its precision in words."""

    value: str
    precision: str

    @property
    def day(self) -> date | None:
        """The day, where one is printed."""
        return date.fromisoformat(self.value) if self.precision == "day" else None


def reference_day(issued_value: str, signed_on: date | None, received_on: date) -> ReferenceDay:
    """The printed day; else the day of the signature trail; else the end of the printed period, not after receipt.

    >>> reference_day("2025-07", None, date(2025, 7, 15)).on
    datetime.date(2025, 7, 15)
    >>> reference_day("2024", None, date(2025, 7, 15)).on
    datetime.date(2024, 12, 31)
    """
    parts = [int(part) for part in issued_value.split("-")] if issued_value else []
    if len(parts) == 3:
        return ReferenceDay(date(*parts), "theo ngày ban hành ghi trên văn bản")
    if signed_on is not None:
        return ReferenceDay(signed_on, "văn bản để trống ngày; theo ngày trên vết ký in kèm")
    if not parts:
        return ReferenceDay(received_on, "văn bản không ghi ngày; theo ngày nhận")
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    last = date(year, month, calendar.monthrange(year, month)[1])
    words = "tháng" if len(parts) == 2 else "năm"
    return ReferenceDay(min(last, max(received_on, date(year, parts[1] if len(parts) == 2 else 1, 1))),
                        f"văn bản chỉ ghi {words}; theo ngày cuối {words}, không quá ngày nhận")  # fmt: skip


def read_date(text: str) -> PrintedDate:
    """A date typed as 08/07/2025, 07/2025, 2025, or in words; Refused `documents.bad_date` names what is wrong.

    >>> read_date("8/7/2025").value, read_date("07/2025").value, read_date("").precision
    ('2025-07-08', '2025-07', '')
    """
    typed = squeeze(text)
    if not typed:
        return PrintedDate("", "")
    if iso := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", typed):
        typed = "/".join(part for part in reversed(iso.groups()) if part)
    match = WORDED.fullmatch(typed) or SLASHED.fullmatch(typed)
    if match is None:
        raise Refused(
            "documents.bad_date",
            f"“{typed}” không phải là ngày.",
            "Ghi dạng 08/07/2025; thiếu ngày thì ghi 07/2025 hoặc 2025.",
        )
    numbers = [int(part) for part in match.groups() if part]
    problem = impossible(numbers)
    if problem:
        raise Refused("documents.bad_date", problem, "Xem lại ngày trong văn bản gốc rồi ghi đúng ngày có trong lịch.")
    width = [4, 2, 2]
    value = "-".join(f"{part:0{width[index]}d}" for index, part in enumerate(reversed(numbers)))
    return PrintedDate(value, {1: "year", 2: "month", 3: "day"}[len(numbers)])


def impossible(numbers: list[int]) -> str:
    """Why day, month, year (or month, year; or year) cannot be in the calendar; empty when they can."""
    day, month, year = [*[1] * (3 - len(numbers)), *numbers]
    shown = "/".join(f"{number:02d}" for number in numbers)
    if not 1900 <= year <= 2100:
        return f"Năm {year} trong “{shown}” nằm ngoài khoảng 1900 đến 2100."
    if not 1 <= month <= 12:
        return f"Ngày {shown} không có trong lịch: không có tháng {month}."
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"Ngày {shown} không có trong lịch: tháng {month} năm {year} có {last} ngày."
    return ""


def impossible_dates(text: str) -> list[str]:
    """Sentences about every full date in a text that is not in the calendar.

    >>> impossible_dates("chậm nhất ngày 31/02/2025")
    ['Ngày 31/02/2025 không có trong lịch: tháng 2 năm 2025 có 28 ngày.']
    """
    found = [*FULL.finditer(text), *WORDED.finditer(text)]
    return [problem for match in found if (problem := impossible([int(part) for part in match.groups()]))]
