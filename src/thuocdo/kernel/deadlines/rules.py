"""Deadline rules (quy tắc thời hạn): what a confirmed deadline says, kept as JSON and said as a Vietnamese sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.kernel.deadlines.model import DataWindow, DeadlinePhrase, Within
from thuocdo.kernel.deadlines.windows import is_month
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import Period

DATED = ("date", "month", "quarter", "half_year", "year", "range")
WITHOUT_DAY = ("ongoing", "on_request", "per_rule", "relative")
KINDS = (*DATED, "recurring", *WITHOUT_DAY)
SHIFTS = ("none", "next", "previous")
MONTHS_OF_PERIOD = ("", "last", "first", "next")
UNITS = ("hour", "day", "week", "month", "working_day", "working_hour")
OPS = ("in", "by", "before", "from")
RECURRENCES = ("daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", "periodic", "ad_hoc")
# No paper counts longer: a length beyond ten years of days is a slip.
LONGEST = 3660
YEARLY_DAY = re.compile(r"--(\d\d)(?:-(\d\d))?")


@dataclass(frozen=True)
class Rule:
    """One deadline as a rule. The fields mean what they mean in `DeadlinePhrase`; doubts and places are left behind.

    `shift` is the rule's own way with a day off; empty leaves it to the policy in force.
    """

    kind: str
    value: str | tuple[str, str] | None = None
    op: str | None = None
    recurrence: tuple[str, ...] = ()
    day_of_month: int | None = None
    month_of_period: str = ""
    weekday: int | None = None
    dates: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    data_window: DataWindow | None = None
    within: Within | None = None
    time: str = ""
    text: str = ""
    applies_to: str = ""
    shift: str = ""

    def __post_init__(self) -> None:
        check(self)

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON; `Rule.from_json` gives the same rule back."""
        given: dict[str, Any] = dict(self.__dict__)
        for name in ("recurrence", "dates", "months"):
            given[name] = list(given[name])
        given["value"] = list(self.value) if isinstance(self.value, tuple) else self.value
        given["data_window"] = self.data_window and self.data_window.to_json()
        given["within"] = self.within and self.within.to_json()
        return {name: content for name, content in given.items() if content not in (None, "", [])}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Rule:
        """The rule of a JSON object. Refused `deadlines.bad_rule` when it is none."""
        known = {name: content for name, content in given.items() if name in cls.__dataclass_fields__}
        unknown = sorted(set(given) - set(known) - IGNORED)
        if unknown or "kind" not in known:
            raise bad_rule(f"trường {', '.join(unknown)}" if unknown else "thiếu trường kind")
        try:
            for name in ("recurrence", "dates", "months"):
                known[name] = tuple(known.get(name, ()))
            if isinstance(known.get("value"), list):
                known["value"] = tuple(known["value"])
            if known.get("data_window"):
                known["data_window"] = DataWindow(**known["data_window"])
            if known.get("within"):
                known["within"] = Within(**known["within"])
            return cls(**known)
        except TypeError as error:
            raise bad_rule(str(error)) from error


IGNORED = frozenset({"inherited", "doubts", "accept"})


def rule_of(phrase: DeadlinePhrase) -> Rule:
    """The rule a phrase states; its doubts stay with the phrase, for a person to settle."""
    names = [name for name in Rule.__dataclass_fields__ if name in phrase.__dict__]
    return Rule(**{name: getattr(phrase, name) for name in names})


def check(rule: Rule) -> None:
    """Refuse a rule that no schedule can be made of."""
    faults = (
        (rule.kind not in KINDS, f"không có loại “{rule.kind}”"),
        (rule.op is not None and rule.op not in OPS, f"không có phép “{rule.op}”"),
        (bool(set(rule.recurrence) - set(RECURRENCES)), f"không có kỳ {', '.join(rule.recurrence)}"),
        (rule.day_of_month is not None and not _is_number(rule.day_of_month, 31), f"không có ngày {rule.day_of_month}"),
        (rule.weekday is not None and not _is_number(rule.weekday, 7), f"không có thứ {rule.weekday}"),
        (rule.month_of_period not in MONTHS_OF_PERIOD, f"không có tháng “{rule.month_of_period}” của kỳ"),
        (any(not is_yearly_day(day) for day in rule.dates), f"ngày trong năm sai: {', '.join(map(str, rule.dates))}"),
        (any(not _is_number(month, 12) for month in rule.months), "tháng báo cáo phải từ 1 đến 12"),
        (rule.shift not in ("", *SHIFTS), f"không có cách dời “{rule.shift}”"),
        (rule.data_window is not None and not _is_window(rule.data_window), "kỳ số liệu sai ngày hoặc tháng"),
        (rule.within is not None and not _is_length(rule.within), "khoảng thời gian sau sự kiện sai"),
        (rule.kind == "range" and rule.value is not None and not _is_pair(rule.value), "khoảng thời gian cần hai đầu"),
        (rule.kind != "range" and isinstance(rule.value, tuple), "chỉ khoảng thời gian mới có hai đầu"),
    )
    for wrong, message in faults:
        if wrong:
            raise bad_rule(message)
    for value in values_of(rule):
        point(value)


def _is_number(given: object, most: int) -> bool:
    """Whether something is a whole number from 1 up to the most."""
    return isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= most


def _is_pair(value: str | tuple[str, ...]) -> bool:
    return isinstance(value, tuple) and len(value) == 2


def _is_window(window: DataWindow) -> bool:
    days = _is_number(window.from_day, 31) and _is_number(window.to_day, 31)
    return days and all(isinstance(name, str) and is_month(name) for name in (window.from_month, window.to_month))


def _is_length(within: Within) -> bool:
    return _is_number(within.amount, LONGEST) and within.unit in UNITS


def values_of(rule: Rule) -> tuple[str, ...]:
    """The printed points of a dated rule: none, one, or two for a range."""
    if rule.value is None:
        return ()
    return rule.value if isinstance(rule.value, tuple) else (rule.value,)


def point(value: str) -> Period:
    """The days a gold value stands for: one day, or a month, quarter, half-year or year. Refused when it is none."""
    try:
        day = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError as error:
        raise bad_rule(f"“{value}” không có trong lịch") from error
    if day:
        return Period(day, date.fromordinal(day.toordinal() + 1), "day")
    try:
        return Period.of_code(value)
    except Refused as error:
        raise bad_rule(f"“{value}” không phải ngày, tháng, quý hay năm") from error


def is_yearly_day(text: str) -> bool:
    """Whether the text is a day or month of every year, `--12-25` or `--12`; 29 February counts."""
    found = YEARLY_DAY.fullmatch(text) if isinstance(text, str) else None
    if not found or not 1 <= int(found[1]) <= 12:
        return False
    return found[2] is None or 1 <= int(found[2]) <= Period.month(2024, int(found[1])).last_day.day


def bad_rule(message: str) -> Refused:
    return Refused("deadlines.bad_rule", f"Quy tắc thời hạn không hợp lệ: {message}.", "Sửa thời hạn này rồi lưu lại.")
