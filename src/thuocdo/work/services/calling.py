"""Results asked for out of turn (yêu cầu báo cáo đột xuất), and the day of an event that deadlines run from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import names_on
from thuocdo.documents.models import Document
from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.deadlines.occurrences import due_by_event
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Call, Move, Obligation, Occurrence, Plan, Role, Task, TaskDeadline
from thuocdo.work.queries.facts import policy, working_calendar
from thuocdo.work.queries.sharing import people_charged
from thuocdo.work.rules.life import latest_day
from thuocdo.work.services.history import Act, Words

BATCH = 2000
WHAT = Words("work.call_says_nothing", "nội dung yêu cầu")
WHY = Words("work.reason_needed", "lý do yêu cầu đột xuất")
LABEL = "Đột xuất: {}"
LONGEST = 300
WAITING = ("open", "returned")
BY_EVENT = "Tính từ sự kiện ngày {:%d/%m/%Y}{}."


@dataclass(frozen=True)
class Asked:
    """What is asked for out of turn: what, why, until when; of which units (all leads where none is named), by which
    paper, on figures of which days ([start, end))."""

    what: str
    reason: str
    due_on: date
    units: Sequence[Unit] = ()
    document: Document | None = None
    window: tuple[date, date] | None = None
    synthetic: bool = False


@decision("work.call_occurrence", about="task", ask=permissions.rights)
def call_occurrence(*, task: Task, asked: Asked, by: Actor | None, at: datetime) -> Call:
    """Ask one, several or all lead agencies of a task for a result by a date (yêu cầu báo cáo đột xuất).

    Each gets a due instance outside the task's rules, and whoever is charged with it is told.
    Refused `work.plan_not_in_force`, `work.task_not_in_force`, `work.call_says_nothing`, `work.reason_needed`,
    `work.date_passed`, `work.too_late`, `work.window_backwards`, `work.not_a_lead`, `work.no_lead`,
    `work.already_called`.
    """
    act = Act(by, at)
    what, why = WHAT(asked.what)[:LONGEST], WHY(asked.reason)
    _refuse_not_in_force(task)
    _refuse_wrong_days(task.plan, asked, act.on)
    leads = _leads(task, asked.units, act.on)
    label = LABEL.format(what)
    _refuse_twice(leads, label, asked.due_on)
    start, end = asked.window or (None, None)
    call = Call.objects.create(
        task=task, what=what, reason=why, due_on=asked.due_on, window_start=start, window_end=end,
        document=asked.document, called_at=at, called_by=act.person, called_by_name=act.name, synthetic=asked.synthetic,
    )  # fmt: skip
    note = _day_off(asked.due_on, working_calendar())
    rows = Occurrence.objects.bulk_create(
        [
            Occurrence(
                obligation=lead, plan_id=lead.plan_id, task_id=task.pk, unit_id=lead.unit_id, label=label,
                due_on=asked.due_on, original_due_on=asked.due_on, due_note=note, window_start=start, window_end=end,
                ad_hoc=True, call=call,
            )
            for lead in leads
        ],
        batch_size=BATCH,
    )  # fmt: skip
    _record(rows, "call_occurrence", act, why, document=asked.document)
    names = names_on([lead.unit_id for lead in leads], act.on)
    audit.changed(after={"what": what, "due_on": asked.due_on, "units": sorted(names.values())}, why=why)
    _tell(rows, leads, act, f"Yêu cầu đột xuất, hạn {asked.due_on:%d/%m/%Y}: {what}")
    return call


def _refuse_not_in_force(task: Task) -> None:
    if task.plan.state != Plan.State.IN_FORCE:
        raise Refused("work.plan_not_in_force", "Kế hoạch này không đang thực hiện.", "Xem kế hoạch đang có hiệu lực.")
    if task.state != Task.State.IN_FORCE:
        raise Refused("work.task_not_in_force", "Nhiệm vụ này đã thôi giao.", "Xem nhiệm vụ thay thế, nếu có.")


def _refuse_wrong_days(plan: Plan, asked: Asked, on: date) -> None:
    if asked.due_on < on:
        raise Refused(
            "work.date_passed", f"Ngày {asked.due_on:%d/%m/%Y} đã qua.", "Chọn hôm nay hoặc một ngày sau.",
            where={"field": "due_on"},
        )  # fmt: skip
    last = latest_day(max(plan.ends_on - timedelta(days=1), on))
    if asked.due_on > last:
        raise Refused(
            "work.too_late", f"Ngày {asked.due_on:%d/%m/%Y} quá xa: kế hoạch này yêu cầu được đến {last:%d/%m/%Y}.",
            "Chọn một ngày sớm hơn.", where={"field": "due_on"},
        )  # fmt: skip
    if asked.window is not None and asked.window[1] <= asked.window[0]:
        raise Refused(
            "work.window_backwards", "Kỳ số liệu kết thúc trước khi bắt đầu.", "Sửa ngày đầu hoặc ngày cuối.",
            where={"field": "window_last"},
        )  # fmt: skip


def _leads(task: Task, units: Sequence[Unit], on: date) -> list[Obligation]:
    """Lead obligations in force of the named units, or of all; locked against a merger at the same moment."""
    found = Obligation.objects.filter(task=task, role=Role.LEAD, state=Obligation.State.IN_FORCE)
    leads = {one.unit_id: one for one in found.select_for_update(of=("self",)).order_by("pk")}
    strangers = [unit.pk for unit in units if unit.pk not in leads]
    if strangers:
        names = names_on(strangers, on)
        raise Refused(
            "work.not_a_lead", f"Không chủ trì nhiệm vụ này: {', '.join(sorted(names.values())) or 'cơ quan đã chọn'}.",
            "Chọn trong các cơ quan đang chủ trì.", where={"field": "units"},
        )  # fmt: skip
    chosen = [leads[pk] for pk in dict.fromkeys(unit.pk for unit in units)] if units else list(leads.values())
    if not chosen:
        raise Refused(
            "work.no_lead", "Nhiệm vụ này chưa có cơ quan nào chủ trì.", "Chọn cơ quan cho cụm từ chưa rõ trước."
        )
    return chosen


def _refuse_twice(leads: Iterable[Obligation], label: str, due_on: date) -> None:
    there = Occurrence.objects.filter(obligation__in=list(leads), label=label, original_due_on=due_on, deadline=None)
    if there.exists():
        raise Refused(
            "work.already_called", f"Đã yêu cầu đúng nội dung này với hạn {due_on:%d/%m/%Y}.",
            "Xem yêu cầu đã gửi; nếu là việc khác thì ghi nội dung khác.", where={"field": "what"},
        )  # fmt: skip


def _day_off(day: date, calendar: WorkingCalendar) -> str:
    reason = calendar.name(day)
    return f"{day:%d/%m/%Y} là ngày nghỉ ({reason}), hạn vẫn giữ nguyên." if reason else ""


def _record(rows: Iterable[Occurrence], verb: str, act: Act, why: str, *, document: Document | None = None) -> None:
    Move.objects.bulk_create(
        [
            Move(
                occurrence=row, verb=verb, from_state="" if verb == "call_occurrence" else row.state,
                to_state=row.state, at=act.at, by=act.person, by_name=act.name, reason=why, document=document,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _tell(rows: Iterable[Occurrence], leads: Sequence[Obligation], act: Act, words: str) -> None:
    """Tell whoever is charged with each part, once, unless they asked themselves."""
    charged = people_charged(leads, act.on)
    for row in rows:
        link = f"/nghia-vu/{row.obligation_id}/?ky={row.pk}"
        for person in charged.get(row.obligation_id, ()):
            if act.person is None or person.pk != act.person.pk:
                notify.tell(person, "work.called", words, link=link, at=act.at)


@dataclass(frozen=True)
class Event:
    """The day on which something happened that a deadline runs from; `due_on` where no length of time is written."""

    on: date
    due_on: date | None = None
    reason: str = ""


@decision("work.date_event", about="deadline", ask=permissions.rights)
def date_event(*, deadline: TaskDeadline, event: Event, by: Actor | None, at: datetime) -> TaskDeadline:
    """Say when the event was that a deadline runs from (ghi ngày sự kiện): its due instances get their date.

    Said again, it corrects the date of those still open, with a reason; the first date stays beside it.
    Refused `work.plan_not_in_force`, `work.task_not_in_force`, `work.not_by_event`, `work.event_before_plan`,
    `work.no_length`, `work.due_before_event`, `work.reason_needed`.
    """
    act = Act(by, at)
    task = deadline.task
    _refuse_not_in_force(task)
    rule = _rule_by_event(deadline)
    if event.on < task.plan.as_at:
        raise Refused(
            "work.event_before_plan",
            f"Sự kiện ngày {event.on:%d/%m/%Y} xảy ra trước văn bản giao việc ({task.plan.as_at:%d/%m/%Y}).",
            "Kiểm tra lại ngày của sự kiện.", where={"field": "event_on"},
        )  # fmt: skip
    due_on, note = _due_of(rule, event, task.plan, act.on)
    before = deadline.event_due_on
    why = (WHY_CORRECTED if before is not None else str)(event.reason)
    deadline.event_on, deadline.event_due_on = event.on, due_on
    deadline.save(update_fields=["event_on", "event_due_on"])
    changed = _date_instances(deadline, before, due_on, note, act, why)
    audit.changed(
        before={"due_on": before}, after={"event_on": event.on, "due_on": due_on, "occurrences": changed}, why=why
    )
    return deadline


WHY_CORRECTED = Words("work.reason_needed", "lý do sửa ngày sự kiện")


def _rule_by_event(deadline: TaskDeadline) -> Rule:
    rule = Rule.from_json(deadline.rule) if deadline.rule else None
    if rule is None or rule.kind != "relative":
        raise Refused(
            "work.not_by_event", f"Thời hạn “{deadline.text}” không tính từ một sự kiện.", "Chọn thời hạn khác."
        )
    return rule


def _due_of(rule: Rule, event: Event, plan: Plan, on: date) -> tuple[date, str]:
    """The due day by the length of time, or as agreed where none is written, with what history says of it."""
    calendar = working_calendar()
    shift = policy(on, plan.province_key)["day_off_shift"]
    found = due_by_event(rule, event.on, calendar, shift=shift)
    if found is not None and event.due_on is None:
        moved = f"; {found.by_rule_on:%d/%m/%Y} là ngày nghỉ ({found.day_off_reason})" if found.day_off_reason else ""
        return found.due_on, BY_EVENT.format(event.on, moved)
    if event.due_on is None:
        raise Refused(
            "work.no_length", "Văn bản không ghi phải xong trong bao lâu sau sự kiện.", "Ghi hạn cụ thể.",
            where={"field": "due_on"},
        )  # fmt: skip
    if event.due_on < event.on:
        raise Refused(
            "work.due_before_event", f"Hạn {event.due_on:%d/%m/%Y} trước ngày của sự kiện.", "Chọn một ngày sau đó.",
            where={"field": "due_on"},
        )  # fmt: skip
    return event.due_on, BY_EVENT.format(event.on, "; hạn do cơ quan giao việc ấn định")


def _date_instances(deadline: TaskDeadline, before: date | None, due_on: date, note: str, act: Act, why: str) -> int:
    """Date the open instances of a deadline: those without a date, and those that still have the one it corrects."""
    found = Occurrence.objects.filter(deadline=deadline, state__in=WAITING).select_for_update(of=("self",))
    found = found.select_related("obligation").order_by("pk")
    rows = [row for row in found if row.due_on is None or row.due_on == before]
    for row in rows:
        row.original_due_on = row.original_due_on or due_on
        row.due_on, row.due_note, row.why_no_date, row.next_check_on = due_on, note, "", None
    names = ["due_on", "original_due_on", "due_note", "why_no_date", "next_check_on"]
    Occurrence.objects.bulk_update(rows, names, batch_size=BATCH)
    _record(rows, "date_event", act, why or note)
    leads = [row.obligation for row in rows]
    _tell(rows, leads, act, f"Đã có ngày sự kiện, hạn {due_on:%d/%m/%Y}: {deadline.text[:160]}")
    return len(rows)
