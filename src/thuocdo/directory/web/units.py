"""Pages of the directory: units at a date, and what a phrase of a document means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory import queries
from thuocdo.directory.models import Unit
from thuocdo.directory.queries.listing import Row, Scope, finish, listing, provinces
from thuocdo.directory.templatetags.directory import kind_words
from thuocdo.kernel.errors import Refused
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import DateFilter, Filter, Listing, Page, TextFilter, Unreadable, read_date

WHOLE_COUNTRY = "vn"
NATURES = (("agency", _("Cơ quan, đơn vị")), ("territory", _("Địa giới hành chính")))
LEVELS = (("tinh", _("Cấp tỉnh")), ("huyen", _("Cấp huyện")), ("xa", _("Cấp xã")))


def _province_choices(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    """Provinces of today, asked once for each request."""
    if not hasattr(request, "directory_provinces"):
        request.directory_provinces = provinces(clock.today())  # type: ignore[attr-defined]
    found: list[tuple[str, str]] = request.directory_provinces  # type: ignore[attr-defined]
    return [(WHOLE_COUNTRY, _("Cả nước")), *found]


UNITS = Listing(
    filters=(
        TextFilter(name="tim", label=_("Tên, kể cả tên cũ"), placeholder=_("có dấu hoặc không dấu")),
        DateFilter(name="ngay", label=_("Vào ngày")),
        Filter(name="loai", label=_("Loại"), choices=NATURES, all_words=_("Cơ quan, đơn vị")),
        Filter(name="cap", label=_("Cấp"), choices=LEVELS, all_words=_("Mọi cấp")),
        Filter(name="tinh", label=_("Tỉnh, thành phố"), choices=_province_choices, all_words=_("Tỉnh của bạn")),
    ),
    sizes=(50, 100),
)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree of a day, 50 rows a page, or what a search finds; a fixed number of queries."""
    asked = UNITS.read(request)
    on: date = asked.value("ngay") or clock.today()
    rows = _rows(request, on)
    start = (asked.number - 1) * asked.size
    shown = finish(rows[start : start + asked.size], on)
    page = Page(asked, shown, len(rows) > start + asked.size, len(rows))
    context = {"page": page, "on": on, "searching": bool(asked.value("tim"))}
    return render(request, "directory/units.html", context)


def _rows(request: HttpRequest, on: date) -> list[Row]:
    asked = UNITS.read(request)
    place = asked.value("tinh") or _own_province(request)
    words = asked.chosen["tim"][2].replace("\0", "") if "tim" in asked.chosen else ""
    scope = Scope(
        nature=asked.value("loai") or Unit.Nature.AGENCY,
        province="" if place == WHOLE_COUNTRY else place,
        level=asked.value("cap") or "",
    )
    return listing(on, scope, words=words)


def _own_province(request: HttpRequest) -> str:
    position = getattr(request, "position", None)
    return position.unit.province_key if position is not None else WHOLE_COUNTRY


@require_safe
def units_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook, all pages of them."""
    asked = UNITS.read(request)
    on: date = asked.value("ngay") or clock.today()
    rows = finish(_rows(request, on), on)
    columns = [
        xlsx.Column(title=say("TT"), width=6, align="center"), xlsx.Column(title=say("Mã"), width=18),
        xlsx.Column(title=say("Tên"), width=46), xlsx.Column(title=say("Loại"), width=20),
        xlsx.Column(title=say("Thuộc"), width=30), xlsx.Column(title=say("Nay là"), width=46),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [number, row.key, row.name, kind_words(row.kind), row.parent, ", ".join(n for _, n in row.became)]
        for number, row in enumerate(rows, 1)
    ]
    title = say("Cơ quan, đơn vị ngày %(day)s") % {"day": vn_date(on)}
    content = xlsx.plain_list(title, columns, lines, note=say("Không phải danh mục chính thức."))
    headers = {"Content-Disposition": f'attachment; filename="co-quan-{on.isoformat()}.xlsx"'}
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)


@require_safe
def resolve(request: HttpRequest) -> HttpResponse:
    """Type a phrase and a day: which units it means, how surely, what else it may mean."""
    phrase = request.GET.get("cum-tu", "").strip()[:500]
    problem, on = "", clock.today()
    try:
        on = read_date(request.GET["ngay"]) if request.GET.get("ngay") else on
    except Unreadable:
        problem = say("Ngày phải có dạng 15/07/2025.")
    within, place = _place(request)
    if within is None:
        problem = problem or say("Không có đơn vị nào mang mã “%(key)s”.") % {"key": place}
    found = queries.resolve(phrase, on, within) if phrase and not problem else None
    context = {
        "phrase": phrase, "on": on, "place": place, "found": found, "problem": problem,
        "place_name": queries.name_on(within, on) if within else "",
        "unknown": [(text, found.reasons.get(text, "")) for text in found.unknown] if found else [],
    }  # fmt: skip
    return render(request, "directory/resolve.html", context, status=422 if problem else 200)


def _place(request: HttpRequest) -> tuple[Unit | None, str]:
    """Where the document was written: a unit's key from the address, else the person's own unit."""
    key = request.GET.get("noi", "").strip()
    position = getattr(request, "position", None)
    if not key and position is not None:
        return position.unit, position.unit.key
    try:
        return queries.unit_by_key(key), key
    except Refused:
        return None, key
