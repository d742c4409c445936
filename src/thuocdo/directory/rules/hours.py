"""Office hours (giờ làm việc) in a small notation: "T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30".

Groups are separated by semicolons; a group is days (T2 to T7, CN; a range T2-T6 or a list T2, T4) and then spans of
time. Days that are not named are not worked. Which dates are worked is the calendar's matter (`kernel.calendar`): this
says only during which hours of a weekday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise

from thuocdo.kernel.errors import Refused

SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
LONG = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
EXAMPLE = "T2-T6 07:30-11:30, 13:30-17:00"
DAY = re.compile(r"(T[2-7]|CN)(?:\s*[-–]\s*(T[2-7]|CN))?(?![\w:])", re.IGNORECASE)
CLOCK = r"([0-9]{1,2})(?:[:h]([0-9]{2})|h)"
SPAN = re.compile(rf"{CLOCK}\s*[-–]\s*{CLOCK}(?![\w:])", re.IGNORECASE)
SPACE = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A span of time of one day, [start, end)."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return _since_midnight(self.end) - _since_midnight(self.start)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Working intervals by weekday, 0 Monday to 6 Sunday, in order and without overlap; a day off has none."""

    days: Mapping[int, tuple[Interval, ...]]

    def on(self, weekday: int) -> tuple[Interval, ...]:
        """Intervals worked on a weekday (`date.weekday()`), none on a day off.

        >>> [str(one) for one in parse("T7 07:30-11:30").on(5)]
        ['07:30-11:30']
        """
        return self.days.get(weekday, ())

    def length(self, weekday: int) -> timedelta:
        """Time worked on a weekday."""
        return sum((one.length for one in self.on(weekday)), timedelta())

    def __str__(self) -> str:
        """The shortest notation that says the same.

        >>> str(parse("t2 7:30-11h30; T3,T4 07:30–11:30"))
        'T2-T4 07:30-11:30'
        """
        return "; ".join(f"{_days(days, SHORT, '-')} {', '.join(map(str, spans))}" for days, spans in self._groups())

    @property
    def sentence(self) -> str:
        """What a person reads.

        >>> parse("T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30").sentence
        'Thứ Hai đến thứ Sáu: 07:30 đến 11:30 và 13:30 đến 17:00; thứ Bảy: 07:30 đến 11:30; Chủ nhật nghỉ.'
        """
        said = [
            f"{_days(days, LONG, ' đến ')}: {' và '.join(f'{one.start:%H:%M} đến {one.end:%H:%M}' for one in spans)}"
            for days, spans in self._groups()
        ]
        off = [day for day in range(7) if not self.on(day)]
        if off:
            said.append(f"{_days(off, LONG, ' đến ')} nghỉ")
        text = "; ".join(said)
        return f"{text[:1].upper()}{text[1:]}."

    def _groups(self) -> Iterator[tuple[list[int], tuple[Interval, ...]]]:
        """Weekdays with the same intervals, in the order of the week."""
        left = [day for day in range(7) if self.on(day)]
        while left:
            same = [day for day in left if self.on(day) == self.on(left[0])]
            yield same, self.on(left[0])
            left = [day for day in left if day not in same]


def parse(text: str) -> Hours:
    """The hours that a notation means.

    Raises `Refused` (directory.bad_hours) that names the place: an unknown sign, a day or a span twice, a span that
    ends before it begins, days without times.
    """
    days: dict[int, tuple[Interval, ...]] = {}
    at = 0
    for group in text.split(";"):
        if group.strip() or not text.strip():
            for day, spans in _group(text, at, at + len(group)):
                if day in days:
                    raise _wrong(text, at, f"{LONG[day]} được ghi hai lần")
                days[day] = spans
        at += len(group) + 1
    return Hours(dict(sorted(days.items())))


def _group(text: str, start: int, end: int) -> list[tuple[int, tuple[Interval, ...]]]:
    """One group of the text as (weekday, intervals)."""
    days, at = _read_days(text, _skip(text, start, end), end)
    if not days:
        raise _wrong(text, at, "cần ngày (T2 đến T7, CN)")
    spans: list[Interval] = []
    while at < end:
        found = SPAN.match(text, at, end)
        if not found:
            raise _wrong(text, at, "cần khoảng giờ như 07:30-11:30")
        span = Interval(_time(text, found, 1), _time(text, found, 3))
        if span.end <= span.start:
            raise _wrong(text, at, f"khoảng {span} kết thúc không sau lúc bắt đầu")
        spans.append(span)
        if any(later.start < earlier.end for earlier, later in pairwise(sorted(spans))):
            raise _wrong(text, at, f"khoảng {span} chồng lên khoảng khác")
        at = _skip(text, found.end(), end)
    if not spans:
        raise _wrong(text, at, "có ngày mà không có giờ")
    return [(day, tuple(sorted(spans))) for day in days]


def _read_days(text: str, at: int, end: int) -> tuple[list[int], int]:
    days: list[int] = []
    while found := DAY.match(text, at, end):
        first = SHORT.index(found[1].upper())
        last = SHORT.index(found[2].upper()) if found[2] else first
        if last < first:
            raise _wrong(text, at, f"khoảng ngày {found[0]} đi lùi")
        if twice := [day for day in range(first, last + 1) if day in days]:
            raise _wrong(text, at, f"{LONG[twice[0]]} được ghi hai lần")
        days += range(first, last + 1)
        at = _skip(text, found.end(), end)
    return days, at


def _skip(text: str, at: int, end: int) -> int:
    found = SPACE.match(text, at, end)
    return found.end() if found else at


def _time(text: str, found: re.Match[str], group: int) -> time:
    hour, minute = int(found[group]), int(found[group + 1] or 0)
    if hour > 23 or minute > 59:
        raise _wrong(text, found.start(group), f"không có giờ {hour}:{minute:02d}")
    return time(hour, minute)


def _wrong(text: str, at: int, why: str) -> Refused:
    there = text[at : at + 12].strip() or "hết chữ"
    return Refused(
        "directory.bad_hours", f"Không hiểu giờ làm việc ở ký tự {at + 1} (“{there}”): {why}.",
        f"Viết như “{EXAMPLE}; T7 07:30-11:30”.", where={"ký tự": at + 1},
    )  # fmt: skip


def _days(days: list[int], names: tuple[str, ...], to: str) -> str:
    """Weekdays in words: runs of three or more as a range."""
    said: list[str] = []
    left = list(days)
    while left:
        run = [left.pop(0)]
        while left and left[0] == run[-1] + 1:
            run.append(left.pop(0))
        said += [f"{names[run[0]]}{to}{names[run[-1]]}"] if len(run) > 2 else [names[day] for day in run]
    return ", ".join(said)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
