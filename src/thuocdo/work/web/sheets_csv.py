"""The list of due instances as CSV, up to a million rows, written while it is read: memory stays the same."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.errors import Refused
from thuocdo.ui.formatting import vn_date, vn_datetime, vn_number
from thuocdo.ui.standings import look
from thuocdo.work import queries
from thuocdo.work.queries.standing import names_on
from thuocdo.work.web.occurrences import LISTING, rows_asked

MOST, CHUNK = 1_000_000, 2_000
# What a spreadsheet would take for a formula: such a cell gets an apostrophe in front.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADS = (
    "Kế hoạch, văn bản", "TT", "Nhiệm vụ", "Lĩnh vực", "Cơ quan chủ trì", "Kỳ", "Hạn", "Nộp", "Quyết định",
    "Tình trạng", "Số ngày trễ",
)  # fmt: skip
COLUMNS = (
    "plan__number_symbol", "plan__title", "task__number", "task__text", "task__field", "unit_id", "label", "due_on",
    "submitted_at", "decided_at", "standing", "late_days",
)  # fmt: skip


@login_required
@require_safe
def occurrence_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every due instance that the list shows with these filters. Refused `work.too_many_rows` past a million."""
    on = clock.today()
    rows = rows_asked(request, LISTING.read(request), on).select_related(None)
    if rows.order_by()[: MOST + 1].count() > MOST:
        raise Refused(
            "work.too_many_rows", f"Danh sách có hơn {vn_number(MOST)} dòng nên không xuất để khỏi bị cắt bớt.",
            "Lọc bớt, ví dụ theo kế hoạch hoặc theo khoảng ngày, rồi xuất lại.",
        )  # fmt: skip
    found = rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK)
    answer = StreamingHttpResponse(lines(found, on), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ky-han-{on:%Y%m%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def lines(rows: Iterator[Sequence[Any]], on: date) -> Iterator[bytes]:
    """The heads, the rows, and a last line with their number and a code to compare."""
    fields = {field.code: f"{field.number}. {field.short_name}" for field in queries.fields()}
    names: dict[int, str] = {}
    digest, count = hashlib.sha256(), 0
    # The mark at the beginning tells Excel that the letters are Unicode.
    yield b"\xef\xbb\xbf" + _written([HEADS])
    while chunk := list(islice(rows, CHUNK)):
        missing = {row[5] for row in chunk} - names.keys()
        names |= dict.fromkeys(missing, "") | names_on(missing, on)
        written = _written([_cells(row, fields, names) for row in chunk])
        digest.update(written)
        count += len(chunk)
        yield written
    yield _written([[f"Tổng cộng: {count} dòng", f"Mã đối chiếu: {digest.hexdigest()[:12].upper()}"]])


def _cells(row: Sequence[Any], fields: dict[str, str], names: dict[int, str]) -> list[str]:
    symbol, title, number, text, field, unit, label, due_on, submitted, decided, standing, late = row
    return [
        symbol or title, number, text, fields.get(field, ""), names.get(unit, ""), label,
        vn_date(due_on) if due_on else "", vn_datetime(submitted) if submitted else "",
        vn_datetime(decided) if decided else "", str(look(standing).word), str(late or ""),
    ]  # fmt: skip


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return target.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("12/KH-UBND")
    ("'=1+1", '12/KH-UBND')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell
