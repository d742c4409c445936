"""What a deadline phrase says, as data: the shape every stage of the reader hands on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Doubt:
    """A reason why a person should look (điểm cần xem lại); `code` is for programs, `message` for people."""

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True)
class DataWindow:
    """The days a report's figures cover (kỳ số liệu); how months are named from the period: `windows`."""

    from_day: int
    from_month: str
    to_day: int
    to_month: str
    text: str

    def to_json(self) -> dict[str, object]:
        return {
            "from_day": self.from_day,
            "from_month": self.from_month,
            "to_day": self.to_day,
            "to_month": self.to_month,
            "text": self.text,
        }


@dataclass(frozen=True)
class Within:
    """A length of time after an event (trong thời hạn ... kể từ ...) in hours, days, weeks, months or working ones."""

    amount: int
    unit: str
    after: str

    def to_json(self) -> dict[str, object]:
        return {"amount": self.amount, "unit": self.unit, "after": self.after}


@dataclass(frozen=True)
class DeadlinePhrase:
    """One time limit (thời hạn) as a document words it; `start` and `end` index the text that was read.

    `kind` is date, month, quarter, half_year, year, range, recurring, ongoing, on_request, per_rule or relative;
    `value` an ISO date, `2025-06`, `2026-Q1`, `2025-H1`, `2025` or a pair of them; `op` in, by (at the latest),
    before (strictly) or from. `dates` are yearly days as `--12-25`. `months` are month ends reported on besides the
    named recurrences (9 for "9 tháng"). `month_of_period` says in which month a day of a quarter, half or year lies:
    last, first or next. `shift` is what the document says of a day off: next, previous or none.
    """

    kind: str
    text: str
    start: int
    end: int
    value: str | tuple[str, str] | None = None
    op: str | None = None
    recurrence: tuple[str, ...] = ()
    applies_to: str = ""
    day_of_month: int | None = None
    month_of_period: str = ""
    weekday: int | None = None
    dates: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    data_window: DataWindow | None = None
    within: Within | None = None
    time: str = ""
    shift: str = ""
    inherited: bool = False
    confidence: float = 0.9
    doubts: tuple[Doubt, ...] = field(default=())

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def to_json(self) -> dict[str, object]:
        """The phrase in the labels' schema; what is empty is left out."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        given: dict[str, object] = {
            "kind": self.kind,
            "value": value,
            "op": self.op,
            "recurrence": list(self.recurrence),
            "text": self.text,
            "applies_to": self.applies_to,
            "day_of_month": self.day_of_month,
            "month_of_period": self.month_of_period,
            "weekday": self.weekday,
            "dates": list(self.dates),
            "months": list(self.months),
            "data_window": self.data_window and self.data_window.to_json(),
            "within": self.within and self.within.to_json(),
            "time": self.time,
            "shift": self.shift,
            "inherited": self.inherited,
            "doubts": [doubt.to_json() for doubt in self.doubts],
        }
        return {name: content for name, content in given.items() if content not in (None, "", [], False)}
