"""Progress of a plan as a workbook: a row for each open due instance, and what a table of progress would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from thuocdo.directory.models import Person
from thuocdo.kernel.columns import Columns
from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.standings import look
from thuocdo.work.models import Note, Occurrence, Plan
from thuocdo.work.permissions import Reach, reach, rights
from thuocdo.work.queries.sheets import (
    Book,
    find_columns,
    pack,
    read_book,
    refuse_other,
    signs,
    without_fault_column,
)
from thuocdo.work.queries.standing import names_on, with_standing
from thuocdo.work.rules.sheet_diff import AGAIN, CHANGED, FAULT, SAME
from thuocdo.work.rules.sheet_marks import OCCURRENCE, PROGRESS, digest_of, read_key
from thuocdo.work.rules.sheet_progress import EDITED, FIELDS, Open, read_rows, values_of
from thuocdo.work.rules.sheet_rows import Line
from thuocdo.work.rules.sheet_signs import Misfit, misfits

WAITING = (Occurrence.State.OPEN, Occurrence.State.RETURNED)


@dataclass
class Row:
    """A row of the table: the due instance that it is about, and what becomes of it."""

    line: Line
    pk: int | None
    outcome: str
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is kept in `SheetImport.lines`."""
        return {
            "line": self.line.row, "key": self.pk, "outcome": self.outcome, "before": self.before, "after": self.after,
            "faults": [dict(one.__dict__) for one in self.line.faults], "notes": self.line.notes,
            "text": self.line.text[:200],
        }  # fmt: skip


@dataclass
class Progress:
    """A table of progress set against the due instances of a plan."""

    book: Book
    columns: Columns
    rows: list[Row]
    misfits: list[Misfit]

    @property
    def counts(self) -> dict[str, int]:
        found = {name: sum(row.outcome == name for row in self.rows) for name in (CHANGED, SAME, FAULT)}
        return {**found, "submitted": sum(row.outcome == CHANGED and "submit" in row.after for row in self.rows)}

    @property
    def digest(self) -> str:
        return digest_of(f"{row.line.row}|{row.pk}|{row.outcome}|{row.before}|{row.after}" for row in self.rows)


def open_ones(person: Person | None, plan: Plan, on: date, unit: int | None = None) -> list[Open]:
    """Due instances of a plan that wait for progress, of one unit or of all whose progress the person may see."""
    found = _of_plan(plan).filter(state__in=WAITING)
    if unit is not None:
        found = found.filter(unit=unit)
    if person is not None:
        found = found.filter(unit__in=reach(person, on).visible_keys)
    return printed(with_standing(found, on).order_by("unit", "task__order", "due_on", "pk"), on)


def _of_plan(plan: Plan) -> QuerySet[Occurrence]:
    last = Note.objects.filter(occurrence=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Occurrence.objects.filter(plan=plan)
        .exclude(state=Occurrence.State.HANDED_OVER)
        .select_related("task")
        .annotate(last_text=Subquery(last.values("text")[:1]), last_percent=Subquery(last.values("percent")[:1]))
    )


def printed(found: Iterable[Occurrence], on: date) -> list[Open]:
    """Due instances as rows, with what was noted last; two queries."""
    rows = list(found)
    names = names_on((row.unit_id for row in rows), on)
    return [_open(row, names.get(row.unit_id, "")) for row in rows]


def _open(row: Any, unit: str) -> Open:
    standing = str(look(row.standing).word) if hasattr(row, "standing") else ""
    told = {
        "number": row.task.number, "text": row.task.text, "unit": unit, "label": row.label,
        "due_on": vn_date(row.due_on) if row.due_on else "", "state": standing,
    }  # fmt: skip
    return Open(row.pk, told, values_of(row.last_text or "", row.last_percent), row.state)


def assess_progress(
    plan: Plan, data: bytes, name: str, *, by: Person | None, on: date, chosen: Mapping[str, str]
) -> Progress:
    """Set a table of progress against the plan; each row with the rights of who hands it in (`by` nothing: all).

    Refused as `read_book`, `find_columns`, `refuse_other`.
    """
    book = read_book(data, name)
    refuse_other(book.mark, PROGRESS, plan)
    columns = find_columns(book, "progress", FIELDS, {} if book.mark else chosen)
    without_fault_column(book, columns.row, columns.heads)
    lines = read_rows(book.rows, columns, book.key_at, pack()["ends"], on)
    found = _Matching(plan, by, on).rows(lines)
    values = {one: [line.values.get(one, "") for line in lines] for one in columns.places}
    return Progress(book, columns, found, misfits(columns.places, columns.heads, values, signs()))


