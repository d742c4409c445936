"""The request for the year's money drafted in one click; approved, numbered, signed and sent like every paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.chancery.queries.books import units_where
from thuocdo.chancery.queries.drafts import issuer_of
from thuocdo.chancery.rules.starting import blank
from thuocdo.chancery.services.drafting import Beginning, draft
from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.funding import queries
from thuocdo.funding.rules.request import Group, Wanted, content
from thuocdo.funding.web.acts import beside
from thuocdo.funding.web.asking import person_of
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.asked import whole

KIND = "to_trinh"


class RequestForm(forms.Form):
    """In whose name, and for which year."""

    unit = forms.ChoiceField(label=gettext_lazy("Thay mặt cơ quan"))
    year = forms.TypedChoiceField(label=gettext_lazy("Năm ngân sách"), coerce=int)

    def __init__(self, *args: Any, units: list[tuple[Unit, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.key, name) for unit, name in units]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def request_draft(request: HttpRequest) -> HttpResponse:
    """Draft the request for the money of a year (tờ trình dự trù kinh phí) from the estimates that the person sees."""
    person = person_of(request)
    units = units_where(person, "draft")
    form = RequestForm(
        request.POST if request.method == "POST" else None, units=units, years=queries.years(person),
        initial={"year": whole(request.GET.get("nam"), 2100)},
    )  # fmt: skip
    problem = ""
    if request.method == "POST" and form.is_valid():
        unit = next(unit for unit, _name in units if unit.key == form.cleaned_data["unit"])
        try:
            made = _drafted(request, unit, form.cleaned_data["year"])
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã soạn dự thảo tờ trình. Kiểm tra lại rồi trình duyệt."))
            return redirect("chancery:draft", pk=made.pk)
    context = {"form": form, "problem": problem, "may": bool(units) and bool(form.fields["year"].choices)}  # type: ignore[attr-defined]
    return render(request, "funding/request.html", context, status=422 if form.is_bound else 200)


def _drafted(request: HttpRequest, unit: Unit, year: int) -> Any:
    on = clock.today()
    groups = queries.consolidated(queries.estimates(person_of(request)).filter(year=year), on)
    if not groups:
        raise Refused(
            "funding.nothing_to_request", f"Năm {year} chưa có dự toán nào được gửi hoặc được cấp.", "Chọn năm khác.",
            where={"field": "year"},
        )  # fmt: skip
    printed = [
        Group(title, [
            Wanted(row.title, name, str(row.get_source_display()), row.total, row.appraised_total, row.allocated)
            for row, name in several
        ])
        for title, several in groups
    ]  # fmt: skip
    made = content(blank(KIND, issuer_of(unit, KIND, on)), printed, year)
    return draft(beginning=Beginning(unit=unit, kind=KIND, content=made), by=person_of(request), at=clock.now())
