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
from thuocdo.work.models import Note, Occurrence, Plan, SheetImport
from thuocdo.work.queries.sheets import file_of, known_choice
from thuocdo.work.queries.sheets_progress import WAITING, Progress, Row, assess_progress
from thuocdo.work.rules.sheet_diff import CHANGED, FAULT, SAME
from thuocdo.work.rules.sheet_progress import EDITED, FIELDS, note_of
from thuocdo.work.services.history import Act
from thuocdo.work.services.progress import note_progress, submit_occurrence
from thuocdo.work.services.sheets import Agreement, Workbook

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
            submit_occurrence(occurrence=thing, by=act.by, at=act.at)
            done["submitted"] = True
    except NotAllowed:
        raise
    except Refused as refusal:
        place = {**refusal.where, "dòng": row.line.row}
        raise Refused(refusal.code, f"Dòng {row.line.row}: {refusal.message}", refusal.remedy, where=place) from refusal
    return done


@decision("work.undo_progress_sheet", about="run")
def undo_progress_sheet(*, run: SheetImport, by: Actor | None, at: datetime) -> SheetImport:
    """Withdraw what an import noted (hoàn tác) where nothing has followed; each row that stays says why.

    Refused `sheet.not_done`, and `sheet.built_on` when no row can be withdrawn.
    """
    _refuse_other(run, by)
    if run.state != State.DONE:
        raise Refused("sheet.not_done", "Lần nhập này không ở trạng thái đã nhập.", "Xem danh sách các lần nhập.")
    told: list[dict[str, Any]] = []
    rows: list[tuple[Occurrence, audit.Details]] = []
    things = Occurrence.objects.select_for_update(of=("self",)).in_bulk([one["occurrence"] for one in run.undo])
    for one in run.undo:
        thing = things[one["occurrence"]]
        note = Note.objects.filter(pk=one["note"]).first() if one["note"] else None
        why = _why_kept(one, thing, note)
        if not why and note is not None:
            rows.append((thing, audit.Details(before={"note": note.text, "percent": note.percent})))
            note.delete()
            _look_as_before(thing, one["check"])
        told.append({**one, "kept": why})
    if not rows:
        raise Refused(
            "sheet.built_on", f"Không rút được dòng nào: {told[0]['kept'] if told else ''}",
            "Đề nghị người duyệt trả lại, rồi ghi tiến độ mới.",
        )  # fmt: skip
    audit.record_each("work.undo_progress_sheet", rows, by=by, at=at)
    run.undo, run.state = told, State.UNDONE
    run.ended_at, run.ended_by_name = at, Act(by, at).name
    run.save()
    audit.changed(after={"sheet": run.pk, "withdrawn": len(rows), "kept": len(told) - len(rows)}, thing=run.plan)
    return run


def _why_kept(one: Mapping[str, Any], thing: Occurrence, note: Note | None) -> str:
    """Why what a row did stays; empty when its note can be withdrawn."""
    if one["submitted"] or thing.state not in WAITING:
        return "kết quả đã nộp: chỉ người duyệt trả lại được."
    if note is None:
        return "ghi nhận không còn."
    if thing.notes.filter(pk__gt=note.pk).exists():
        return "đã có ghi nhận tiến độ sau đó."
    if thing.moves.filter(at__gt=note.at).exists() or thing.evidence.filter(at__gt=note.at).exists():
        return "đã có tài liệu hoặc bước xử lý sau đó."
    return ""


def _look_as_before(thing: Occurrence, check: str | None) -> None:
    """Regular work is looked at again on the day on which it was going to be."""
    if thing.due_on is None and check is not None:
        Occurrence.objects.filter(pk=thing.pk).update(next_check_on=check)
