"""Cells of tables that people hand in (ô của bảng): as words, and as the day that they mean."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from thuocdo.kernel.text import squeeze

FIRST_YEAR = 1945
# Days that Excel counts from; its 29 February 1900 never was.
EXCEL_START, EXCEL_FIRST, EXCEL_LAST = date(1899, 12, 30), 15_000, 80_000
DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?!\d)")
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})")
MOST_DIGITS = 6


def plain_cell(cell: object) -> str:
    """A cell as words; whole numbers without a point, days as 15/07/2025."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return squeeze(str(cell)) if cell is not None else ""


def day_of(cell: object, today: date) -> date | None:
    """The day that a cell means: a day, Excel's count of days, 15/07/2025, 15-7-25, 2025-07-15, with a time or without.

    >>> now = date(2025, 7, 15)
    >>> [str(day_of(cell, now)) for cell in ("15/07/2025", "5-7-25", "2025-07-15 08:30", 45853, "31/02/2025", "x")]
    ['2025-07-15', '2025-07-05', '2025-07-15', '2025-07-15', 'None', 'None']
    """
    if isinstance(cell, datetime):
        return _possible(cell.date(), today)
    if isinstance(cell, date):
        return _possible(cell, today)
    text = plain_cell(cell)
    if (count := count_of(text)) is not None and EXCEL_FIRST <= count <= EXCEL_LAST:
        return _possible(EXCEL_START + timedelta(days=count), today)
    try:
        if found := ISO.search(text):
            return _possible(date(int(found[1]), int(found[2]), int(found[3])), today)
        if found := DAY.search(text):
            return _possible(date(_year(found[3], today), int(found[2]), int(found[1])), today)
    except ValueError:
        return None
    return None


def count_of(text: str) -> int | None:
    """A number of at most six plain digits.

    >>> [count_of(text) for text in ("12", "²", "1234567", "-1", "")]
    [12, None, None, None, None]
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _year(written: str, today: date) -> int:
    """A year of two figures is of this century up to next year, else of the last."""
    if len(written) == 4:
        return int(written)
    return 2000 + int(written) if 2000 + int(written) <= today.year + 1 else 1900 + int(written)


def _possible(day: date, today: date) -> date | None:
    return day if FIRST_YEAR <= day.year <= today.year + 5 else None
