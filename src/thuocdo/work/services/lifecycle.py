"""The life of a plan written by hand: proposed, returned, approved by a paper, put in force, given up."""

from __future__ import annotations

from datetime import date, datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.permissions import above
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Plan, Task, TaskLink, TaskParty
from thuocdo.work.queries.contents import NOT_NAMED, with_content
from thuocdo.work.queries.plan_checks import faults_of
from thuocdo.work.rules.life import PLANS
from thuocdo.work.services.closing import Closer
from thuocdo.work.services.faultless import Faultless
from thuocdo.work.services.giving import Giver
from thuocdo.work.services.history import Act, Words
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler
from thuocdo.work.services.telling import Bell

WHY_RETURNED = Words("work.reason_needed", "lý do trả lại dự thảo")
WHY_DISCARDED = Words("work.reason_needed", "lý do bỏ dự thảo")
FAULTLESS = Faultless("work.plan_has_faults", "Dự thảo", "Sửa ở trang soạn thảo: mỗi lỗi có ghi cách sửa.")


@decision("work.propose_plan", about="plan", ask=permissions.rights)
def propose_plan(
    *, plan: Plan, by: Actor | None, at: datetime, document: Document | None = None, note: str = ""
) -> Plan:
    """Propose the draft to whoever approves it (trình kế hoạch), with the paper that proposes it (tờ trình) if any.

    Refused `work.plan_empty` and `work.plan_has_faults`, with what is wrong and what to do.
    """
    state, act = PLANS.move(plan.state, "propose_plan"), Act(by, at)
    FAULTLESS(faults_of(plan, max(plan.starts_on, act.on)))
    if document is not None:
        _refuse_withdrawn(document)
    plan.state, plan.proposal, plan.proposed_at = state, document, at
    plan.proposed_by, plan.proposed_by_name = act.person, act.name
    plan.save(update_fields=["state", "proposal", "proposed_at", "proposed_by", "proposed_by_name"])
    audit.changed(after={"state": state, "document": str(document or "")}, why=note)
    bell = Bell(plan, act, f"/ke-hoach/{plan.pk}/soan/")
    bell.ring_approvers("approve_plan", "work.plan_proposed", f"{act.name} trình kế hoạch “{plan}” để phê duyệt.")
    return plan


def _refuse_withdrawn(document: Document) -> None:
    if document.withdrawn_at is not None:
        raise Refused("work.withdrawn", f"Văn bản “{document}” đã bị thu hồi.", "Chọn văn bản đang có hiệu lực.")


@decision("work.return_plan", about="plan", ask=permissions.rights)
def return_plan(*, plan: Plan, reason: str, by: Actor | None, at: datetime) -> Plan:
    """Send a proposed plan back to be written on (trả lại dự thảo), with the reason; who proposed it is told."""
    state, why = PLANS.move(plan.state, "return_plan"), WHY_RETURNED(reason)
    audit.changed(before={"state": plan.state}, after={"state": state}, why=why)
    plan.state, plan.state_reason = state, why
    plan.save(update_fields=["state", "state_reason"])
    bell = Bell(plan, Act(by, at), f"/ke-hoach/{plan.pk}/soan/")
    bell.ring(plan.proposed_by or plan.made_by, "work.plan_returned", f"Kế hoạch “{plan}” bị trả lại: {why}")
    return plan


@decision("work.discard_plan", about="plan", ask=permissions.rights)
def discard_plan(*, plan: Plan, reason: str, by: Actor | None, at: datetime) -> Plan:
    """Give a draft up for good (bỏ dự thảo), with the reason; it stays readable where it was written."""
    state, why = PLANS.move(plan.state, "discard_plan"), WHY_DISCARDED(reason)
    audit.changed(before={"state": plan.state}, after={"state": state}, why=why)
    plan.state, plan.state_reason = state, why
    plan.save(update_fields=["state", "state_reason"])
    return plan


@decision("work.approve_plan", about="plan", ask=permissions.rights)
def approve_plan(*, plan: Plan, document: Document, in_force_on: date, by: Actor | None, at: datetime) -> Plan:
    """Note the paper that approves the plan (phê duyệt) and from when it holds; it takes force at once when that day
    has come, else by the daily upkeep.

    Refused `work.withdrawn`, `work.already_adopted`, `work.undated_paper`, `work.other_issuer`,
    `work.in_force_too_early`, `work.in_force_after_its_end`, `work.plan_has_faults`.
    """
    state = PLANS.move(plan.state, "approve_plan")
    _refuse_paper(plan, document, in_force_on)
    FAULTLESS(faults_of(plan, max(in_force_on, plan.starts_on)))
    plan.state, plan.document, plan.approved_on = state, document, document.issued_on
    plan.number_symbol, plan.in_force_on = document.number_symbol[:120], in_force_on
    plan.save(update_fields=["state", "document", "approved_on", "number_symbol", "in_force_on"])
    Task.objects.filter(plan=plan, document=None).update(document=document)
    audit.changed(after={"state": state, "document": document.title, "in_force_on": in_force_on})
    act = Act(by, at)
    if in_force_on <= act.on:
        _take_force(plan, act)
    said = f"Kế hoạch “{plan}” đã được phê duyệt, thực hiện từ {in_force_on:%d/%m/%Y}."
    Bell(plan, act, f"/ke-hoach/{plan.pk}/").ring(plan.proposed_by or plan.made_by, "work.plan_approved", said)
    return plan


