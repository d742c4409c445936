"""The follow-up book: what came in, by when it must be dealt with, how far that is, which paper answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.chancery.models import Book, Entry
from thuocdo.chancery.queries import books as queries
from thuocdo.chancery.queries import official
from thuocdo.chancery.web.books import MOST_LINES, person_of, sent, unit_choices
from thuocdo.core import clock
from thuocdo.documents.models import Relation
from thuocdo.kernel.text import fold
from thuocdo.ui import xlsx
from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter


def _books(request: HttpRequest) -> QuerySet[Book]:
    return queries.visible_books(person_of(request)).filter(direction=Book.Direction.IN)


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    return unit_choices(_books(request))


def _years(request: HttpRequest) -> list[tuple[str, str]]:
    years = _books(request).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def _words(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    for word in fold(value).split():
        rows = rows.filter(Q(document__folded__contains=word) | Q(given_to__icontains=word))
    return rows


def _progress(rows: QuerySet[Entry], value: str) -> QuerySet[Entry]:
    answered = Relation.objects.filter(
        other=OuterRef("document"), kind=Relation.Kind.ANSWERS, state=Relation.State.CONFIRMED
    )
    open_rows = rows.filter(done_on=None).exclude(Exists(answered))
    if value == "xong":
        return rows.filter(~Q(done_on=None) | Q(Exists(answered)))
    return open_rows.filter(due_on__lt=clock.today()) if value == "qua-han" else open_rows


PROGRESS = (
    ("chua-xong", gettext_lazy("Chưa giải quyết xong")), ("qua-han", gettext_lazy("Quá hạn")),
    ("xong", gettext_lazy("Đã giải quyết")),
)  # fmt: skip
LINES = Listing(
    filters=(
        TextFilter(
            name="tim", label=gettext_lazy("Có chữ"), apply=_words,
            placeholder=gettext_lazy("Số, trích yếu, người nhận"),
        ),
        Filter(name="tien-do", label=gettext_lazy("Tiến độ"), apply=_progress, choices=PROGRESS),
        Filter(name="don-vi", label=gettext_lazy("Đơn vị"), lookup="book__unit__key", choices=_units),
        Filter(name="nam", label=gettext_lazy("Năm"), lookup="book__year", choices=_years),
        DateFilter(name="han-den", label=gettext_lazy("Hạn đến ngày"), lookup="due_on__lte"),
    ),
    sorts={"so": ("entered_on", "number", "pk"), "han": ("due_on", "pk")}, order="-so",
)  # fmt: skip


@login_required
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """The follow-up book of the person's units."""
    page = LINES.page(queries.followed(person_of(request)), request)
    lines = queries.follow_up(page.rows, clock.today())
    context = {"page": page, "lines": lines, "sought": page.asked.query.get("tim", "")}
    return render(request, "chancery/following.html", context)


@login_required
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook in the seven official columns."""
    asked = LINES.read(request)
    rows = asked.narrow(queries.followed(person_of(request))).order_by("book__year", "book__unit__key", "number")
    lines = queries.follow_up(rows[:MOST_LINES], clock.today())
    head = xlsx.Head(
        issuer=[], title=_("Sổ theo dõi giải quyết văn bản đến").upper(), heading="", sheet=_("Theo dõi"),
        column_numbers=True,
    )  # fmt: skip
    cells = [official.following_cells(line) for line in lines]
    return sent(xlsx.official_form(head, official.following_columns(), cells), "theo-doi-van-ban-den")
