"""A plan of one year becomes the draft of another: dates and years in the words move along, and each move is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from thuocdo.work.rules.plan_content import TaskContent

# A year of a plan in its words: "năm 2025", "quý I/2025", "20/01/2025"; never inside a symbol such as 76/2021/NQ-CP.
YEAR_IN_WORDS = r"(?<![\d-]){year}(?![\d/-])"
FULL_DAY = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(20\d\d)(?!\d|/)")
# What stands ahead of the number or date of a paper that is only cited.
CITED = re.compile(r"(?:\bsố\s+\S+|/[A-ZĐ][\w&-]*)\s+(?:ngày\s+)?$")
LEAP_DAY = (2, 29)


@dataclass(frozen=True)
class Moved:
    """A task moved by some years, and what that changed, each as a sentence."""

    content: TaskContent
    changes: tuple[str, ...] = ()


def moved_words(text: str, year: int, by: int) -> str:
    """Words with the plan's year, and days of it, moved; a cited paper keeps its number and its day.

    >>> moved_words("Xây dựng Kế hoạch năm 2025, trước ngày 20/01/2025", 2025, 1)
    'Xây dựng Kế hoạch năm 2026, trước ngày 20/01/2026'
    >>> moved_words("Theo Quyết định số 12/2025/QĐ-UBND ngày 05/03/2025", 2025, 1)
    'Theo Quyết định số 12/2025/QĐ-UBND ngày 05/03/2025'
    >>> moved_words("Quý I/2026 và giai đoạn 2021-2025", 2025, 1)
    'Quý I/2026 và giai đoạn 2021-2025'
    """

    def moved(found: re.Match[str]) -> str:
        return found[0] if CITED.search(text[: found.start()]) else _moved_day(found, year, by)

    days_moved = FULL_DAY.sub(moved, text)
    bare = re.compile(YEAR_IN_WORDS.format(year=year))
    return bare.sub(lambda found: _moved_year(days_moved, found, year, by), days_moved)


def _moved_year(text: str, found: re.Match[str], year: int, by: int) -> str:
    """A year that is not the end of a full day: those were moved already, or belong to a paper."""
    ahead = text[: found.start()]
    return found[0] if re.search(r"\d{1,2}[/.-]\d{1,2}[/.-]$", ahead) else str(year + by)


def _moved_day(found: re.Match[str], year: int, by: int) -> str:
    day, mark, month, of_year = int(found[1]), found[2], int(found[3]), int(found[4])
    if of_year != year:
        return found[0]
    if (month, day) == LEAP_DAY and not _is_leap(of_year + by):
        return f"28{mark}{found[3]}{mark}{of_year + by}"
    return f"{found[1]}{mark}{found[3]}{mark}{of_year + by}"


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def moved_value(value: str, by: int) -> str:
    """A printed point of a rule moved by some years; 29 February becomes the 28th where there is none.

    >>> moved_value("2025-01-20", 1), moved_value("2025-Q1", 1), moved_value("2024-02-29", 1), moved_value("2025", 2)
    ('2026-01-20', '2026-Q1', '2025-02-28', '2027')
    """
    head, rest = value[:4], value[4:]
    if not head.isdigit():
        return value
    year = int(head) + by
    return f"{year}-02-28" if rest == "-02-29" and not _is_leap(year) else f"{year}{rest}"


def moved_deadline(deadline: Mapping[str, Any], year: int, by: int) -> dict[str, Any]:
    """A deadline with its fixed points moved; a rule that recurs stays as it is.

    >>> moved_deadline({"kind": "date", "value": "2025-01-20", "op": "before", "text": "trước 20/01/2025"}, 2025, 1)
    {'kind': 'date', 'value': '2026-01-20', 'op': 'before', 'text': 'trước 20/01/2026'}
    """
    given = dict(deadline)
    value = given.get("value")
    if isinstance(value, str):
        given["value"] = moved_value(value, by)
    elif isinstance(value, list | tuple):
        given["value"] = [moved_value(str(one), by) for one in value]
    return given | {name: moved_words(str(given[name]), year, by) for name in ("text", "applies_to") if given.get(name)}


def moved_task(content: TaskContent, year: int, by: int) -> Moved:
    """The task for the year `year + by`, with a sentence for each thing that changed."""
    changes: list[str] = []
    text = moved_words(content.text, year, by)
    outputs = tuple(moved_words(one, year, by) for one in content.outputs)
    if (text, outputs) != (content.text, content.outputs):
        changes.append(f"Năm {year} trong lời văn đổi thành {year + by}.")
    deadlines = []
    for before in content.deadlines:
        after = moved_deadline(before, year, by)
        deadlines.append(after)
        if after.get("value") != before.get("value"):
            changes.append(f"Hạn “{before.get('text') or before['value']}” đổi thành “{_said(before, after)}”.")
    # The paper of the old plan says nothing about the new one: its sentence stays with the old task.
    moved = replace(content, text=text, outputs=outputs, deadlines=tuple(deadlines), source_text="", spans=(), row=None)
    return Moved(moved, tuple(changes))


def _said(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The new deadline in words; where the words named no year, the points themselves stand beside."""
    text = str(after.get("text") or "")
    if text and text != before.get("text"):
        return text
    value = after["value"]
    points = " đến ".join(_point(str(one)) for one in (value if isinstance(value, list) else [value]))
    return f"{text} ({points})" if text else points


def _point(value: str) -> str:
    return f"{date.fromisoformat(value):%d/%m/%Y}" if len(value) == 10 else value
