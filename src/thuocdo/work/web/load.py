"""Who has too much in which month (kiểm tra khối lượng việc): agencies or people by months; every number opens rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.periods import Period
from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.tables import Asked, Filter, Listing, TextFilter
from thuocdo.ui.xlsx import Cell, Column, plain_list
from thuocdo.work.models import Plan
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.load import (
    BUSY,
    HEAVY,
    Limits,
    LoadRow,
    Span,
    charged_with,
    limits_on,
    person_load,
    unit_load,
)
from thuocdo.work.web import derived, lists
from thuocdo.work.web.answers import workbook

PEOPLE = "nguoi"
WORDS = {BUSY: gettext_lazy("nhiều việc"), HEAVY: gettext_lazy("quá tải")}
SHADES = {BUSY: 3, HEAVY: 5}


def _years(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    found = Plan.objects.filter(visible_to(lists.person_of(request)))
    years = {*found.order_by().values_list("year", flat=True).distinct(), clock.today().year}
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def _plans(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    found = Plan.objects.filter(visible_to(lists.person_of(request))).order_by("-year", "kind", "pk")
    return [(str(pk), title[:90]) for pk, title in found.values_list("pk", "title")[:200]]


FILTERS = (
    TextFilter(name="chu", label=gettext_lazy("Tên"), placeholder=gettext_lazy("gõ có dấu hoặc không dấu")),
    Filter(name="nam", label=gettext_lazy("Năm"), choices=_years, all_words=gettext_lazy("Năm nay")),
    Filter(name="ke-hoach", label=gettext_lazy("Kế hoạch"), choices=_plans, all_words=gettext_lazy("Mọi kế hoạch")),
    Filter(name="viec", label=gettext_lazy("Việc nào"), all_words=gettext_lazy("Mọi việc đến hạn"),
           choices=(("con-mo", gettext_lazy("Chỉ việc chưa xong")),)),
    Filter(name="muc", label=gettext_lazy("Mức"), all_words=gettext_lazy("Mọi mức"),
           choices=tuple((code, words) for code, words in WORDS.items())),
)  # fmt: skip
SORTS = {name: (name,) for name in ("ten", "tong", "nhieu-nhat")}
UNITS = Listing(
    filters=(
        *FILTERS, derived.WHICH,
        Filter(name="cap", label=gettext_lazy("Cấp"), choices=tuple(derived.LEVELS.items()),
               all_words=gettext_lazy("Mọi cấp")),
    ),
    sorts=SORTS, order="-nhieu-nhat", sizes=(50, 100, 200), keep=("theo",),
)  # fmt: skip
PERSONS = Listing(filters=FILTERS, sorts=SORTS, order="-nhieu-nhat", sizes=(50, 100, 200), keep=("theo",))
KEYS: dict[str, Callable[[LoadRow], Any]] = {
    "ten": lambda row: fold(row.name), "tong": lambda row: row.total, "nhieu-nhat": lambda row: row.most,
}  # fmt: skip


def _asked(request: HttpRequest) -> tuple[bool, Asked, Span]:
    people = request.GET.get("theo") == PEOPLE
    asked = (PERSONS if people else UNITS).read(request)
    span = Span(
        year=int(asked.value("nam") or clock.today().year), plan=int(asked.value("ke-hoach") or 0) or None,
        only_open=bool(asked.value("viec")),
    )  # fmt: skip
    return people, asked, span


def _rows(request: HttpRequest, people: bool, asked: Asked, span: Span) -> tuple[list[LoadRow], Limits]:
    person, on = lists.person_of(request), clock.today()
    every = person_load(person, span, on) if people else unit_load(person, span, on)
    limits = limits_on(on, "person" if people else "unit")
    words, level, which = (asked.value(name) for name in ("chu", "cap", "con"))
    least = {BUSY: limits.busy, HEAVY: limits.heavy}.get(asked.value("muc") or "", 0)
    kept = [
        row for row in every
        if (not words or words in fold(row.name)) and (not level or row.group == level) and row.most >= least
        and (people or which == derived.BOTH or row.ended == (which == derived.ENDED))
    ]  # fmt: skip
    key = KEYS[asked.order.removeprefix("-")]
    return sorted(sorted(kept, key=KEYS["ten"]), key=key, reverse=asked.order.startswith("-")), limits


@login_required
@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Agencies (or with `?theo=nguoi` people) down, months across; the limits are policies of the province."""
    people, asked, span = _asked(request)
    rows, limits = _rows(request, people, asked, span)
    page = lists.cut(rows, asked)
    return render(request, "work/load.html", {
        "people": people, "page": page, "limits": limits, "year": span.year, "months": span.months,
        "lines": [_line(row, people, span, limits) for row in page.rows],
        "sums": [vn_number(sum(row.months.get(month, 0) for row in rows)) for month in span.months],
        "total": sum(row.total for row in rows),
        "heavy": sum(row.most >= limits.heavy for row in rows), "busy": sum(row.most >= limits.busy for row in rows),
        "other_url": asked.url(theo="" if people else PEOPLE, cap=""),
        "xlsx_url": f"{reverse('work:load_xlsx')}{asked.url()}",
    })  # fmt: skip


