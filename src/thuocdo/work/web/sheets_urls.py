"""Addresses of workbooks of plans and of progress, and who may open them."""

from __future__ import annotations

from django.urls import path

from thuocdo.core.audience import having
from thuocdo.work.web import sheets, sheets_csv, sheets_progress

SEE = "work.view"
WRITE = ("work.write_plan", "work.prepare_amendment")
NOTE = ("work.note_progress",)

PATTERNS = [
    path("ke-hoach/<int:pk>/bang-excel/", sheets.sheets, name="plan_sheets"),
    path("ke-hoach/<int:pk>/bang-excel/<int:number>/", sheets.sheet, name="plan_sheet"),
    path("ke-hoach/<int:pk>/bang-excel/<int:number>/loi.xlsx", sheets.faults, name="plan_sheet_faults"),
    path("ke-hoach/<int:pk>/bang-tien-do.xlsx", sheets_progress.progress_xlsx, name="progress_xlsx"),
    path("bang-tien-do/", sheets_progress.sheets, name="progress_sheets"),
    path("bang-tien-do/<int:pk>/", sheets_progress.sheet, name="progress_sheet"),
    path("bang-tien-do/<int:pk>/loi.xlsx", sheets_progress.faults, name="progress_sheet_faults"),
    path("ky-han/xuat.csv", sheets_csv.occurrence_csv, name="occurrences_csv"),
]
AUDIENCES = {
    "plan_sheets": having(SEE, about="plan", acts=WRITE),
    "plan_sheet": having(SEE, about="plan", acts=WRITE),
    "plan_sheet_faults": having(SEE, about="plan"),
    "progress_xlsx": having(SEE, about="plan"),
    "progress_sheets": having(SEE, acts=NOTE),
    "progress_sheet": having(SEE, about="own_sheet", acts=NOTE),
    "progress_sheet_faults": having(SEE, about="own_sheet"),
    "occurrences_csv": having(SEE),
}
THINGS = {"own_sheet": "work.SheetImport"}