class _Matching:
    """Rows of a table matched with the due instances of a plan."""

    def __init__(self, plan: Plan, by: Person | None, on: date) -> None:
        self.plan, self.by, self.on = plan, by, on
        self.held: Reach = reach(by, on)
        self.things: dict[int, Occurrence] = {}
        self.known: dict[int, Open] = {}
        self.by_text: dict[str, list[int]] = {}

    def rows(self, lines: Sequence[Line]) -> list[Row]:
        """What becomes of each row; three queries and those of rights."""
        found = with_standing(_of_plan(self.plan).filter(self._meant(lines)), self.on)
        things = list(found.select_related("task", "plan"))
        self.things = {one.pk: one for one in things}
        self.known = {one.pk: one for one in printed(things, self.on)}
        for one in self.known.values():
            if one.state in WAITING:
                self.by_text.setdefault(fold(one.printed["text"]), []).append(one.pk)
        taken: dict[int, int] = {}
        return [self._row(line, taken) for line in lines]

    def _meant(self, lines: Sequence[Line]) -> Q:
        """Filter of the due instances that rows may mean: by their keys, and open ones of tasks with their words."""
        keys = [found[0] for line in lines if (found := read_key(line.key, OCCURRENCE)) is not None]
        texts = {fold(line.text) for line in lines if not line.key}
        tasks = [pk for pk, text in self.plan.tasks.values_list("pk", "text") if fold(text) in texts] if texts else []
        return Q(pk__in=keys) | Q(task__in=tasks, state__in=WAITING)

    def _row(self, line: Line, taken: dict[int, int]) -> Row:
        pk = self._match(line)
        if pk is not None and pk in taken:
            line.wrong("", "sheet.twice", f"Dòng lặp lại dòng {taken[pk]} (cùng một kỳ hạn).", "Giữ một dòng.")
        if pk is None or line.faults:
            return Row(line, pk, FAULT)
        taken[pk] = line.row
        known = self.known[pk]
        after = {
            name: line.values[name]
            for name in EDITED
            if name in line.values and line.values[name] != known.values[name]
        }  # fmt: skip
        before = {name: known.values[name] for name in after}
        if not after:
            return Row(line, pk, SAME)
        self._refuse(line, known, after)
        return Row(line, pk, FAULT if line.faults else SAME if line.notes else CHANGED, before, after)

    def _match(self, line: Line) -> int | None:
        if line.key:
            found = read_key(line.key, OCCURRENCE)
            if found is not None and found[0] in self.known:
                return found[0]
            line.wrong(
                "", "sheet.foreign_key", "Mã ở cột cuối của dòng không thuộc kế hoạch này, hoặc việc đã chuyển giao.",
                AGAIN,
            )  # fmt: skip
            return None
        near = [pk for pk in self.by_text.get(fold(line.text), ()) if self._fits(line, pk)]
        if len(near) == 1:
            return near[0]
        what = "không khớp kỳ hạn nào đang mở" if not near else f"khớp {len(near)} kỳ hạn đang mở"
        line.wrong(
            "text", "sheet.no_match" if not near else "sheet.several", f"Dòng {what} của kế hoạch.",
            "Ghi đúng nhiệm vụ, cơ quan, kỳ và hạn; hoặc dùng tệp xuất từ hệ thống.",
        )  # fmt: skip
        return None

    def _fits(self, line: Line, pk: int) -> bool:
        told = self.known[pk].printed
        return all(
            not line.values.get(name) or fold(line.values[name]) == fold(told[name])
            for name in ("unit", "label", "due_on")
        )

    def _refuse(self, line: Line, known: Open, after: Mapping[str, str]) -> None:
        """Say why a row that changes something cannot be taken: changed since, decided already, no right, too early."""
        thing = self.things[known.pk]
        key = read_key(line.key, OCCURRENCE)
        if key is not None and key[1] != known.digest:
            values = [line.values.get(name, "") for name in EDITED]
            if digest_of(values) == key[1]:
                line.notes.append("Đã ghi tiến độ mới trong hệ thống sau khi xuất tệp; dòng này không sửa gì.")
                return
            line.wrong(
                next(iter(after)), "sheet.older", "Tiến độ đã được ghi mới trong hệ thống sau khi xuất tệp này.", AGAIN
            )
        if thing.state not in WAITING:
            line.wrong(
                "", "sheet.not_waiting", f"Kỳ hạn này {thing.get_state_display().lower()} nên không ghi thêm tiến độ.",
                "Bỏ dòng này; muốn sửa thì đề nghị người duyệt trả lại.",
            )  # fmt: skip
        self._refuse_rights(line, thing, after)
        begins = thing.window_start
        if "submit" in after and begins is not None and self.on < begins:
            line.wrong(
                "submit", "sheet.not_begun", f"Kỳ này lấy số liệu từ {vn_date(begins)} nên chưa nộp được.",
                "Bỏ dấu x; tiến độ vẫn ghi được.",
            )  # fmt: skip

    def _refuse_rights(self, line: Line, thing: Occurrence, after: Mapping[str, str]) -> None:
        if self.by is None:
            return
        wanted = {"note_progress": "ghi tiến độ", **({"submit_occurrence": "nộp kết quả"} if "submit" in after else {})}
        missing = [words for verb, words in wanted.items() if verb not in rights(self.by, thing, held=self.held)]
        if missing:
            line.wrong(
                "unit", "sheet.no_right", f"Bạn không có quyền {', '.join(missing)} cho cơ quan này.",
                "Gửi tệp cho cơ quan đó nhập, hoặc bỏ dòng này.",
            )  # fmt: skip
