"""Pages of the books: which there are, the lines of one in the official columns, on paper and as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Book
from thuocdo.chancery.queries import books as queries
from thuocdo.chancery.queries import official
from thuocdo.chancery.queries.numbers import numbering
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.kernel.text import fold
from thuocdo.ui import xlsx
from thuocdo.ui.asked import whole
from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter

MOST_LINES = 5_000


def person_of(request: HttpRequest) -> Any:
    """The person who is signed in, nothing for an account without a person."""
    return getattr(request, "person", None)


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    return unit_choices(queries.visible_books(person_of(request)))


def unit_choices(books: QuerySet[Book]) -> list[tuple[str, str]]:
    """Units that have these books, by name."""
    keys = dict(books.order_by().values_list("unit_id", "unit__key").distinct())
    names = directory.names_on(keys, clock.today())
    return sorted(((keys[pk], names.get(pk, keys[pk])) for pk in keys), key=lambda pair: pair[1])


def _years(request: HttpRequest) -> list[tuple[str, str]]:
    years = queries.visible_books(person_of(request)).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


BOOKS = Listing(
    filters=(
        Filter(name="don-vi", label=gettext_lazy("Đơn vị"), lookup="unit__key", choices=_units),
        Filter(name="nam", label=gettext_lazy("Năm"), lookup="year", choices=_years),
        Filter(name="chieu", label=gettext_lazy("Sổ"), lookup="direction", choices=Book.Direction.choices),
    ),
    sorts={"nam": ("year", "unit__key", "direction", "series")}, order="-nam",
)  # fmt: skip


def _words(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    for word in fold(value).split():
        rows = rows.filter(
            Q(document__folded__contains=word) | Q(given_to__icontains=word) | Q(draft__number_symbol__icontains=word)
        )
    return rows


def _number(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(number=whole(value, 2**31 - 1))


def _state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "gach":
        return rows.exclude(struck_at=None)
    return rows.filter(struck_at=None, given_to="") if value == "chua-chuyen" else rows.filter(struck_at=None)


STATES = (
    ("con", gettext_lazy("Không bị gạch")), ("gach", gettext_lazy("Đã gạch")),
    ("chua-chuyen", gettext_lazy("Chưa ghi người nhận")),
)  # fmt: skip
LINES = Listing(
    filters=(
        TextFilter(
            name="tim", label=gettext_lazy("Có chữ"), apply=_words,
            placeholder=gettext_lazy("Số, ký hiệu, trích yếu, cơ quan"),
        ),
        Filter(name="so", label=gettext_lazy("Số"), apply=_number, inputmode="numeric"),
        DateFilter(name="tu", label=gettext_lazy("Từ ngày"), lookup="entered_on__gte"),
        DateFilter(name="den", label=gettext_lazy("Đến ngày"), lookup="entered_on__lte"),
        Filter(name="tinh-trang", label=gettext_lazy("Tình trạng"), apply=_state, choices=STATES),
    ),
    sorts={"thu-tu": ("number",), "ngay": ("entered_on", "number")}, order="-thu-tu",
)  # fmt: skip


@login_required
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books of the units that the person may look at, with what waits to be entered."""
    person = person_of(request)
    page = BOOKS.page(queries.visible_books(person), request)
    names = directory.names_on({book.unit_id for book in page.rows}, clock.today())
    rows = [(book, names.get(book.unit_id, ""), queries.book_title(book)) for book in page.rows]
    may_enter = permissions.ENTER in permissions.abilities(person, None)
    waiting = queries.waiting_papers(person)[:100].count() if may_enter else 0
    context = {"page": page, "rows": rows, "waiting": waiting, "may_enter": may_enter}
    return render(request, "chancery/books.html", context)


def seen_book(request: HttpRequest, pk: int) -> Book:
    """The book, when the person may look at it."""
    found = queries.visible_books(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có sổ này, hoặc sổ không thuộc phạm vi bạn được xem."))
    return found


@login_required
@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a book in the official columns, newest first, struck ones too."""
    found = seen_book(request, pk)
    page = LINES.page(queries.lines(found), request, total=None)
    columns = official.columns_of(found)
    shown = [_shown(entry, columns) for entry in page.rows]
    context = {
        "book": found, "title": queries.book_title(found), "page": page, "lines": shown, "columns": columns,
        "unit_name": directory.name_on(found.unit, clock.today()), "sought": page.asked.query.get("tim", ""),
        "kinds": _kinds(found),
    }  # fmt: skip
    return render(request, "chancery/book.html", context)


def _shown(entry: Any, columns: list[xlsx.Column]) -> official.Shown:
    titles = [column.title for column in columns]
    return official.Shown(entry, list(zip(titles, official.cells(entry), strict=True)))


def _kinds(found: Book) -> str:
    """Which kinds of papers get their numbers in a book, with the basis of that."""
    if found.direction == Book.Direction.IN:
        return ""
    known = numbering()
    policy = known.policy(found.unit.key, clock.today())
    return ", ".join(kind.name.lower() for kind in known.kinds_of(found.series, policy))


def _ascending(request: HttpRequest, found: Book) -> list[Any]:
    asked = LINES.read(request)
    return list(asked.narrow(queries.lines(found)).order_by("number")[:MOST_LINES])


@login_required
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen lines of a book in the order of their numbers, laid out as the official form for the printer."""
    found = seen_book(request, pk)
    columns = official.columns_of(found)
    context = {
        "book": found, "title": queries.book_title(found), "columns": columns,
        "lines": [_shown(entry, columns) for entry in _ascending(request, found)],
        "issuer": official.heads_of(found, clock.today()),
    }  # fmt: skip
    return render(request, "chancery/book_print.html", context)


@login_required
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen lines of a book as a workbook in the official form."""
    found = seen_book(request, pk)
    head = xlsx.Head(
        issuer=official.heads_of(found, clock.today()), title=queries.book_title(found).upper(), heading="",
        sheet=_("Sổ văn bản"), column_numbers=True,
    )  # fmt: skip
    rows = [official.cells(entry) for entry in _ascending(request, found)]
    content = xlsx.official_form(head, official.columns_of(found), rows)
    return sent(content, f"so-van-ban-{found.direction}-{found.year}")


def sent(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    response = HttpResponse(content, content_type=xlsx.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y%m%d}.xlsx"'
    return response


@login_required
@require_safe
def secrets(request: HttpRequest) -> HttpResponse:
    """How many papers of state secrets the units of the person were offered, by day; nothing else is known of them."""
    page = SECRETS.page(queries.secret_counts(person_of(request)), request)
    names = directory.names_on({row.unit_id for row in page.rows}, clock.today())
    context = {"page": page, "rows": [(row, names.get(row.unit_id, "")) for row in page.rows]}
    return render(request, "chancery/secrets.html", context)


SECRETS = Listing(
    filters=(
        DateFilter(name="tu", label=gettext_lazy("Từ ngày"), lookup="day__gte"),
        DateFilter(name="den", label=gettext_lazy("Đến ngày"), lookup="day__lte"),
    ),
    sorts={"ngay": ("day", "pk")}, order="-ngay",
)  # fmt: skip
