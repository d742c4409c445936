"""Plans of two agencies under the plan of the province: one issued by its ward, one still being written."""

from __future__ import annotations

from datetime import date

from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import latest_version, possible_signers
from thuocdo.chancery.services.drafting import Beginning, draft, submit_draft
from thuocdo.chancery.services.issuing import issue_draft, number_draft, seal_draft, sign_draft
from thuocdo.chancery.services.reviewing import approve_draft
from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.portal.demo.drafts import WARD
from thuocdo.work.models import Plan, TaskLink
from thuocdo.work.queries.plan_paper import content_of
from thuocdo.work.rules.plan_paper import PLAN
from thuocdo.work.services.deriving import derive_plan, reject_match
from thuocdo.work.services.lifecycle import approve_plan, propose_plan

DEPARTMENT = "NA.SKHCN"
BEGUN, ISSUED = date(2025, 7, 10), date(2025, 7, 14)
INVENTED = " (minh họa)"


def live(parent: Plan, staff: dict[str, Person]) -> None:
    """The ward derives its plan and issues it; the department only begins, and misses a task."""
    ward, department = (Unit.objects.get(key=key) for key in (WARD, DEPARTMENT))
    with clock.fixed(clock.at_day(BEGUN, 15)):
        title = f"Kế hoạch cải cách hành chính 6 tháng cuối năm 2025 của phường Thành Vinh{INVENTED}"
        own = derive_plan(parent=parent, unit=ward, title=title, by=staff["lan"], at=clock.now())
        title = f"Kế hoạch cải cách hành chính năm 2025 của Sở Khoa học và Công nghệ{INVENTED}"
        begun = derive_plan(parent=parent, unit=department, title=title, by=staff["minh"], at=clock.now())
        _unlink_one(begun, staff["minh"])
    with clock.fixed(clock.at_day(ISSUED, 15)):
        propose_plan(plan=own, by=staff["lan"], at=clock.now())
        document = _issued(own, ward, staff).document
        assert document is not None  # an issued draft is a document
        approve_plan(plan=own, document=document, in_force_on=ISSUED, by=staff["chutich"], at=clock.now())


def _unlink_one(plan: Plan, by: Person) -> None:
    """One task that the agency says is not what the province asks for: it shows as missing and as added."""
    link = TaskLink.objects.filter(task__plan=plan, origin__isnull=False).select_related("origin", "task").last()
    if link is not None and link.origin is not None:
        why = "Minh họa: việc này của sở khác nội dung kế hoạch tỉnh giao."
        reject_match(plan=plan, origin=link.origin, task=link.task, why=why, by=by, at=clock.now())


def _issued(plan: Plan, ward: Unit, staff: dict[str, Person]) -> Draft:
    """The paper of the plan: drafted, approved, numbered, signed and issued with the keys of the demo."""
    lan, chairman, today = staff["lan"], staff["chutich"], clock.today()
    beginning = Beginning(
        unit=ward, kind=PLAN, content=content_of(plan, PLAN, today),
        carries_out=plan.parent.document if plan.parent else None, signer=possible_signers(ward, today)[0][0],
    )  # fmt: skip
    made = draft(beginning=beginning, by=lan, at=clock.now())
    made = submit_draft(draft=made, approver=chairman, revision=made.revision, by=lan, at=clock.now())
    version = latest_version(made)
    made = approve_draft(draft=made, version=version, revision=made.revision, by=chairman, at=clock.now())
    number_draft(draft=made, on=today, revision=made.revision, by=lan, at=clock.now())
    sign_draft(draft=made, by=chairman, at=clock.now())
    seal_draft(draft=made, by=lan, at=clock.now())
    issue_draft(draft=made, by=lan, at=clock.now())
    made.refresh_from_db()
    return made
