"""The audit (nhật ký): who did what when; values and reasons one row at a time, for a purpose that is noted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock
from thuocdo.core.models import AuditRow
from thuocdo.directory.permissions import may_open
from thuocdo.kernel.errors import Refused
from thuocdo.portal import permissions, services
from thuocdo.portal.queries import trail
from thuocdo.portal.web.asking import person_of
from thuocdo.ui import acts
from thuocdo.ui.formatting import vn_datetime, vn_number
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, Page, TextFilter
from thuocdo.ui.xlsx import CONTENT_TYPE, Cell, Column, plain_list

OLDER, NEWER, THING = "truoc", "sau", "doi-tuong"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
OUTCOMES = (("done", gettext_lazy("Đã làm")), ("refused", gettext_lazy("Bị từ chối")))


def _groups(_request: HttpRequest) -> Sequence[tuple[str, Any]]:
    return list(acts.GROUPS.items())


def _kinds(_request: HttpRequest) -> Sequence[tuple[str, Any]]:
    return sorted((code, str(words)[:1].upper() + str(words)[1:]) for code, words in acts.THINGS.items())


def _of_group(rows: QuerySet[AuditRow], group: str) -> QuerySet[AuditRow]:
    return rows.filter(action__in=acts.actions_of(group))


AUDIT = Listing(
    filters=(
        TextFilter(name="nguoi", label=gettext_lazy("Người"), apply=trail.by_actor,
                   placeholder=gettext_lazy("Họ tên, có dấu hoặc không")),
        Filter(name="viec", label=gettext_lazy("Nhóm việc"), choices=_groups, apply=_of_group,
               all_words=gettext_lazy("Mọi việc")),
        Filter(name="loai", label=gettext_lazy("Loại đối tượng"), choices=_kinds, lookup="thing_type",
               all_words=gettext_lazy("Mọi loại")),
        TextFilter(name=THING, label=gettext_lazy("Đối tượng"), apply=trail.by_thing,
                   placeholder=gettext_lazy("Chữ trong tên")),
        Filter(name="ket-qua", label=gettext_lazy("Kết quả"), choices=OUTCOMES, lookup="outcome",
               all_words=gettext_lazy("Cả hai")),
        DateFilter(name="tu", label=gettext_lazy("Từ ngày"),
                   apply=lambda rows, day: rows.filter(at__gte=clock.start_of(day))),
        DateFilter(name="den", label=gettext_lazy("Đến hết ngày"),
                   apply=lambda rows, day: rows.filter(at__lt=clock.end_of(day))),
        Filter(name="ma", label=gettext_lazy("Địa chỉ, mã yêu cầu hoặc số dòng"), apply=trail.by_mark),
    ),
    sizes=(trail.SIZE,),
)  # fmt: skip


class PurposeForm(forms.Form):
    """Why somebody wants to read what a row holds."""

    purpose = forms.CharField(
        label=gettext_lazy("Xem nội dung để làm gì"), max_length=300, min_length=services.audit.SHORTEST_PURPOSE,
        help_text=gettext_lazy("Ví dụ: kiểm tra theo Kế hoạch số 12/KH-TTr. Lời này được ghi vào nhật ký."),
        error_messages={"required": gettext_lazy("Ghi mục đích xem."), "min_length": gettext_lazy("Ghi rõ hơn.")},
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row of the list in words."""

    row: AuditRow
    what: str
    kind: str
    href: str
    address: str

    @property
    def refused(self) -> bool:
        return self.row.outcome == "refused"


def _line(row: AuditRow, *, details: bool, pages: Mapping[str, str] = MappingProxyType({})) -> Line:
    words = acts.words_of(row.action)
    page = pages.get(row.thing_type, "") if row.thing_key.isdigit() else ""
    return Line(
        row, words[:1].upper() + words[1:], str(acts.THINGS.get(row.thing_type, "")),
        reverse(page, args=[int(row.thing_key)]) if page else "",
        row.address if details else trail.masked_address(row.address),
    )  # fmt: skip


def _pages(request: HttpRequest) -> dict[str, str]:
    """The pages of kinds of things that whoever asks may open at all; each page decides about the one thing."""
    return {kind: name for kind, name in acts.PAGES.items() if may_open(request, name)}


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _words(asked: Asked) -> str:
    text = str(asked.value(THING) or "")
    return text if trail.is_words(text) else ""


