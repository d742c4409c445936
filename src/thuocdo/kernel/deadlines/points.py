"""Points of time in a text (mốc thời gian): dates, months, quarters, half-years and years, with lists and ranges."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace

from thuocdo.kernel.deadlines.model import Doubt
from thuocdo.kernel.deadlines.passage import pattern

YEAR = r"(?:19|20)\d\d"
DAY = r"(?:ngày|mùng|mồng)"
OF_YEAR = rf"(?:\s*(?:/|-|,|của)?\s*(?:năm\s*)?(?P<{{}}>{YEAR})(?![\d/]))?"
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4}
QUARTER_NAME = r"(?:iv|iii|ii|i|[1-9]|một|hai|ba|bốn|tư)(?![\wà-ỹ])"

POINT = pattern(
    "|".join(
        (
            rf"(?:{DAY}\s*)?(?<![\d/])(?P<d1>\d{{1,2}})\s*[/.-]\s*(?P<m1>\d{{1,2}})\s*[/.-]\s*(?P<y1>{YEAR})(?![\d/])",
            rf"(?:{DAY}\s*)?(?<![\d/])(?P<d2>\d\d?)\s*tháng\s*(?P<m2>\d\d?)\s*(?:,\s*)?năm\s*(?P<y2>{YEAR})(?!\d)",
            rf"{DAY}\s*(?P<d3>\d\d?)\s*(?:[/-]|tháng)\s*(?P<m3>\d\d?)(?![\d/]|\s*tháng)",
            r"(?<=trước\s)(?P<d4>\d{1,2})/(?P<m4>\d{1,2})(?![\d/])",
            rf"(?:0?6|sáu)\s*tháng\s*(?P<half>đầu|cuối)\s*năm{OF_YEAR.format('y5')}",
            rf"(?:0?9|chín)\s*tháng\s*(?P<nine>đầu)\s*năm{OF_YEAR.format('y6')}",
            rf"(?:(?:đầu|giữa|cuối) )?(?:quý|qúi|quí|qúy|(?<![\wà-ỹ])q)\s*(?P<q>{QUARTER_NAME}){OF_YEAR.format('y7')}",
            rf"(?:(?:đầu|giữa|cuối) )?tháng\s*(?P<m8>\d{{1,2}})(?!\d){OF_YEAR.format('y8')}",
            rf"(?<![\d/])(?P<m9>0?[1-9]|1[0-2])\s*/\s*(?P<y9>{YEAR})(?![\d/])",
            rf"(?:(?:đầu|giữa|cuối|cả|các) )?năm\s*(?P<y10>{YEAR})(?!\d)",
            rf"(?:(?<![\w/.,-])|(?<=20\d\d-)|(?<=20\d\d–))(?P<y11>{YEAR})(?![\w/])",
        )
    )
)
MORE = pattern(
    r"\s*(?:,|và|;|&|\+|-|–|đến )\s*(?:ngày\s*)?"
    rf"(?:(?P<d>\d{{1,2}})/(?P<dm>\d{{1,2}})(?![\d/])|(?P<n>{QUARTER_NAME}|\d{{1,2}}(?!\d)))"
)

YEAR_BEHIND = pattern(OF_YEAR.format("y"))
AMOUNT = pattern(r"\s*(?:tháng|năm\s*$|%|ngày|giờ|người)")


@dataclass(frozen=True)
class Point:
    """One point as printed; a year not printed is None. `kind` is date, month, quarter, half_year, nine or year."""

    kind: str
    start: int
    end: int
    year: int | None = None
    number: int = 0
    day: int = 0
    doubts: tuple[Doubt, ...] = ()

    def value(self, year: int | None) -> str | None:
        """The gold value in the year of the point or else in the given one; None where there is no such day."""
        if (at := self.year or year) is None:
            return None
        if self.kind == "date":
            return f"{at}-{self.number:02}-{self.day:02}" if self.exists(at) else None
        if not self.exists(at):
            return None
        return VALUES[self.kind].format(year=at, number=self.number)

    def exists(self, year: int) -> bool:
        """Whether the calendar of the year has the point."""
        if self.kind == "date":
            return 1 <= self.number <= 12 and 1 <= self.day <= calendar.monthrange(year, self.number)[1]
        return 1 <= (self.number or 1) <= LIMITS[self.kind]

    @property
    def yearly(self) -> str:
        """The point as a day or month of every year, `--12-25` or `--12`; a quarter as its last month."""
        if self.kind == "date":
            return f"--{self.number:02}-{self.day:02}"
        return f"--{self.number * (3 if self.kind == 'quarter' else 1):02}"


VALUES = {
    "month": "{year}-{number:02}",
    "quarter": "{year}-Q{number}",
    "half_year": "{year}-H{number}",
    "year": "{year}",
    "nine": "{year}-09",
}
LIMITS = {"month": 12, "quarter": 4, "half_year": 2, "year": 1, "nine": 1}


def quarter_number(name: str) -> int:
    return ROMAN.get(name) or int(name)


def find_points(low: str) -> list[Point]:
    """All points of time in a masked text, lists such as "tháng 3, 6, 9/2025" taken apart."""
    points: list[Point] = []
    place = 0
    while found := POINT.search(low, place):
        point = point_of(found)
        points += listed(low, point)
        place = points[-1].end
    return recover_months(low, points)


def point_of(found: re.Match[str]) -> Point:
    """The point a match of POINT stands for."""
    given = {name: text for name, text in found.groupdict().items() if text}
    start, end = found.span()
    year = next((int(text) for name, text in given.items() if name.startswith("y")), None)
    days = next((text for name, text in given.items() if name in ("d1", "d2", "d3", "d4")), None)
    months = next((text for name, text in given.items() if name.startswith("m")), None)
    if days and months:
        return Point("date", start, end, year, int(months), int(days))
    if "half" in given:
        return Point("half_year", start, end, year, 1 if given["half"] == "đầu" else 2)
    if "nine" in given:
        return Point("nine", start, end, year)
    if "q" in given:
        return Point("quarter", start, end, year, quarter_number(given["q"]))
    if months:
        return Point("month", start, end, year, int(months))
    return Point("year", start, end, year)


def listed(low: str, point: Point) -> list[Point]:
    """The point and those that follow it in short form: "quý I, II và III", "tháng 3, 6, 9", "15/6 và 15/12"."""
    points = [point]
    while points[-1].year is None and (more := MORE.match(low, points[-1].end)):
        follower = follower_of(point.kind, more, low)
        if follower is None:
            break
        points.append(follower)
    return points


def follower_of(kind: str, more: re.Match[str], low: str) -> Point | None:
    """The point of the same kind that a short form stands for, with the year printed behind it."""
    name = {"month": "n", "quarter": "n", "date": "d"}.get(kind)
    text = more.group(name) if name else None
    if not name or not text or AMOUNT.match(low, more.end()) or (kind == "month" and not text.isdigit()):
        return None
    behind = YEAR_BEHIND.match(low, more.end())
    year = int(behind["y"]) if behind and behind["y"] else None
    end = behind.end() if behind and year else more.end()
    if kind == "date":
        return Point("date", more.start(name), end, year, int(more["dm"]), int(text))
    return Point(kind, more.start(name), end, year, quarter_number(text))


LOST_WORD = Doubt("deadlines.lost_word", "Câu chữ như thiếu từ “tháng”; hệ thống đọc số đứng trước là tháng.")

LOST_MONTH = pattern(r"(?:trước|trong|vào|tháng) (\d{1,2})\s*(?:,|và|&)\s*$")


def recover_months(low: str, points: list[Point]) -> list[Point]:
    """Adds a month whose word was lost: "Trước 7 và tháng 11/2025" names July too."""
    recovered: list[Point] = []
    for point in points:
        joint = LOST_MONTH.search(low, max(0, point.start - 30), point.start)
        taken = recovered and joint and recovered[-1].end > joint.start(1)
        if point.kind == "month" and joint and not taken and 1 <= int(joint[1]) <= 12:
            recovered.append(Point("month", joint.start(1), joint.end(1), None, int(joint[1]), doubts=(LOST_WORD,)))
        recovered.append(point)
    return recovered


def share_years(chain: list[Point]) -> list[Point]:
    """Points joined in one phrase take the year printed behind a later one: "Tháng 6 và tháng 12 năm 2025"."""
    shared: list[Point] = []
    year: int | None = None
    for point in reversed(chain):
        year = point.year or year
        shared.append(replace(point, year=year))
    return shared[::-1]
