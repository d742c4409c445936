"""The list of estimates, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.directory.queries import names_on
from thuocdo.funding import permissions, queries
from thuocdo.funding.models import Estimate, Source
from thuocdo.funding.web.asking import attached, person_of
from thuocdo.funding.web.words import LOOKS
from thuocdo.ui.tables import Filter, Listing, TextFilter
from thuocdo.ui.xlsx import Column, plain_list
from thuocdo.work.queries import fields

MOST_ROWS = 5000
Choices = Sequence[tuple[str, Any]]


def _years(request: HttpRequest) -> Choices:
    return [(str(year), str(year)) for year in queries.years(person_of(request))]


def _fields(request: HttpRequest) -> Choices:
    return [(field.code, f"{field.number}. {field.short_name}") for field in fields()]


def _units(request: HttpRequest) -> Choices:
    seen = Estimate.objects.filter(permissions.visible_to(person_of(request))).order_by().values("unit")
    names = UnitVersion.objects.filter(unit__in=seen, valid__contains=clock.today()).order_by("name")
    return [(str(key), name) for key, name in names.values_list("unit__key", "name")]


FILTERS = (
    TextFilter(name="chu", label=gettext_lazy("Có chữ"), lookup="folded__contains"),
    Filter(name="nam", label=gettext_lazy("Năm"), lookup="year", choices=_years, all_words=gettext_lazy("Mọi năm")),
    Filter(name="co-quan", label=gettext_lazy("Cơ quan"), lookup="unit__key", choices=_units,
           all_words=gettext_lazy("Mọi cơ quan")),
    Filter(name="linh-vuc", label=gettext_lazy("Lĩnh vực"), lookup="field", choices=_fields,
           all_words=gettext_lazy("Cả 7 lĩnh vực")),
    Filter(name="nguon", label=gettext_lazy("Nguồn"), lookup="source", choices=Source.choices,
           all_words=gettext_lazy("Mọi nguồn")),
    Filter(name="loai", label=gettext_lazy("Loại"), lookup="kind", choices=Estimate.Kind.choices,
           all_words=gettext_lazy("Cả hai loại")),
    Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), lookup="state", choices=Estimate.State.choices,
           all_words=gettext_lazy("Mọi trạng thái")),
)  # fmt: skip
ESTIMATES = Listing(
    filters=FILTERS,
    sorts={
        "nam": ("year", "pk"), "ten": ("title", "pk"), "de-nghi": ("total", "pk"), "cap": ("allocated", "pk"),
        "chi": ("spent", "pk"), "trang-thai": ("state", "-year", "pk"),
    },
    order="-nam",
)  # fmt: skip


@login_required
@require_safe
def estimate_list(request: HttpRequest) -> HttpResponse:
    """Estimates that the person may see (dự toán kinh phí), with the sums of all that match."""
    person, on = person_of(request), clock.today()
    rows = queries.estimates(person)
    page = ESTIMATES.page(rows, request)
    names = names_on({row.unit_id for row in page.rows}, on)
    context = {
        "page": page, "shown": [(row, names.get(row.unit_id, ""), LOOKS[row.state]) for row in page.rows],
        "sums": queries.total_of(page.asked.narrow(rows)), "filters_url": page.asked.url(),
        "may_open": bool(permissions.Reach(person).has("open_estimate")),
    }  # fmt: skip
    return render(request, "funding/list.html", context)


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Nội dung", width=50),
    Column(title="Cơ quan", width=34), Column(title="Năm", width=8), Column(title="Lĩnh vực", width=22),
    Column(title="Nhiệm vụ", width=44), Column(title="Loại", width=22), Column(title="Nguồn", width=18),
    Column(title="Trạng thái", width=22), Column(title="Đề nghị (đồng)", width=18),
    Column(title="Thẩm định (đồng)", width=18), Column(title="Được cấp (đồng)", width=18),
    Column(title="Đã chi (đồng)", width=18), Column(title="Còn lại (đồng)", width=18),
    Column(title="Văn bản quyết định", width=24), Column(title="Ngày", width=12),
)  # fmt: skip


@login_required
@require_safe
def estimate_list_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; the filters of the page hold."""
    asked = ESTIMATES.read(request)
    rows = list(asked.ordered(asked.narrow(queries.estimates(person_of(request))))[: MOST_ROWS + 1])
    names, titles = names_on({row.unit_id for row in rows}, clock.today()), dict(_fields(request))
    note = _("Chỉ lấy 5.000 dòng đầu; hãy lọc bớt.") if len(rows) > MOST_ROWS else ""
    cells = [
        (
            number, row.title, names.get(row.unit_id, ""), row.year, str(titles.get(row.field, "")),
            f"{row.task.number}. {row.task.text}" if row.task else "", row.get_kind_display(),
            row.get_source_display(), row.get_state_display(), row.total, row.appraised_total, row.allocated,
            row.spent if row.allocated is not None else None, row.left, row.decision, row.decided_on,
        )
        for number, row in enumerate(rows[:MOST_ROWS], start=1)
    ]  # fmt: skip
    return attached(plain_list(_("Dự toán kinh phí cải cách hành chính"), COLUMNS, cells, note=note), "kinh-phi.xlsx")
