"""Deadlines of a task as data, read from words again and said in words again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from thuocdo.documents.rules.dating import impossible_dates
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

Json = dict[str, Any]
PLAN_YEAR = re.compile(r"năm\s+(20\d\d)", re.IGNORECASE)


def plan_year(subject: str, issued_value: str) -> int | None:
    """The year a paper plans for: named in its subject when not before its date, else the year of its date.

    >>> plan_year("Kế hoạch cải cách hành chính năm 2025", "2024-12-30")
    2025
    >>> plan_year("khắc phục tồn tại, hạn chế năm 2023", "2024-01-09")
    2024
    """
    issued = int(issued_value[:4]) if issued_value else None
    named = [int(year) for year in PLAN_YEAR.findall(subject or "") if issued is None or int(year) >= issued]
    return named[0] if named else issued


def deadlines_of(lines: Sequence[tuple[str, str]], known: Sequence[Mapping[str, Any]], year: int | None) -> list[Json]:
    """Deadlines from (words, what they apply to) as typed; unchanged words keep what was known about them.

    Raises Refused `documents.bad_date` for a date that is not in the calendar, `documents.unclear_deadline` for words
    that set no time limit.
    """
    result: list[Json] = []
    for words, applies_to in ((squeeze(words), squeeze(about)) for words, about in lines):
        if not words:
            continue
        same = [dict(deadline) for deadline in known if squeeze(str(deadline.get("text") or "")) == words]
        for deadline in same or _read(words, year):
            about = applies_to or ("" if same else str(deadline.get("applies_to") or ""))
            deadline.pop("applies_to", None)
            result.append({**deadline, **({"applies_to": about} if about else {})})
    return [deadline for number, deadline in enumerate(result) if deadline not in result[:number]]


def _read(words: str, year: int | None) -> list[Json]:
    problems = impossible_dates(words)
    if problems:
        raise Refused("documents.bad_date", problems[0], "Xem lại văn bản gốc rồi ghi đúng ngày có trong lịch.")
    found = [phrase.to_json() for phrase in read_deadlines(words, year=year, cell=True)]
    if not found:
        raise Refused(
            "documents.unclear_deadline",
            f"“{words}” không nói thời hạn nào.",
            "Ghi như trong văn bản, ví dụ “Quý II/2025”, “trước ngày 15/12/2025”, “hằng quý”, “thường xuyên”.",
        )
    return found
