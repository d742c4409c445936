"""The workbook as somebody handed it in, given back with what is wrong beside each cell."""

from __future__ import annotations

from thuocdo.ui.xlsx import with_faults
from thuocdo.work.models import SheetImport
from thuocdo.work.queries.sheets import file_of, read_book, without_fault_column


def given_back(run: SheetImport) -> bytes:
    """Every cell in its place, faults and columns that slipped in colour, with a note and once more in "Lỗi"."""
    book = read_book(file_of(run), run.name)
    columns = run.columns
    without_fault_column(book, columns["row"], columns["heads"])
    places: dict[str, int] = columns["places"]
    wrong: dict[tuple[int, int], str] = {}
    for one in run.lines:
        for fault in one["faults"]:
            cell = (one["line"] - 1, places.get(fault["field"], -1))
            said = f"{fault['message']} {fault['remedy']}"
            wrong[cell] = f"{wrong[cell]} {said}" if cell in wrong else said
    for slipped in columns.get("misfits", ()):
        if slipped["at"] >= 0:
            wrong[columns["row"] + columns["height"] - 1, slipped["at"]] = misfit_words(slipped)
    last = columns["row"] + columns["height"] - 1
    return with_faults("Bảng", book.rows, wrong, head=last, hidden=columns.get("key_at", -1), merged=book.merged)


def misfit_words(slipped: dict[str, object]) -> str:
    """A column that does not fit its head, in one sentence."""
    return (
        f"Cột “{slipped['head']}”: {slipped['wrong']}/{slipped['of']} ô giống {slipped['look']}, "
        f"ví dụ “{slipped['sample']}”. Xem lại các cột có bị lệch không."
    )
