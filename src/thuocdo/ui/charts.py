"""The arithmetic behind the drawings: the ruler, the stacked bar, the calendar strip, the shades of a heat map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from thuocdo.ui.formatting import Number, vn_date, vn_number, vn_percent
from thuocdo.ui.standings import look

GAP = Decimal("0.35")
COMPARATORS = {
    ">=": pgettext_lazy("mức", "từ"),
    ">": _lazy("trên"),
    "<=": _lazy("không quá"),
    "<": _lazy("dưới"),
    "=": "",
}


def percent(value: Decimal) -> str:
    """A width or place for SVG: per cent with a full stop, at most two decimals.

    >>> percent(Decimal("41.2000")), percent(Decimal(0))
    ('41.2%', '0%')
    """
    return f"{value.quantize(Decimal('0.01')).normalize():f}%"


@dataclass(frozen=True)
class Ruler:
    """A quantity against its target (thước đo với mốc chỉ tiêu); `width` and `goal` are places on the drawing."""

    width: str
    goal: str
    met: bool | None
    value_text: str
    foot: str
    sentence: str
    ticks: tuple[tuple[str, bool], ...]


def ruler(
    value: Number | None, target: Number | None, *, label: str = "", unit: str = "%", maximum: Number = 100,
    comparator: str = ">=",
) -> Ruler:  # fmt: skip
    """Place a value and its target on a scale from 0 to `maximum`; an unknown value draws nothing.

    >>> drawn = ruler(Decimal("41.2"), 50, label="Dùng lại dữ liệu")
    >>> drawn.width, drawn.goal, drawn.met
    ('41.2%', '50%', False)
    >>> drawn.sentence
    'Dùng lại dữ liệu: 41,2%, chỉ tiêu từ 50%, còn thiếu 8,8 điểm %'
    """
    top = Decimal(str(maximum)) or Decimal(1)
    number = None if value is None else Decimal(str(value))
    goal = None if target is None else Decimal(str(target))
    met = None if number is None or goal is None else _met(number, goal, comparator)
    than = str(COMPARATORS.get(comparator, ""))
    aim = " ".join(part for part in (_("chỉ tiêu"), than, _measured(goal, unit)) if part)
    result = _result(number, goal, met, unit)
    value_text = _measured(number, unit) if number is not None else _("chưa biết")
    said = f"{label}: {value_text}" if label else value_text
    return Ruler(
        width=percent(_clamped(number or Decimal(0), top)),
        goal="" if goal is None else percent(min(_clamped(goal, top), Decimal("99.6"))),
        met=met,
        value_text=value_text,
        foot="" if goal is None else f"{aim[:1].upper()}{aim[1:]}: {result}",
        sentence=", ".join(part for part in (said, aim if goal is not None else "", result) if part),
        ticks=tuple((f"{place}%", place % 50 == 0) for place in range(0, 101, 10)),
    )  # fmt: skip


def _met(value: Decimal, target: Decimal, comparator: str) -> bool:
    answers = {">": value > target, "<=": value <= target, "<": value < target, "=": value == target}
    return answers.get(comparator, value >= target)


def _result(value: Decimal | None, target: Decimal | None, met: bool | None, unit: str) -> str:
    if target is None:
        return ""
    if value is None:
        return _("chưa có số đo")
    if met:
        return _("đạt")
    gap = vn_number(abs(target - value))
    words = _("còn thiếu") if value < target else _("vượt")
    return f"{words} {gap} {_('điểm %') if unit == '%' else unit}".strip() if value != target else _("chưa đạt")


def _measured(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    return vn_percent(value, None) if unit == "%" else f"{vn_number(value)} {unit}".strip()


def _clamped(value: Decimal, top: Decimal) -> Decimal:
    return max(Decimal(0), min(Decimal(100), value * 100 / top))


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar: how many things stand so, and where to see them."""

    word: str
    icon: str
    fill: str
    count: int
    x: str
    width: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class Stack:
    """A stacked bar (thanh xếp) with its parts and the sentence that says the same."""

    segments: tuple[Segment, ...]
    total: int
    sentence: str


def stack(parts: Iterable[Mapping[str, Any] | Sequence[Any]], unit: str = "") -> Stack:
    """Lay out counts by state side by side; a part is `{code, count, href, label, current}` or `(code, count, href)`.

    >>> drawn = stack([("accepted_on_time", 27), ("overdue", 3)], "nhiệm vụ")
    >>> drawn.sentence
    '30 nhiệm vụ: Đúng hạn 27, Quá hạn 3'
    >>> [segment.x for segment in drawn.segments]
    ['0%', '90%']
    """
    rows = [_part(part) for part in parts]
    total = sum(int(row["count"]) for row in rows)
    segments, left = [], Decimal(0)
    for row in rows:
        count = int(row["count"])
        share = Decimal(count * 100) / total if total else Decimal(0)
        shown = look(str(row["code"]))
        segments.append(
            Segment(
                word=str(row.get("label") or shown.word), icon=shown.icon, fill=str(row.get("fill") or shown.fill),
                count=count, x=percent(left), width=percent(max(share - GAP, min(share, GAP))),
                href=str(row.get("href") or ""), current=bool(row.get("current")),
            )
        )  # fmt: skip
        left += share
    said = ", ".join(f"{segment.word} {vn_number(segment.count)}" for segment in segments)
    head = f"{vn_number(total)} {unit}".strip()
    return Stack(tuple(segments), total, f"{head}: {said}" if segments else head)


def _part(part: Mapping[str, Any] | Sequence[Any]) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else dict(zip(("code", "count", "href", "label"), part, strict=False))


def shade(value: Number | None, bounds: Sequence[Number] = (80, 86, 92, 98)) -> int:
    """Shade of a heat-map cell, 1 pale to 5 deep, by four rising bounds; 0 when the value is unknown.

    >>> shade(66), shade(86), shade(100), shade(None)
    (1, 3, 5, 0)
    """
    if value is None:
        return 0
    return 1 + sum(1 for bound in bounds if Decimal(str(value)) >= Decimal(str(bound)))


@dataclass(frozen=True)
class Pin:
    """One due date on the calendar strip, with its label kept clear of its neighbours."""

    x: str
    y_line: int
    y_text: int
    label: str
    anchor: str
    dx: str
    stroke: str


@dataclass(frozen=True)
class Strip:
    """The calendar strip (thước thời gian): ticks per day, days off, today, due dates."""

    ticks: tuple[tuple[str, bool, str], ...]
    days_off: tuple[tuple[str, str], ...]
    now: str
    pins: tuple[Pin, ...]
    hidden: int
    sentence: str


ROWS = 3
LEFT, RIGHT = Decimal(2), Decimal(98)


def strip(
    start: date, days: int, pins: Iterable[tuple[date, str] | tuple[date, str, str]], *,
    days_off: Iterable[date] = (),
) -> Strip:  # fmt: skip
    """Place due dates `(day, label[, state])` on a strip that begins today; what finds no free row is only counted.

    >>> drawn = strip(date(2025, 9, 8), 30, [(date(2025, 9, 12), "Báo cáo tháng", "due_soon")])
    >>> drawn.pins[0].x, drawn.hidden
    ('14.8%', 0)
    """
    step = (RIGHT - LEFT) / days
    end = start + timedelta(days=days)

    def place(day: date) -> Decimal:
        return LEFT + step * (day - start).days

    shown = sorted((pin for pin in pins if start <= pin[0] <= end), key=lambda pin: pin[0])
    placed = _placed([(place(pin[0]), pin) for pin in shown])
    ticks = []
    for offset in range(days + 1):
        day = start + timedelta(days=offset)
        marked = offset == 0 or (day.weekday() == 0 and offset > 3)
        ticks.append((percent(place(day)), marked, f"{day:%d/%m}" if marked else ""))
    said = "; ".join(f"{pin[1]} {pin[0]:%d/%m}" for pin in shown)
    return Strip(
        ticks=tuple(ticks),
        days_off=tuple((percent(place(day) - step / 2), percent(step)) for day in days_off if start <= day <= end),
        now=percent(LEFT),
        pins=tuple(placed),
        hidden=len(shown) - len(placed),
        sentence=_("Từ %(start)s đến %(end)s") % {"start": vn_date(start), "end": vn_date(end)}
        + (f": {said}" if said else ""),
    )


def _placed(pins: Sequence[tuple[Decimal, Sequence[Any]]]) -> list[Pin]:
    """Give each label the first row that is still free at its place (a letter takes about 1.1 % of the width)."""
    free = [Decimal(-100)] * ROWS
    placed = []
    for x, (_day, label, *state) in pins:
        width = Decimal(len(label)) * Decimal("1.1") + 2
        start = x - width if x > 75 else x
        row = next((number for number in range(ROWS) if free[number] <= start), None)
        if row is None:
            continue
        free[row] = x if x > 75 else x + width
        soon = state and state[0] in ("due_soon", "overdue")
        y = 20 + 18 * row
        placed.append(
            Pin(percent(x), y, y + 10, label, "end" if x > 75 else "start", "-6" if x > 75 else "6",
                "s-dong" if soon else "s-cham")
        )  # fmt: skip
    return placed
