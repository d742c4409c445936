"""Workbooks of plans come back (nhập kế hoạch từ Excel): looked over, agreed to, taken in as a whole, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import Refused, Stale
from thuocdo.ui.xlsx import CONTENT_TYPE
from thuocdo.work import permissions
from thuocdo.work.models import Amendment, Plan, SheetImport
from thuocdo.work.queries.sheets import Assessed, assess, file_of, known_choice, remembered
from thuocdo.work.rules.sheet_diff import ADDED, CHANGED, FAULT, SAME, VANISHED
from thuocdo.work.rules.sheet_rows import FIELDS
from thuocdo.work.services.amending_life import discard_amendment
from thuocdo.work.services.history import Act
from thuocdo.work.services.planning import write_plan
from thuocdo.work.services.sheets_amending import Amending
from thuocdo.work.services.sheets_doubts import Doubts
from thuocdo.work.services.sheets_drafting import TakeBack, TakeIn
from thuocdo.work.services.sheets_dropping import Dropping

State = SheetImport.State
SHEET_VERBS = frozenset({"check_plan_sheet", "import_plan_sheet", "undo_plan_sheet", "discard_plan_sheet"})
WRITING = {"draft": "write_plan", "in_force": "prepare_amendment"}
UNDONE_WHY = "Hoàn tác lần nhập bảng {name}"


@dataclass(frozen=True)
class Workbook:
    """A workbook as it was handed in, and columns by head where a person has chosen them."""

    name: str
    data: bytes
    chosen: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What a person agrees to: the difference that was shown (`digest`), whether wrong rows are left behind, whether
    tasks without a row are taken out, that columns are right although their content looks strange, and why."""

    digest: str
    partial: bool = False
    remove: bool = False
    fits: bool = False
    why: str = ""


def _asks(person: Person | None, thing: Any) -> frozenset[str]:
    """Whoever may write a plan, or prepare its amendment, may do so by a workbook."""
    plan = thing.plan if isinstance(thing, SheetImport) else thing
    held = permissions.rights(person, plan)
    wanted = {"write_plan", "prepare_amendment"} if plan.state not in WRITING else {WRITING[plan.state]}
    return held | SHEET_VERBS if held & wanted else held


@decision("work.check_plan_sheet", about="plan", ask=_asks)
def check_plan_sheet(*, plan: Plan, workbook: Workbook, by: Actor | None, at: datetime) -> SheetImport:
    """Look a workbook over and keep it with what it would change (kiểm tra bảng); the plan stays as it is.

    An earlier one of the same person that nobody agreed to is dropped. Refused as `queries.sheets.assess`, and
    `sheet.plan_not_open` in a state in which a plan is neither written nor amended.
    """
    _refuse_state(plan)
    chosen = known_choice(workbook.chosen, FIELDS) if workbook.chosen is not None else remembered(plan, "plan")
    found = assess(plan, workbook.data, workbook.name, chosen)
    digest = found.digest
    _remark(found, plan, at)
    act = Act(by, at)
    open_ones = SheetImport.objects.filter(plan=plan, kind="plan", state=State.CHECKED, by=act.person)
    open_ones.update(state=State.DISCARDED, ended_at=at, ended_by_name=act.name)
    run = SheetImport.objects.create(
        plan=plan, unit=plan.issuer, kind=SheetImport.Kind.PLAN, name=workbook.name[:200], at=at, by=act.person,
        by_name=act.name, file=files.store(workbook.data, name=workbook.name, content_type=CONTENT_TYPE),
        columns=_columns(found, chosen, digest), counts=found.counts,
        lines=[one.to_json() for one in found.planned if one.outcome != SAME or (one.line and one.line.notes)],
    )  # fmt: skip
    audit.changed(after={"sheet": run.pk, "file": run.file.sha256, **run.counts})
    return run


