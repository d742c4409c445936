"""Steps of initiatives and models: submitted, recognised, spread; each with its day and paper."""

from __future__ import annotations

from datetime import datetime

from thuocdo.activities import permissions
from thuocdo.activities.models import Activity, ActivityStep
from thuocdo.activities.services.writing import WHY, Pen
from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze


@decision("activities.note_step", about="activity", ask=permissions.rights)
def note_step(*, activity: Activity, step: ActivityStep, by: Actor | None, at: datetime) -> ActivityStep:
    """Note that an initiative or model came a step further (công nhận, nhân rộng).

    `step` brings code, day, paper and place. Recognition needs its paper, spreading says where to. Refused
    `activities.no_such_step`, `activities.step_again`, `activities.bad_days`, `activities.no_paper` or `no_place`.
    """
    steps, pen = list(activity.kind.steps), Pen(by, at)
    known = next((one for one in steps if one["code"] == step.code), None)
    if known is None or activity.withdrawn_at is not None:
        raise Refused("activities.no_such_step", "Hoạt động này không có bước đó.", "Chọn bước khác.")
    step.paper, step.where = squeeze(step.paper)[:200], nfc(squeeze(step.where))
    if not activity.starts_on <= step.on <= pen.on:
        raise Refused(
            "activities.bad_days", f"Ngày {step.on:%d/%m/%Y} chưa đến, hoặc trước khi bắt đầu.", "Ghi lại ngày.",
            where={"field": "on"},
        )  # fmt: skip
    if known.get("repeated"):
        _refuse_nowhere(step)
    else:
        _refuse_again(activity, step, known["name"], needs_paper=known is not steps[0])
    step.activity, step.name, step.at, step.by, step.by_name = activity, known["name"], at, pen.person, pen.name
    step.save(force_insert=True)
    told = {"step": step.code, "on": step.on, "paper": step.paper, "where": step.where}
    audit.changed(after=told, thing=activity)
    return step


def _refuse_nowhere(step: ActivityStep) -> None:
    if not step.where:
        raise Refused("activities.no_place", "Chưa ghi nơi nhân rộng tới.", "Ghi nơi.", where={"field": "where"})


def _refuse_again(activity: Activity, step: ActivityStep, name: str, *, needs_paper: bool) -> None:
    if activity.steps.filter(code=step.code, withdrawn_at=None).exists():
        raise Refused(
            "activities.step_again", f"Bước “{name}” đã ghi rồi.", "Rút bước cũ nếu ghi nhầm.", where={"field": "code"}
        )
    if needs_paper and not step.paper:
        raise Refused(
            "activities.no_paper", "Chưa ghi số quyết định công nhận.", "Ghi số ký hiệu.", where={"field": "paper"}
        )


@decision("activities.withdraw_step", about="step", ask=permissions.rights)
def withdraw_step(*, step: ActivityStep, reason: str, by: Actor | None, at: datetime) -> ActivityStep:
    """Take a step back that was noted wrongly, with the reason. Refused `activities.reason_needed`,
    `activities.withdrawn`."""
    if step.withdrawn_at is not None:
        raise Refused("activities.withdrawn", "Bước này đã được rút.", "Không cần làm gì thêm.")
    step.withdrawn_at, step.withdrawn_by_name, step.withdrawn_why = at, Pen(by, at).name, WHY(reason)
    step.save()
    audit.changed(before={"step": step.code}, after={"withdrawn": True}, why=step.withdrawn_why, thing=step.activity)
    return step
