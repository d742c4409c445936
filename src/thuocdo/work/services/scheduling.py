"""From deadlines to due instances: one schedule a deadline, repeated for each agency that it binds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any

from thuocdo.kernel.deadlines.occurrences import Due, Schedule, occurrences
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.work.models import Obligation, Occurrence, Plan, TaskDeadline
from thuocdo.work.queries.facts import policy, working_calendar
from thuocdo.work.rules.adoption import deadline_label

NO_DEADLINE = "Văn bản không ghi thời hạn cho việc này."
PASSED = "Hạn trong văn bản ({:%d/%m/%Y}) đã qua trước ngày giao: cần thống nhất hạn mới."
BEFORE_PAPER = "Hạn trong văn bản ({:%d/%m/%Y}) đã qua trước ngày ban hành: cần thống nhất hạn mới."
NOT_UNDERSTOOD = "Chưa hiểu được thời hạn “{text}”: cần người xem lại."
LABEL_WITHOUT = "Chưa rõ hạn"
LABEL_WATCHED = "Theo dõi thường xuyên"


class Scheduler:
    """Makes due instances within a plan's span, with the calendar and policies in force on a day; two queries."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.plan = plan
        self.policy = policy(on, plan.province_key)
        self.calendar = working_calendar()
        self.issued_on = plan.document.issued_on if plan.document else None
        self.shapes: dict[int | None, list[dict[str, Any]]] = {}

    def occurrences(
        self, obligation: Obligation, deadlines: Sequence[TaskDeadline], *, since: date | None = None
    ) -> Iterator[Occurrence]:
        """Unsaved due instances of a lead obligation; with no deadline at all, one that says so.

        `since` leaves out dates before a late assignment; where nothing is left, a person must agree a new date.
        """
        named: Sequence[TaskDeadline | None] = deadlines or [None]
        for deadline in named:
            for shape in self.shapes_ahead(deadline, since):
                yield Occurrence(
                    obligation=obligation, plan_id=obligation.plan_id, task_id=obligation.task_id,
                    unit_id=obligation.unit_id, deadline=deadline, **shape,
                )  # fmt: skip

    def shapes_ahead(self, deadline: TaskDeadline | None, since: date | None) -> list[dict[str, Any]]:
        """Columns of the due instances of a deadline that are not before a day, the same for every agency."""
        shapes = self.shape(deadline)
        ahead = [shape for shape in shapes if since is None or (shape.get("due_on") or since) >= since]
        if ahead or not shapes or since is None:
            return ahead
        last = shapes[-1]
        why = PASSED.format(last["due_on"])
        return [{**self._without(last["label"], why, self.next_check(since))}]

    def shape(self, deadline: TaskDeadline | None) -> list[dict[str, Any]]:
        """Columns of the due instances of a deadline, the same for every agency."""
        key = deadline.pk if deadline else None
        if key not in self.shapes:
            self.shapes[key] = list(self._shapes(deadline))
        return self.shapes[key]

    def _shapes(self, deadline: TaskDeadline | None) -> Iterator[dict[str, Any]]:
        if deadline is None:
            yield self._without(LABEL_WITHOUT, NO_DEADLINE, None)
            return
        if not deadline.rule:
            yield self._without(_label(deadline, deadline.text), NOT_UNDERSTOOD.format(text=deadline.text), None)
            return
        rule = Rule.from_json(deadline.rule)
        if deadline.event_due_on is not None:
            # The event has a day by now: whoever comes later has the same date.
            due = Due(deadline.event_due_on, deadline.text or LABEL_WITHOUT, by_rule_on=deadline.event_due_on)
            yield self._dated(deadline, due)
            return
        schedule = self.schedule(rule)
        for due in schedule.occurrences:
            if self.issued_on is not None and due.due_on < self.issued_on:
                label, why = _label(deadline, due.label), BEFORE_PAPER.format(due.due_on)
                yield self._without(label, why, self.next_check(self.issued_on))
            else:
                yield self._dated(deadline, due)
        if not schedule.occurrences:
            watched = rule.kind == "ongoing"
            label = LABEL_WATCHED if watched else deadline.text or LABEL_WITHOUT
            yield self._without(_label(deadline, label), schedule.why_none, self._check(schedule), watched=watched)

    @staticmethod
    def binding(
        deadlines: Iterable[TaskDeadline],
        *,
        parties: Set[int],
        of_deadline: Mapping[int, Set[int]],
        by_units: Mapping[int, Set[int]],
        unit: int,
    ) -> list[TaskDeadline]:
        """Deadlines that bind a unit named by some phrases of its task.

        `of_deadline` maps a deadline to the phrases it names, `by_units` to the units that its own words mean.
        """
        binds = TaskDeadline.Binds
        return [
            one
            for one in deadlines
            if one.binds == binds.ALL
            or (one.binds == binds.PARTIES and parties & of_deadline.get(one.pk, frozenset()))
            or (one.binds == binds.UNITS and unit in by_units.get(one.pk, frozenset()))
        ]  # fmt: skip

    def schedule(self, rule: Rule) -> Schedule:
        """The schedule of a rule in the plan's span, day offs moved by the policy."""
        return occurrences(
            rule, start=self.plan.starts_on, end=self.plan.ends_on, calendar=self.calendar,
            shift=self.policy["day_off_shift"], check=self.policy["check_period"],
        )  # fmt: skip

    def _check(self, schedule: Schedule) -> date | None:
        """The first day of looking again that is not before the document."""
        later = [day for day in schedule.checks if day >= self.plan.as_at]
        return later[0] if later else schedule.next_check

    def _dated(self, deadline: TaskDeadline, due: Due) -> dict[str, Any]:
        note = ""
        if due.day_off_reason:
            day = due.by_rule_on or due.due_on
            moved = f"hạn dời sang {due.due_on:%d/%m/%Y}" if day != due.due_on else "hạn vẫn giữ nguyên"
            note = f"{day:%d/%m/%Y} là ngày nghỉ ({due.day_off_reason}), {moved}."
        return {
            "label": _label(deadline, due.label),
            "due_on": due.due_on,
            "original_due_on": due.due_on,
            "due_note": note,
            "window_start": due.window_start,
            "window_end": due.window_end,
            "window_assumed": due.window_assumed,
        }

    def _without(self, label: str, why: str, check: date | None, *, watched: bool = False) -> dict[str, Any]:
        first = max(self.plan.starts_on, self.plan.as_at)
        return {
            "label": label,
            "why_no_date": why,
            "next_check_on": check or self.next_check(first),
            "watched": watched,
        }

    def next_check(self, after: date) -> date:
        """The end of the running period of looking again (mặc định: cuối quý), on a working day."""
        months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.policy["check_period"]]
        last_month = ((after.month - 1) // months + 1) * months
        first = date(after.year + last_month // 12, last_month % 12 + 1, 1)
        return self.calendar.previous_working(date.fromordinal(first.toordinal() - 1))


def _label(deadline: TaskDeadline, label: str) -> str:
    agencies = deadline.binds != TaskDeadline.Binds.ALL
    return deadline_label(deadline.applies_to, label, names_agencies=agencies)
