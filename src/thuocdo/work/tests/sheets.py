"""Workbooks for tests: a plan's own one opened, changed and closed again, and tables as officials draw them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from thuocdo.work.models import Plan, SheetImport
from thuocdo.work.queries.sheets import tasks_in_force
from thuocdo.work.services import sheets as services
from thuocdo.work.sheet_forms import plan_book
from thuocdo.work.tests.factories import AT

NAMES = {"procedures": "Cải cách thủ tục hành chính"}


def exported(plan: Plan) -> bytes:
    return plan_book(plan, list(tasks_in_force(plan)), NAMES, whole=True)


def edited(data: bytes, change: Callable[[Worksheet], object]) -> bytes:
    """The workbook after somebody has changed its first sheet."""
    book = load_workbook(BytesIO(data))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def row_of(sheet: Worksheet, text: str, column: int = 2) -> int:
    """The row (from 1) whose cell begins with a text."""
    return next(row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, column).value or "").startswith(text))


def table(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """A table from scratch."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for stretch in merged:
        sheet.merge_cells(stretch)
    return saved(book)


def check(
    plan: Plan, data: bytes, by: Any, name: str = "bang.xlsx", chosen: dict[str, str] | None = None
) -> SheetImport:
    return services.check_plan_sheet(plan=plan, workbook=services.Workbook(name, data, chosen), by=by, at=AT)


def take_in(run: SheetImport, by: Any, **more: Any) -> SheetImport:
    agreed = services.Agreement(digest=run.columns["digest"], **more)
    return services.import_plan_sheet(run=run, agreed=agreed, by=by, at=AT)


def outcomes(run: SheetImport) -> dict[str, int]:
    return {name: number for name, number in run.counts.items() if number and name != "same"}


def codes(run: SheetImport) -> list[str]:
    return [fault["code"] for line in run.lines for fault in line["faults"]]
