"""What was asked for against what was done, and asking for more."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.activities import permissions, queries, services
from thuocdo.activities.models import Asked
from thuocdo.activities.web.asking import attached, beside, named, person_of, refuse_without, seen_asked
from thuocdo.activities.web.forms import AskForm, ReasonForm
from thuocdo.activities.web.lists import KIND, Choices
from thuocdo.core import clock
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.directory.permissions import rows_of
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.asked import whole
from thuocdo.ui.tables import Filter, Listing
from thuocdo.ui.xlsx import Column, plain_list
from thuocdo.work.models import Task

WHOLE, MOST, PROPOSED_SHOWN = "ca-tinh:", 2000, 10


def _units(request: HttpRequest) -> Choices:
    seen = Asked.objects.filter(permissions.asked_visible_to(person_of(request))).order_by().values("unit")
    names = UnitVersion.objects.filter(unit__in=seen, valid__contains=clock.today()).order_by("name")
    return [("ca-tinh", gettext_lazy("Cả tỉnh")), *names.values_list("unit__key", "name")]


def _of_unit(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(unit=None) if value == "ca-tinh" else rows.filter(unit__key=value)


def _running(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    on = clock.today()
    return rows.filter(ends_on__lte=on) if value == "het" else rows.filter(starts_on__lte=on, ends_on__gt=on)


ASKED = Listing(
    filters=(
        KIND,
        Filter(name="co-quan", label=gettext_lazy("Giao cho"), choices=_units, apply=_of_unit,
               all_words=gettext_lazy("Mọi cơ quan")),
        Filter(name="thoi-gian", label=gettext_lazy("Thời gian"), apply=_running, all_words=gettext_lazy("Mọi lúc"),
               choices=[("dang", gettext_lazy("Đang thực hiện")), ("het", gettext_lazy("Đã hết thời gian"))]),
    ),
    sorts={"ngay": ("ends_on", "pk"), "loai": ("kind__order", "pk"), "so": ("number", "pk")},
    order="ngay",
)  # fmt: skip


def _seen(request: HttpRequest) -> QuerySet[Asked]:
    return Asked.objects.filter(permissions.asked_visible_to(person_of(request)), withdrawn_at=None)


def units_to_ask(request: HttpRequest) -> list[Unit]:
    """Units of which a person may ask for activities: the own, those below, all of a province that they oversee."""
    held = permissions.Reach(person_of(request))
    wide = permissions.provinces_to_ask(person_of(request))
    today = UnitVersion.objects.filter(valid__contains=clock.today())
    found = Unit.objects.filter(pk__in=today.values("unit"), nature=Unit.Nature.AGENCY)
    own = found.filter(pk__in=rows_of(held.units(permissions.ASK)))
    return list((own | found.filter(province_key__in=wide)).distinct().order_by("pk")[:MOST])


@login_required
@require_safe
def asked_list(request: HttpRequest) -> HttpResponse:
    """What was asked for, each with how much of it is done today."""
    page = ASKED.page(_seen(request), request)
    rows = queries.asked_rows(Asked.objects.filter(pk__in=[row.pk for row in page.rows]), clock.today())
    place = {row.pk: number for number, row in enumerate(page.rows)}
    person = person_of(request)
    first = not page.filtered and page.asked.number == 1
    found = queries.proposed(permissions.provinces_to_ask(person), clock.today()) if first else []
    context = {
        "page": page, "rows": sorted(rows, key=lambda row: place[row.asked.pk]), "filters_url": page.asked.url(),
        "may_ask": bool(permissions.Reach(person).has(permissions.ASK)), "more": max(0, len(found) - PROPOSED_SHOWN),
        "proposed": [(one, _ask_url(one)) for one in found[:PROPOSED_SHOWN]],
    }  # fmt: skip
    return render(request, "activities/asked.html", context)


def _ask_url(one: queries.Proposed) -> str:
    """The form with what a sentence of a plan asks for already in it."""
    asked = {
        "nhiem-vu": str(one.task.pk) if one.task is not None else "", "dem": f"{one.kind.code}:{one.kind.measure}",
        "so": str(one.proposal.number), "co-quan": one.unit, "tu": f"{one.plan.starts_on:%d/%m/%Y}",
        "den": f"{one.last_on:%d/%m/%Y}", "van-ban": one.basis,
    }  # fmt: skip
    return f"{reverse('activities:ask')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _asked_task(request: HttpRequest) -> Task | None:
    """The task of the address, of a plan in a province where the person may ask."""
    provinces, pk = permissions.provinces_to_ask(person_of(request)), whole(request.GET.get("nhiem-vu"))
    return Task.objects.filter(pk=pk, plan__province_key__in=provinces).first() if pk else None


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Giao cho", width=36), Column(title="Loại", width=30),
    Column(title="Đếm", width=26), Column(title="Giao", width=10), Column(title="Đã làm", width=10),
    Column(title="Còn thiếu", width=10), Column(title="Từ ngày", width=12), Column(title="Đến trước ngày", width=14),
    Column(title="Văn bản giao", width=40),
)  # fmt: skip


@login_required
@require_safe
def asked_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    asked = ASKED.read(request)
    rows = queries.asked_rows(asked.ordered(asked.narrow(_seen(request)))[:MOST], clock.today())
    cells = [
        (
            number, row.unit_name or _("Cả tỉnh"), row.asked.kind.name, row.measure_name, row.asked.number, row.done,
            max(0, row.asked.number - row.done), row.asked.starts_on, row.asked.ends_on, row.asked.basis,
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return attached(plain_list(_("Số lượng hoạt động được giao và đã làm"), COLUMNS, cells), "giao-va-da-lam.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a unit, or the whole province, for a number of activities."""
    person, units = person_of(request), units_to_ask(request)
    wide = [(f"{WHOLE}{key}", _("Cả tỉnh")) for key in permissions.provinces_to_ask(person)]
    this = clock.today().year
    form = AskForm(
        request.POST if request.method == "POST" else None, kinds=queries.kinds(), units=[*wide, *named(units)],
        initial={
            "starts_on": request.GET.get("tu", f"01/01/{this}"), "last_on": request.GET.get("den", f"31/12/{this}"),
            "unit": request.GET.get("co-quan", ""), "measure": request.GET.get("dem", ""),
            "number": request.GET.get("so", ""), "basis": request.GET.get("van-ban", ""),
        },
    )  # fmt: skip
    problem, task = "", _asked_task(request)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["unit"]
        unit = next((one for one in units if one.key == chosen), None)
        province = unit.province_key if unit is not None else chosen.removeprefix(WHOLE)
        asked = form.asked(unit, province)
        asked.task = task if task is not None and task.plan.province_key == province else None
        try:
            services.ask_for_activities(asked=asked, by=person, at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã giao số lượng."))
            return redirect("activities:asked")
    context = {
        "form": form, "problem": problem, "head": _("Giao số lượng hoạt động"), "button": _("Giao"), "task": task,
    }  # fmt: skip
    return render(request, "activities/ask.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was asked for, with the reason."""
    found = seen_asked(request, pk)
    refuse_without(request, found, "withdraw_asked")
    form, problem = ReasonForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.withdraw_asked(asked=found, reason=reason, by=person_of(request), at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã rút số lượng."))
            return redirect("activities:asked")
    head = _("Rút số lượng: %(kind)s, %(number)s") % {"kind": found.kind.name, "number": found.number}
    context = {"form": form, "problem": problem, "head": head, "button": _("Rút")}
    return render(request, "activities/ask.html", context, status=422 if form.is_bound else 200)
