"""Pages of contributions: one of them with what both sides can do, and the list of those around the own agency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.queries.why import not_allowed
from thuocdo.ui.tables import Filter, Listing, Page
from thuocdo.ui.xlsx import Column, plain_list
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Contribution
from thuocdo.work.permissions import reach
from thuocdo.work.queries.sharing import contributions_around
from thuocdo.work.rules.sharing import WITH_THE_HELPER
from thuocdo.work.web import lists
from thuocdo.work.web.answers import cut_for_workbook, tried, workbook
from thuocdo.work.web.sharing_forms import GiveForm, ReasonForm

Words = str | Promise


@dataclass(frozen=True)
class Way:
    """One thing that can be done with a contribution: its mark in the form, verb, form, head, button and thanks."""

    mark: str
    verb: str
    form: type[forms.Form] | None
    head: Words
    button: Words
    done: Words
    run: Callable[..., object]
    main: bool = False


def _give(data: Mapping[str, Any], **given: Any) -> object:
    return services.give_contribution(answer=data["answer"], uploads=data["files"], **given)


def _with_reason(service: Callable[..., object]) -> Callable[..., object]:
    return lambda data, **given: service(reason=data["reason"], **given)


WAYS = (
    Way("gui", "give_contribution", GiveForm, _("Gửi nội dung phối hợp"), _("Gửi"),
        _("Đã gửi; cơ quan chủ trì nhận được thông báo."), _give, True),
    Way("nhan", "take_contribution", None, _("Nhận đủ"), _("Đã nhận đủ"), _("Đã ghi nhận đủ."),
        lambda data, **given: services.take_contribution(**given), True),
    Way("bo-sung", "return_contribution", ReasonForm, _("Đề nghị bổ sung"), _("Đề nghị bổ sung"),
        _("Đã đề nghị bổ sung."), _with_reason(services.return_contribution)),
    Way("khong", "decline_contribution", ReasonForm, _("Không phối hợp được"), _("Báo không phối hợp được"),
        _("Đã báo cho cơ quan chủ trì."), _with_reason(services.decline_contribution)),
    Way("rut", "recall_contribution", ReasonForm, _("Rút đề nghị"), _("Rút đề nghị"), _("Đã rút đề nghị."),
        _with_reason(services.recall_contribution)),
)  # fmt: skip
BY_MARK = {way.mark: way for way in WAYS}


@login_required
@require_http_methods(["GET", "POST"])
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """One request for a contribution (đề nghị phối hợp) with its answer, and what the person can do about it."""
    person = lists.person_of(request)
    found = _found(person, pk)
    if request.method == "GET":
        return _page(request, found, "", None)
    way = BY_MARK.get(request.POST.get("viec", ""))
    if way is None:
        raise Http404
    if way.verb not in permissions.rights(person, found):
        raise not_allowed(person, f"{permissions.ROOM}{way.verb}", found)
    form = (way.form or forms.Form)(request.POST, auto_id=f"{way.mark}_%s")
    if not form.is_valid():
        return _page(request, found, way.mark, form, status=422)
    data = {**form.cleaned_data, "files": request.FILES.getlist("files")}
    if tried(form, lambda: way.run(data, contribution=found, by=person, at=clock.now())):
        messages.success(request, str(way.done))
        return redirect("work:contribution", pk=pk)
    return _page(request, _found(person, pk), way.mark, form, status=422)


def _found(person: Person | None, pk: int) -> Contribution:
    seen = Contribution.objects.filter(permissions.visible_to(person, Contribution), pk=pk).values("pk")
    rows = Contribution.objects.select_related("occurrence__plan", "occurrence__task", "occurrence__obligation",
                                               "obligation__plan", "obligation__task")  # fmt: skip
    return get_object_or_404(rows, pk__in=seen)


def _page(
    request: HttpRequest, found: Contribution, marked: str, bound: forms.Form | None, status: int = 200
) -> HttpResponse:
    on, verbs = clock.today(), permissions.abilities(lists.person_of(request), found)
    names = queries.names_on([found.occurrence.unit_id, found.obligation.unit_id], on)
    ways = [
        {"way": way, "open": (way.main and not marked) or way.mark == marked,
         "form": bound if way.mark == marked else way.form(auto_id=f"{way.mark}_%s") if way.form else None}
        for way in WAYS if way.verb in verbs or way.mark == marked
    ]  # fmt: skip
    late = found.state in WITH_THE_HELPER and found.due_on < on
    lead, helper = (names.get(part.unit_id, "") for part in (found.occurrence, found.obligation))
    context = {
        "one": found, "lead": lead, "helper": helper,
        "ways": ways, "code": "late" if late else found.state, "files": list(found.files.all()),
    }  # fmt: skip
    return render(request, "work/contribution.html", context, status=status)


@login_required
@require_safe
def contribution_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file that was sent with a contribution, as a download."""
    found = _found(lists.person_of(request), pk)
    kept = get_object_or_404(found.files, pk=file)
    content = kept.content.open("rb")
    return FileResponse(content, as_attachment=True, filename=kept.name, content_type="application/octet-stream")


