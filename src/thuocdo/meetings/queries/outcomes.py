"""What became of conclusions: where the task or step that each one made stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thuocdo.meetings.models import Conclusion, Meeting
from thuocdo.work.models import Occurrence
from thuocdo.work.queries import with_standing
from thuocdo.work.queries.standing import current
from thuocdo.work.rules.standing import DONE, STANDINGS

WORDS = {
    "draft": "Chưa thực hiện", "dropped": "Đã bỏ", "extension": "Đã quyết định gia hạn", "waiver": "Đã miễn kỳ hạn",
    "words": "Ghi nhận",
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Where a conclusion stands: a standing as on badges, the date in force, where its work is, words."""

    code: str
    due_on: date | None
    link: str = ""
    words: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.code in DONE or self.code == "done"


def outcomes(conclusions: Iterable[Conclusion], on: date) -> dict[int, Outcome]:
    """Where each stands, by key; its step is read along. Two queries, none where nothing was given."""
    rows = list(conclusions)
    tasks = [row.task_id for row in rows if row.task_id]
    of_task: dict[int, list[Occurrence]] = {}
    if tasks:
        for one in with_standing(current().filter(task__in=tasks), on).order_by("due_on", "pk"):
            of_task.setdefault(one.task_id, []).append(one)
    return {row.pk: _outcome(row, of_task.get(row.task_id or 0, []), on) for row in rows}


def _outcome(row: Conclusion, occurrences: list[Occurrence], on: date) -> Outcome:
    if row.state != Conclusion.State.DONE:
        return Outcome("not_due" if row.state == "draft" else "waived", row.due_on, "", WORDS[row.state])
    if row.step is not None:
        return _of_step(row, on)
    if row.task_id and occurrences:
        worst = min(occurrences, key=lambda one: STANDINGS.index(one.standing))  # type: ignore[attr-defined]
        return Outcome(worst.standing, worst.due_on, f"/nhiem-vu/{row.task_id}/")  # type: ignore[attr-defined]
    if row.task_id:
        return Outcome("no_date", row.due_on, f"/nhiem-vu/{row.task_id}/")
    return Outcome("done", row.due_on, "", WORDS.get(row.kind, ""))


def _of_step(row: Conclusion, on: date) -> Outcome:
    step = row.step
    assert step is not None
    link = f"/buoc/{step.pk}/"
    if step.state != "open":
        return Outcome("done", step.due_on, link, step.result)
    late = step.due_on is not None and step.due_on < on
    return Outcome("overdue" if late else "doing", step.due_on, link)


def last_conclusions(meeting: Meeting, on: date) -> list[dict[str, object]]:
    """How the conclusions of the meeting before stand on a day, as plain rows."""
    if meeting.previous is None:
        return []
    rows = list(meeting.previous.conclusions.exclude(state="dropped").select_related("step").order_by("order"))
    now = outcomes(rows, on)
    return [
        {
            "text": row.text, "who": row.who, "code": now[row.pk].code, "link": now[row.pk].link,
            "due_on": due.isoformat() if (due := now[row.pk].due_on) else "", "words": now[row.pk].words,
        }
        for row in rows
    ]  # fmt: skip
