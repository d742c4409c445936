"""Workbooks of plans that come back: read, their columns found, every row set against the plan; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import QuerySet

from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.core.sheets import OLD_EXCEL, Cell, Limits, read_old_sheet, read_sheet
from thuocdo.directory.models import Person
from thuocdo.kernel.columns import FAULT_HEAD, Columns, Merged, Names, best_head, head_key
from thuocdo.kernel.encodings import UNICODE, detect, to_unicode
from thuocdo.kernel.errors import Refused
from thuocdo.ui.xlsx import as_text
from thuocdo.work.models import Plan, SheetImport, Task
from thuocdo.work.rules.sheet_diff import Difference, Known, Planned, counts_of
from thuocdo.work.rules.sheet_marks import PLAN, Mark, digest_of, read_mark
from thuocdo.work.rules.sheet_rows import FIELDS, Line, Table, canonical
from thuocdo.work.rules.sheet_signs import Misfit, Signs, misfits

PACK = "national/sheet_columns.yaml"
LIMITS = Limits(rows=20_000, columns=300, smaller="Chia bảng thành nhiều phần, mỗi phần một tệp.")
MARK_WITHIN, TALLEST = 60, 3
FEWEST_HEADS = 2
UNMATCHED = "Không dòng nào của tệp khớp với nhiệm vụ của kế hoạch này; có thể tệp thuộc kế hoạch khác."


@cache
def pack() -> Mapping[str, Any]:
    """The pack of column names and signs."""
    content: Mapping[str, Any] = read_yaml(PACKS / PACK)
    return content


@cache
def signs() -> Signs:
    """Signs of content, from the pack."""
    return Signs(pack()["signs"])


@dataclass(frozen=True)
class Book:
    """A workbook as it came: rows from the top, merged stretches, the mark and the column (from 0) of keys, if any."""

    rows: list[list[Cell]]
    merged: tuple[Merged, ...] = ()
    mark: Mark | None = None
    key_at: int = -1
    encoding: str = UNICODE


@dataclass
class Assessed:
    """A workbook set against its plan: columns, what becomes of each row, columns that do not fit, what to know."""

    book: Book
    columns: Columns
    planned: list[Planned]
    misfits: list[Misfit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.planned)

    @property
    def digest(self) -> str:
        """What was shown, in short: the same again only while neither the file nor the plan has changed."""
        return digest_of(
            f"{one.line.row if one.line else 0}|{one.pk}|{one.outcome}|{one.before}|{one.after}" for one in self.planned
        )


def read_book(data: bytes, name: str) -> Book:
    """The first sheet of a workbook, its letters in Unicode whatever the font. Refused as `core.sheets.read_sheet`."""
    sheet = (read_old_sheet if data.startswith(OLD_EXCEL) else read_sheet)(data, name, LIMITS)
    encoding = detect("\n".join(cell for row in sheet.rows for cell in row if isinstance(cell, str)))
    rows = [[to_unicode(cell, encoding) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
    for row in rows[:MARK_WITHIN]:
        for at, cell in enumerate(row):
            if (mark := read_mark(cell)) is not None:
                return Book(rows, sheet.merged, mark, at, encoding)
    return Book(rows, sheet.merged, encoding=encoding)


def find_columns(book: Book, kind: str, labels: Mapping[str, str], chosen: Mapping[str, str]) -> Columns:
    """The heads of a table and what each stands for. Refused `sheet.no_head`."""
    names = Names({one: (*pack()[kind][one], label) for one, label in labels.items()}, chosen)
    found = best_head(book.rows, names, merged=book.merged, tallest=TALLEST)
    if found is None or len(found.places) < FEWEST_HEADS:
        raise Refused(
            "sheet.no_head", "Không thấy dòng tên cột trong 20 dòng đầu của trang tính đầu tiên.",
            f"Bảng cần một dòng có tên các cột, ví dụ: {', '.join(list(labels.values())[:4])}.", where={"dòng": 1},
        )  # fmt: skip
    return found


def without_fault_column(book: Book, first: int, heads: Sequence[str]) -> None:
    """Blank the column of faults that we wrote into a workbook when it was given back, from the row of the heads."""
    for at, head in enumerate(heads):
        if head == FAULT_HEAD:
            for row in book.rows[first:]:
                if at < len(row):
                    row[at] = ""


def cell_values(task: Task) -> dict[str, str]:
    """What the cells of a task's row say, by field, as the workbook writes them."""
    given = {
        "number": task.number, "text": task.text, "outputs": "\n".join(map(str, task.outputs)), "lead": task.lead_text,
        "coordinating": task.coordinating_text, "deadline": task.deadline_text,
    }  # fmt: skip
    return {name: as_text(given[name]) for name in FIELDS}


def known_of(task: Task) -> Known:
    """A task as its row in a workbook is compared."""
    return Known(task.pk, {name: canonical(name, value) for name, value in cell_values(task).items()})


