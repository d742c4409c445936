"""Reads printed data windows: "số liệu từ ngày 15 tháng trước kỳ báo cáo đến ngày 14 của tháng cuối kỳ"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from thuocdo.kernel.deadlines.model import DataWindow
from thuocdo.kernel.deadlines.passage import Passage, pattern
from thuocdo.kernel.deadlines.windows import is_month

LAST_DAY = 31
SPOKEN = pattern(r"số liệu|chốt|lấy|^(?:được )?tính|trước|báo cáo|k[ỳì]|này|sau|qu[ýí]|tháng (?:đầu|cuối)")
LONGEST_GAP, FURTHEST_BACK = 80, 160
PERIOD = r"(?:qu[ýí]|k[ỳì]|năm|6 tháng|0?6 tháng)"
REPORTED = r"(?: (?:thuộc|của|trong) k[ỳì](?: báo cáo)?| (?:k[ỳì] )?báo cáo| này)"
BEFORE = r" (?:liền |ngay )?trước(?: liền kề| đó)?"
AFTER = r" (?:liền )?(?:sau|tiếp theo|kế tiếp|liền kề)"
YEAR_BEFORE = rf"năm{BEFORE}(?: (?:của )?k[ỳì] báo cáo| năm báo cáo)?"
OF = r"(?:của )?"
MONTHS: tuple[tuple[str, str], ...] = (
    # name in the window, wording behind the day; the first that fits counts
    ("previous_year", rf"(?:{OF}tháng |/)\s*(?P<{{0}}n1>0?[1-9]|1[0-2])(?!\d)(?: {OF}{YEAR_BEFORE})"),
    ("year", rf"(?:{OF}tháng |/)\s*(?P<{{0}}n2>0?[1-9]|1[0-2])(?![\d/])(?:{REPORTED}| {OF}năm(?: báo cáo| này)?)?"),
    ("previous", rf"{OF}tháng cuối (?:của )?{PERIOD}{BEFORE}"),
    ("first", rf"{OF}tháng đầu (?:tiên )?(?:của )?{PERIOD}?{REPORTED}?"),
    ("last", rf"{OF}tháng cuối (?:cùng )?(?:của )?{PERIOD}?{REPORTED}?"),
    ("previous", rf"{OF}tháng{BEFORE}(?: {OF}(?:k[ỳì]|tháng) báo cáo)?"),
    ("following", rf"{OF}tháng{AFTER}(?: {OF}(?:k[ỳì]|tháng) báo cáo)?"),
    ("previous", rf"{OF}k[ỳì]{BEFORE}"),
    ("following", rf"{OF}k[ỳì]{AFTER}"),
    ("reporting", rf"{OF}tháng(?:{REPORTED}|(?![\s\wà-ỹ]|\s*\d)|(?= (?:gửi|và|được)))|{OF}k[ỳì] (?:báo cáo|này)"),
)
DAY = r"(?:ngày\s*)(?P<{0}d>\d{{1,2}}|cuối(?: cùng)?)|(?P<{0}e>\d{{1,2}})(?=/)"
SAID = r"(?:số liệu[^().;]{0,40}?|(?:thời gian|thời điểm) (?:chốt|lấy)[^().;]{0,40}?)?(?:được )?(?:tính |lấy |chốt )?"


def _end(side: str, *, optional: bool) -> str:
    wording = "|".join(f"(?P<{side}{number}>{words.format(side)})" for number, (_, words) in enumerate(MONTHS))
    return rf"(?:{DAY.format(side)})\s*(?:{wording}){'?' if optional else ''}"


WINDOW = pattern(SAID + rf"từ {_end('a', optional=True)}\s*(?:đến|tới)(?: hết)? {_end('b', optional=False)}")
WEEKDAYS = {"hai": 1, "ba": 2, "tư": 3, "năm": 4, "sáu": 5, "bảy": 6, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
WEEKDAY = r"(?:thứ (?P<{0}w>hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
OF_WEEK = pattern(
    SAID + rf"từ {WEEKDAY.format('a')} (?P<before>tuần trước|tuần (?:này|báo cáo))"
    rf"\s*(?:đến|tới)(?: hết)? {WEEKDAY.format('b')}(?: {OF}tuần(?: này| báo cáo)?)"
)


def windows_in(low: str) -> list[re.Match[str]]:
    """All windows of a masked text, in order."""
    found = [place for one in (WINDOW, OF_WEEK) for place in one.finditer(low) if is_window(place)]
    return sorted(found, key=lambda place: place.start())


def is_window(found: re.Match[str]) -> bool:
    """Whether the words speak of figures or of the reported period; "từ ngày 01/3 đến ngày 15/5" is a time of work."""
    return bool(SPOKEN.search(found.group()))


def window_spans(low: str) -> list[tuple[int, int]]:
    """Where windows stand in a masked text: their days are no deadlines."""
    return [found.span() for found in windows_in(low)]


def window_near(passage: Passage, start: int, end: int, recurrence: Iterable[str]) -> DataWindow | None:
    """The window printed behind a phrase that stands from start to end, else the last one shortly before it."""
    near = [
        found
        for found in windows_in(passage.low)
        if start - FURTHEST_BACK <= found.start() and found.start() - end <= LONGEST_GAP
    ]
    if not near:
        return None
    chosen = next((found for found in near if found.start() >= start), near[-1])
    text = passage.words(*chosen.span())
    return _weekly(chosen, text) if chosen.re is OF_WEEK else _monthly(chosen, text, frozenset(recurrence))


def _weekly(found: re.Match[str], text: str) -> DataWindow:
    first, last = (WEEKDAYS.get(found[f"{side}w"] or "", 7) for side in "ab")
    name = "previous_week" if "trước" in found["before"] else "week"
    return DataWindow(first, name, last, "week", text)


def _monthly(found: re.Match[str], text: str, recurrence: frozenset[str]) -> DataWindow | None:
    first, last = _month(found, "a"), _month(found, "b")
    if not first:
        # "từ ngày 01 đến ngày 30 tháng báo cáo" begins in the month in which it ends.
        first = last
    if first == last == "following":
        return None
    if last == "following":
        # "từ ngày 12 tháng trước đến ngày 12 tháng sau" means the month after that month.
        last = "reporting" if first == "previous" else "next"
    if "half_yearly" in recurrence and "yearly" not in recurrence:
        first, last = ("previous", "reporting") if (first, last) in HALF_YEARS else (first, last)
    names = {"last": "reporting", "following": "next"}
    window = DataWindow(
        _day(found, "a"), names.get(first, first), _day(found, "b"), names.get(last, last), text
    )  # fmt: skip
    days = 1 <= window.from_day <= LAST_DAY and 1 <= window.to_day <= LAST_DAY
    return window if days and is_month(window.from_month) and is_month(window.to_month) else None


# Half-years reach from a December or June to a June or December: said once for one of them, meant for both.
HALF_YEARS = (("previous_year_12", "year_06"), ("year_06", "year_12"))


def _month(found: re.Match[str], side: str) -> str:
    number = next((n for n in range(len(MONTHS)) if found[f"{side}{n}"] is not None), None)
    if number is None:
        return ""
    name = MONTHS[number][0]
    printed = found[f"{side}n1"] or found[f"{side}n2"]
    return f"{name}_{int(printed):02}" if printed else name


def _day(found: re.Match[str], side: str) -> int:
    said = found[f"{side}d"] or found[f"{side}e"]
    return int(said) if said.isdigit() else LAST_DAY
