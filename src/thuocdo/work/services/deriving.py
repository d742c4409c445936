"""Agencies make their own plans after a parent, say which plan carries it out, and which task covers which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import name_on, version_on
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Amendment, AmendmentLine, NoMatch, NoParent, Plan, Task, TaskLink
from thuocdo.work.queries.coverage import Upper, missing_of, owed_by
from thuocdo.work.queries.derived import HAVING, STATES, by_field, contents_of, derived_title
from thuocdo.work.queries.facts import policy
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.amending import Line, prepare_amendment, write_amendment
from thuocdo.work.services.drafting import TaskWriter
from thuocdo.work.services.history import Act
from thuocdo.work.services.phrases import Phrases

DERIVED = TaskLink.Kind.DERIVED
PARENTS_LOCK = 7_216_012
COPIED_WHY = "Bổ sung nhiệm vụ của kế hoạch cấp trên còn thiếu"


@decision("work.derive_plan", about="unit", ask=permissions.rights)
def derive_plan(
    *, parent: Plan, unit: Unit, by: Actor | None, at: datetime, title: str = "", helping: bool = False
) -> Plan:
    """Begin the draft of an agency's own plan (lập kế hoạch của cơ quan) from what it owes of a parent: its tasks,
    their results, their times, each linked with the task it comes from.

    `helping` brings along what it only helps with. Refused `work.parent_not_in_force`, `work.parent_is_over`,
    `work.already_derived`, `work.nothing_to_derive`, `work.no_unit_that_day`.
    """
    act = Act(by, at)
    name = _name_on(unit, act.on)
    _refuse_unready(parent, unit, act.on)
    owed = owed_by(parent, [unit.pk]).get(unit.pk, [])
    uppers = by_field(one for one in owed if one.leads or helping)
    if not uppers:
        raise Refused(
            "work.nothing_to_derive", f"Kế hoạch “{parent}” không giao {name} chủ trì nhiệm vụ nào.",
            "Chọn lấy cả nhiệm vụ phối hợp, hoặc lập kế hoạch riêng.",
        )  # fmt: skip
    plan = Plan.objects.create(
        kind=Plan.Kind.PLAN, title=squeeze(title) or derived_title(parent, name), year=parent.year, theme=parent.theme,
        issuer=unit, issuer_name=name, drafter=unit, province_key=unit.province_key, parent=parent,
        state=Plan.State.DRAFT, made_at=at, made_by=act.person, made_by_name=act.name, as_at=act.on,
        starts_on=max(parent.starts_on, act.on), ends_on=parent.ends_on,
    )  # fmt: skip
    _write(plan, unit, name, uppers, act)
    audit.changed(after={"parent": parent.title, "unit": unit.key, "tasks": len(uppers)}, thing=plan)
    return plan


def _name_on(unit: Unit, on: date) -> str:
    name = name_on(unit, on)
    if version_on(unit, on) is None:
        raise Refused(
            "work.no_unit_that_day", f"Ngày {on:%d/%m/%Y} không có {name}.",
            "Lập kế hoạch cho cơ quan kế tục.",
        )  # fmt: skip
    return name


def _refuse_unready(parent: Plan, unit: Unit, on: date) -> None:
    if parent.state not in (Plan.State.IN_FORCE, Plan.State.APPROVED):
        raise Refused(
            "work.parent_not_in_force",
            f"“{parent}” {parent.get_state_display().lower()}, chưa có gì để lập kế hoạch theo.",
            "Chờ kế hoạch được phê duyệt, hoặc mở kế hoạch đang thực hiện.",
        )
    if parent.ends_on <= on:
        raise Refused(
            "work.parent_is_over", f"Thời gian thực hiện của “{parent}” đã hết.", "Lập theo kế hoạch của năm nay."
        )  # fmt: skip
    if (own := Plan.objects.filter(parent=parent, issuer=unit, state__in=STATES).first()) is not None:
        raise Refused(
            "work.already_derived", f"Đã có “{own}” ({own.get_state_display().lower()}).",
            "Mở kế hoạch đó; phần còn thiếu chép thêm ở trang đối chiếu.", where={"kế hoạch": own.pk},
        )  # fmt: skip


def _write(plan: Plan, unit: Unit, name: str, uppers: Sequence[Upper], act: Act) -> list[Task]:
    """Write what the agency owes behind the tasks that are there, and link each with where it comes from."""
    sure = Decimal(str(policy(act.on)["sure_confidence"]))
    last = plan.tasks.order_by("-order").values_list("order", flat=True).first() or 0
    writer = TaskWriter(plan, Phrases(on=plan.as_at, within=unit, sure=sure), act=act)
    tasks = writer.write(contents_of(unit, name, uppers), after=last)
    TaskLink.objects.bulk_create(
        TaskLink(origin=upper.task, task=task, kind=DERIVED, on=act.on)
        for upper, task in zip(uppers, tasks, strict=True)
    )
    return tasks


@decision("work.copy_missing", about="plan", ask=permissions.rights)
def copy_missing(*, plan: Plan, by: Actor | None, at: datetime) -> int:
    """Copy what is missing of the parent (chép nhiệm vụ còn thiếu) into a derived draft; into an amendment being
    prepared where the plan is in force. Returns how many tasks.

    Refused `work.nothing_missing`, `work.no_parent`, `work.not_open_for_tasks`.
    """
    act = Act(by, at)
    parent, unit = _parent_of(plan), _unit_of(plan)
    missing = missing_of(plan, act.on)
    if plan.state == Plan.State.IN_FORCE:
        waiting = _in_amendments(plan)
        missing = [one for one in missing if one.task.pk not in waiting]
    if not missing:
        raise Refused(
            "work.nothing_missing", f"“{plan}” không còn thiếu nhiệm vụ nào của “{parent}”.",
            "Xem lại các nhiệm vụ mới chỉ được đề xuất khớp, hoặc đợt điều chỉnh đang chuẩn bị.",
        )  # fmt: skip
    name = _name_on(unit, act.on)
    if plan.state == Plan.State.DRAFT:
        _write(plan, unit, name, missing, act)
        plan.revision += 1
        plan.save(update_fields=["revision"])
    elif plan.state == Plan.State.IN_FORCE:
        _amend(plan, parent, contents_of(unit, name, missing), missing, act)
    else:
        raise Refused(
            "work.not_open_for_tasks", f"“{plan}” {plan.get_state_display().lower()} nên không thêm nhiệm vụ được.",
            "Trả lại dự thảo để sửa, hoặc điều chỉnh khi kế hoạch đã thực hiện.",
        )  # fmt: skip
    audit.changed(after={"tasks": [one.task.number for one in missing]})
    return len(missing)


def _in_amendments(plan: Plan) -> set[int]:
    """Tasks of the parent that an amendment being prepared adds already."""
    lines = AmendmentLine.objects.filter(amendment__plan=plan, amendment__state__in=Amendment.WAITING)
    return {int(one["derived_from"]) for data in lines.values_list("data", flat=True) for one in data
            if "derived_from" in one}  # fmt: skip


def _amend(plan: Plan, parent: Plan, contents: Sequence[TaskContent], missing: Sequence[Upper], act: Act) -> None:
    """An amendment being prepared that adds the tasks; each line remembers the task of the parent it comes from."""
    amendment = prepare_amendment(
        plan=plan, title=f"Bổ sung {len(contents)} nhiệm vụ theo {parent.title}", why=f"{COPIED_WHY}.", by=act.by,
        at=act.at,
    )  # fmt: skip
    lines = [Line(verb=AmendmentLine.Verb.ADD, contents=[content], why=COPIED_WHY) for content in contents]
    write_amendment(amendment=amendment, lines=lines, by=act.by, at=act.at)
    for line, upper in zip(amendment.lines.order_by("order"), missing, strict=True):
        line.data = [one | {"derived_from": upper.task.pk} for one in line.data]
        line.save(update_fields=["data"])


@decision("work.confirm_match", about="plan", ask=permissions.rights)
def confirm_match(*, plan: Plan, origin: Task, task: Task, by: Actor | None, at: datetime) -> TaskLink:
    """Say that a task of a derived plan carries out a task of its parent (xác nhận khớp); an earlier no ends.

    Refused `work.not_of_these_plans`; what is linked already stays as it is.
    """
    act = Act(by, at)
    _refuse_strangers(plan, origin, task)
    NoMatch.objects.filter(origin=origin, task=task).delete()
    link, is_new = TaskLink.objects.get_or_create(origin=origin, task=task, kind=DERIVED, defaults={"on": act.on})
    audit.changed(after={"origin": origin.number, "task": task.number, "new": is_new})
    return link


@decision("work.reject_match", about="plan", ask=permissions.rights)
def reject_match(
    *, plan: Plan, origin: Task, task: Task, by: Actor | None, at: datetime, why: str = ""
) -> NoMatch:  # fmt: skip
    """Say that two tasks are not the same work (bác đề xuất); it is not proposed again, and a link made by mistake
    ends. Refused `work.not_of_these_plans`."""
    act = Act(by, at)
    _refuse_strangers(plan, origin, task)
    ended, _each = TaskLink.objects.filter(origin=origin, task=task, kind=DERIVED).delete()
    row, _is_new = NoMatch.objects.get_or_create(
        origin=origin, task=task,
        defaults={"at": at, "by": act.person, "by_name": act.name, "why": squeeze(why)},
    )  # fmt: skip
    audit.changed(
        before={"linked": bool(ended)}, after={"origin": origin.number, "task": task.number}, why=squeeze(why)
    )
    return row


def _refuse_strangers(plan: Plan, origin: Task, task: Task) -> None:
    if task.plan_id != plan.pk or plan.parent_id is None or origin.plan_id != plan.parent_id:
        raise Refused(
            "work.not_of_these_plans", "Hai nhiệm vụ này không thuộc kế hoạch và kế hoạch cấp trên của nó.",
            "Mở lại trang đối chiếu rồi chọn lại.",
        )  # fmt: skip


@decision("work.confirm_parent", about="plan", ask=permissions.rights)
def confirm_parent(*, plan: Plan, parent: Plan, by: Actor | None, at: datetime) -> Plan:
    """Say that a plan carries out another one (xác nhận là kế hoạch thực hiện kế hoạch cấp trên).

    Refused `work.has_parent`, `work.parent_of_itself`, `work.parent_not_in_force`, `work.no_issuer`,
    `work.parent_just_now`.
    """
    _unit_of(plan)
    _one_at_a_time()
    parent.refresh_from_db()
    if plan.parent_id is not None:
        raise Refused(
            "work.has_parent", f"“{plan}” đã được ghi là thực hiện “{plan.parent}”.",
            "Bỏ xác nhận đó trước, nếu ghi nhầm.",
        )  # fmt: skip
    if plan.pk in _line_of(parent):
        raise Refused(
            "work.parent_of_itself", "Một kế hoạch không thực hiện chính nó, hay kế hoạch thực hiện nó.",
            "Chọn kế hoạch cấp trên khác.",
        )  # fmt: skip
    if parent.state not in HAVING or plan.state not in STATES:
        raise Refused(
            "work.parent_not_in_force", "Chỉ ghi quan hệ với kế hoạch đã được phê duyệt.",
            "Chọn kế hoạch cấp trên khác.",
        )  # fmt: skip
    NoParent.objects.filter(parent=parent, plan=plan).delete()
    plan.parent = parent
    plan.save(update_fields=["parent"])
    audit.changed(before={"parent": None}, after={"parent": parent.title})
    return plan


def _one_at_a_time() -> None:
    """Two people who say at once that A carries out B and B carries out A would both find no circle. Nobody waits:
    each holds the row that the other needs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PARENTS_LOCK])
        if not cursor.fetchone()[0]:
            raise Refused(
                "work.parent_just_now", "Đúng lúc này có người khác đang ghi quan hệ giữa các kế hoạch.",
                "Mở lại trang, xem họ đã ghi gì, rồi làm lại nếu vẫn cần.",
            )  # fmt: skip


