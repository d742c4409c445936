"""Lists of activities handed in as workbooks: looked over, taken as a whole, dropped or undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from thuocdo.activities import permissions
from thuocdo.activities.models import Activity, ActivityImport, ActivityKind
from thuocdo.activities.queries.lists import kinds as kinds_of_today
from thuocdo.activities.queries.lists import twins
from thuocdo.activities.rules.content import ActivityContent, link_key, title_key
from thuocdo.activities.rules.sheet import Kind, Line, columns_of, read_lines
from thuocdo.activities.services.writing import WHY, Pen
from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.core.sheets import Limits, read_sheet
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import Refused

LIMITS = Limits(rows=3_000, columns=60, smaller="Chia danh sách theo quý hoặc theo tháng.")
NEW, TWIN, FAULT = "new", "twin", "fault"


@decision("activities.check_sheet", about="unit", ask=permissions.rights)
def check_sheet(*, unit: Unit, upload: files.Upload, by: Actor | None, at: datetime) -> ActivityImport:
    """Look over a list that a unit hands in (kiểm tra danh sách); nothing is recorded yet.

    Refused as `core.sheets.read_sheet`, and `activities.no_heads`, `activities.no_rows`, `files.too_large`.
    """
    pen, name = Pen(by, at), upload.name or "danh-sach.xlsx"
    files.refuse_too_large(upload.size or 0, name)
    data = upload.read()
    rows = read_sheet(data, name, LIMITS).rows
    known = {kind.code: kind for kind in kinds_of_today()}
    read = [Kind(kind.code, kind.name, kind.measures) for kind in known.values()]
    found = read_lines(rows, columns_of(rows, read), read, pen.on)
    if not found:
        raise Refused("activities.no_rows", "Danh sách không có dòng nào.", "Ghi ít nhất một dòng dưới đầu bảng.")
    lines = _judged(unit, found, known)
    made = ActivityImport.objects.create(
        unit=unit, file=files.store(data, name=name), name=name[:200], lines=lines, counts=_counts(lines), at=at,
        by=pen.person, by_name=pen.name,
    )  # fmt: skip
    audit.changed(after={"name": made.name, **made.counts}, thing=made)
    return made


def _judged(unit: Unit, found: list[Line], known: dict[str, ActivityKind]) -> list[dict[str, Any]]:
    """Each row as it will be kept: new, the same as one that is there (or higher up in the list), or faulty."""
    seen: set[tuple[str, ...]] = set()
    lines = []
    for line in found:
        row: dict[str, Any] = {
            "line": line.line, "title": line.title, "faults": line.faults, "outcome": FAULT, "kind_name": "",
            "made": None, "same_as": None,
        }  # fmt: skip
        if line.content is not None:
            row |= {"kind": line.kind, "kind_name": known[line.kind].name, "values": _kept(line.content)}
            marks = _marks(line.kind, line.content)
            same = twins(unit, known[line.kind], line.content)
            row["outcome"] = TWIN if same or marks & seen else NEW
            row["same_as"] = same[0].pk if same else None
            seen |= marks
        lines.append(row)
    return lines


def _marks(kind: str, content: ActivityContent) -> set[tuple[str, ...]]:
    marks: set[tuple[str, ...]] = {(kind, content.starts_on.isoformat(), title_key(content.title))}
    return marks | ({(link_key(content.link),)} if content.link else set())


def _kept(content: ActivityContent) -> dict[str, Any]:
    return {
        "title": content.title, "starts_on": content.starts_on.isoformat(), "last_on": content.last_on.isoformat(),
        "medium": content.medium, "link": content.link, "text": content.text, "measures": dict(content.measures),
    }  # fmt: skip


def _content(values: dict[str, Any]) -> ActivityContent:
    days = {name: date.fromisoformat(values[name]) for name in ("starts_on", "last_on")}
    return ActivityContent(**{**values, **days})


def _counts(lines: list[dict[str, Any]]) -> dict[str, int]:
    return {outcome: sum(row["outcome"] == outcome for row in lines) for outcome in (NEW, TWIN, FAULT)}


@decision("activities.take_sheet", about="sheet", ask=permissions.rights)
def take_sheet(*, sheet: ActivityImport, by: Actor | None, at: datetime) -> ActivityImport:
    """Record the new rows of a list that was looked over; rows that are there already are passed over.

    Refused `activities.sheet_over`, `activities.sheet_faulty` while a row is wrong, `activities.nothing_new`.
    """
    _refuse_over(sheet, ActivityImport.State.CHECKED)
    if sheet.counts[FAULT]:
        raise Refused(
            "activities.sheet_faulty", f"Còn {sheet.counts[FAULT]} dòng sai, chưa nhập gì.",
            "Sửa các dòng ấy trong tệp rồi gửi lại.",
        )  # fmt: skip
    pen, known = Pen(by, at), {kind.code: kind for kind in ActivityKind.objects.all()}
    for row in sheet.lines:
        if row["outcome"] == NEW:
            _take(sheet, row, known[row["kind"]], pen)
    sheet.counts = _counts(sheet.lines)
    if not sheet.counts[NEW]:
        raise Refused("activities.nothing_new", "Mọi dòng đều đã có, không có gì để nhập.", "Bỏ lần nhập này.")
    sheet.state = ActivityImport.State.DONE
    sheet.ended_at, sheet.ended_by_name = at, pen.name
    sheet.save()
    audit.changed(after=sheet.counts)
    return sheet


def _take(sheet: ActivityImport, row: dict[str, Any], kind: ActivityKind, pen: Pen) -> None:
    """Record one row; one that somebody recorded meanwhile is passed over."""
    content = _content(row["values"])
    if twins(sheet.unit, kind, content):
        row["outcome"] = TWIN
        return
    activity = Activity(unit=sheet.unit, kind=kind, made_at=pen.at, made_by=pen.person, made_by_name=pen.name)
    row["made"] = pen.write(activity, content).pk


@decision("activities.discard_sheet", about="sheet", ask=permissions.rights)
def discard_sheet(*, sheet: ActivityImport, by: Actor | None, at: datetime) -> ActivityImport:
    """Drop a list that nobody took (bỏ lần nhập). Refused `activities.sheet_over`."""
    _refuse_over(sheet, ActivityImport.State.CHECKED)
    sheet.state = ActivityImport.State.DISCARDED
    sheet.ended_at, sheet.ended_by_name = at, Pen(by, at).name
    sheet.save()
    audit.changed(after={"state": sheet.state})
    return sheet


@decision("activities.undo_sheet", about="sheet", ask=permissions.rights)
def undo_sheet(*, sheet: ActivityImport, reason: str, by: Actor | None, at: datetime) -> ActivityImport:
    """Withdraw everything that a list recorded (hoàn tác lần nhập), with the reason; corrected ones too.

    Refused `activities.sheet_over`, `activities.reason_needed`.
    """
    _refuse_over(sheet, ActivityImport.State.DONE)
    why, pen = WHY(reason), Pen(by, at)
    keys = [row["made"] for row in sheet.lines if row.get("made")]
    rows = list(Activity.objects.select_for_update(of=("self",)).filter(pk__in=keys, withdrawn_at=None))
    audit.record_each(
        "activities.withdraw_activity",
        [(row, audit.Details(before=row.told(), after={"withdrawn": True}, why=why)) for row in rows], by=by, at=at,
    )  # fmt: skip
    Activity.objects.filter(pk__in=[row.pk for row in rows]).update(
        withdrawn_at=at, withdrawn_by_name=pen.name, withdrawn_why=why
    )
    sheet.state, sheet.ended_why = ActivityImport.State.UNDONE, why
    sheet.ended_at, sheet.ended_by_name = at, pen.name
    sheet.save()
    audit.changed(after={"state": sheet.state, "withdrawn": len(rows)}, why=why)
    return sheet


def _refuse_over(sheet: ActivityImport, wanted: str) -> None:
    if sheet.state != wanted:
        raise Refused(
            "activities.sheet_over", f"Lần nhập này ở trạng thái “{sheet.get_state_display()}”.",
            "Gửi danh sách lần nữa nếu cần.",
        )  # fmt: skip
