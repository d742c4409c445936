"""The overview (tổng quan): pictures and the same as tables; every figure leads to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.periods import Period
from thuocdo.kernel.text import fold
from thuocdo.portal.queries.overview import AgencyRow, Overview, overview, share_on_time
from thuocdo.portal.queries.tiles import tiles
from thuocdo.portal.web import tile_map
from thuocdo.portal.web.asking import FIELD, PLAN, person_of, rows_url, wanted
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked, Listing, Page
from thuocdo.ui.xlsx import CONTENT_TYPE, Cell, Column, plain_list
from thuocdo.work.queries import quality_marked
from thuocdo.work.rules.standing import STANDINGS, Counts

LISTING = Listing(filters=(PLAN, FIELD), keep=("dang",))
COLUMNS = ("accepted_on_time", "accepted_late", "overdue", "due_soon", "submitted", "returned", "not_due", "no_date")
AGENCIES = Listing(
    filters=(PLAN, FIELD), keep=("dang",), order="qua-han", sizes=(50, 100, 20),
    sorts={name: (name,) for name in ("ten", "tong", "dung-han", "tre-han", "qua-han", "sap-den", "ty-le")},
)  # fmt: skip
KEYS: dict[str, Callable[[AgencyRow], Any]] = {
    "ten": lambda row: fold(row.name),
    "tong": lambda row: row.counts.total,
    "dung-han": lambda row: row.counts["accepted_on_time"],
    "tre-han": lambda row: row.counts["accepted_late"],
    "qua-han": lambda row: -row.counts["overdue"],
    "sap-den": lambda row: row.counts["due_soon"],
    "ty-le": lambda row: Decimal(-1) if row.share is None else row.share,
}
HEAT_ROWS = 40


@dataclass(frozen=True)
class Line:
    """A row of pictures or of a table: words, counts by standing with their addresses, share on time."""

    label: str
    url: str
    parts: list[dict[str, Any]]
    cells: list[tuple[int, str]]
    total: int
    share: Decimal | None
    judged: str


@login_required
@require_safe
def overview_page(request: HttpRequest) -> HttpResponse:
    """Pictures; `?dang=bang` shows the same numbers as sortable tables."""
    on = clock.today()
    as_table = request.GET.get("dang") == "bang"
    asked = (AGENCIES if as_table else LISTING).read(request)
    found = overview(person_of(request), wanted(asked), on)
    context = {
        "page": Page(asked, [], False), "found": found, "on": on, "filters": _filters(asked),
        "total_parts": _parts(found.total, asked), "share": share_on_time(found.total),
        "judged": judged_words(found.total), "fields": _fields(found, asked),
        "columns": [look(code) for code in COLUMNS],
        "table_url": asked.url(dang="bang"), "picture_url": asked.url(dang=""),
        "xlsx_url": f"{reverse('portal:overview_xlsx')}{asked.url()}", "window": _window(found),
    }  # fmt: skip
    if as_table:
        rows = _sorted(found.agencies, asked)
        start = (asked.number - 1) * asked.size
        lines = [_agency_line(row, asked) for row in rows[start : start + asked.size]]
        context["page"] = Page(asked, lines, len(rows) > start + asked.size, len(rows))
        context["total_cells"] = _cells(found.total, asked)
        return render(request, "portal/overview_table.html", context)
    context["quality"] = _quality(quality_marked(person_of(request), wanted(asked), on), found.total, asked)
    context |= _heat(found, asked, on) | tile_map.drawn(tiles(person_of(request), found.agencies, on), _filters(asked))
    return render(request, "portal/overview.html", context)


def _quality(marked: dict[str, int], total: Counts, asked: Asked) -> dict[str, Any]:
    """How accepted results were judged (đạt, chưa đạt chất lượng), with the addresses of their rows."""
    accepted = total["accepted_on_time"] + total["accepted_late"]
    lacking, fine = marked.get("lacking", 0), marked.get("good", 0) + marked.get("met", 0)
    query = {"ke-hoach": asked.value("ke-hoach"), "linh-vuc": asked.value("linh-vuc")}
    url = f"{reverse('work:quality')}?{urlencode({name: value for name, value in query.items() if value})}"
    parts = (
        ("done", _("Đạt chất lượng"), fine, url),
        ("overdue", _("Chưa đạt, còn tồn tại"), lacking, f"{url}&muc=lacking"),
        ("no_date", _("Chưa đánh giá"), max(0, accepted - fine - lacking), ""),
    )
    bar = [{"code": code, "label": label, "count": count, "href": href} for code, label, count, href in parts if count]
    return {"accepted": accepted, "judged": fine + lacking, "lacking": lacking, "bar": bar, "url": url}


def _filters(asked: Asked) -> dict[str, Any]:
    return {"ke_hoach": asked.value("ke-hoach"), "linh_vuc": asked.value("linh-vuc")}


def _parts(counts: Counts, asked: Asked, **more: Any) -> list[dict[str, Any]]:
    return [
        {"code": code, "count": count, "href": rows_url(**{**_filters(asked), **more, "tinh_trang": code})}
        for code, count in counts.parts()
    ]


def _cells(counts: Counts, asked: Asked, **more: Any) -> list[tuple[int, str]]:
    return [
        (counts[code], rows_url(**{**_filters(asked), **more, "tinh_trang": code}) if counts[code] else "")
        for code in COLUMNS
    ]


def judged_words(counts: Counts) -> str:
    """Numerator and denominator of the share on time."""
    judged = counts["accepted_on_time"] + counts["accepted_late"] + counts["overdue"]
    return f"{vn_number(counts['accepted_on_time'])} / {vn_number(judged)}"


def _line(label: str, url: str, counts: Counts, asked: Asked, **more: Any) -> Line:
    return Line(label, url, _parts(counts, asked, **more), _cells(counts, asked, **more), counts.total,
                share_on_time(counts), judged_words(counts))  # fmt: skip


def _fields(found: Overview, asked: Asked) -> list[Line]:
    return [
        _line(row.label, rows_url(**{**_filters(asked), "linh_vuc": row.key}) if row.key else "", row.counts, asked,
              **({"linh_vuc": row.key} if row.key else {}))
        for row in found.fields
        if row.counts.total or row.key
    ]  # fmt: skip


def _agency_line(row: AgencyRow, asked: Asked) -> Line:
    return _line(row.name, reverse("portal:unit", args=[row.key]), row.counts, asked, don_vi=row.key)


def _sorted(rows: Iterable[AgencyRow], asked: Asked) -> list[AgencyRow]:
    by_name = sorted(rows, key=lambda row: fold(row.name))
    return sorted(by_name, key=KEYS[asked.order.removeprefix("-")], reverse=asked.order.startswith("-"))


def _window(found: Overview) -> str:
    """From the first to the last due date counted, with the days included."""
    if not found.months:
        return ""
    first, last = found.months[0][0], Period.month(found.months[-1][0].year, found.months[-1][0].month).last_day
    return _("hạn từ %(first)s đến hết %(last)s") % {"first": vn_date(first), "last": vn_date(last)}


def _heat(found: Overview, asked: Asked, on: date) -> dict[str, Any]:
    """The heat map of provincial agencies by month: per cent on time, with the rows behind each cell."""
    agencies = [row for row in found.provincial if row.months][:HEAT_ROWS]
    judged = {month for row in agencies for month, counts in row.months.items() if share_on_time(counts) is not None}
    months = sorted(month for month in judged if month <= on)[-12:]
    rows = []
    for row in sorted(agencies, key=lambda one: fold(one.name)):
        cells = [_heat_cell(row, month, asked) for month in months]
        rows.append({"label": row.name, "url": reverse("portal:unit", args=[row.key]), "cells": cells})
    local = sorted(found.local, key=lambda row: (-row.counts["overdue"], fold(row.name)))
    return {
        "months": months, "heat": rows, "local_total": len(local),
        "local": [_agency_line(row, asked) for row in local[:12] if row.counts["overdue"]],
    }  # fmt: skip


def _heat_cell(row: AgencyRow, month: date, asked: Asked) -> dict[str, Any]:
    counts = row.months.get(month, Counts())
    period = Period.month(month.year, month.month)
    href = rows_url(
        **{**_filters(asked), "don_vi": row.key, "tu": vn_date(period.start), "den": vn_date(period.last_day)}
    )
    share = share_on_time(counts)
    words = _("%(name)s, %(month)s: đúng hạn %(judged)s") % {
        "name": row.name, "month": period.label, "judged": judged_words(counts),
    }  # fmt: skip
    return {"value": share, "href": href if counts.total else "", "title": words}


@login_required
@require_safe
def overview_xlsx(request: HttpRequest) -> HttpResponse:
    """The table of agencies as a workbook, with totals in the last row."""
    on = clock.today()
    asked = AGENCIES.read(request)
    found = overview(person_of(request), wanted(asked), on)
    columns = (
        Column(title=_("STT"), width=6, align="center"), Column(title=_("Cơ quan"), width=44),
        *[Column(title=str(look(code).word), width=12) for code in COLUMNS],
        Column(title=_("Khác"), width=10), Column(title=_("Tổng cộng"), width=12),
        Column(title=_("Đúng hạn (%)"), width=12),
    )  # fmt: skip
    note = _("Tính đến ngày %(day)s; %(window)s.") % {"day": vn_date(on), "window": _window(found)}
    content = plain_list(_("Tổng quan theo cơ quan"), columns, _sheet(_sorted(found.agencies, asked), found), note=note)
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="tong-quan-{on:%Y%m%d}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _sheet(rows: Sequence[AgencyRow], found: Overview) -> Iterable[Sequence[Cell]]:
    for number, row in enumerate(rows, start=1):
        yield (number, row.name, *_numbers(row.counts))
    yield ("", _("Tổng cộng"), *_numbers(found.total))


def _numbers(counts: Counts) -> list[Cell]:
    others = sum(counts[code] for code in STANDINGS if code not in COLUMNS)
    share = share_on_time(counts)
    rounded: Cell = _("không có") if share is None else share.quantize(Decimal("0.1"))
    return [*[counts[code] for code in COLUMNS], others, counts.total, rounded]