def tasks_in_force(plan: Plan) -> QuerySet[Task]:
    """Tasks of a plan that are neither revoked nor replaced, in its order."""
    return plan.tasks.filter(state=Task.State.IN_FORCE).order_by("order", "pk")


def mark_of(plan: Plan, keys: Sequence[str], *, last: int, whole: bool, kind: str = PLAN) -> Mark:
    """The mark of a workbook with these row keys."""
    return Mark(kind, plan.pk, plan.revision, len(keys), digest_of(keys), last, int(whole))


def assess(plan: Plan, data: bytes, name: str, chosen: Mapping[str, str]) -> Assessed:
    """Set a workbook against a plan, draft or in force; the columns as a person chose, else by their heads.

    Refused as `read_book` and `find_columns`, and `sheet.other_plan` for a workbook of another plan or kind.
    """
    book = read_book(data, name)
    refuse_other(book.mark, PLAN, plan)
    columns = find_columns(book, "plan", FIELDS, {} if book.mark else chosen)
    without_fault_column(book, columns.row, columns.heads)
    known = [known_of(task) for task in tasks_in_force(plan)]
    lines = _lines(book, columns)
    planned = Difference(lines, known, book.mark).find()
    found = Assessed(book, columns, planned, _misfits(columns, lines, planned), _notes(book, plan, known, lines))
    return found


def _lines(book: Book, columns: Columns) -> list[Line]:
    table = Table(
        book.rows, columns, merged=book.merged, key_at=book.key_at, ends=pack()["ends"], signs=signs()
    )  # fmt: skip
    return table.read()


def refuse_other(mark: Mark | None, kind: str, plan: Plan) -> None:
    """Refuse a workbook that was made for another plan, or for the other purpose."""
    if mark is None:
        return
    if mark.kind != kind:
        words = "bảng nhiệm vụ của kế hoạch" if mark.kind == PLAN else "bảng tiến độ"
        raise Refused(
            "sheet.other_kind", f"Tệp này là {words}, không nhập được ở đây.", "Chọn đúng trang nhập cho loại bảng này."
        )
    if mark.plan != plan.pk:
        raise Refused(
            "sheet.other_plan", f"Tệp xuất từ kế hoạch mã {mark.plan}, không phải kế hoạch đang mở (mã {plan.pk}).",
            "Mở đúng kế hoạch của tệp; hoặc xuất lại tệp từ kế hoạch này.",
        )  # fmt: skip


def _misfits(columns: Columns, lines: Sequence[Line], planned: Sequence[Planned]) -> list[Misfit]:
    values = {name: [line.values.get(name, "") for line in lines] for name in columns.places}
    found = misfits(columns.places, columns.heads, values, signs())
    if "text" not in columns.places:
        found.append(Misfit(-1, "text", FIELDS["text"], 0, len(lines), "", ""))
    return found


def _notes(book: Book, plan: Plan, known: Sequence[Known], lines: Sequence[Line]) -> list[str]:
    notes = []
    mark = book.mark
    if book.encoding != UNICODE:
        notes.append(f"Tệp dùng phông chữ cũ ({book.encoding.upper()}); đã chuyển sang Unicode.")
    if mark is not None and mark.revision < plan.revision:
        notes.append(
            f"Kế hoạch đã được lưu {plan.revision - mark.revision} lần sau khi xuất tệp này; "
            "nhiệm vụ sửa ở cả hai nơi được nêu là lỗi để người xem quyết định."
        )
    if mark is not None and not mark.whole:
        notes.append("Tệp chỉ có một phần nhiệm vụ (đã lọc khi xuất); nhiệm vụ ngoài tệp không bị ảnh hưởng.")
    if known and lines and mark is None and not any(one for one in lines if one.key):
        texts = {one.values["text"] for one in known}
        if not any(line.text in texts for line in lines):
            notes.append(UNMATCHED)
    return notes


def remembered(plan: Plan, kind: str) -> dict[str, str]:
    """What people of the plan's unit chose for columns of their own tables the last time, by the key of the head."""
    last = SheetImport.objects.filter(unit=plan.issuer_id, kind=kind).exclude(columns__chosen={}).first()
    chosen: dict[str, str] = last.columns.get("chosen", {}) if last is not None else {}
    return chosen


def file_of(run: SheetImport) -> bytes:
    """The workbook that an import keeps."""
    with run.file.content.open("rb") as content:
        return bytes(content.read())


def known_choice(chosen: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Columns as a person chose them, by the key of the head; other fields than these are no choice."""
    return {head_key(head): name for head, name in chosen.items() if head and (not name or name in labels)}


def imports_of(plan: Plan) -> QuerySet[SheetImport]:
    """Imports of a plan's tasks, newest first."""
    return SheetImport.objects.filter(plan=plan, kind=SheetImport.Kind.PLAN).defer("lines", "undo")


def import_seen(plan: Plan, number: int, person: Person | None) -> SheetImport | None:
    """One import of a plan's tasks."""
    return SheetImport.objects.filter(plan=plan, pk=number, kind=SheetImport.Kind.PLAN).select_related("file").first()
