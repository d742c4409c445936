"""Plans written by hand in the demo: next year's draft copied from this year's, and an amendment that waits for its
paper. Everything made up says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.work import services
from thuocdo.work.models import AmendmentLine, Plan, PlanText, Task
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.plan_sources import open_shortcomings
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.amending import Line
from thuocdo.work.services.planning import Beginning
from thuocdo.work.services.planning_changes import WriteTarget, WriteTask, WriteText
from thuocdo.work.services.planning_sources import BringIn, CopyFrom

INVENTED = "nội dung minh họa"
BROUGHT_IN = 3
DIGITAL = {"kind": "date", "value": "2025-10-31", "op": "by", "text": "chậm nhất 31/10/2025"}


def live(plan: Plan, staff: dict[str, Person]) -> None:
    """A draft for 2026 and an amendment of the plan for 2025, both by the department that keeps the cycle."""
    with clock.fixed(clock.at_day(date(2025, 7, 10), 9)):
        _amendment(plan, staff["hoa"])
    with clock.fixed(clock.at_day(date(2025, 7, 14), 10)):
        _next_year(plan, staff["hoa"])


def _amendment(plan: Plan, by: Person) -> None:
    """Prepared only: what it would move stands on its page."""
    made = services.prepare_amendment(
        plan=plan, title=f"Điều chỉnh kế hoạch sau sắp xếp đơn vị ({INVENTED})",
        why="Rà soát, điều chỉnh nhiệm vụ 6 tháng cuối năm theo mô hình tổ chức mới.", by=by, at=clock.now(),
    )  # fmt: skip
    fresh = TaskContent(
        f"Rà soát việc bàn giao nhiệm vụ cải cách hành chính cho xã, phường mới ({INVENTED})", field="steering",
        outputs=("Báo cáo kết quả rà soát",), lead=(Named("Sở Nội vụ"),), deadlines=(DIGITAL,),
    )  # fmt: skip
    lines = [Line(AmendmentLine.Verb.ADD, [], [fresh])]
    dated = Task.objects.filter(plan=plan, state="in_force", deadlines__rule__kind="date").order_by("order")
    if (task := with_content(dated.distinct()).last()) is not None:
        changed = replace(content_of(task), deadlines=(DIGITAL,))
        lines.append(Line(AmendmentLine.Verb.CHANGE, [task], [changed], f"Lùi hạn do sắp xếp đơn vị ({INVENTED})."))
    services.write_amendment(amendment=made, lines=lines, by=by, at=clock.now())


def _next_year(plan: Plan, by: Person) -> None:
    unit = Unit.objects.get(pk=by.positions.order_by("-pk").values_list("unit", flat=True)[:1].get())
    beginning = Beginning(
        kind=Plan.Kind.PLAN, title=f"Kế hoạch cải cách hành chính nhà nước năm 2026 ({INVENTED})", year=2026,
        starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), issuer=plan.issuer, copied_from=plan,
        theme="Chính quyền hai cấp gần dân, sát dân, phục vụ người dân và doanh nghiệp",
    )  # fmt: skip
    draft = services.draft_plan(unit=unit, beginning=beginning, by=by, at=clock.now())
    changes = [
        CopyFrom(plan),
        WriteText(PlanText.Kind.BASIS, "Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ ban hành Chương trình tổng "
                  "thể cải cách hành chính nhà nước giai đoạn 2021-2030"),
        WriteText(PlanText.Kind.SOLUTION, f"Gắn kết quả cải cách hành chính với đánh giá, xếp loại ({INVENTED})"),
        WriteText(PlanText.Kind.ORGANISATION, f"Sở Nội vụ theo dõi, đôn đốc, tổng hợp báo cáo ({INVENTED})"),
        WriteTarget({"text": f"Chỉ số cải cách hành chính năm sau cao hơn năm trước ({INVENTED})", "kind": "trend",
                     "direction": "up"}),
        WriteTask(TaskContent(f"Tự kiểm tra công tác cải cách hành chính ở cấp xã ({INVENTED})", field="steering")),
    ]  # fmt: skip
    for change in changes:
        services.write_plan(plan=draft, change=change, by=by, at=clock.now())
    if items := open_shortcomings(by)[:BROUGHT_IN]:
        services.write_plan(plan=draft, change=BringIn(items), by=by, at=clock.now())
