"""Deadlines (thời hạn) of a task in its paper: what the phrases alone cannot know.

The phrase reader knows the plan's year only. A paper adds when it was issued (a plan for 2026 issued in November 2025
orders things "trước ngày 15/12/2025"), and whether it holds for every year (a regulation: "báo cáo năm trước ngày 20
tháng 12" comes each year).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from thuocdo.documents.reading.blocks import Structured
from thuocdo.kernel.deadlines.phrases import DeadlinePhrase, Within, read_deadlines

# "báo cáo năm", "báo cáo định kỳ hằng năm": what a day without a year belongs to in a paper that holds every year
EVERY_YEAR = re.compile(r"(?i:\bbáo cáo (?:định kỳ |kết quả |tổng kết )?(?:h[àằ]ng )?năm\b|\bh[àằ]ng năm\b)")
YEARLY = re.compile(r"(?i:\bh[àằ]ng năm\b)")
CLAUSE_END = re.compile(r"[;.]\s")
# "trong thời hạn 05 ngày làm việc", with no word from when on
WITHIN = re.compile(
    r"(?i:trong (?:thời hạn|thời gian|vòng) (?:không quá |tối đa |là )?(?P<amount>\d{1,3}) "
    r"(?P<unit>ngày làm việc|giờ làm việc|ngày|giờ|tháng|tuần)\b(?! (?:đầu|cuối)))"
)
# "tại phiên họp thường kỳ hàng tháng của UBND tỉnh", "trước 16h00 hằng ngày"
MEETING = re.compile(
    r"(?i:(?:tại|trong|vào) (?:các )?(?:phiên họp|cuộc họp|kỳ họp|họp giao ban|hội nghị giao ban|giao ban)"
    r"[^.;,]{0,25}? "
    r"h[àằ]ng (?P<meeting>ngày|tuần|tháng|quý|năm)\b|"
    r"trước \d{1,2}\s?(?:h|g|giờ)\s?(?:\d{2})?(?: phút)? h[àằ]ng (?P<hour>ngày|tuần|tháng)\b)"
)
EVERY = {"ngày": "daily", "tuần": "weekly", "tháng": "monthly", "quý": "quarterly", "năm": "yearly"}
UNITS = {
    "ngày làm việc": "working_day",
    "giờ làm việc": "working_hour",
    "ngày": "day",
    "giờ": "hour",
    "tháng": "month",
    "tuần": "week",
}


def deadlines_of(doc: Structured, text: str, *, cell: bool, standing: bool = False) -> list[DeadlinePhrase]:
    """The deadlines a cell or a sentence of a paper sets; `standing` says that the paper holds every year."""
    found = read_deadlines(text, year=doc.year, cell=cell)
    found = with_year_of_issue(doc, text, found, cell=cell)
    found = yearly(text, found, standing=standing)
    return found if cell else with_meetings(text, with_lengths(text, found))


def with_year_of_issue(doc: Structured, text: str, found: list[DeadlinePhrase], *, cell: bool) -> list[DeadlinePhrase]:
    """Adds what falls between the issue of a plan and its own year."""
    date = doc.metadata.get("date")
    issued = str(date.get("value") or "")[:4] if isinstance(date, dict) else ""
    if cell or not issued.isdigit() or not doc.year or int(issued) != doc.year - 1 or issued not in text:
        return found
    earlier = [
        phrase
        for phrase in read_deadlines(text, year=int(issued), cell=False)
        if not phrase.inherited and str(phrase.value or "").startswith(f"{issued}-") and phrase.kind != "range"
    ]
    apart = [
        phrase for phrase in earlier if all(phrase.end <= known.start or known.end <= phrase.start for known in found)
    ]
    return sorted([*found, *apart], key=lambda phrase: phrase.start)


def yearly(text: str, found: Sequence[DeadlinePhrase], *, standing: bool) -> list[DeadlinePhrase]:
    """A day without a year that comes every year: behind "hằng năm" in one clause, or in a paper that holds always."""
    result: list[DeadlinePhrase] = []
    for phrase in found:
        said = YEARLY.search(text, clause_start(text, phrase.start), phrase.start)
        if is_bare_day(phrase) and (said or (standing and EVERY_YEAR.search(text))):
            if said and result and is_bare_year(result[-1]) and result[-1].start >= clause_start(text, phrase.start):
                result.pop()
            start = said.start() if said else phrase.start
            phrase = replace(
                phrase,
                kind="recurring",
                recurrence=("yearly",),
                dates=(f"-{str(phrase.value)[4:]}",),
                value=None,
                start=start,
                text=" ".join(text[start : phrase.end].split()),
            )
        result.append(phrase)
    return result


def clause_start(text: str, place: int) -> int:
    """Where the clause that holds the place begins."""
    return max((end.end() for end in CLAUSE_END.finditer(text, 0, place)), default=0)


def is_bare_day(phrase: DeadlinePhrase) -> bool:
    """A day of the calendar for which the text prints no year ("trước ngày 15/12")."""
    return phrase.kind == "date" and phrase.inherited and bool(phrase.value) and phrase.op in ("before", "by")


def is_bare_year(phrase: DeadlinePhrase) -> bool:
    """ "Hằng năm" alone."""
    return phrase.kind == "recurring" and phrase.recurrence == ("yearly",) and not phrase.dates and not phrase.months


def with_lengths(text: str, found: list[DeadlinePhrase]) -> list[DeadlinePhrase]:
    """Adds a length of time that says nothing of its beginning."""
    for length in WITHIN.finditer(text):
        if any(length.start() < known.end and known.start < length.end() for known in found):
            continue
        unit = UNITS[length["unit"].lower()]
        found = [
            *found,
            DeadlinePhrase(
                kind="relative",
                text=length.group(),
                start=length.start(),
                end=length.end(),
                within=Within(int(length["amount"]), unit, ""),
                confidence=0.6,
            ),
        ]
    return sorted(found, key=lambda phrase: phrase.start)


def with_meetings(text: str, found: list[DeadlinePhrase]) -> list[DeadlinePhrase]:
    """Adds what comes with a regular meeting, or each day at an hour."""
    for said in MEETING.finditer(text):
        if any(said.start() < known.end and known.start < said.end() for known in found):
            continue
        every = EVERY[(said["meeting"] or said["hour"]).lower()]
        phrase = DeadlinePhrase(
            kind="recurring",
            text=said.group(),
            start=said.start(),
            end=said.end(),
            recurrence=(every,),
            confidence=0.7,
        )
        found = [*found, phrase]
    return sorted(found, key=lambda phrase: phrase.start)
