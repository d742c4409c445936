"""The life of an amendment: proposed, returned, ordered by a paper for today or a later day, held, given up."""

from __future__ import annotations

from datetime import date, datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Amendment, Plan
from thuocdo.work.queries.amendment_checks import faults_of_amendment
from thuocdo.work.queries.plan_parts import counts_of
from thuocdo.work.rules.life import AMENDMENTS, PLANS
from thuocdo.work.services.amending import Rehearsal
from thuocdo.work.services.amending_effects import Effects
from thuocdo.work.services.faultless import Faultless
from thuocdo.work.services.history import Act, Words
from thuocdo.work.services.telling import Bell

WHY_DISCARDED = Words("work.reason_needed", "lý do bỏ đợt điều chỉnh")
WHY_RETURNED = Words("work.reason_needed", "lý do trả lại đợt điều chỉnh")
WHY_HELD = Words("work.reason_needed", "lý do thu lại đợt điều chỉnh")
FAULTLESS = Faultless("work.amendment_has_faults", "Đợt điều chỉnh", "Sửa các dòng có lỗi: mỗi lỗi có ghi cách sửa.")
AS_AMEND = permissions.ask_as
UNDECIDED = ("decided_at", "decided_by", "decided_by_name")


@decision("work.propose_amendment", about="amendment", ask=AS_AMEND("prepare_amendment", "propose_amendment"))
def propose_amendment(*, amendment: Amendment, by: Actor | None, at: datetime, note: str = "") -> Amendment:
    """Propose an amendment to whoever approves the plan (trình đợt điều chỉnh); they are told.

    Refused `work.amendment_empty`, `work.amendment_has_faults`.
    """
    state, act = AMENDMENTS.move(amendment.state, "propose_amendment"), Act(by, at)
    PLANS.move(amendment.plan.state, "prepare_amendment")
    _refuse_empty(amendment)
    FAULTLESS(faults_of_amendment(amendment, act.on))
    amendment.state, amendment.proposed_at, amendment.state_reason = state, at, ""
    amendment.proposed_by, amendment.proposed_by_name = act.person, act.name
    amendment.save(update_fields=["state", "proposed_at", "proposed_by", "proposed_by_name", "state_reason"])
    audit.changed(after={"state": state}, why=note)
    bell = Bell(amendment.plan, act, f"/dieu-chinh/{amendment.pk}/")
    bell.ring_approvers("amend_plan", "work.amendment_proposed", f"{act.name} trình đợt điều chỉnh “{amendment}”.")
    return amendment


@decision("work.return_amendment", about="amendment", ask=AS_AMEND("amend_plan", "return_amendment"))
def return_amendment(*, amendment: Amendment, reason: str, by: Actor | None, at: datetime) -> Amendment:
    """Send a proposed amendment back to be written on (trả lại); the reason is compulsory, who proposed it is told."""
    state, why = AMENDMENTS.move(amendment.state, "return_amendment"), WHY_RETURNED(reason)
    audit.changed(before={"state": amendment.state}, after={"state": state}, why=why)
    amendment.state, amendment.state_reason = state, why
    amendment.save(update_fields=["state", "state_reason"])
    _bell(amendment, Act(by, at)).ring(
        amendment.proposed_by, "work.amendment_returned", f"Đợt điều chỉnh “{amendment}” bị trả lại: {why}"
    )
    return amendment


@decision("work.discard_amendment", about="amendment", ask=AS_AMEND("prepare_amendment", "discard_amendment"))
def discard_amendment(*, amendment: Amendment, reason: str, by: Actor | None, at: datetime) -> Amendment:
    """Give an amendment up that has not taken force (bỏ đợt điều chỉnh), with the reason."""
    state, why = AMENDMENTS.move(amendment.state, "discard_amendment"), WHY_DISCARDED(reason)
    act = Act(by, at)
    audit.changed(before={"state": amendment.state}, after={"state": state}, why=why)
    amendment.state, amendment.decided_at = state, at
    amendment.decided_by, amendment.decided_by_name = act.person, act.name
    amendment.save(update_fields=["state", *UNDECIDED])
    return amendment


@decision("work.amend_plan", about="amendment", ask=permissions.rights)
def amend_plan(
    *, amendment: Amendment, document: Document, effective_on: date, by: Actor | None, at: datetime
) -> Amendment:
    """Order an amendment by a paper (cho điều chỉnh có hiệu lực): at once, or approved for a later day, on which it
    takes force by itself (`put_amendment_in_force`).

    Open due instances move to new dates with a row of history; what is submitted or accepted stays. Counts before and
    after are kept. Refused `work.amendment_empty`, `work.amendment_has_faults`, `work.withdrawn`, `work.undated_paper`,
    `work.effective_too_early`, `work.effective_after_end`, `work.task_changed_since`, `work.task_not_in_force`, and by
    the plan's state.
    """
    act = Act(by, at)
    later = effective_on > act.on
    state = AMENDMENTS.move(amendment.state, "amend_later" if later else "amend_plan")
    amendment.plan = Plan.objects.select_for_update().get(pk=amendment.plan_id)
    PLANS.move(amendment.plan.state, "prepare_amendment")
    _refuse_order(amendment, document, effective_on)
    FAULTLESS(faults_of_amendment(amendment, effective_on))
    amendment.document, amendment.effective_on, amendment.state_reason = document, effective_on, ""
    amendment.decided_at, amendment.decided_by, amendment.decided_by_name = at, act.person, act.name
    if later:
        amendment.counts = dict(Rehearsal(amendment, by, at, effective_on).foreseen())
        amendment.state = state
        amendment.save()
        audit.changed(after=_told(amendment, state))
        said = f"đã được duyệt, có hiệu lực từ {effective_on:%d/%m/%Y}"
    else:
        _take_force(amendment, act)
        said = "đã có hiệu lực"
    _bell(amendment, act).ring(
        amendment.proposed_by or amendment.made_by, "work.amendment_approved", f"Đợt điều chỉnh “{amendment}” {said}."
    )
    return amendment


