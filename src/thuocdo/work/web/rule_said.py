"""What a deadline rule means, for the screen: its sentence, its days, exact data windows, days off, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.deadlines.faults import NOTE, Fault, faults_of
from thuocdo.kernel.deadlines.occurrences import Due, Schedule, occurrences
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.ui.formatting import vn_date
from thuocdo.work.queries.facts import policy, working_calendar

SHOWN = 6
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The time in which rules are tried, [start, end), with the calendar and the policy for days off."""

    start: date
    end: date
    on: date
    calendar: WorkingCalendar
    shift: str = "none"
    check: str = "quarter"

    @classmethod
    def of(cls, start: date, end: date, on: date, province: str = "") -> Span:
        """A plan's time, with the calendar and the policies in force on a day; two queries."""
        held = policy(on, province)
        return cls(start, end, on, working_calendar(), held["day_off_shift"], held["check_period"])

    @property
    def last(self) -> date:
        return self.end - ONE_DAY

    def schedule(self, rule: Rule) -> Schedule:
        """The days of a rule in this time."""
        return occurrences(
            rule, start=self.start, end=self.end, calendar=self.calendar, shift=self.shift, check=self.check
        )

    def faults(self, rules: Sequence[Rule]) -> list[Fault]:
        return faults_of(rules, start=self.start, end=self.end, calendar=self.calendar, shift=self.shift)


@dataclass(frozen=True)
class DueRow:
    """One due day in words; the window as people say it, and half-open as the program reckons."""

    due: Due

    @property
    def window(self) -> str:
        start, end = self.due.window_start, self.due.window_end
        if start is None or end is None:
            return ""
        days = {"first": vn_date(start), "last": vn_date(end - ONE_DAY)}
        return _("số liệu từ %(first)s đến hết %(last)s") % days

    @property
    def half_open(self) -> str:
        start, end = self.due.window_start, self.due.window_end
        return f"[{vn_date(start)}, {vn_date(end)})" if start and end else ""

    @property
    def day_off(self) -> str:
        """What becomes of a day that is no working day."""
        due = self.due
        if not due.day_off_reason:
            return ""
        given = due.by_rule_on or due.due_on
        words = {"day": vn_date(given), "why": due.day_off_reason}
        if given == due.due_on:
            return _("%(day)s là ngày nghỉ (%(why)s), hạn giữ nguyên") % words
        return _("%(day)s là ngày nghỉ (%(why)s), hạn dời sang ngày này") % words


@dataclass(frozen=True)
class Said:
    """Everything that is shown about one rule."""

    rule: Rule
    sentence: str
    rows: tuple[DueRow, ...]
    total: int
    schedule: Schedule
    strict: str
    faults: tuple[Fault, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)

    @property
    def wrong(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.weight != NOTE]

    @property
    def notes(self) -> list[str]:
        return [*self.schedule.notes, *(fault.message for fault in self.faults if fault.weight == NOTE)]


def said_of(rule: Rule, span: Span) -> Said:
    """A rule within a time; the next days first where some lie ahead."""
    schedule = span.schedule(rule)
    dues = schedule.occurrences
    ahead = [due for due in dues if due.due_on >= span.on] or list(dues)
    return Said(
        rule=rule, sentence=sentence(rule), rows=tuple(DueRow(due) for due in ahead[:SHOWN]), total=len(dues),
        schedule=schedule, strict=_strict(rule), faults=tuple(span.faults([rule])),
    )  # fmt: skip


def _strict(rule: Rule) -> str:
    """What "trước" means where the sentence does not say it by a date."""
    if rule.op != "before" or rule.kind != "recurring" or rule.time:
        return ""
    if rule.day_of_month:
        if rule.day_of_month == 1:
            return _("“Trước ngày 1” nghĩa là chậm nhất ngày cuối của tháng liền trước.")
        words = {"day": rule.day_of_month, "last": rule.day_of_month - 1}
        return _("“Trước ngày %(day)s” nghĩa là chậm nhất ngày %(last)s.") % words
    return _("“Trước” nghĩa là chậm nhất ngày liền trước ngày được ghi.")
