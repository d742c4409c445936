"""Tables of progress come back (nhập tiến độ từ Excel): each row with the rights of who hands it in, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.xlsx import CONTENT_TYPE
from thuocdo.work import permissions
from thuocdo.work.models import Occurrence, Plan, SheetImport
from thuocdo.work.queries.sheets import file_of, known_choice
from thuocdo.work.queries.sheets_progress import Progress, Row, assess_progress
from thuocdo.work.rules.sheet_diff import CHANGED, FAULT, SAME
from thuocdo.work.rules.sheet_progress import EDITED, FIELDS, note_of
from thuocdo.work.services.history import Act
from thuocdo.work.services.progress import note_progress, submit_occurrence
from thuocdo.work.services.sheets import Agreement, Workbook
from thuocdo.work.services.sheets_dropping import Dropping
from thuocdo.work.services.sheets_taken import Taken

State = SheetImport.State


@decision("work.check_progress_sheet")
def check_progress_sheet(*, plan: Plan, workbook: Workbook, by: Actor | None, at: datetime) -> SheetImport:
    """Look a table of progress over and keep it with what each row would do (kiểm tra bảng tiến độ).

    An earlier one of the same person that nobody agreed to is dropped. Refused as `assess_progress`.
    """
    act = Act(by, at)
    _refuse_nobody(by)
    unit = _unit_of(act.person)
    chosen = known_choice(workbook.chosen, FIELDS) if workbook.chosen is not None else _remembered(unit)
    found = assess_progress(plan, workbook.data, workbook.name, by=act.person, on=act.on, chosen=chosen)
    earlier = SheetImport.objects.filter(plan=plan, kind="progress", state=State.CHECKED, by=act.person)
    earlier.update(state=State.DISCARDED, ended_at=at, ended_by_name=act.name)
    run = SheetImport.objects.create(
        plan=plan, unit_id=unit, kind=SheetImport.Kind.PROGRESS, name=workbook.name[:200], at=at, by=act.person,
        by_name=act.name, file=files.store(workbook.data, name=workbook.name, content_type=CONTENT_TYPE),
        counts=found.counts,
        columns=_columns(found, chosen),
        lines=[row.to_json() for row in found.rows if row.outcome != SAME or row.line.notes],
    )  # fmt: skip
    audit.changed(after={"sheet": run.pk, "file": run.file.sha256, **run.counts}, thing=plan)
    return run


def _remembered(unit: int | None) -> dict[str, str]:
    """What people of a unit chose for the columns of their own tables the last time."""
    last = SheetImport.objects.filter(unit=unit, kind="progress").exclude(columns__chosen={}).first()
    chosen: dict[str, str] = last.columns.get("chosen", {}) if last is not None else {}
    return chosen


def _unit_of(person: Person | None) -> int | None:
    """The unit in whose name a person hands results in."""
    return min(permissions.reach(person).own_units, default=None) if person is not None else None


def _refuse_nobody(by: Actor | None) -> None:
    if by is None:
        raise NotAllowed("core.sign_in", "Việc này cần đăng nhập.", "Đăng nhập rồi làm lại.")


def _refuse_other(run: SheetImport, by: Actor | None) -> None:
    _refuse_nobody(by)
    if isinstance(by, Person) and run.by_id != by.pk:
        raise NotAllowed(
            "sheet.not_yours", "Chỉ người gửi bảng tiến độ mới quyết định về lần nhập đó.", "Gửi bảng của mình."
        )


def _columns(found: Progress, chosen: Mapping[str, str]) -> dict[str, Any]:
    columns = found.columns
    return {
        "row": columns.row, "height": columns.height, "heads": list(columns.heads), "places": dict(columns.places),
        "chosen": dict(chosen), "misfits": [one.to_json() for one in found.misfits], "notes": [],
        "digest": found.digest, "key_at": found.book.key_at, "keyed": found.book.mark is not None,
    }  # fmt: skip


@decision("work.import_progress_sheet", about="run")
def import_progress_sheet(*, run: SheetImport, agreed: Agreement, by: Actor | None, at: datetime) -> SheetImport:
    """Note and submit what the rows say (nhập tiến độ), in one transaction: one row that is refused stops all.

    Refused `sheet.not_open`, `sheet.columns_slipped`, `sheet.rows_refused`, `sheet.nothing_to_do`, and as noting and
    submitting; `Stale` (`sheet.changed_since`) when file and plan no longer say what was shown.
    """
    _refuse_other(run, by)
    if run.state != State.CHECKED:
        raise Refused("sheet.not_open", "Lần nhập này đã được quyết định trước đó.", "Gửi lại tệp nếu cần nhập thêm.")
    act = Act(by, at)
    plan = Plan.objects.get(pk=run.plan_id)
    found = assess_progress(
        plan, file_of(run), run.name, by=act.person, on=act.on, chosen=run.columns.get("chosen", {})
    )
    _refuse_unagreed(found, agreed)
    wanted = [row for row in found.rows if row.outcome == CHANGED]
    if not wanted:
        raise Refused("sheet.nothing_to_do", "Không có gì thay đổi.", "Hệ thống đã có đúng nội dung của tệp.")
    things = Occurrence.objects.select_related("plan", "task", "unit").in_bulk([row.pk for row in wanted])
    run.undo = [_carry_out(row, things[row.pk or 0], act) for row in wanted]
    run.counts, run.state, run.done_at = found.counts, State.DONE, at
    run.save()
    audit.changed(after={"sheet": run.pk, **run.counts}, thing=plan)
    return run


def _refuse_unagreed(found: Progress, agreed: Agreement) -> None:
    if found.digest != agreed.digest:
        raise Stale("sheet.changed_since", "Tiến độ đã thay đổi từ lúc xem trước.", "Xem lại rồi đồng ý.")
    if found.misfits and not agreed.fits:
        names = ", ".join(f"“{one.head}”" for one in found.misfits)
        raise Refused(
            "sheet.columns_slipped", f"Nội dung không hợp với tên cột: {names}.",
            "Chọn lại cột, sửa tệp, hoặc xác nhận các cột đã đúng.",
        )  # fmt: skip
    if found.counts[FAULT] and not agreed.partial:
        raise Refused(
            "sheet.rows_refused", f"Còn {found.counts[FAULT]} dòng có lỗi nên chưa nhập dòng nào.",
            "Tải tệp có ghi lỗi, sửa rồi gửi lại; hoặc chọn nhập các dòng đúng.",
        )  # fmt: skip


def _carry_out(row: Row, thing: Occurrence, act: Act) -> dict[str, Any]:
    """Note, and submit where it is asked for; tells what was done so that it can be taken back."""
    done: dict[str, Any] = {
        "line": row.line.row, "occurrence": thing.pk, "note": None, "submitted": False,
        "check": thing.next_check_on.isoformat() if thing.next_check_on else None,
    }  # fmt: skip
    values = {name: row.line.values.get(name, "") for name in EDITED}
    try:
        if set(row.after) - {"submit"}:
            percent = int(values["percent"]) if values["percent"] else None
            note = note_progress(occurrence=thing, text=note_of(values), percent=percent, by=act.by, at=act.at)
            done["note"] = note.pk
        if "submit" in row.after:
            thing.refresh_from_db()
            done["was"] = Taken.before(thing)
            submit_occurrence(occurrence=thing, by=act.by, at=act.at)
            done |= {"submitted": True, "move": thing.moves.order_by("-pk").values_list("pk", flat=True).first()}
    except NotAllowed:
        raise
    except Refused as refusal:
        place = {**refusal.where, "dòng": row.line.row}
        raise Refused(refusal.code, f"Dòng {row.line.row}: {refusal.message}", refusal.remedy, where=place) from refusal
    return done


@decision("work.discard_progress_sheet", about="run")
def discard_progress_sheet(*, run: SheetImport, by: Actor | None, at: datetime) -> SheetImport:
    """Drop an import that was looked over and never carried out (bỏ lần nhập). Refused `sheet.not_open`."""
    _refuse_other(run, by)
    return Dropping(run).carry_out(Act(by, at))


@decision("work.undo_progress_sheet", about="run")
def undo_progress_sheet(*, run: SheetImport, by: Actor | None, at: datetime) -> SheetImport:
    """Withdraw what an import noted and submitted (hoàn tác) where nothing has followed and nobody has decided; each
    row that stays says why.

    Refused `sheet.not_done`, and `sheet.built_on` when no row can be withdrawn.
    """
    _refuse_other(run, by)
    if run.state != State.DONE:
        raise Refused("sheet.not_done", "Lần nhập này không ở trạng thái đã nhập.", "Xem danh sách các lần nhập.")
    act, told = Act(by, at), []
    rows: list[tuple[Occurrence, audit.Details]] = []
    things = Occurrence.objects.select_for_update(of=("self",)).in_bulk([one["occurrence"] for one in run.undo])
    for one in run.undo:
        taken = Taken(one, things[one["occurrence"]])
        why = taken.why_kept()
        if not why:
            rows.append((taken.thing, taken.back(act, run.name)))
        told.append({**one, "kept": why})
    if not rows:
        raise Refused(
            "sheet.built_on", f"Không rút được dòng nào: {told[0]['kept'] if told else ''}",
            "Đề nghị người duyệt trả lại, rồi ghi tiến độ mới.",
        )  # fmt: skip
    audit.record_each("work.undo_progress_sheet", rows, by=by, at=at)
    run.undo, run.state = told, State.UNDONE
    run.ended_at, run.ended_by_name = at, act.name
    run.save()
    audit.changed(after={"sheet": run.pk, "withdrawn": len(rows), "kept": len(told) - len(rows)}, thing=run.plan)
    return run