def _line_of(plan: Plan) -> set[int]:
    """The plan and those it carries out, up to the first."""
    found: set[int] = set()
    one: Plan | None = plan
    while one is not None and one.pk not in found:
        found.add(one.pk)
        one = one.parent
    return found


@decision("work.reject_parent", about="plan", ask=permissions.rights)
def reject_parent(*, plan: Plan, parent: Plan, by: Actor | None, at: datetime, why: str = "") -> NoParent:
    """Say that a plan does not carry out another one (bác quan hệ); what was said by mistake ends while nothing
    hangs on it. Refused `work.parent_has_links`."""
    act = Act(by, at)
    if plan.parent_id == parent.pk:
        links = TaskLink.objects.filter(kind=DERIVED, task__plan=plan, origin__plan=parent).count()
        if links:
            raise Refused(
                "work.parent_has_links", f"{links} nhiệm vụ của kế hoạch đã được ghi là cụ thể hóa “{parent}”.",
                "Bác từng nhiệm vụ ở trang đối chiếu trước.",
            )  # fmt: skip
        plan.parent = None
        plan.save(update_fields=["parent"])
    row, _is_new = NoParent.objects.get_or_create(
        parent=parent, plan=plan,
        defaults={"at": at, "by": act.person, "by_name": act.name, "why": squeeze(why)},
    )  # fmt: skip
    audit.changed(after={"not_parent": parent.title}, why=squeeze(why))
    return row


def _parent_of(plan: Plan) -> Plan:
    if plan.parent is None:
        raise Refused(
            "work.no_parent", f"“{plan}” chưa được ghi là thực hiện kế hoạch nào.", "Chọn kế hoạch cấp trên trước."
        )  # fmt: skip
    return plan.parent


def _unit_of(plan: Plan) -> Unit:
    if plan.issuer is None:
        raise Refused(
            "work.no_issuer", f"Chưa rõ “{plan}” là của cơ quan nào.", "Chọn cơ quan ban hành trên trang văn bản."
        )  # fmt: skip
    return plan.issuer
