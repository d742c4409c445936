"""Changing facts of a unit from a day on, or correcting them: typed, looked at as a difference, then recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.directory.queries.changes import Planned, planned_amendment, planned_correction
from thuocdo.directory.web.asking import need, person_of, tried
from thuocdo.directory.web.life import asked_day, unit_of
from thuocdo.directory.web.unit_forms import AmendForm, CorrectForm

LOOK = "xem"
MOST_UPPERS = 200


@require_http_methods(["GET", "POST"])
def amend_unit(request: HttpRequest, key: str) -> HttpResponse:
    """Other facts of a unit from a day on (thay đổi từ một ngày); shown as a difference before it is recorded."""
    unit = unit_of(key)
    need(request, unit, "amend_unit")
    version = _version(request, unit)
    form = AmendForm(request.POST if request.method == "POST" else None, version=version)

    def plan() -> Planned:
        return planned_amendment(unit, form.cleaned_data["on"], form.change())

    def run() -> None:
        services.amend_unit(
            unit=unit, on=form.cleaned_data["on"], change=form.change(), by=person_of(request), at=clock.now()
        )

    words = {"title": _("Thay đổi từ một ngày"), "button": _("Ghi thay đổi"), "verb": "amend"}
    return _page(request, form, words, plan=plan, run=run)


@require_http_methods(["GET", "POST"])
def correct_unit(request: HttpRequest, key: str) -> HttpResponse:
    """A record of a unit as it should have been (đính chính); the record is that of `?ngay=`, today's without it."""
    unit = unit_of(key)
    need(request, unit, "correct_unit")
    version = _version(request, unit)
    day = version.valid.lower or date.min
    form = CorrectForm(request.POST if request.method == "POST" else None, version=version)

    def plan() -> Planned:
        return planned_correction(unit, day, form.change())

    def run() -> None:
        services.correct_unit(unit=unit, on=day, change=form.change(), by=person_of(request), at=clock.now())

    words = {"title": _("Đính chính"), "button": _("Ghi đính chính"), "verb": "correct"}
    return _page(request, form, words, plan=plan, run=run)


def _version(request: HttpRequest, unit: Unit) -> UnitVersion:
    """The record that the form starts from: of the day in the address, else of today, else the last one."""
    rows = list(UnitVersion.objects.filter(unit=unit).select_related("unit", "parent").order_by("valid"))
    if not rows:
        raise Http404(say("Đơn vị này chưa có bản ghi nào."))
    day = asked_day(request, "ngay", []) or clock.today()
    held = [row for row in rows if (row.valid.lower or date.min) <= day < (row.valid.upper or date.max)]
    return (held or rows[-1:])[0]


def _uppers(version: UnitVersion) -> list[tuple[str, str]]:
    """Units under which others may hang, as (key, name), for the list beside the field: none of the lowest level."""
    rows = UnitVersion.objects.filter(
        unit__province_key=version.unit.province_key, unit__nature=version.unit.nature, valid__contains=clock.today()
    ).exclude(level="xa")
    return list(rows.values_list("unit__key", "name")[:MOST_UPPERS])


def _page(request: HttpRequest, form: Any, words: dict[str, Any], *, plan: Any, run: Any) -> HttpResponse:
    """The form; what was asked to be looked at stands above it as a difference, and nothing is recorded yet."""
    planned: list[Planned] = []
    valid = request.method == "POST" and form.is_valid() and tried(form, lambda: planned.append(plan()))
    if valid and request.POST.get("viec") != LOOK and tried(form, run):
        messages.success(request, say("Đã ghi. Điều hệ thống ghi trước đây vẫn xem được theo ngày ghi nhận."))
        return redirect("directory:life", form.version.unit.key)
    context = {
        "form": form, "words": words, "unit": form.version.unit, "version": form.version, "look": LOOK,
        "planned": planned[0] if planned and not form.errors else None,
        "uppers": _uppers(form.version),
        "versions": UnitVersion.objects.filter(unit=form.version.unit).order_by("valid"),
    }  # fmt: skip
    return render(request, "directory/unit_change.html", context, status=422 if form.errors else 200)
