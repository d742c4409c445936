"""What tests of derived plans share: a parent that gives work to a department and to communes, and its paper."""

from __future__ import annotations

from typing import Any

from thuocdo.directory.models import Unit
from thuocdo.work import services
from thuocdo.work.models import Plan, Task
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.drafting import TaskWriter
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.tests.factories import AT, TASKS, Province, bare_plan, document

# A dated task like the one to make a plan, which no plan of an agency repeats.
REVIEW = {
    **next(one for one in TASKS if one["id"] == "IV.1.a"), "id": "IV.1.d", "outputs": ["Danh mục được công bố"],
    "text": "Rà soát, công bố danh mục dịch vụ công trực tuyến",
}  # fmt: skip


def parent_of(place: Province, **values: Any) -> Plan:
    """The plan of the province as taken in from its paper."""
    paper = document(place.hoa, place.committee, **{"tasks": [*TASKS, REVIEW], **values})
    return services.adopt_document(document=paper, by=place.hoa, at=AT)


def own_plan(unit: Unit, texts: list[str], *, deadlines: Any = (), **values: Any) -> Plan:
    """A plan in force of an agency, whose tasks say these texts, each with the same deadlines."""
    plan = bare_plan(unit, issuer_name=str(unit.key), title=f"Kế hoạch cải cách hành chính năm 2025 của {unit.key}",
                     **values)  # fmt: skip
    contents = [
        TaskContent(text=text, outputs=("Báo cáo kết quả",), lead=(Named("Văn phòng"),), deadlines=tuple(deadlines))
        for text in texts
    ]
    TaskWriter(plan, Phrases(on=plan.as_at, within=None, sure=1)).write(contents)  # type: ignore[arg-type]
    return plan


def task_of(plan: Plan, words: str) -> Task:
    return plan.tasks.get(text__contains=words)