def _refuse_state(plan: Plan) -> None:
    if plan.state not in WRITING:
        raise Refused(
            "sheet.plan_not_open", f"Kế hoạch ở trạng thái “{plan.get_state_display()}” nên không nhập bảng được.",
            "Dự thảo thì nhập thẳng; đang thực hiện thì nhập thành đợt điều chỉnh; đã trình thì trả lại trước.",
        )  # fmt: skip


def _columns(found: Assessed, chosen: Mapping[str, str], digest: str) -> dict[str, Any]:
    columns = found.columns
    return {
        "row": columns.row, "height": columns.height, "heads": list(columns.heads), "places": dict(columns.places),
        "chosen": dict(chosen), "misfits": [one.to_json() for one in found.misfits], "notes": found.notes,
        "digest": digest, "key_at": found.book.key_at, "keyed": found.book.mark is not None,
    }  # fmt: skip


def _remark(found: Assessed, plan: Plan, at: datetime) -> None:
    """Say beside each row what a person should know: agencies and times that are not understood or make no sense."""
    doubts = Doubts(plan, Act(None, at).on)
    for one in found.planned:
        if one.line is not None and one.outcome in (ADDED, CHANGED):
            one.line.notes += doubts.of(one)


@decision("work.import_plan_sheet", about="run", ask=_asks)
def import_plan_sheet(*, run: SheetImport, agreed: Agreement, by: Actor | None, at: datetime) -> SheetImport:
    """Take a workbook in that was looked over (nhập bảng): all rows agreed to in one transaction, or nothing.

    A draft is written on; of a plan in force an amendment is prepared, and nothing changes before it takes force.
    Refused `sheet.not_open`, `sheet.columns_slipped`, `sheet.rows_refused`, `sheet.nothing_to_do`, `sheet.taken_in`;
    `Stale` (`sheet.changed_since`) when file and plan no longer say what was shown.
    """
    if run.state != State.CHECKED:
        raise Refused("sheet.not_open", "Lần nhập này đã được quyết định trước đó.", "Gửi lại tệp nếu cần nhập thêm.")
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=run.plan_id)
    run.plan = plan
    _refuse_state(plan)
    _refuse_taken_in(run)
    found = assess(plan, file_of(run), run.name, run.columns.get("chosen", {}))
    _refuse_unagreed(run, found, agreed)
    wanted = [one for one in found.planned if one.outcome in (ADDED, CHANGED)]
    gone = [one for one in found.planned if one.outcome == VANISHED] if agreed.remove else []
    if not wanted and not gone:
        raise Refused("sheet.nothing_to_do", "Không có gì thay đổi.", "Hệ thống đã có đúng nội dung của tệp.")
    act = Act(by, at)
    if plan.state == Plan.State.DRAFT:
        change = TakeIn(wanted, gone, run.name)
        write_plan(plan=plan, change=change, by=by, at=at)
        run.undo = change.undo
    else:
        run.undo = Amending.prepare(plan, wanted, gone, name=run.name, why=agreed.why, act=act)
    run.counts = {**found.counts, "removed": len(gone)}
    run.state, run.done_at = State.DONE, at
    run.save()
    audit.changed(after={"sheet": run.pk, **run.counts}, why=agreed.why, thing=plan)
    return run


def _refuse_taken_in(run: SheetImport) -> None:
    """Refuse the same file once more while the amendment that it made waits: the plan would not show it yet."""
    before = SheetImport.objects.filter(plan=run.plan, file=run.file, state=State.DONE).exclude(pk=run.pk).first()
    if before is None:
        return
    key = next((one["amendment"] for one in before.undo if "amendment" in one), None)
    if key is not None and Amendment.objects.filter(pk=key, state=Amendment.State.DRAFT).exists():
        raise Refused(
            "sheet.taken_in", f"Chính tệp này đã nhập {before.done_at:%d/%m/%Y}; đợt điều chỉnh đang được chuẩn bị.",
            "Xem đợt điều chỉnh đó, hoặc hoàn tác lần nhập trước.",
        )  # fmt: skip


def _refuse_unagreed(run: SheetImport, found: Assessed, agreed: Agreement) -> None:
    counts = found.counts
    if found.digest != agreed.digest:
        raise Stale(
            "sheet.changed_since",
            "Kế hoạch đã thay đổi từ lúc xem trước.",
            "Xem lại danh sách thay đổi mới rồi đồng ý.",
        )
    if found.misfits and not agreed.fits:
        names = ", ".join(f"“{one.head}”" for one in found.misfits)
        raise Refused(
            "sheet.columns_slipped", f"Nội dung không hợp với tên cột: {names}.",
            "Chọn lại cột, sửa tệp, hoặc xác nhận các cột đã đúng.",
        )  # fmt: skip
    if counts[FAULT] and not agreed.partial:
        raise Refused(
            "sheet.rows_refused", f"Còn {counts[FAULT]} dòng có lỗi nên chưa nhập dòng nào.",
            "Tải tệp có ghi lỗi, sửa rồi gửi lại; hoặc chọn nhập các dòng đúng.",
        )  # fmt: skip
    if counts[FAULT] and agreed.remove:
        raise Refused(
            "sheet.rows_refused", "Còn dòng có lỗi nên chưa biết chắc nhiệm vụ nào không còn trong tệp.",
            "Sửa hết lỗi rồi mới bỏ nhiệm vụ không còn trong tệp.",
        )  # fmt: skip


@decision("work.discard_plan_sheet", about="run", ask=_asks)
def discard_plan_sheet(*, run: SheetImport, by: Actor | None, at: datetime) -> SheetImport:
    """Drop an import that was looked over and never carried out (bỏ lần nhập). Refused `sheet.not_open`."""
    return Dropping(run).carry_out(Act(by, at))


@decision("work.undo_plan_sheet", about="run", ask=_asks)
def undo_plan_sheet(*, run: SheetImport, by: Actor | None, at: datetime) -> SheetImport:
    """Take an import back (hoàn tác lần nhập), as long as nothing was built on it.

    Refused `sheet.not_done`, and `sheet.built_on` with what was done since.
    """
    if run.state != State.DONE:
        raise Refused("sheet.not_done", "Lần nhập này không ở trạng thái đã nhập.", "Xem danh sách các lần nhập.")
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=run.plan_id)
    act = Act(by, at)
    amendment = next((one["amendment"] for one in run.undo if "amendment" in one), None)
    if amendment is not None:
        _give_up(amendment, run, act)
    elif plan.state != Plan.State.DRAFT:
        raise _built_on(f"kế hoạch đã ở trạng thái “{plan.get_state_display()}”")
    else:
        write_plan(plan=plan, change=TakeBack(run.undo, run.name), by=by, at=at)
    run.state, run.ended_at, run.ended_by_name = State.UNDONE, at, act.name
    run.save()
    audit.changed(after={"sheet": run.pk, "state": "undone"}, thing=plan)
    return run


def _give_up(key: int, run: SheetImport, act: Act) -> None:
    amendment = Amendment.objects.select_for_update().get(pk=key)
    kept = next(one["lines"] for one in run.undo if "amendment" in one)
    if amendment.state != Amendment.State.DRAFT:
        raise _built_on(f"đợt điều chỉnh “{amendment.title}” đã {amendment.get_state_display().lower()}")
    if kept != [line.data for line in amendment.lines.order_by("order")]:
        raise _built_on(f"đợt điều chỉnh “{amendment.title}” đã được sửa")
    discard_amendment(amendment=amendment, reason=UNDONE_WHY.format(name=run.name), by=act.by, at=act.at)


def _built_on(what: str) -> Refused:
    """The refusal to take back what others have worked on."""
    return Refused(
        "sheet.built_on",
        f"Không hoàn tác được: {what} sau khi nhập.",
        "Sửa từng nhiệm vụ thay vì hoàn tác cả lần nhập.",
    )
