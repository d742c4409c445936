"""A plan gathered for its papers: what it says, in the form of a draft, and the paper as Word and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import Made, issuer_of, made_from, source_of
from thuocdo.chancery.rules.content import Printed, paper_data, title_of
from thuocdo.chancery.rules.starting import blank
from thuocdo.documents.composing.kinds import from_data
from thuocdo.kernel.errors import Refused
from thuocdo.work.models import Plan, PlanText, Task
from thuocdo.work.queries.facts import fields
from thuocdo.work.queries.plan_page import objectives
from thuocdo.work.rules.plan_paper import DECISION, PLAN, TaskLine, Wording, filled

FORMS = (DECISION, PLAN)


def usual_form(plan: Plan) -> str:
    """The form in which a plan is usually issued: a committee's by a decision, an agency's as a plan of its own."""
    return PLAN if plan.parent_id is not None else DECISION


def wording_of(plan: Plan) -> Wording:
    """What a plan says, ready to be laid out; six queries."""
    texts: dict[str, list[str]] = {}
    for one in plan.texts.select_related("document"):
        texts.setdefault(one.kind, []).append(one.text)
    bases = texts.get(PlanText.Kind.BASIS, [])
    if not bases and plan.parent is not None:
        parent = plan.parent
        bases = [f"Căn cứ {source_of(parent.document).cited if parent.document else parent.title}"]
    return Wording(
        title=plan.title, kind=plan.get_kind_display(), theme=plan.theme, bases=tuple(bases),
        objectives=tuple(
            (_numbered(one.number, one.text) if one else "", tuple(target.text for target in targets))
            for one, targets in objectives(plan)
        ),
        tasks=_tasks(plan), solutions=tuple(texts.get(PlanText.Kind.SOLUTION, ())),
        organisation=tuple(texts.get(PlanText.Kind.ORGANISATION, ())), derived=plan.parent_id is not None,
    )  # fmt: skip


def _numbered(number: str, text: str) -> str:
    return f"{number}. {text}" if number else text


def _tasks(plan: Plan) -> tuple[TaskLine, ...]:
    """Tasks in force in the plan's order; where some stand in its appendix, the others stand in the text."""
    rows = list(plan.tasks.filter(state=Task.State.IN_FORCE).order_by("order"))
    titles = {field.code: field.name for field in fields()}
    has_appendix = any(task.row is not None for task in rows)
    return tuple(
        TaskLine(
            number=task.number, text=task.text, section=task.section_title or titles.get(task.field or "", ""),
            outputs=tuple(map(str, task.outputs)), lead=task.lead_text, coordinating=task.coordinating_text,
            time=task.deadline_text, in_appendix=task.row is not None or not has_appendix,
        )
        for task in rows
    )  # fmt: skip


def content_of(plan: Plan, form: str, on: date) -> dict[str, Any]:
    """The content of a draft that issues the plan. Refused `work.no_issuer`, `work.unknown_form`, `work.empty_plan`."""
    if form not in FORMS:
        raise Refused("work.unknown_form", "Không có cách ban hành này.", "Chọn quyết định hoặc kế hoạch.")
    if plan.issuer is None:
        raise Refused(
            "work.no_issuer", f"Chưa rõ “{plan}” là của cơ quan nào.", "Chọn cơ quan ban hành trên trang văn bản."
        )  # fmt: skip
    wording = wording_of(plan)
    if not wording.tasks and not wording.objectives:
        raise Refused(
            "work.empty_plan", f"“{plan}” chưa có mục tiêu hay nhiệm vụ nào để in.", "Ghi nhiệm vụ rồi làm lại."
        )  # fmt: skip
    return filled(form, blank(form, issuer_of(plan.issuer, form, on)), wording)


def made_of_plan(plan: Plan, form: str, on: date) -> Made:
    """The plan as a paper in Word and PDF; its number and day where it has them."""
    issued_on = plan.document.issued_on if plan.document else None
    content = content_of(plan, form, issued_on or on)
    printed = Printed(
        number_symbol=plan.number_symbol if issued_on else "", dated=issued_on, year=(issued_on or on).year
    )  # fmt: skip
    return made_from(from_data(form, paper_data(form, content, printed)))


def drafts_of(plan: Plan, contents: Mapping[str, Mapping[str, Any]]) -> list[Draft]:
    """Drafts at the plan's agency that are about it by their title and were not given up; one query."""
    titles = [title_of(form, content) for form, content in contents.items()]
    rows = Draft.objects.filter(unit=plan.issuer_id, kind__in=list(contents), title__in=titles)
    return list(rows.exclude(state=Draft.State.CANCELLED).order_by("-pk"))
