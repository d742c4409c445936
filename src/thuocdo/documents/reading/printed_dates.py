"""Dates as papers print them, complete or with blanks left for the pen."""

from __future__ import annotations

import re
from datetime import date

from thuocdo.documents.reading.found import Json

FILL = r"[\s.…_*]*"
PARTS = re.compile(
    rf"ngày{FILL}(?P<day>\d{{1,2}})?{FILL}(?:tháng|[/.-]){FILL}(?P<month>\d{{1,2}})?{FILL}(?:năm|[/.-]){FILL}(?P<year>\d{{4,5}})?",
    re.IGNORECASE,
)


def iso(year: int, month: int, day: int) -> str | None:
    """ISO date, or None when the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def year_of(printed: str | None) -> int | None:
    """A printed year; a fifth digit is a footnote mark ("20251")."""
    return int(printed[:4]) if printed and printed[:2] in ("19", "20") else None


def read_date(text: str) -> Json:
    """value (ISO, "2025-07" or "2024"), precision, text and state of the date line; blanks are never filled in."""
    match = PARTS.search(text)
    printed = " ".join(text.split())
    if not match:
        return {"value": None, "precision": None, "text": printed or None, "state": "blank"}
    day, month = (int(match[name]) if match[name] else None for name in ("day", "month"))
    year = year_of(match["year"])
    if year and month and day:
        value = iso(year, month, day)
        state = "complete" if value else "impossible"
        return {"value": value, "precision": "day" if value else None, "text": printed, "state": state}
    missing = [name for name, value in (("day", day), ("month", month), ("year", year)) if not value]
    state = " and ".join(missing) + " blank"
    if year and month and 1 <= month <= 12:
        return {"value": f"{year}-{month:02}", "precision": "month", "text": printed, "state": state}
    if year:
        return {"value": str(year), "precision": "year", "text": printed, "state": state}
    return {"value": None, "precision": None, "text": printed, "state": state}
