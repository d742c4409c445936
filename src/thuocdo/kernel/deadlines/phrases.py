"""Reads the time limits (thời hạn) out of a table cell or a stretch of prose."""

from __future__ import annotations

import re
from dataclasses import replace

from thuocdo.kernel.deadlines.dated import dated_phrases
from thuocdo.kernel.deadlines.model import DataWindow, DeadlinePhrase, Doubt, Within
from thuocdo.kernel.deadlines.passage import Passage, compose, pattern
from thuocdo.kernel.deadlines.printed_windows import window_spans
from thuocdo.kernel.deadlines.recurring import recurring_phrases
from thuocdo.kernel.deadlines.standing import standing_phrases

__all__ = ["DataWindow", "DeadlinePhrase", "Doubt", "Within", "read_deadlines"]

LONGEST_CELL = 160
LONGEST_TAIL = 80
FILLER = re.compile(
    r"(?<![\wà-ỹ])(?:báo\s+cáo|b/c|kế\s+hoạch|xây\s+dựng|xd|kh|hoàn\s+thành|xong|thực\s+hiện|ban\s+hành|gửi|tổ\s+chức|triển\s+khai|đối\s+với|"
    r"và|hoặc|các|cấp|trong|thời\s+gian|thời\s+hạn|tổng\s+hợp|kết\s+quả|từ|khi|đợt|giai\s+đoạn)(?![\wà-ỹ])"
)
WORD = re.compile(r"[\wà-ỹ]+")
BRACKETED = re.compile(r"\([^()]*\)")
LABEL_GAP = re.compile(r"\s*[:(,–-]?\s*")
PERIODS = ("month", "quarter", "half_year", "year", "recurring")
ADJOINED = ("per_rule", "on_request", "relative")
EXPLAINED = pattern(r"ngày cuối cùng còn đúng hạn:\s*$")
FURTHEST_CLAUSE = 220
# No other deadline between the phrase and its day off: a sentence end stops the search.
DAY_OFF = pattern(
    r"(?:ngày nghỉ|ngày lễ|nghỉ lễ|thứ bảy|chủ nhật)[^.;]{0,80}?"
    r"(?:ngày làm việc (?:đầu tiên |liền kề |gần nhất )?(?:(?P<next>tiếp theo|kế tiếp|liền sau|ngay sau|sau)"
    r"|(?P<previous>liền trước|ngay trước|trước))|(?P<none>giữ nguyên))(?![\wà-ỹ])"
)
APPLIES_END = re.compile(r"[\s:,–-]*(?:(?:hoàn\s+thành|xong|chậm\s+nhất|trong|vào|và|thực\s+hiện)[\s:,–-]*)*$")


def read_deadlines(text: str, *, year: int | None, cell: bool | None = None) -> list[DeadlinePhrase]:
    """The deadlines a text sets, in the order in which they stand; empty where it sets none.

    `year` is the plan's year: it completes "trong năm" and days without a year, and what lies before it in prose is a
    result and not a limit. `cell` says whether the text is a table cell, where terse wording ("Quý, 6 tháng, năm")
    counts; None lets the wording decide.

    >>> [(d.kind, d.value, d.op) for d in read_deadlines("xong trước ngày 31/01/2025;", year=2025)]
    [('date', '2025-01-31', 'before')]
    >>> read_deadlines("Tham mưu Kế hoạch CCHC năm 2025, giai đoạn 2021-2030", year=2025)
    []
    """
    composed, places = compose(text)
    passage = Passage.of(composed, year)
    settled: list[DeadlinePhrase] | None = None
    if cell or (cell is None and len(composed) <= LONGEST_CELL):
        settled = settle(passage.as_cell())
    if settled is not None and (cell or fills(passage, settled)):
        passage = passage.as_cell()
    else:
        settled = settle(passage)
    found = finish(passage, settled)
    return [replace(phrase, start=places[phrase.start], end=places[phrase.end]) for phrase in found]


