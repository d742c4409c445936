"""What a person should know of a row of a workbook before agreeing to it; none of it keeps the row out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from thuocdo.kernel.deadlines.faults import NOTE, faults_of_json
from thuocdo.work.models import Plan
from thuocdo.work.queries.facts import policy, working_calendar
from thuocdo.work.rules.sheet_contents import deadlines, is_read
from thuocdo.work.rules.sheet_diff import ADDED, Planned
from thuocdo.work.services.phrases import Phrases

# How many different wordings are asked of the directory and of the calendar: a large workbook repeats itself.
MOST_ASKED = 400
SHOWN = 60


class Doubts:
    """Reads rows with the eyes of the plan: agencies as of its day, times within its span."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.plan = plan
        self.phrases = Phrases.of_plan(plan, plan.as_at, on)
        self.calendar, self.shift = working_calendar(), policy(on, plan.province_key)["day_off_shift"]
        # Of a plan in force what lies before today is past; a draft is reckoned whole.
        self.begins = plan.starts_on if plan.state == Plan.State.DRAFT else max(plan.starts_on, on)
        self.times: dict[str, tuple[str, ...]] = {}

    def of(self, one: Planned) -> list[str]:
        """Doubts about one row that is new or says something else."""
        found = [*self._agencies(one), *self._of_time(one.after.get("deadline", ""))]
        if one.outcome == ADDED and not one.after.get("lead"):
            found.append("Nhiệm vụ mới chưa ghi cơ quan chủ trì.")
        return found

    def _agencies(self, one: Planned) -> Iterator[str]:
        known = self.phrases.known
        for role in ("lead", "coordinating"):
            for phrase in one.after.get(role, "").splitlines():
                asked = len(known) < MOST_ASKED or phrase in known
                if asked and self.phrases.understand(phrase).state != "resolved":
                    yield f"Chưa rõ cơ quan “{phrase[:SHOWN]}”; việc sẽ chờ người chọn cơ quan."

    def _of_time(self, words: str) -> tuple[str, ...]:
        if not words:
            return ()
        if words not in self.times and len(self.times) < MOST_ASKED:
            self.times[words] = tuple(self._time(words))
        return self.times.get(words, ())

    def _time(self, words: str) -> Iterator[str]:
        rules = deadlines(words, self.plan.year)
        if not is_read(rules):
            yield f"Chưa hiểu thời hạn “{words[:SHOWN]}”; việc sẽ không có ngày đến hạn."
            return
        faults = faults_of_json(
            rules, start=self.begins, end=self.plan.ends_on, calendar=self.calendar, shift=self.shift
        )  # fmt: skip
        for fault in faults:
            if fault.weight != NOTE:
                yield f"Thời hạn “{words[:SHOWN]}”: {fault.message} {fault.remedy}"