def _of_some_days(asked: Asked) -> bool:
    return bool(asked.value("tu") or asked.value("den"))


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The list, newest first, fifty a page; a fixed number of statements however long the audit is."""
    asked = AUDIT.read(request)
    may = permissions.abilities(person_of(request), None)
    found = trail.cut(
        asked.narrow(AuditRow.objects.all()), before=_number(request, OLDER), after=_number(request, NEWER),
        words=_words(asked), in_time=_of_some_days(asked),
    )  # fmt: skip
    pages = _pages(request)
    lines = [_line(row, details=permissions.DETAILS in may, pages=pages) for row in found.rows]
    return render(
        request,
        "portal/audit.html",
        {
            "page": Page(asked, lines, False), "found": found, "state": trail.chain_state(),
            "older_url": asked.url(**{OLDER: found.older}) if found.older else "",
            "newer_url": asked.url(**{NEWER: found.newer}) if found.newer else "",
            "newest_url": asked.url() if request.GET.keys() & {OLDER, NEWER} else "",
            "may_export": permissions.EXPORT in may, "export_query": asked.url().lstrip("?"),
            "looked_through": trail.LOOKED_THROUGH,
        },
    )  # fmt: skip


def _place(seq: int) -> trail.Place:
    place = trail.place_of(seq)
    if place is None:
        raise Http404(_("Nhật ký không có dòng số này."))
    return place


@never_cache
@require_safe
def audit_row(request: HttpRequest, seq: int) -> HttpResponse:
    """One row: who did what when, its place in the chain, its neighbours; not what it holds."""
    return _row_page(request, _place(seq), form=PurposeForm())


@never_cache
@require_POST
def audit_details(request: HttpRequest, seq: int) -> HttpResponse:
    """The same row with values before and after, once, for the purpose given; reading them leaves a row itself."""
    place = _place(seq)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _row_page(request, place, form=form, status=422)
    row = services.read_audit_details(
        row=place.row, purpose=form.cleaned_data["purpose"], by=person_of(request), at=clock.now()
    )
    return _row_page(request, place, form=form, differences=trail.differences(row.before, row.after))


def _row_page(
    request: HttpRequest, place: trail.Place, *, form: PurposeForm, status: int = 200,
    differences: list[trail.Difference] | None = None,
) -> HttpResponse:  # fmt: skip
    may = permissions.abilities(person_of(request), None)
    context = {
        "place": place, "row": place.row, "form": form,
        "line": _line(place.row, details=permissions.DETAILS in may, pages=_pages(request)),
        "state": trail.chain_state(), "may_read_details": permissions.DETAILS in may, "shown": differences is not None,
        "differences": differences,
    }  # fmt: skip
    return render(request, "portal/audit_row.html", context, status=status)


@never_cache
@require_POST
def audit_export(request: HttpRequest) -> HttpResponse:
    """The rows of the list as it is filtered, as a workbook or as text with commas, without values and reasons."""
    asked = AUDIT.read(request)
    kind = "csv" if request.POST.get("kieu") == "csv" else "xlsx"
    rows = list(_exported(asked))
    filters = {name: text for name, (_value, _shown, text) in asked.chosen.items()}
    by = person_of(request)
    services.export_audit(filters=filters, rows=len(rows), kind=kind, by=by, at=clock.now())
    details = permissions.DETAILS in permissions.abilities(by, None)
    lines = [_cells(_line(row, details=details)) for row in rows]
    content, content_type = (_csv(lines), "text/csv; charset=utf-8") if kind == "csv" else (_xlsx(lines), CONTENT_TYPE)
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="nhat-ky-{clock.today():%Y%m%d}.{kind}"'
    return answer


def _exported(asked: Asked) -> QuerySet[AuditRow]:
    rows = asked.narrow(AuditRow.objects.only(*trail.METADATA))
    if words := _words(asked):
        if not asked.value("tu"):
            raise Refused(
                "core.export_too_wide",
                _("Tìm theo chữ trong tên trên cả nhật ký thì quá rộng để xuất."),
                _("Chọn thêm “Từ ngày” rồi xuất lại."),
            )
        rows = rows.filter(folded__contains=words)
    return rows.order_by(*["-at", "-seq"] if _of_some_days(asked) else ["-seq"])[: trail.EXPORTED]


COLUMNS = (
    ("Dòng", 9), ("Lúc", 18), ("Người", 26), ("Chức vụ, đơn vị", 34), ("Việc", 34), ("Kết quả", 12),
    ("Loại đối tượng", 18), ("Đối tượng", 50), ("Địa chỉ", 16), ("Mã yêu cầu", 34),
)  # fmt: skip


def _cells(line: Line) -> list[Cell]:
    row = line.row
    return [
        row.seq, row.at.astimezone(clock.ZONE), row.actor_name, row.position, line.what,
        _("Bị từ chối") if line.refused else _("Đã làm"), line.kind, row.thing_name, line.address, row.request_id,
    ]  # fmt: skip


def _xlsx(lines: Iterable[Sequence[Cell]]) -> bytes:
    columns = [Column(title=_(title), width=width) for title, width in COLUMNS]
    note = _("Xuất lúc %(now)s, nhiều nhất %(most)s dòng mới nhất; không kèm giá trị trước, sau và lý do.") % {
        "now": vn_datetime(clock.now()), "most": vn_number(trail.EXPORTED),
    }  # fmt: skip
    return plain_list(_("Nhật ký"), columns, lines, note=note)


def _csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """Text with commas that opens in a spreadsheet as it is; a cell of text never is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_(title) for title, _width in COLUMNS])
    for line in lines:
        writer.writerow([_harmless(cell) for cell in line])
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(cell: Cell) -> str:
    text = cell.strftime("%d/%m/%Y %H:%M:%S") if isinstance(cell, date) else str(cell or "")
    return f"'{text}" if text.startswith(FORMULA) else text