def fills(passage: Passage, found: list[DeadlinePhrase]) -> bool:
    """Whether the phrases make up nearly the whole text, so that it is a deadline cell and not a sentence."""
    rest = list(passage.low)
    for phrase in found:
        if phrase.kind in ADJOINED and phrase.end - phrase.start > LONGEST_TAIL:
            return False
        rest[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
    left = WORD.findall(FILLER.sub(" ", BRACKETED.sub(" ", "".join(rest))))
    return bool(found) and len(left) <= max(2, len(WORD.findall(passage.low)) // 5)


def settle(passage: Passage) -> list[DeadlinePhrase]:
    """All phrases of a passage in order.

    Of phrases that overlap the one found first stands; the points of one list share their words and all stand.
    """
    kept: list[DeadlinePhrase] = []
    for phrase in [*recurring_phrases(passage), *dated_phrases(passage), *standing_phrases(passage)]:
        if all(apart(phrase, other) or chained(phrase, other) for other in kept):
            kept.append(phrase)
    return sorted(kept, key=lambda phrase: (phrase.start, phrase.end))


def finish(passage: Passage, settled: list[DeadlinePhrase]) -> list[DeadlinePhrase]:
    """The phrases that set a time of their own, each with what it applies to."""
    dropped = (explains_the_last, repeats_always, names_the_report, tells_of_figures, explains_before)
    kept = [
        phrase
        for number, phrase in enumerate(settled)
        if not any(is_dropped(passage, settled, number) for is_dropped in dropped)
    ]
    return [
        replace(phrase, applies_to=applies_to(passage, kept, number), shift=shift_behind(passage, kept, number))
        for number, phrase in enumerate(kept)
    ]


def shift_behind(passage: Passage, found: list[DeadlinePhrase], number: int) -> str:
    """What is said behind a phrase of a day off: "gặp ngày nghỉ thì tính đến ngày làm việc tiếp theo"."""
    phrase = found[number]
    stop = found[number + 1].start if number + 1 < len(found) else len(passage.low)
    said = DAY_OFF.search(passage.low, phrase.end, min(stop, phrase.end + FURTHEST_CLAUSE))
    if phrase.kind in ADJOINED or said is None:
        return phrase.shift
    return next(name for name in ("next", "previous", "none") if said[name])


def apart(one: DeadlinePhrase, other: DeadlinePhrase) -> bool:
    return one.end <= other.start or other.end <= one.start


def chained(one: DeadlinePhrase, other: DeadlinePhrase) -> bool:
    """Whether both are points of one list such as "Tháng 6 và tháng 12 năm 2025"."""
    return bool(one.kind == other.kind and one.value != other.value and one.kind in CHAINED)


CHAINED = frozenset({"date", "month", "quarter", "half_year", "year"})


def gap_before(passage: Passage, found: list[DeadlinePhrase], number: int) -> str | None:
    """What stands between a phrase and the one before it; None for the first."""
    return passage.low[found[number - 1].end : found[number].start] if number else None


def explains_the_last(passage: Passage, found: list[DeadlinePhrase], number: int) -> bool:
    """A phrase without a day right behind another one: "Quý I/2026 theo hướng dẫn của Bộ"."""
    gap = gap_before(passage, found, number)
    return gap is not None and not gap.strip() and found[number].kind in ADJOINED


def repeats_always(passage: Passage, found: list[DeadlinePhrase], number: int) -> bool:
    """The year behind "thường xuyên": "Thường xuyên trong năm", "Thường xuyên hằng năm"."""
    gap = gap_before(passage, found, number)
    if gap is None or gap.strip() or found[number - 1].kind != "ongoing":
        return False
    return found[number].kind == "year" or found[number].recurrence == ("yearly",)


def names_the_report(passage: Passage, found: list[DeadlinePhrase], number: int) -> bool:
    """A period that only says which report a printed day is for: "quý I (trước ngày 10/3)", "(báo cáo năm)"."""
    phrase = found[number]
    if phrase.kind not in PERIODS or phrase.dates or phrase.day_of_month or phrase.op in ("before", "by"):
        return False
    gap = gap_before(passage, found, number)
    if gap is not None and gap.strip() == "(" and found[number - 1].kind == "date":
        return passage.low[phrase.end : phrase.end + 1] == ")"
    following = found[number + 1] if number + 1 < len(found) else None
    if following is None or following.kind != "date" or following.op not in ("before", "by"):
        return False
    return bool(LABEL_GAP.fullmatch(passage.low[phrase.end : following.start]))


def tells_of_figures(passage: Passage, found: list[DeadlinePhrase], number: int) -> bool:
    """A day inside a data window of a report: "số liệu từ ngày 15/12 năm trước đến ngày 14/6"."""
    phrase = found[number]
    if phrase.kind == "recurring" or not any(other.data_window for other in found):
        return False
    # The word that opens a window may already belong to the phrase: "từ ngày ..." begins with it.
    return any(start <= phrase.start and phrase.end <= end for start, end in window_spans(passage.low))


def explains_before(passage: Passage, found: list[DeadlinePhrase], number: int) -> bool:
    """The day by which the program's own sentences explain "trước": "(ngày cuối cùng còn đúng hạn: 19/01/2025)"."""
    return bool(EXPLAINED.search(passage.left(found[number].start)))


def applies_to(passage: Passage, found: list[DeadlinePhrase], number: int) -> str:
    """What stands before the phrase in its part of a cell: "Kế hoạch xây dựng tháng 01/2025"."""
    phrase = found[number]
    if not passage.terse_at(phrase.start):
        return ""
    stop = len(passage.low[: phrase.start].rstrip(" ("))
    start = max(passage.clause_start(stop), found[number - 1].end if number else 0)
    if start >= stop:
        return ""
    head = passage.low[start:stop]
    words = passage.words(start, start + len(APPLIES_END.sub("", head))).strip(" ,;:.-–()")
    return words if WORD.search(FILLER.sub(" ", words)) or re.search(r"báo cáo|kế hoạch", words.lower()) else ""