@decision("work.put_amendment_in_force", about="amendment", ask=AS_AMEND("amend_plan", "put_amendment_in_force"))
def put_amendment_in_force(*, amendment: Amendment, by: Actor | None, at: datetime) -> Amendment:
    """Put an approved amendment in force whose day has come; it is gone through again as the plan stands that day.

    Refused `work.not_yet_effective` before its day, else as `amend_plan`: then nothing of it stays.
    """
    act = Act(by, at)
    AMENDMENTS.move(amendment.state, "put_amendment_in_force")
    assert amendment.effective_on is not None and amendment.document is not None
    if amendment.effective_on > act.on:
        raise Refused(
            "work.not_yet_effective", f"Đợt điều chỉnh có hiệu lực từ ngày {amendment.effective_on:%d/%m/%Y}.",
            "Chờ đến ngày đó; hệ thống tự cho có hiệu lực.",
        )  # fmt: skip
    amendment.plan = Plan.objects.select_for_update().get(pk=amendment.plan_id)
    PLANS.move(amendment.plan.state, "prepare_amendment")
    _refuse_order(amendment, amendment.document, amendment.effective_on)
    FAULTLESS(faults_of_amendment(amendment, amendment.effective_on))
    _take_force(amendment, act)
    words = f"Đợt điều chỉnh “{amendment}” đã có hiệu lực."
    _bell(amendment, act).ring(amendment.proposed_by or amendment.made_by, "work.amendment_in_force", words)
    return amendment


@decision("work.hold_amendment", about="amendment", ask=AS_AMEND("amend_plan", "hold_amendment"))
def hold_amendment(*, amendment: Amendment, reason: str, by: Actor | None, at: datetime) -> Amendment:
    """Take back an approved amendment that has not taken force (thu lại để sửa): by a person, or because on its day it
    no longer fitted the plan. Whoever approves and who proposed it are told why."""
    state, why = AMENDMENTS.move(amendment.state, "hold_amendment"), WHY_HELD(reason)
    act = Act(by, at)
    audit.changed(
        before={"state": amendment.state, "effective_on": amendment.effective_on}, after={"state": state}, why=why
    )
    amendment.state, amendment.state_reason, amendment.counts = state, why, {}
    amendment.decided_at, amendment.decided_by, amendment.decided_by_name = None, None, ""
    amendment.save(update_fields=["state", "state_reason", "counts", *UNDECIDED])
    bell, words = _bell(amendment, act), f"Đợt điều chỉnh “{amendment}” chưa có hiệu lực được: {why}"
    told = bell.ring_approvers("amend_plan", "work.amendment_held", words)
    if (proposer := amendment.proposed_by or amendment.made_by) is not None and proposer.pk not in told:
        bell.ring(proposer, "work.amendment_held", words)
    return amendment


def _bell(amendment: Amendment, act: Act) -> Bell:
    return Bell(amendment.plan, act, f"/dieu-chinh/{amendment.pk}/")


def _take_force(amendment: Amendment, act: Act) -> None:
    assert amendment.effective_on is not None
    plan, before = amendment.plan, counts_of(amendment.plan)
    effects = Effects(amendment, act, amendment.effective_on, amendment.document)
    effects.carry_out()
    amendment.state = Amendment.State.IN_FORCE
    amendment.counts = {"before": before, "after": counts_of(plan), "moves": effects.told()}
    amendment.save()
    audit.changed(before=before, after={**amendment.counts["after"], **_told(amendment, amendment.state)})


def _told(amendment: Amendment, state: str) -> dict[str, object]:
    paper = amendment.document.title if amendment.document else ""
    return {
        "state": state, "document": paper, "effective_on": amendment.effective_on, "plan": amendment.plan_id,
    }  # fmt: skip


def _refuse_empty(amendment: Amendment) -> None:
    if not amendment.lines.exists():
        raise Refused("work.amendment_empty", "Đợt điều chỉnh chưa có dòng nào.", "Thêm ít nhất một dòng.")


def _refuse_order(amendment: Amendment, document: Document, on: date) -> None:
    _refuse_empty(amendment)
    if document.withdrawn_at is not None:
        raise Refused("work.withdrawn", f"Văn bản “{document}” đã bị thu hồi.", "Chọn văn bản đang có hiệu lực.")
    issued, plan = document.issued_on, amendment.plan
    if issued is None or not document.number_symbol:
        raise Refused(
            "work.undated_paper", f"Văn bản “{document}” chưa có số hoặc ngày ban hành.",
            "Bổ sung số, ngày ở trang văn bản trước.",
        )  # fmt: skip
    earliest = max(issued, plan.in_force_on or issued)
    if on < earliest:
        raise Refused(
            "work.effective_too_early",
            f"Ngày hiệu lực {on:%d/%m/%Y} đứng trước ngày văn bản hoặc ngày kế hoạch có hiệu lực"
            f" ({earliest:%d/%m/%Y}).",
            "Ghi ngày từ đó trở đi.", where={"field": "effective_on"},
        )  # fmt: skip
    if on >= plan.ends_on:
        raise Refused(
            "work.effective_after_end",
            f"Ngày hiệu lực {on:%d/%m/%Y} nằm sau khi kế hoạch kết thúc (từ {plan.ends_on:%d/%m/%Y}).",
            "Xem lại ngày hiệu lực.", where={"field": "effective_on"},
        )  # fmt: skip