def _refuse_paper(plan: Plan, document: Document, in_force_on: date) -> None:
    _refuse_withdrawn(document)
    if (other := Plan.objects.filter(document=document).exclude(pk=plan.pk).first()) is not None:
        raise Refused(
            "work.already_adopted", f"Văn bản này đã là căn cứ của kế hoạch “{other}”.", "Chọn đúng văn bản phê duyệt."
        )
    issued = document.issued_on
    if issued is None or not document.number_symbol:
        raise Refused(
            "work.undated_paper", f"Văn bản “{document}” chưa có số hoặc ngày ban hành.",
            "Bổ sung số, ngày ở trang văn bản rồi ghi phê duyệt.",
        )  # fmt: skip
    if document.issuer_id and plan.issuer_id and document.issuer_id not in above([plan.issuer_id], issued):
        raise Refused(
            "work.other_issuer", f"Văn bản do “{document.issuer_name}” ban hành, không phải “{plan.issuer_name}”.",
            "Chọn văn bản của cơ quan ban hành kế hoạch hoặc của cấp trên.",
        )  # fmt: skip
    if in_force_on < issued:
        raise Refused(
            "work.in_force_too_early",
            f"Ngày thực hiện {in_force_on:%d/%m/%Y} đứng trước ngày văn bản {issued:%d/%m/%Y}.",
            "Ghi ngày thực hiện từ ngày văn bản trở đi.", where={"field": "in_force_on"},
        )  # fmt: skip
    if in_force_on >= plan.ends_on:
        raise Refused(
            "work.in_force_after_its_end", f"Ngày thực hiện {in_force_on:%d/%m/%Y} nằm sau khi kế hoạch kết thúc.",
            "Xem lại ngày thực hiện, hoặc thời gian của kế hoạch.", where={"field": "in_force_on"},
        )  # fmt: skip


@decision("work.put_in_force", about="plan", ask=permissions.ask_as("approve_plan", "put_in_force"))
def put_in_force(*, plan: Plan, by: Actor | None, at: datetime) -> Plan:
    """Put an approved plan in force whose day has come (đưa vào thực hiện): agencies see their parts and dates.

    Refused by state and `work.not_yet_in_force` before its day.
    """
    act = Act(by, at)
    PLANS.move(plan.state, "put_in_force")
    assert plan.in_force_on is not None
    if plan.in_force_on > act.on:
        raise Refused(
            "work.not_yet_in_force", f"Kế hoạch có hiệu lực từ ngày {plan.in_force_on:%d/%m/%Y}.",
            "Chờ đến ngày đó; hệ thống tự đưa vào thực hiện.",
        )  # fmt: skip
    _take_force(plan, act)
    return plan


def _take_force(plan: Plan, act: Act) -> None:
    """Obligations and due instances are given; what the plan takes over from plans of predecessors ends there."""
    assert plan.in_force_on is not None
    plan.state = PLANS.move(plan.state, "put_in_force")
    plan.as_at = plan.in_force_on
    plan.save(update_fields=["state", "as_at"])
    tasks = list(with_content(Task.objects.filter(plan=plan, state=Task.State.IN_FORCE).order_by("order")))
    phrases = Phrases.of_plan(plan, plan.as_at, act.on)
    _understand_again(tasks, phrases)
    scheduler = Scheduler(plan, act.on)
    given = Giver(plan, phrases, scheduler).give(tasks, on=plan.in_force_on)
    closed = _succeed(plan, act)
    audit.changed(after={"state": plan.state, "as_at": plan.as_at, "tasks": len(tasks), **given, **closed}, thing=plan)


def _understand_again(tasks: list[Task], phrases: object) -> None:
    """Phrases that nobody answered, as they are understood on the day the plan takes force."""
    changed = []
    for task in tasks:
        for party in task.parties.all():
            if party.decided_at is None and party.phrase != NOT_NAMED:
                meant = phrases.understand(party.phrase)  # type: ignore[attr-defined]
                party.state, party.confidence = meant.state, meant.confidence
                party.unknown, party.alternatives = list(meant.unknown), list(meant.suggestions)
                changed.append(party)
    TaskParty.objects.bulk_update(changed, ["state", "confidence", "unknown", "alternatives"], batch_size=500)


def _succeed(plan: Plan, act: Act) -> dict[str, int]:
    """Tasks of predecessors' plans that go on in this one are replaced by it; what is open moves along."""
    links = TaskLink.objects.filter(task__plan=plan, kind=TaskLink.Kind.SUCCEEDED, origin__state=Task.State.IN_FORCE)
    heirs: dict[int, list[int]] = {}
    for origin, task in links.values_list("origin", "task"):
        heirs.setdefault(origin, []).append(task)
    if not heirs:
        return {}
    assert plan.in_force_on is not None
    closer = Closer(act, plan.in_force_on, f"Kế thừa vào {plan.title} ({plan.number_symbol}).", plan.document)
    closer.replace(heirs)
    return {"succeeded": len(heirs)}
