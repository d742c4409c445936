"""A confirmed document becomes a plan; a plan is closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.clock import ZONE
from thuocdo.core.decision import decision
from thuocdo.documents.models import Document, Item
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Plan, TaskDeadline, TaskParty
from thuocdo.work.queries.facts import policy
from thuocdo.work.rules.adoption import plan_kind, plan_span, plan_title, plan_year
from thuocdo.work.rules.life import PLANS
from thuocdo.work.services.drafting import TaskWriter
from thuocdo.work.services.giving import Giver
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler


@decision("work.adopt_document", about="document", ask=permissions.rights)
def adopt_document(*, document: Document, by: Actor | None, at: datetime) -> Plan:
    """Take a confirmed document into the book (đưa vào sổ theo dõi): plan, targets, tasks, obligations, due dates.

    Agencies are those of the document's date in the issuer's province; a phrase that is not understood asks a person.
    Refused `work.not_confirmed`, `work.withdrawn`, `work.already_adopted`, `work.nothing_to_adopt`,
    `work.unknown_issuer`.
    """
    items = _items_to_adopt(document)
    plan = _plan_of(document)
    plan.save()
    within = document.issuer or document.province
    settings = policy(at.date())
    phrases = Phrases(on=plan.as_at, within=within, sure=Decimal(str(settings["sure_confidence"])))
    tasks = TaskWriter(plan, phrases, document=document).write_items(items)
    given = Giver(plan, phrases, Scheduler(plan, at.date())).give(tasks, on=plan.as_at)
    audit.changed(after={"document": document.title, "as_at": plan.as_at, **_counted(plan), **given}, thing=plan)
    return plan


def _counted(plan: Plan) -> dict[str, int]:
    """How many rows the paper gave the plan, and how its agency phrases were understood."""
    parties = TaskParty.objects.filter(task__plan=plan)
    states = {f"phrases_{one}": 0 for one in TaskParty.State.values}
    found = parties.values_list("state").annotate(number=Count("pk"))
    return {
        "objectives": plan.objectives.count(), "targets": plan.targets.count(), "tasks": plan.tasks.count(),
        "deadlines": TaskDeadline.objects.filter(task__plan=plan).count(),
        **states, **{f"phrases_{state}": number for state, number in found},
    }  # fmt: skip


def _items_to_adopt(document: Document) -> list[Item]:
    """Items that a person accepted, corrected or added; refused while something is undecided or already taken over."""
    if document.state != Document.State.CONFIRMED:
        raise Refused(
            "work.not_confirmed",
            f"Văn bản “{document}” chưa được xác nhận nên chưa đưa vào sổ theo dõi được.",
            "Mở trang xác nhận, quyết định từng mục còn lại, rồi xác nhận văn bản.",
        )
    if document.withdrawn_at is not None:
        raise Refused(
            "work.withdrawn", f"Văn bản “{document}” đã bị thu hồi nên không đưa vào sổ theo dõi.",
            "Xem lý do thu hồi ở trang văn bản.",
        )  # fmt: skip
    if (plan := Plan.objects.filter(document=document).first()) is not None:
        raise Refused(
            "work.already_adopted",
            f"Văn bản này đã được đưa vào sổ theo dõi{_day_of_adoption(plan)}: “{plan}”.",
            "Mở kế hoạch đó để theo dõi; không tạo lần thứ hai.",
        )
    items = [item for item in document.items.order_by("order", "pk") if item.is_kept]
    if not any(item.kind in (Item.Kind.TASK, Item.Kind.TARGET) for item in items):
        raise Refused(
            "work.nothing_to_adopt",
            "Văn bản không có nhiệm vụ hay chỉ tiêu nào được xác nhận.",
            "Xem lại các mục đã bỏ, hoặc thêm nhiệm vụ ở trang xác nhận.",
        )
    return items


def _day_of_adoption(plan: Plan) -> str:
    """The day on which the plan came into the book, as its history tells; empty for a plan without history."""
    first = audit.history(plan).first()
    return f" ngày {first.at.astimezone(ZONE):%d/%m/%Y}" if first else ""


def _plan_of(document: Document) -> Plan:
    attachments = document.reading.get("metadata", {}).get("attachments") or []
    kind = plan_kind(document.doc_type, attachments)
    title = plan_title(document.doc_type, document.subject, attachments, document.title)
    year = plan_year(kind, title, document.reference_on)
    starts_on, ends_on = plan_span(year, document.reference_on)
    return Plan(
        kind=kind, title=title, number_symbol=document.number_symbol[:120], year=year, issuer=document.issuer,
        issuer_name=document.issuer_name, province_key=_province_of(document), document=document,
        state=Plan.State.IN_FORCE, as_at=document.reference_on, starts_on=starts_on, ends_on=ends_on,
        in_force_on=max(document.reference_on, starts_on),
    )  # fmt: skip


def _province_of(document: Document) -> str:
    if document.issuer is not None:
        return document.issuer.province_key
    if document.province is not None:
        return document.province.province_key
    raise Refused(
        "work.unknown_issuer",
        f"Chưa rõ cơ quan ban hành “{document.issuer_name or '(không ghi)'}” thuộc tỉnh nào.",
        "Chọn cơ quan ban hành trên trang văn bản, rồi đưa vào sổ theo dõi.",
    )


@decision("work.close_plan", about="plan", ask=permissions.rights)
def close_plan(*, plan: Plan, on: date, by: Actor | None, at: datetime) -> Plan:
    """End the following of a plan (kết thúc theo dõi); what is open in it stays as it is and can still be seen."""
    state = PLANS.move(plan.state, "close_plan")
    audit.changed(before={"state": plan.state}, after={"state": state, "closed_on": on})
    plan.state, plan.closed_on = state, on
    plan.save(update_fields=["state", "closed_on"])
    return plan
