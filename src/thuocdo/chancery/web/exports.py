"""Lists of the registry office as workbooks: the books, what waits to be entered, how many secret papers came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.chancery.queries import books as queries
from thuocdo.chancery.web.books import BOOKS, MOST_LINES, SECRETS, person_of, sent
from thuocdo.chancery.web.entries import WAITING
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.ui import xlsx
from thuocdo.ui.tables import Listing


@login_required
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The chosen books: unit, year, last number, lines and last day of each."""
    rows, note = _asked(request, BOOKS, queries.visible_books(person_of(request)))
    names = directory.names_on({one.unit_id for one in rows}, clock.today())
    columns = _columns(
        (_("Sổ"), 44), (_("Cơ quan"), 36), (_("Năm"), 8), (_("Số cuối"), 10), (_("Số dòng"), 10), (_("Ngày cuối"), 12)
    )
    cells: Iterable[Sequence[xlsx.Cell]] = (
        [queries.book_title(one), names.get(one.unit_id, ""), one.year, one.last_number, one.line_count, one.last_on]
        for one in rows
    )
    return sent(xlsx.plain_list(_("Sổ văn bản"), columns, cells, note=note), "so-van-ban")


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Papers that were received and not entered, with the day by which they have to be."""
    rows, note = _asked(request, WAITING, queries.waiting_papers(person_of(request)))
    columns = _columns(
        (_("Số, ký hiệu"), 20), (_("Ngày văn bản"), 14), (_("Cơ quan ban hành"), 32), (_("Trích yếu"), 60),
        (_("Mức độ khẩn"), 14), (_("Ngày nhận"), 12), (_("Vào sổ chậm nhất"), 16), (_("Quá ngày"), 10),
    )  # fmt: skip
    cells: list[Sequence[xlsx.Cell]] = []
    for paper in rows:
        last = queries.enter_by(paper)
        cells.append([
            paper.number_symbol, paper.issued_words, paper.issuer_name, paper.title, paper.get_urgency_display(),
            paper.received_at.astimezone(clock.ZONE).date(), last, _("có") if last < clock.today() else "",
        ])  # fmt: skip
    return sent(xlsx.plain_list(_("Văn bản đến chưa vào sổ"), columns, cells, note=note), "chua-vao-so")


@login_required
@require_safe
def secrets(request: HttpRequest) -> HttpResponse:
    """How many papers of state secrets were offered, by unit and day; nothing else is known of them."""
    rows, note = _asked(request, SECRETS, queries.secret_counts(person_of(request)))
    names = directory.names_on({one.unit_id for one in rows}, clock.today())
    columns = _columns((_("Ngày"), 12), (_("Cơ quan"), 40), (_("Chiều"), 14), (_("Số văn bản"), 12))
    cells = ([one.day, names.get(one.unit_id, ""), one.get_direction_display(), one.count] for one in rows)
    return sent(xlsx.plain_list(_("Số văn bản mật"), columns, cells, note=note), "so-van-ban-mat")


def _asked(request: HttpRequest, listing: Listing, rows: QuerySet[Any]) -> tuple[list[Any], str]:
    """The rows that the page asks for, in its order, and what is said where some had to be left out."""
    asked = listing.read(request)
    found = list(asked.ordered(asked.narrow(rows))[: MOST_LINES + 1])
    if len(found) <= MOST_LINES:
        return found, ""
    return found[:MOST_LINES], _("Chỉ có %(count)s dòng đầu; lọc bớt để xuất phần còn lại.") % {"count": MOST_LINES}


def _columns(*given: tuple[str, float]) -> list[xlsx.Column]:
    return [xlsx.Column(title=title, width=width) for title, width in given]
