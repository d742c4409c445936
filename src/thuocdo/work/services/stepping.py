"""Inside an agency: steps of its part of a task, given to named people with a date (giao việc trong cơ quan)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Obligation, Occurrence, Step
from thuocdo.work.rules.sharing import STEPS
from thuocdo.work.services.history import Act, Words

WHAT = Words("work.step_says_nothing", "việc cần làm")
RESULT = Words("work.result_needed", "kết quả")
WHY = Words("work.reason_needed", "lý do")
MOST_STEPS = 200


@dataclass(frozen=True)
class StepWords:
    """What a step is before it stands: the work, who does it (nobody yet: None), by when (None: no date)."""

    text: str
    person: Person | None = None
    due_on: date | None = None


@decision("work.give_step", about="obligation", ask=permissions.rights)
def give_step(
    *, obligation: Obligation, step: StepWords, occurrence: Occurrence | None = None, by: Actor | None, at: datetime
) -> Step:
    """Give a step to somebody of the agency, for one due instance or (without one) for all of them.

    Refused `work.step_says_nothing`, `work.person_elsewhere`, `work.step_after_date`, `work.obligation_ended`,
    `work.too_many_steps`.
    """
    act = Act(by, at)
    _refuse_ended(obligation)
    text = WHAT(step.text)
    _refuse_foreign(obligation, occurrence)
    _refuse_elsewhere(obligation, step.person, act.on)
    _refuse_late(occurrence, step.due_on)
    last = obligation.steps.aggregate(last=Max("order"))["last"] or 0
    if obligation.steps.filter(state=Step.State.OPEN).count() >= MOST_STEPS:
        raise Refused(
            "work.too_many_steps", f"Phần việc này đã có {MOST_STEPS} bước đang làm.", "Kết thúc bớt các bước đã xong."
        )
    made = Step.objects.create(
        obligation=obligation, occurrence=occurrence, order=last + 1, text=text, person=step.person,
        due_on=step.due_on, given_at=at, given_by=act.person, given_by_name=act.name,
    )  # fmt: skip
    audit.changed(after=_told(made))
    _tell(made, act, "Bạn được giao")
    return made


def _refuse_ended(obligation: Obligation) -> None:
    if obligation.state != Obligation.State.IN_FORCE:
        raise Refused(
            "work.obligation_ended", "Phần việc này đã chuyển giao hoặc chấm dứt.", "Mở phần việc của cơ quan kế tục."
        )


def _refuse_foreign(obligation: Obligation, occurrence: Occurrence | None) -> None:
    """A step of a coordinating part may be for a due instance of the lead, whose dates it follows."""
    if occurrence is not None and occurrence.task_id != obligation.task_id:
        raise Refused("work.not_this_task", "Kỳ hạn này thuộc nhiệm vụ khác.", "Chọn kỳ hạn của chính phần việc này.")


def _refuse_elsewhere(obligation: Obligation, person: Person | None, on: date) -> None:
    if person is None:
        return
    if not Position.objects.filter(person=person, unit=obligation.unit_id, valid__contains=on).exists():
        raise Refused(
            "work.person_elsewhere", f"{person.full_name} không giữ vị trí ở cơ quan này hôm nay.",
            "Chọn người đang làm việc ở cơ quan.", where={"field": "person"},
        )  # fmt: skip


def _refuse_late(occurrence: Occurrence | None, due_on: date | None) -> None:
    own = occurrence.due_on if occurrence is not None else None
    if own is not None and due_on is not None and due_on > own:
        raise Refused(
            "work.step_after_date", f"Ngày {due_on:%d/%m/%Y} sau hạn {own:%d/%m/%Y} của kỳ này.",
            "Chọn ngày không muộn hơn hạn của kỳ.", where={"field": "due_on"},
        )  # fmt: skip


@decision("work.change_step", about="step", ask=permissions.rights)
def change_step(*, step: Step, to: StepWords, by: Actor | None, at: datetime) -> Step:
    """Change what a step says, who does it, or by when; what was there stays in the audit.

    Refused as `give_step`, and `work.step.not_allowed`, `work.step_as_before`.
    """
    act, before = Act(by, at), _told(step)
    STEPS.move(step.state, "change_step")
    _refuse_elsewhere(step.obligation, to.person if to.person != step.person else None, act.on)
    _refuse_late(step.occurrence, to.due_on)
    passed = to.person is not None and to.person != step.person
    step.text, step.person, step.due_on = WHAT(to.text), to.person, to.due_on
    if _told(step) == before:
        raise Refused("work.step_as_before", "Chưa sửa gì.", "Sửa nội dung, người làm hoặc ngày rồi ghi.")
    step.save()
    audit.changed(before=before, after=_told(step))
    if passed:
        _tell(step, act, "Bạn được giao")
    return step


@decision("work.finish_step", about="step", ask=permissions.rights)
def finish_step(*, step: Step, result: str, by: Actor | None, at: datetime) -> Step:
    """Say that a step is done, and what came of it. Refused `work.result_needed`, `work.step.not_allowed`."""
    return _ended(step, "finish_step", Act(by, at), RESULT(result))


@decision("work.drop_step", about="step", ask=permissions.rights)
def drop_step(*, step: Step, reason: str, by: Actor | None, at: datetime) -> Step:
    """Drop a step (thôi không làm) for a reason. Refused `work.reason_needed`, `work.step.not_allowed`."""
    return _ended(step, "drop_step", Act(by, at), WHY(reason))


def _ended(step: Step, verb: str, act: Act, words: str) -> Step:
    before, step.state = step.state, STEPS.move(step.state, verb)
    step.ended_at, step.ended_by_name, step.result = act.at, act.name, words
    step.save()
    audit.changed(before={"state": before}, after={"state": step.state}, why=words)
    giver = step.given_by
    if giver is not None and (act.person is None or giver.pk != act.person.pk):
        said = "đã báo xong bước" if verb == "finish_step" else "thôi bước"
        notify.tell(giver, "work.step_ended", f"{act.name} {said}: {step.text[:160]}", link=_page(step), at=act.at)
    return step


@decision("work.reopen_step", about="step", ask=permissions.rights)
def reopen_step(*, step: Step, reason: str, by: Actor | None, at: datetime) -> Step:
    """Take up again what was done or dropped (mở lại). Refused `work.reason_needed`, `work.step.not_allowed`."""
    act, why, before = Act(by, at), WHY(reason), {"state": step.state, "result": step.result}
    _refuse_ended(step.obligation)
    step.state = STEPS.move(step.state, "reopen_step")
    step.ended_at, step.ended_by_name, step.result = None, "", ""
    step.save()
    audit.changed(before=before, after={"state": step.state}, why=why)
    _tell(step, act, "Bước được mở lại")
    return step


@decision("work.pass_step", about="step")
def pass_step(*, step: Step, person: Person, why: str, by: Actor | None, at: datetime) -> Step:
    """Pass a step to the colleague who took the work over (nhận bàn giao): the receipt was the decision.

    Refused `work.person_elsewhere`.
    """
    act, before = Act(by, at), _told(step)
    _refuse_elsewhere(step.obligation, person, act.on)
    step.person = person
    step.save(update_fields=["person"])
    audit.changed(before=before, after=_told(step), why=why)
    return step


def _told(step: Step) -> dict[str, object]:
    person = f"{step.person.full_name} ({step.person.actor_key})" if step.person else ""
    return {"text": step.text, "person": person, "due_on": step.due_on}


def _tell(step: Step, act: Act, words: str) -> None:
    person = step.person
    if person is not None and (act.person is None or person.pk != act.person.pk):
        until = f" (đến {step.due_on:%d/%m/%Y})" if step.due_on else ""
        notify.tell(person, "work.step_given", f"{words}{until}: {step.text[:160]}", link=_page(step), at=act.at)


def _page(step: Step) -> str:
    return f"/buoc/{step.pk}/"