def _line(row: LoadRow, people: bool, span: Span, limits: Limits) -> dict[str, Any]:
    cells = []
    for month in span.months:
        number = row.months.get(month, 0)
        level = limits.level(number)
        cells.append({
            "number": number, "shade": SHADES.get(level, 1 if number else 0), "heavy": level == HEAVY,
            "words": WORDS.get(level, ""), "href": _open(row, people, span, month) if number else "",
        })  # fmt: skip
    name_url = "" if people else reverse("portal:unit", args=[row.key])
    group = row.group if people else derived.LEVELS.get(row.group, "")
    return {"row": row, "cells": cells, "url": name_url, "group": group}


def _open(row: LoadRow, people: bool, span: Span, month: date) -> str:
    """Where the rows behind a number stand."""
    last = Period.month(month.year, month.month).last_day
    plan = {"ke-hoach": str(span.plan)} if span.plan else {}
    if people:
        more = {"viec": "con-mo"} if span.only_open else {}
        query = {"nguoi": row.key, "thang": f"{month:%Y-%m}", **plan, **more}
        return f"{reverse('work:load_rows')}?{urlencode(query)}"
    query = {"don-vi": row.key, "tu": f"{month:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}", **plan}
    return f"{reverse('work:occurrences')}?{urlencode(query)}"


@login_required
@require_safe
def load_xlsx(request: HttpRequest) -> HttpResponse:
    """The same table as a workbook; the filters of the page hold."""
    people, asked, span = _asked(request)
    rows, limits = _rows(request, people, asked, span)
    columns = [
        Column(title="Người" if people else "Cơ quan, đơn vị", width=36), Column(title="Đơn vị" if people else "Cấp"),
        *(Column(title=f"Tháng {month.month}", width=9) for month in span.months), Column(title="Cả năm", width=9),
        Column(title="Tháng nhiều nhất", width=10), Column(title="Mức", width=14),
    ]  # fmt: skip
    note = (
        f"Năm {span.year}; nhiều việc từ {limits.busy}, quá tải từ {limits.heavy} một tháng; "
        f"tính đến ngày {vn_date(clock.today())}."
    )
    content = plain_list("Khối lượng việc", columns, (_cells(row, people, span, limits) for row in rows), note=note)
    return workbook(content, f"khoi-luong-{'nguoi' if people else 'co-quan'}-{span.year}.xlsx")


def _cells(row: LoadRow, people: bool, span: Span, limits: Limits) -> list[Cell]:
    group = row.group if people else str(derived.LEVELS.get(row.group, ""))
    level = str(WORDS.get(limits.level(row.most), ""))
    return [row.name, group, *(row.months.get(month) for month in span.months), row.total, row.most, level]


@login_required
@require_safe
def load_rows(request: HttpRequest) -> HttpResponse:
    """What one person is charged with in one month, each leading to its part; without anything to show, the loads."""
    person, on = lists.person_of(request), clock.today()
    _people, _read, span = _asked(request)
    loads = f"{reverse('work:load')}?{urlencode({'theo': PEOPLE})}"
    who, month = request.GET.get("nguoi", ""), _month(request.GET.get("thang", ""))
    found = Person.objects.filter(pk=int(who)).first() if who.isascii() and who.isdigit() and len(who) < 10 else None
    if found is None or month is None:
        return redirect(loads)
    span = Span(month.year, span.plan, span.only_open)
    rows = charged_with(person, found.pk, span, month, on)
    if not rows:
        return redirect(loads)
    limits = limits_on(on, "person")
    return render(request, "work/load_rows.html", {
        "who": found, "month": month, "rows": rows, "limits": limits,
        "words": WORDS.get(limits.level(len(rows)), ""),
        "back": f"{reverse('work:load')}?{urlencode({'theo': PEOPLE, 'nam': str(month.year)})}",
        "title": _("Tháng %(month)s năm %(year)s") % {"month": month.month, "year": month.year},
    })  # fmt: skip


def _month(text: str) -> date | None:
    """The first day of a month as the address writes it, 2025-07; nothing for anything else.

    >>> _month("2025-07"), _month("2025-13"), _month("")
    (datetime.date(2025, 7, 1), None, None)
    """
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None
