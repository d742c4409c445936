"""The list of mergers, with what ended without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.mergers import permissions, queries
from thuocdo.mergers.models import Merger
from thuocdo.mergers.web.asking import attached, person_of
from thuocdo.mergers.web.words import LOOKS
from thuocdo.ui.tables import Filter, Listing
from thuocdo.ui.xlsx import Column, plain_list

WORKBOOK_ROWS = 5000


def _of_year(rows: QuerySet[Any], year: str) -> QuerySet[Any]:
    return rows.filter(effective_on__year=int(year))


def _years(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    seen = Merger.objects.filter(permissions.visible_to(person_of(request)))
    return [(str(day.year), str(day.year)) for day in seen.dates("effective_on", "year", order="DESC")]


MERGERS = Listing(
    filters=(
        Filter(name="chu", label=gettext_lazy("Có chữ"), lookup="name__icontains", type="search"),
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), lookup="state", choices=Merger.State.choices,
               all_words=gettext_lazy("Mọi trạng thái")),
        Filter(name="nam", label=gettext_lazy("Năm"), choices=_years, apply=_of_year,
               all_words=gettext_lazy("Mọi năm")),
    ),
    sorts={"ngay": ("effective_on", "pk"), "ten": ("name", "pk"), "trang-thai": ("state", "-effective_on", "pk")},
    order="-ngay",
)  # fmt: skip


@login_required
@require_safe
def merger_list(request: HttpRequest) -> HttpResponse:
    """Reorganisations of the province (đợt sắp xếp), and units that ended without an approved one."""
    person, on = person_of(request), clock.today()
    page = MERGERS.page(queries.mergers(person), request, count=True)
    for row in page.rows:
        row.look = LOOKS[row.state]
    overseen = permissions.Reach(person).provinces("view", PROVINCE)
    context = {
        "page": page, "may_open": permissions.may_open(person), "today": on,
        "left": queries.ended_without_approval(on, overseen) if overseen else [],
    }  # fmt: skip
    return render(request, "mergers/list.html", context)


@login_required
@require_safe
def merger_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; the filters of the page hold."""
    asked = MERGERS.read(request)
    rows = asked.ordered(asked.narrow(queries.mergers(person_of(request))))[:WORKBOOK_ROWS]
    columns = [
        Column(title=_("Tên đợt"), width=50), Column(title=_("Có hiệu lực từ"), width=14),
        Column(title=_("Trạng thái"), width=22), Column(title=_("Căn cứ pháp lý"), width=50),
        Column(title=_("Số dòng ánh xạ"), width=12), Column(title=_("Số biên bản"), width=12),
        Column(title=_("Người duyệt"), width=24),
    ]  # fmt: skip
    cells = [
        (row.name, row.effective_on, row.get_state_display(), row.legal_basis, row.lines, row.minute_count,
         row.approved_by_name)
        for row in rows
    ]  # fmt: skip
    return attached(plain_list(_("Các đợt sắp xếp đơn vị"), columns, cells), "sap-xep-don-vi.xlsx")
