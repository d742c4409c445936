"""Counts of a year: kinds and agencies by month, with the same as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.activities import queries
from thuocdo.activities.queries.counting import MONTHS, Grid
from thuocdo.activities.web.asking import attached, person_of
from thuocdo.activities.web.lists import KIND, UNIT, Choices
from thuocdo.core import clock
from thuocdo.ui.tables import Asked, Filter, Listing
from thuocdo.ui.xlsx import Cell, Column, plain_list


def _years(request: HttpRequest) -> Choices:
    this = clock.today().year
    return [(str(year), str(year)) for year in sorted({this, *queries.years(person_of(request))}, reverse=True)]


YEAR = Filter(name="nam", label=gettext_lazy("Năm"), choices=_years, all_words=gettext_lazy("Năm nay"),
              apply=lambda rows, value: rows)  # fmt: skip
COUNTS = Listing(filters=(YEAR, KIND, UNIT))


def _grid(request: HttpRequest) -> tuple[Asked, int, Grid]:
    asked = COUNTS.read(request)
    year = int(asked.value("nam") or clock.today().year)
    rows = asked.narrow(queries.activities(person_of(request)).select_related(None))
    return asked, year, queries.grid(queries.counts(rows, year), queries.kinds(), clock.today())


@login_required
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """How many activities of each kind and at each agency, month by month."""
    asked, year, grid = _grid(request)
    top = max(grid.highest, 1)
    context = {
        "page": COUNTS.page(queries.activities(person_of(request)).none(), request), "year": year, "grid": grid,
        "months": MONTHS, "bounds": [top * 0.25, top * 0.5, top * 0.75, top], "filters_url": asked.url(),
        "kinds": [(line, grid.measures.get(line.key, "")) for line in grid.by_kind],
    }  # fmt: skip
    return render(request, "activities/counts.html", context)


@login_required
@require_safe
def counts_xlsx(request: HttpRequest) -> HttpResponse:
    """The same counts as a workbook."""
    _asked, year, grid = _grid(request)
    columns = [
        Column(title=_("Loại, cơ quan"), width=46), Column(title=_("Đếm"), width=16),
        *(Column(title=f"T{month}", width=7) for month in MONTHS), Column(title=_("Cả năm"), width=10),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [line.name, grid.measures.get(line.key, ""), *line.months, line.total] for line in grid.by_kind
    ]
    rows += [[line.name, _("hoạt động"), *line.months, line.total] for line in grid.by_unit]
    title = _("Hoạt động cải cách hành chính năm %(year)s, theo tháng") % {"year": year}
    return attached(plain_list(title, columns, rows), f"hoat-dong-{year}.xlsx")
