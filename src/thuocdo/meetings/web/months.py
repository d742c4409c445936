"""The monthly list of work: one's own, a unit's as it stands, and what was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.directory.queries import name_on, names_on
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.meetings import permissions, services
from thuocdo.meetings.models import MonthList, MonthRemark, MonthSheet
from thuocdo.meetings.queries import months as asking_months
from thuocdo.meetings.rules.months import Line, counts, month_after
from thuocdo.meetings.web.asking import (
    attached,
    beside,
    person_of,
    refuse_without,
    seen_list,
    seen_sheet,
    seen_unit,
    tried,
)
from thuocdo.meetings.web.forms import PublishForm, RemarkForm
from thuocdo.meetings.web.lists import month_of
from thuocdo.meetings.web.month_files import Shown, docx_of, xlsx_of
from thuocdo.ui.tables import DateFilter, Filter, Listing

Context = dict[str, Any]


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own work of a month (`?thang=2025-07`), and the lists in which it was published."""
    person, first, on = person_of(request), month_of(request), clock.today()
    if person is None:
        raise Http404(_("Tài khoản này không gắn với người nào."))
    sheet = asking_months.month_of_person(person, first, on)
    mine_published = MonthSheet.objects.filter(person=person).select_related("published__unit")
    rows = list(mine_published.order_by("-published__month", "-published__version")[:12])
    context = {
        "sheet": sheet, "counts": sheet.counts, "published": rows, **_around(first),
        "heads": permissions.units_for(person, permissions.VIEW_MONTHS),
    }  # fmt: skip
    return render(request, "meetings/mine.html", context)


def _around(first: date) -> Context:
    return {
        "first": first, "before": (first - timedelta(days=1)).replace(day=1), "after": month_after(first),
        "on": clock.today(),
    }  # fmt: skip


