"""Sums of money by field, agency, task, source, year; the yearly dự trù kinh phí as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.chancery.queries.books import units_where
from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import units_of
from thuocdo.funding import queries
from thuocdo.funding.queries.sums import GROUPS
from thuocdo.funding.web.asking import attached, person_of
from thuocdo.funding.web.estimate import issuer_lines
from thuocdo.funding.web.lists import FILTERS
from thuocdo.kernel.amounts import money_in_words
from thuocdo.ui.asked import whole
from thuocdo.ui.tables import Listing
from thuocdo.ui.xlsx import Cell, Column, Foot, Head, Row, Section, official_form, plain_list

SUMS = Listing(filters=FILTERS[1:6], keep=("theo",))
USUAL = "linh-vuc"


def _group(request: HttpRequest) -> str:
    asked = request.GET.get("theo", USUAL)
    return asked if asked in GROUPS else USUAL


@login_required
@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """Asked, appraised, allocated, spent and left, by one view of `?theo=`."""
    asked, group = SUMS.read(request), _group(request)
    rows = asked.narrow(queries.estimates(person_of(request)))
    page = SUMS.page(rows.none(), request)
    lines, whole_sum = queries.sums_by(rows, group, clock.today()), queries.total_of(rows)
    context = {
        "page": page, "lines": lines, "whole": whole_sum, "group": group, "group_name": GROUPS[group][0],
        "chips": [(words, asked.url(theo=name), name == group) for name, (words, _column) in GROUPS.items()],
        "xlsx_query": asked.url(theo=group), "year": asked.value("nam") or str(clock.today().year),
        "may_request": bool(whole_sum.number) and bool(units_where(person_of(request), "draft")),
        "most": max([line.allocated for line in lines], default=0),
    }  # fmt: skip
    return render(request, "funding/sums.html", context)


def _amounts(line: queries.Sums) -> list[Cell]:
    return [line.number, line.asked, line.appraised, line.allocated, line.spent, line.left]


@login_required
@require_safe
def sums_xlsx(request: HttpRequest) -> HttpResponse:
    """The same sums as a workbook."""
    asked, group = SUMS.read(request), _group(request)
    rows = asked.narrow(queries.estimates(person_of(request)))
    columns = [
        Column(title=str(GROUPS[group][0]), width=50), Column(title=_("Số dự toán"), width=12),
        *(Column(title=f"{words} ({_('đồng')})", width=20) for words in (
            _("Đề nghị"), _("Thẩm định"), _("Được cấp"), _("Đã chi"), _("Còn lại"))),
    ]  # fmt: skip
    cells: list[list[Cell]] = [[line.name, *_amounts(line)] for line in queries.sums_by(rows, group, clock.today())]
    cells.append([_("Tổng cộng"), *_amounts(queries.total_of(rows))])
    return attached(plain_list(_("Tổng hợp kinh phí cải cách hành chính"), columns, cells), "tong-hop-kinh-phi.xlsx")


YEARLY = (
    Column(title="TT", width=6, align="center"), Column(title="Nội dung", width=46),
    Column(title="Cơ quan thực hiện", width=30), Column(title="Nhiệm vụ trong kế hoạch", width=36),
    Column(title="Nguồn", width=18), Column(title="Đề nghị", width=18), Column(title="Thẩm định", width=18),
    Column(title="Được cấp", width=18), Column(title="Ghi chú", width=22),
)  # fmt: skip


@login_required
@require_safe
def yearly_xlsx(request: HttpRequest) -> HttpResponse:
    """The yearly dự trù kinh phí of all estimates that the person sees, field by field, in the official form."""
    year = whole(request.GET.get("nam"), 2100) or clock.today().year
    rows = queries.estimates(person_of(request)).filter(year=year)
    groups, total = queries.consolidated(rows, clock.today()), 0
    lines: list[Row] = []
    for number, (title, several) in enumerate(groups, start=1):
        lines.append(Section(_roman(number), title.upper()))
        for place, (row, unit) in enumerate(several, start=1):
            total += int(row.appraised_total if row.appraised_total is not None else row.total)
            lines.append(_yearly_line(place, row, unit))
    lines.append(
        Section("", f"Tổng nhu cầu (số thẩm định, nơi chưa thẩm định lấy số đề nghị): {money_in_words(total)}.")
    )
    head = Head(
        issuer=_issuer(request), heading="BIỂU TỔNG HỢP", unit_of_measure="đồng", sheet="Dự trù", column_numbers=True,
        title=f"DỰ TRÙ KINH PHÍ CẢI CÁCH HÀNH CHÍNH NĂM {year}",
    )  # fmt: skip
    foot = Foot(place_and_date=f"…, ngày … tháng … năm {clock.today().year}")
    return attached(official_form(head, YEARLY, lines, foot=foot), f"du-tru-kinh-phi-{year}.xlsx")


def _yearly_line(place: int, row: Any, unit: str) -> list[Cell]:
    task = f"{row.task.number}. {row.task.text}" if row.task else ""
    return [
        place, row.title, unit, task, row.get_source_display(), row.total, row.appraised_total, row.allocated,
        row.decision or row.get_state_display(),
    ]  # fmt: skip


def _issuer(request: HttpRequest) -> list[str]:
    unit = Unit.objects.filter(pk__in=units_of(person_of(request), clock.today())).order_by("pk").first()
    return issuer_lines(unit) if unit is not None else []


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _roman(number: int) -> str:
    return ROMAN[number - 1] if number <= len(ROMAN) else str(number)