def _by_way(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows


WAITING_FOR = (("cho", _("Đang chờ phối hợp")), ("tre", _("Trễ phối hợp")), *Contribution.State.choices)
SIDES = (("gui-den", _("Gửi đến đơn vị tôi")), ("gui-di", _("Đơn vị tôi đề nghị")))
LISTING = Listing(
    filters=(
        Filter(name="chieu", label=_("Chiều"), choices=SIDES, all_words=_("Cả hai chiều"), apply=_by_way),
        Filter(name="tinh-trang", label=_("Tình trạng"), choices=WAITING_FOR, all_words=_("Mọi tình trạng"),
               apply=_by_way),
    ),
    sorts={"han": ("due_on", "pk"), "moi": ("asked_at", "pk")}, order="han", sizes=(20, 50, 100),
)  # fmt: skip


def _rows(request: HttpRequest) -> tuple[QuerySet[Contribution], Any]:
    person, on = lists.person_of(request), clock.today()
    asked = LISTING.read(request)
    units = reach(person, on).own_units
    rows = contributions_around(person, on)
    side, state = asked.value("chieu"), asked.value("tinh-trang")
    if side:
        rows = rows.filter(**{"obligation__unit__in" if side == "gui-den" else "occurrence__unit__in": units})
    if state == "cho":
        rows = rows.filter(state__in=WITH_THE_HELPER)
    elif state == "tre":
        rows = rows.filter(state__in=WITH_THE_HELPER, due_on__lt=on)
    elif state:
        rows = rows.filter(Q(state=state))
    return asked.ordered(rows), asked


@login_required
@require_safe
def contribution_list(request: HttpRequest) -> HttpResponse:
    """Requests for contributions to and from the own agency; four queries whatever the number."""
    on = clock.today()
    found, asked = _rows(request)
    start = (asked.number - 1) * asked.size
    rows = list(found[start : start + asked.size + 1])
    page = Page(asked, _named(rows[: asked.size]), len(rows) > asked.size)
    return render(request, "work/contributions.html", {"page": page, "today": on, "xlsx": asked.url()})


def _named(rows: list[Contribution]) -> list[dict[str, Any]]:
    on = clock.today()
    units = {row.obligation.unit_id for row in rows} | {row.occurrence.unit_id for row in rows}
    names = queries.names_on(units, on) if units else {}
    return [
        {"row": row, "lead": names.get(row.occurrence.unit_id, ""), "helper": names.get(row.obligation.unit_id, ""),
         "code": "late" if row.state in WITH_THE_HELPER and row.due_on < on else row.state}
        for row in rows
    ]  # fmt: skip


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Nhiệm vụ", width=50),
    Column(title="Cơ quan chủ trì", width=30), Column(title="Cơ quan phối hợp", width=30),
    Column(title="Nội dung đề nghị", width=50), Column(title="Trước hết ngày", width=14),
    Column(title="Tình trạng", width=18), Column(title="Trả lời", width=50),
)  # fmt: skip


@login_required
@require_safe
def contribution_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    found, _asked = _rows(request)
    rows, note = cut_for_workbook(found, clock.today())
    cells = (
        (number, item["row"].occurrence.task.text, item["lead"], item["helper"], item["row"].text, item["row"].due_on,
         item["row"].get_state_display(), item["row"].answer)
        for number, item in enumerate(_named(rows), start=1)
    )  # fmt: skip
    return workbook(plain_list("Đề nghị phối hợp", COLUMNS, cells, note=note), f"phoi-hop-{clock.today():%Y%m%d}.xlsx")