def _units(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    seen = asking_months.published(person_of(request)).order_by().values("unit")
    names = UnitVersion.objects.filter(unit__in=seen, valid__contains=clock.today()).order_by("name")
    return [(str(key), name) for key, name in names.values_list("unit__key", "name")]


LISTS = Listing(
    filters=(
        Filter(name="co-quan", label=gettext_lazy("Cơ quan"), lookup="unit__key", choices=_units,
               all_words=gettext_lazy("Mọi cơ quan")),
        DateFilter(name="tu", label=gettext_lazy("Tháng có ngày, từ"), lookup="month__gte"),
        DateFilter(name="den", label=gettext_lazy("đến"), lookup="month__lte"),
    ),
    sorts={"thang": ("month", "version", "pk"), "cong-bo": ("published_at", "pk")}, order="-thang",
)  # fmt: skip


@login_required
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Published lists, the newest month first, and the units whose list the person may look through."""
    person = person_of(request)
    page = LISTS.page(asking_months.published(person), request)
    own = permissions.units_for(person, permissions.VIEW_MONTHS)
    names = names_on({row.unit_id for row in page.rows} | {unit.pk for unit in own}, clock.today())
    people = _people_in([row.pk for row in page.rows])
    context = {
        "page": page, "own": [(unit, names.get(unit.pk, unit.key)) for unit in own],
        "shown": [(row, names.get(row.unit_id, ""), people.get(row.pk, 0)) for row in page.rows],
    }  # fmt: skip
    return render(request, "meetings/months.html", context)


def _people_in(lists: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk in MonthSheet.objects.filter(published__in=lists).values_list("published", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def _live(request: HttpRequest, key: str, verb: str = permissions.VIEW_MONTHS) -> tuple[Any, asking_months.Month]:
    unit = seen_unit(request, key, verb)
    return unit, asking_months.month_of_unit(unit, month_of(request), clock.today())


@login_required
@require_safe
def month_unit(request: HttpRequest, key: str) -> HttpResponse:
    """Everybody's work of a month at a unit as it stands today, before it is published."""
    unit, found = _live(request, key)
    context = {
        "unit": unit, "unit_name": name_on(unit, clock.today()), "month": found, "counts": found.counts,
        "newest": asking_months.latest(unit, found.first), "form": PublishForm(), **_around(found.first),
        "may_publish": permissions.PUBLISH in permissions.rights(person_of(request), unit),
        "sheets": [(sheet, sheet.counts) for sheet in found.sheets],
    }  # fmt: skip
    return render(request, "meetings/month_unit.html", context)


@login_required
@require_POST
def month_publish(request: HttpRequest, key: str) -> HttpResponse:
    """Publish the list of the month (`thang`) as it stands."""
    unit = seen_unit(request, key, permissions.PUBLISH)
    first, form = month_of(request), PublishForm(request.POST)
    made: list[MonthList] = []

    def run() -> None:
        made.append(services.publish_month(
            unit=unit, month=first, note=form.cleaned_data["note"] if form.is_valid() else "", by=person_of(request),
            at=clock.now(),
        ))  # fmt: skip

    if tried(request, run, _("Đã công bố danh sách; mọi người trong danh sách được báo.")):
        return redirect("meetings:month_list", made[0].pk)
    return redirect(f"/viec-thang/co-quan/{unit.key}/?thang={first:%Y-%m}")


@login_required
@require_safe
def month_unit_file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The list as it stands, as a workbook or Word paper."""
    unit, found = _live(request, key)
    sheets = [(sheet.person.full_name, sheet.post, sheet.lines) for sheet in found.sheets]
    return _file(Shown(unit, found.first, found.as_at, sheets, found.unassigned), ending)


def _file(shown: Shown, ending: str) -> HttpResponse:
    name = f"viec-thang-{shown.first:%Y-%m}.{ending}"
    if ending == "xlsx":
        return attached(xlsx_of(shown), name)
    if ending in ("docx", "pdf"):
        made = docx_of(shown)
        return attached(made.docx if ending == "docx" else made.pdf, name)
    raise Http404


@login_required
@require_safe
def month_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A published list: each person's lines as they stood, remarks and measures, what changed since the list before."""
    found = seen_list(request, pk)
    former, changed = asking_months.changes(found)
    sheets = list(found.sheets.select_related("person").prefetch_related("remarks"))
    person = person_of(request)
    for sheet in sheets:
        sheet.published = found
    versions = MonthList.objects.filter(unit=found.unit_id, month=found.month).order_by("-version")
    context = {
        "list": found, "unit_name": name_on(found.unit, clock.today()), "former": former, "versions": versions,
        "changed": [(one, one.person.partition("|")[0]) for one in changed], "missing": found.staff - len(sheets),
        "sheets": [
            {"row": sheet, "lines": _lines(sheet.lines), "counts": sheet.counts,
             "own": person is not None and sheet.person_id == person.pk,
             "may_measure": "note_measure" in permissions.rights(person, sheet)}
            for sheet in sheets
        ],
        "unassigned": _lines(found.unassigned),
    }  # fmt: skip
    return render(request, "meetings/month_list.html", context)


def _lines(kept: Iterable[Any]) -> list[Line]:
    return [Line.from_json(one) for one in kept]


@login_required
@require_safe
def month_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A published list as a workbook or Word paper."""
    found = seen_list(request, pk)
    sheets = [(sheet.name, sheet.post, _lines(sheet.lines)) for sheet in found.sheets.all()]
    shown = Shown(found.unit, found.month, found.as_at, sheets, _lines(found.unassigned), found.version)
    return _file(shown, ending)


@login_required
@require_http_methods(["GET", "POST"])
def month_remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to the own sheet; others' are not to be found here."""
    sheet, person = seen_sheet(request, pk), person_of(request)
    if person is None or sheet.person_id != person.pk:
        raise Http404(_("Đây không phải phiếu của bạn."))
    return _said(request, sheet, services.remark_sheet, _("Ý kiến về công việc của tôi"))


@login_required
@require_http_methods(["GET", "POST"])
def month_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what is done about somebody's slow work."""
    sheet = seen_sheet(request, pk)
    refuse_without(request, sheet, "note_measure")
    return _said(request, sheet, services.note_measure, _("Biện pháp xử lý công việc chậm"))


def _said(request: HttpRequest, sheet: MonthSheet, decide: Any, head: str) -> HttpResponse:
    form, problem = RemarkForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            made: MonthRemark = decide(
                sheet=sheet, text=form.cleaned_data["text"], by=person_of(request), at=clock.now()
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            return redirect(f"/viec-thang/{made.sheet.published_id}/#phieu-{sheet.pk}")
    lines = _lines(sheet.lines)
    context = {"sheet": sheet, "lines": lines, "counts": counts(lines), "form": form, "problem": problem, "head": head}
    return render(request, "meetings/month_remark.html", context, status=422 if form.is_bound else 200)
