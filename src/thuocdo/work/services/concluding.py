"""What a meeting concluded becomes a task of its unit, given out at once (kết luận cuộc họp thành nhiệm vụ)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import below
from thuocdo.directory.queries import name_on, version_on
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Obligation, Plan, Task, TaskLink
from thuocdo.work.queries.sharing import people_charged
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.drafting import TaskWriter
from thuocdo.work.services.giving import Giver
from thuocdo.work.services.history import Act, Words
from thuocdo.work.services.officers import name_officer
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler

WHAT = Words("work.conclusion_says_nothing", "việc phải làm")
TITLE = "Kết luận các cuộc họp của {} năm {}"


@dataclass(frozen=True, kw_only=True)
class Concluded:
    """What was concluded: the work, who leads it (and which person of that unit), by when, with what result.

    `said_in` names the meeting, `origin` the task that it was about, where it was about one.
    """

    text: str
    lead: Unit
    due_on: date
    said_in: str
    officer: Person | None = None
    output: str = ""
    origin: Task | None = None


@decision("work.take_conclusion", about="unit", ask=permissions.rights)
def take_conclusion(*, unit: Unit, concluded: Concluded, by: Actor | None, at: datetime) -> Obligation:
    """Give out what a meeting of the unit concluded, as a task of the unit's conclusions of the year.

    Refused `work.conclusion_says_nothing`, `work.date_passed`, `work.too_late`, `work.not_below`,
    `work.no_unit_that_day`, and as `name_officer`.
    """
    act = Act(by, at)
    text = WHAT(concluded.text)
    lead_name = _lead_name(unit, concluded.lead, act.on)
    plan = _plan_of(unit, act)
    _refuse_wrong_day(plan, concluded.due_on, act.on)
    phrases = Phrases.of_plan(plan, act.on, act.on)
    last = plan.tasks.order_by("-order").values_list("order", flat=True).first() or 0
    said = TaskContent(
        text=text, section_title=concluded.said_in, field=(concluded.origin.field or "") if concluded.origin else "",
        outputs=(concluded.output,) if concluded.output else (), lead=(Named(lead_name, (concluded.lead.key,)),),
        deadlines=(_deadline(concluded.due_on),), source_text=f"{concluded.said_in}: {text}",
    )  # fmt: skip
    [task] = TaskWriter(plan, phrases, act=act).write([said], after=last)
    if concluded.origin is not None:
        TaskLink.objects.create(origin=concluded.origin, task=task, kind=TaskLink.Kind.CONCLUDED, on=act.on)
    Giver(plan, phrases, Scheduler(plan, act.on)).give([task], on=act.on)
    obligation = Obligation.objects.select_related("task", "plan").get(task=task)
    audit.changed(
        after={"task": task.pk, "text": text, "unit": concluded.lead.key, "due_on": concluded.due_on}, thing=plan
    )
    _charge(obligation, concluded, act)
    return obligation


def _lead_name(unit: Unit, lead: Unit, on: date) -> str:
    if version_on(lead, on) is None:
        raise Refused(
            "work.no_unit_that_day", f"Ngày {on:%d/%m/%Y} không có {name_on(lead, on)}.", "Chọn cơ quan kế tục.",
            where={"field": "unit"},
        )  # fmt: skip
    if lead.pk not in below([unit.pk], on):
        raise Refused(
            "work.not_below", f"{name_on(lead, on)} không thuộc {name_on(unit, on)}.",
            "Chọn cơ quan của cuộc họp hoặc cơ quan trực thuộc; với cơ quan khác thì gửi văn bản đề nghị.",
            where={"field": "unit"},
        )  # fmt: skip
    return name_on(lead, on)


def _plan_of(unit: Unit, act: Act) -> Plan:
    """The unit's conclusions of the year, begun with the first one; one conclusion at a time."""
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    kind, year = Plan.Kind.CONCLUSION, act.on.year
    found = Plan.objects.filter(kind=kind, issuer=unit, year=year, state=Plan.State.IN_FORCE).first()
    if found is not None:
        return found
    name, first = name_on(unit, act.on), date(year, 1, 1)
    plan = Plan.objects.create(
        kind=kind, title=TITLE.format(name, year), year=year, issuer=unit, issuer_name=name, drafter=unit,
        province_key=unit.province_key, state=Plan.State.IN_FORCE, made_at=act.at, made_by=act.person,
        made_by_name=act.name, as_at=act.on, starts_on=first, ends_on=date(year + 2, 1, 1), in_force_on=act.on,
    )  # fmt: skip
    audit.changed(after={"title": plan.title, "state": plan.state}, thing=plan)
    return plan


def _refuse_wrong_day(plan: Plan, due_on: date, on: date) -> None:
    if due_on < on:
        raise Refused(
            "work.date_passed", f"Ngày {due_on:%d/%m/%Y} đã qua.", "Chọn hôm nay hoặc một ngày sau.",
            where={"field": "due_on"},
        )  # fmt: skip
    if due_on >= plan.ends_on:
        raise Refused(
            "work.too_late", f"Ngày {due_on:%d/%m/%Y} quá xa: kết luận năm {plan.year} theo dõi đến hết năm sau.",
            "Chọn một ngày sớm hơn.", where={"field": "due_on"},
        )  # fmt: skip


def _deadline(day: date) -> dict[str, str]:
    """The day as the meeting said it: it stays also where it is a day off."""
    return {"kind": "date", "op": "by", "value": day.isoformat(), "shift": "none", "text": f"{day:%d/%m/%Y}"}


def _charge(obligation: Obligation, concluded: Concluded, act: Act) -> None:
    """Name the person and tell them; where nobody is named, tell whoever heads the unit."""
    if concluded.officer is not None:
        name_officer(obligation=obligation, officer=concluded.officer, why=concluded.said_in, by=act.by, at=act.at)
        return
    words = f"Việc mới theo kết luận, hạn {concluded.due_on:%d/%m/%Y}: {obligation.task.text[:160]}"
    for person in people_charged([obligation], act.on).get(obligation.pk, ()):
        if act.person is None or person.pk != act.person.pk:
            notify.tell(person, "work.concluded", words, link=f"/nghia-vu/{obligation.pk}/", at=act.at)
