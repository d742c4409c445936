"""The page of one estimate, its official form as a workbook, the files of its spendings."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import name_on, names_on, version_on
from thuocdo.funding import permissions
from thuocdo.funding.models import Estimate
from thuocdo.funding.queries.sums import Sums
from thuocdo.funding.rules.life import ESTIMATES
from thuocdo.funding.web.acts import BY_VERB
from thuocdo.funding.web.asking import attached, person_of, seen_estimate, seen_spending
from thuocdo.funding.web.words import LOOKS
from thuocdo.kernel.amounts import money_in_words
from thuocdo.kernel.text import slug
from thuocdo.ui.formatting import vn_number
from thuocdo.ui.xlsx import Cell, Column, Foot, Head, Row, Section, official_form
from thuocdo.work.queries import fields


@login_required
@require_safe
def estimate(request: HttpRequest, pk: int) -> HttpResponse:
    """One estimate: its lines with what was appraised, the way it went, what was spent, what may be done now."""
    found, on = seen_estimate(request, pk), clock.today()
    names = names_on({unit for unit in (found.unit_id, found.body_id) if unit}, on)
    may = permissions.abilities(person_of(request), found)
    context = {
        "estimate": found, "look": LOOKS[found.state], "lines": found.lines.all(), "unit_name": names[found.unit_id],
        "body_name": names.get(found.body_id or 0, ""), "field_name": _field_name(found.field),
        "acts": [BY_VERB[verb] for verb in BY_VERB if verb in may], "may_write": "write_estimate" in may,
        "moves": [_told(move) for move in found.moves.order_by("-pk")],
        "spendings": found.spendings.select_related("file"), "may_withdraw": "withdraw_spending" in may,
        "words": money_in_words(found.total) if found.total else "", "bar": _sums(found).bar,
    }  # fmt: skip
    return render(request, "funding/estimate.html", context)


def _field_name(code: str) -> str:
    return next((f"{field.number}. {field.name}" for field in fields() if field.code == code), "")


def _sums(found: Estimate) -> Sums:
    zero = found.spent * 0
    return Sums("", None, 1, found.total, found.appraised_total or zero, found.allocated or zero, found.spent)


def _told(move: Any) -> dict[str, Any]:
    words = ESTIMATES.label(move.verb).capitalize()
    amount = f" ({vn_number(move.amount)} đồng)" if move.amount is not None else ""
    return {"at": move.at, "words": words + amount, "by": move.by_name, "why": move.reason}


COLUMNS = (
    Column(title="TT", width=6, align="center"), Column(title="Nội dung chi", width=46),
    Column(title="Đơn vị tính", width=12, align="center"), Column(title="Số lượng", width=12),
    Column(title="Đơn giá", width=18), Column(title="Thành tiền", width=20), Column(title="Căn cứ tính", width=30),
)  # fmt: skip
APPRAISED = (Column(title="Số thẩm định", width=20), Column(title="Ý kiến thẩm định", width=30))


@login_required
@require_safe
def estimate_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The estimate as the official form (dự toán kinh phí), with its total in figures and in words."""
    found = seen_estimate(request, pk)
    columns = (*COLUMNS, *APPRAISED) if found.appraised_total is not None else COLUMNS
    head = Head(
        issuer=issuer_lines(found.unit), heading=f"DỰ TOÁN KINH PHÍ NĂM {found.year}", title=found.title,
        basis=f"(Nhiệm vụ: {found.task.text[:300]})" if found.task else "", unit_of_measure="đồng", sheet="Dự toán",
        column_numbers=True,
    )  # fmt: skip
    place = f"{_place_name(found)}, ngày … tháng … năm {found.year}"
    content = official_form(head, columns, _rows(found), foot=Foot(place_and_date=place))
    return attached(content, f"du-toan-{slug(found.title)[:50]}.xlsx")


def _rows(found: Estimate) -> list[Row]:
    appraised = found.appraised_total is not None
    rows: list[Row] = []
    for line in found.lines.all():
        cells: list[Cell] = [
            line.order,
            line.content,
            line.measure,
            line.quantity,
            line.unit_price,
            line.amount,
            line.basis,
        ]
        rows.append([*cells, line.appraised, line.appraised_words] if appraised else cells)
    total: list[Cell] = ["", "Tổng cộng", "", None, None, found.total, ""]
    rows.append([*total, found.appraised_total, ""] if appraised else total)
    rows.append(Section("", f"Bằng chữ: {money_in_words(found.total)}."))
    if appraised:
        rows.append(Section("", f"Số thẩm định bằng chữ: {money_in_words(found.appraised_total or 0)}."))
    return rows


def issuer_lines(unit: Unit) -> list[str]:
    """The two lines of the letterhead: the agency above, and the agency itself."""
    on = clock.today()
    version = version_on(unit, on)
    above = name_on(version.parent, on) if version is not None and version.parent is not None else ""
    own = version.full_name or version.name if version is not None else unit.key
    return [line.upper() for line in (above, own) if line]


def _place_name(found: Estimate) -> str:
    province = Unit.objects.filter(key=found.unit.province_key).first()
    return name_on(province, clock.today()) if province is not None else "…"


@login_required
@require_safe
def spending_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a spending, as an attachment that no browser opens by itself."""
    found = seen_spending(request, pk)
    if found.file is None or not found.file.content:
        raise Http404(_("Khoản chi này không có tệp."))
    answer = FileResponse(
        found.file.content.open(), as_attachment=True, filename=found.file.name, content_type="application/octet-stream"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
