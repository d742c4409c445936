"""Tasks of a plan as an official workbook that can come back: six columns, parts, totals, signatures, hidden keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import Max

from thuocdo.ui.xlsx import Cell, Column, Foot, Keys, Row, Section, as_text, official_form
from thuocdo.work.letterheads import official_head
from thuocdo.work.models import Plan, Task
from thuocdo.work.queries.sheets import cell_values, known_of, mark_of
from thuocdo.work.rules.sections import section_number, section_title
from thuocdo.work.rules.sheet_marks import OCCURRENCE, PROGRESS, TASK, row_key
from thuocdo.work.rules.sheet_progress import FIELDS as PROGRESS_COLUMNS
from thuocdo.work.rules.sheet_progress import Open
from thuocdo.work.rules.sheet_rows import FIELDS

WIDTHS = {"number": 6, "text": 46, "outputs": 30, "lead": 28, "coordinating": 28, "deadline": 24}
COLUMNS = tuple(
    Column(title=title, width=WIDTHS[name], align="center" if name == "number" else "left")
    for name, title in FIELDS.items()
)
LONGEST_WHOLE = 9
PROGRESS_WIDTHS = {"number": 6, "text": 44, "unit": 28, "label": 20, "due_on": 12, "note": 44, "result_number": 18}
PRINTED, ASKED = "Việc được giao", "Cơ quan ghi"
PRINTED_COLUMNS = ("number", "text", "unit", "label", "due_on", "state")


def plan_book(plan: Plan, tasks: Sequence[Task], field_names: Mapping[str, str], *, whole: bool) -> bytes:
    """The appendix of a plan with these tasks; `whole` says that no task of the plan was left out."""
    rows = [known_of(task) for task in tasks]
    keys = [row_key(TASK, one.pk, (one.values[name] for name in FIELDS)) for one in rows]
    last = plan.tasks.aggregate(last=Max("pk"))["last"] or 0
    mark = mark_of(plan, keys, last=last, whole=whole)
    line = f"Số dòng: {len(keys)}. Mã đối chiếu: {mark.code}."
    body = [*_rows(tasks, field_names), Section("", f"Tổng cộng: {len(keys)} nhiệm vụ")]
    return official_form(official_head(plan), COLUMNS, body, foot=Foot(), keys=Keys(str(mark), keys, line))


def progress_book(plan: Plan, rows: Sequence[Open], *, whole: bool) -> bytes:
    """Open due instances of a plan as a workbook to write progress into; what was noted last stands in it."""
    keys = [f"{OCCURRENCE}{row.pk}-{row.digest}" for row in rows]
    mark = mark_of(plan, keys, last=max((row.pk for row in rows), default=0), whole=whole, kind=PROGRESS)
    line = f"Số dòng: {len(keys)}. Mã đối chiếu: {mark.code}. Ghi vào các cột từ “Khối lượng (%)” đến “Đề nghị duyệt”."
    body: list[Row] = [
        [_cell(name, as_text({**row.printed, **row.values}[name])) for name in PROGRESS_COLUMNS] for row in rows
    ]
    body.append(Section("", f"Tổng cộng: {len(keys)} kỳ hạn"))
    head = replace(official_head(plan), heading="BÁO CÁO TIẾN ĐỘ", sheet="Tiến độ")
    columns = [
        Column(title=title, width=PROGRESS_WIDTHS.get(name, 14), group=PRINTED if name in PRINTED_COLUMNS else ASKED)
        for name, title in PROGRESS_COLUMNS.items()
    ]
    return official_form(head, columns, body, foot=Foot(), keys=Keys(str(mark), keys, line))


def headings(tasks: Sequence[Task], field_names: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    """The part that stands above each task, number and title as printed, by the key of the task."""
    by_section: dict[str, set[str]] = {}
    for task in tasks:
        by_section.setdefault(task.section, set()).add(task.field)
    found: dict[int, tuple[str, str]] = {}
    for task in tasks:
        title = task.section_title or section_title(by_section[task.section], field_names)
        found[task.pk] = (section_number(task.section), title.upper()) if title else ("", "")
    return found


def _rows(tasks: Sequence[Task], field_names: Mapping[str, str]) -> Iterator[Row]:
    above, section = headings(tasks, field_names), ""
    for task in tasks:
        if task.section != section:
            section = task.section
            number, title = above[task.pk]
            if title:
                yield Section(number, title)
        yield [_cell(name, value) for name, value in cell_values(task).items()]


def _cell(name: str, value: str) -> Cell:
    """Numbers of rows as numbers, so that the table sorts as people expect; everything else as text."""
    plain = name == "number" and value.isascii() and value.isdigit() and len(value) <= LONGEST_WHOLE
    return int(value) if plain and str(int(value)) == value else value
