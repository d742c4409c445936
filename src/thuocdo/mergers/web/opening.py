"""A new merger, another mapping for a draft, and the file to fill in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock, files
from thuocdo.directory.queries.units import unit_by_key
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.mergers import permissions, queries, services
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules import reading
from thuocdo.mergers.rules.columns import ASIDES, COLUMNS
from thuocdo.mergers.rules.rows import LEVELS
from thuocdo.mergers.web.asking import attached, person_of, seen_merger
from thuocdo.mergers.web.forms import MappingForm, OpenForm
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Unreadable, read_date
from thuocdo.ui.xlsx import Column, plain_list

CSV = "text/csv; charset=utf-8"
# A mark that tells spreadsheets that the file is UTF-8.
BOM = "\ufeff"
CORRECTED = (Merger.State.APPROVED, Merger.State.CARRIED_OUT)


@login_required
@require_http_methods(["GET", "POST"])
def open_merger(request: HttpRequest) -> HttpResponse:
    """Open a reorganisation; a file with faults becomes a draft that lists them, what is no mapping comes back."""
    keys = permissions.may_open(person_of(request))
    if not keys:
        raise NotAllowed(
            "mergers.open_merger.not_allowed", _("Vai trò của bạn không lập đợt sắp xếp đơn vị."),
            _("Việc này do cơ quan thường trực cải cách hành chính (Sở Nội vụ) làm."),
        )  # fmt: skip
    form = OpenForm(
        request.POST or None, request.FILES or None, initial=_initial(request), provinces=_provinces(keys),
        earlier=_earlier(keys),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            merger = services.open_merger(
                draft=_draft(form.cleaned_data), mapping=_mapping(form), by=person_of(request), at=clock.now()
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("Đã lập đợt sắp xếp ở dạng dự thảo. Xem kết quả kiểm tra bên dưới."))
            return redirect("mergers:merger", merger.pk)
    context = {"form": form, "days": [row for key in keys for row in _days(key)],
               "template_url": _template_query(form), "levels": LEVELS, "day": request.GET.get("ngay", "")}  # fmt: skip
    return render(request, "mergers/new.html", context, status=422 if form.is_bound else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What links of the page ask for: a day with its mapping in the directory, a merger to correct."""
    initial: dict[str, Any] = {}
    try:
        initial["effective_on"] = read_date(request.GET.get("ngay", ""))
        initial["source"] = Merger.Source.PACK
    except Unreadable:
        pass
    earlier = request.GET.get("dieu-chinh", "")
    if earlier.isascii() and earlier.isdigit():
        first = queries.visible_merger(person_of(request), int(earlier[:9]))
        if first is not None:
            initial |= {"corrects": str(first.pk), "effective_on": first.effective_on, "source": Merger.Source.FILE}
    return initial


def _provinces(keys: list[str]) -> list[tuple[str, str]]:
    return [(key, name) for key, name in queries.names_of_keys(keys, clock.today()).items()]


def _earlier(keys: list[str]) -> list[tuple[str, str]]:
    rows = Merger.objects.filter(province_key__in=keys, state__in=CORRECTED).order_by("-effective_on", "-pk")
    return [(str(pk), f"{name} ({vn_date(day)})") for pk, name, day in rows.values_list("pk", "name", "effective_on")]


def _days(province: str) -> list[tuple[date, int, Merger | None]]:
    """Days of which the directory tells, each with its number of lines and the merger that there is for it."""
    taken = Merger.objects.filter(province_key=province, state__in=CORRECTED, corrects=None).only("pk", "effective_on")
    known = {merger.effective_on: merger for merger in taken}
    return [(day, number, known.get(day)) for day, number in queries.days_in_packs(province, clock.today())[:6]]


def _draft(data: dict[str, Any]) -> Merger:
    earlier = Merger.objects.get(pk=int(data["corrects"])) if data["corrects"] else None
    return Merger(
        name=data["name"], province_key=data["province"], effective_on=data["effective_on"],
        legal_basis=data["legal_basis"], corrects=earlier, carries_people=data["carries_people"],
    )  # fmt: skip


def _mapping(form: MappingForm) -> services.Mapping:
    upload = form.cleaned_data["file"]
    if form.cleaned_data["source"] != Merger.Source.FILE or upload is None:
        return services.Mapping()
    files.refuse_too_large(upload.size, upload.name)
    return services.Mapping(upload.read(), upload.name)


def _beside(form: MappingForm, refusal: Refused) -> None:
    """The refusal beside the field it is about; beside the file when it says none."""
    field = str(refusal.where.get("field", "file"))
    form.add_error(field if field in form.fields else None, " ".join((refusal.message, refusal.remedy)).strip())


def _template_query(form: OpenForm) -> str:
    """The province of the file to fill in, as the form has it."""
    chosen = form["province"].value() or next(iter(form.fields["province"].choices), ("", ""))[0]  # type: ignore[attr-defined]
    return str(chosen)


@login_required
@require_http_methods(["GET", "POST"])
def replace_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Another mapping in place of the one that a draft has."""
    merger = seen_merger(request, pk, whole=True)
    form = MappingForm(request.POST or None, request.FILES or None, initial={"source": merger.source})
    if request.method == "POST" and form.is_valid():
        try:
            services.replace_mapping(merger=merger, mapping=_mapping(form), by=person_of(request), at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("Đã thay ánh xạ và kiểm tra lại."))
            return redirect("mergers:merger", merger.pk)
    return render(request, "mergers/replace.html", {"form": form, "merger": merger},
                  status=422 if form.is_bound else 200)  # fmt: skip


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A mapping to fill in: one line for each unit of a level in force on the day before, as CSV or as a workbook."""
    province, level = request.GET.get("tinh", ""), request.GET.get("cap", "xa")
    if province not in permissions.may_open(person_of(request)) or level not in LEVELS:
        raise Http404(_("Không có tệp mẫu cho nơi này."))
    unit_by_key(province)
    try:
        on = read_date(request.GET.get("ngay", ""))
    except Unreadable:
        on = clock.today()
    rows = list(queries.rows_to_fill(province, on, level=level))
    if kind == "csv":
        return attached((BOM + reading.write(rows)).encode(), f"anh-xa-cap-{level}.csv", CSV)
    return attached(workbook(rows, on, _("Mẫu ánh xạ đơn vị")), f"anh-xa-cap-{level}.xlsx")


def workbook(rows: list[Any], on: date, title: str) -> bytes:
    """Lines as a workbook with Vietnamese heads and the names of the units beside their codes."""
    names = queries.names_of_keys({key for row in rows for key in (row.from_key, row.to_key) if key}, on)
    columns = [Column(title=column.title, width=column.width) for column in COLUMNS]
    columns[1:1] = [Column(title=ASIDES[0], width=34)]
    columns[3:3] = [Column(title=ASIDES[1], width=34)]
    cells = []
    for row in rows:
        values = [getattr(row, column.field) for column in COLUMNS]
        values[1:1] = [names.get(row.from_key, "")]
        values[3:3] = [row.to_name or names.get(row.to_key, "")]
        cells.append(values)
    note = _("Lưu thành CSV UTF-8 rồi nộp; cột tên để tra không được đọc.")
    return plain_list(title, columns, cells, note=note)
