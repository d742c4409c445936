"""A plan is written by hand: begun, saved part by part; what two people typed at once is both kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.directory.queries import name_on
from thuocdo.kernel.errors import Refused, Stale
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Plan, PlanEdit
from thuocdo.work.queries.plan_parts import last_saving, saved_times
from thuocdo.work.rules.drafts import refuse_span
from thuocdo.work.rules.life import PLANS
from thuocdo.work.services.history import Act
from thuocdo.work.services.planning_changes import Change, Desk


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a plan begins with: kind, title, span [starts_on, ends_on); who issues it; what it carries out.

    `issuer` is the unit that drafts it unless another is named (a department drafts for the committee).
    """

    kind: str
    title: str
    year: int
    starts_on: date
    ends_on: date
    issuer: Unit | None = None
    theme: str = ""
    parent: Plan | None = None
    copied_from: Plan | None = None


@decision("work.draft_plan", about="unit", ask=permissions.abilities)
def draft_plan(*, unit: Unit, beginning: Beginning, by: Actor | None, at: datetime) -> Plan:
    """Begin a plan by hand (dự thảo kế hoạch) at the agency that drafts it.

    The issuer is that agency or one above it. Agency names are read as of the plan's first day, or today where that is
    later. Refused `work.end_before_start`, `work.plan_without_title`, `work.not_above`, `work.unit_ended`.
    """
    act = Act(by, at)
    refuse_span(beginning.starts_on, beginning.ends_on)
    if not squeeze(beginning.title):
        raise Refused("work.plan_without_title", "Kế hoạch chưa có tên.", "Ghi tên kế hoạch.")
    issuer = beginning.issuer or unit
    _refuse_issuer(unit, issuer, act.on)
    plan = Plan.objects.create(
        kind=beginning.kind, title=squeeze(beginning.title), year=beginning.year, theme=beginning.theme, issuer=issuer,
        issuer_name=name_on(issuer, act.on), drafter=unit, province_key=unit.province_key, document=None,
        parent=beginning.parent, copied_from=beginning.copied_from, state=Plan.State.DRAFT, made_at=at,
        made_by=act.person, made_by_name=act.name, as_at=max(act.on, beginning.starts_on),
        starts_on=beginning.starts_on, ends_on=beginning.ends_on,
    )  # fmt: skip
    audit.changed(after={"title": plan.title, "issuer": plan.issuer_name, "starts_on": plan.starts_on}, thing=plan)
    return plan


def _refuse_issuer(unit: Unit, issuer: Unit, on: date) -> None:
    alive = set(UnitVersion.objects.filter(unit__in=[unit, issuer], valid__contains=on).values_list("unit", flat=True))
    for one in (unit, issuer):
        if one.pk not in alive:
            raise Refused(
                "work.unit_ended", f"“{name_on(one, on) or one.key}” không còn hoạt động ngày {on:%d/%m/%Y}.",
                "Lập kế hoạch ở cơ quan kế tục.",
            )  # fmt: skip
    if issuer.pk not in permissions.above_of(unit, on):
        raise Refused(
            "work.not_above", f"“{name_on(issuer, on)}” không phải là cấp trên của “{name_on(unit, on)}”.",
            "Chọn cơ quan ban hành là chính cơ quan mình hoặc cơ quan cấp trên.",
        )  # fmt: skip


@decision("work.write_plan", about="plan", ask=permissions.rights)
def write_plan(*, plan: Plan, change: Change, by: Actor | None, at: datetime, revision: int | None = None) -> str:
    """Save one part of a draft (lưu dự thảo); returns the part ("task:12"). Each saving is kept.

    `revision` is the number of savings of that part that the writer saw. Raises `Stale` (`work.part_changed`) when
    somebody saved it since. Refused by state and as the change says.
    """
    PLANS.move(plan.state, "write_plan")
    act = Act(by, at)
    if change.part and revision is not None and revision != saved_times(plan, change.part):
        raise _changed(plan, change.part)
    before = last_saving(plan, change.part)
    part = change.apply(Desk(plan, act))
    number = saved_times(plan, part) + 1
    PlanEdit.objects.create(
        plan=plan, part=part, number=number, data=change.data(), at=at, by=act.person, by_name=act.name
    )
    plan.revision += 1
    plan.save(update_fields=["revision"])
    audit.changed(before=before.data if before else {}, after={"part": part, **change.data()})
    return part


@decision("work.keep_typed", about="plan", ask=permissions.ask_as("write_plan", "keep_typed"))
def keep_typed(*, plan: Plan, part: str, data: Mapping[str, Any], by: Actor | None, at: datetime) -> PlanEdit:
    """Keep what somebody typed while another saved the same part (giữ lại bản gõ sau); it changes nothing."""
    act = Act(by, at)
    same = PlanEdit.objects.filter(plan=plan, part=part, stood=False, data=dict(data), by=act.person).first()
    kept = same or PlanEdit.objects.create(
        plan=plan, part=part, number=saved_times(plan, part), data=dict(data), stood=False, at=at, by=act.person,
        by_name=act.name,
    )  # fmt: skip
    audit.changed(after={"part": part})
    return kept


def _changed(plan: Plan, part: str) -> Stale:
    last = last_saving(plan, part)
    who = f"{last.by_name} đã lưu" if last and last.by_name else "Có người đã lưu"
    return Stale(
        "work.part_changed", f"{who} phần này trong lúc bạn đang soạn.",
        "So hai bản bên dưới; lưu lại nếu bản của bạn đúng. Cả hai bản đều được giữ.", where={"part": part},
    )  # fmt: skip
