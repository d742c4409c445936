"""Pages of progress in Excel: take the open due instances home, hand them in, see, agree, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.kernel.text import slug
from thuocdo.ui.formatting import vn_number
from thuocdo.ui.tables import Filter, Listing, Page
from thuocdo.work import queries
from thuocdo.work.models import Plan, SheetImport
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries.sheets import file_of, read_book
from thuocdo.work.queries.sheets_progress import open_ones
from thuocdo.work.rules.sheet_diff import CHANGED, FAULT
from thuocdo.work.rules.sheet_progress import FIELDS
from thuocdo.work.services import sheets_progress as services
from thuocdo.work.services.sheets import Workbook
from thuocdo.work.sheet_forms import progress_book
from thuocdo.work.web import lists, targets
from thuocdo.work.web.answers import tried, workbook
from thuocdo.work.web.plans import seen_plan
from thuocdo.work.web.sheets import AgreeForm, UploadForm, chosen_of, columns_of
from thuocdo.work.web.sheets_given_back import given_back

OUTCOMES = ((FAULT, gettext_lazy("Có lỗi")), (CHANGED, gettext_lazy("Thay đổi")))
LISTING = Listing(sizes=(20, 50))
ROWS = Listing(
    filters=(Filter(name="loai", label=gettext_lazy("Loại"), choices=OUTCOMES, all_words=gettext_lazy("Mọi dòng")),),
    sizes=(50, 100),
)
MOST_ROWS, MOST_PLANS = 20_000, 200


class ProgressForm(UploadForm):
    """A workbook and the plan that it is about."""

    plan = forms.ChoiceField(label=gettext_lazy("Kế hoạch"))
    field_order = ("plan", "file")

    def __init__(self, *args: Any, plans: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = plans  # type: ignore[attr-defined]


def _plans(request: HttpRequest) -> list[tuple[str, str]]:
    found = Plan.objects.filter(visible_to(lists.person_of(request)), state=Plan.State.IN_FORCE)
    return [(str(pk), title[:120]) for pk, title in found.values_list("pk", "title")[:MOST_PLANS]]


@login_required
@require_safe
def progress_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Open due instances of a plan with what was noted last, of one unit (`don-vi`) or of all that the person sees."""
    found, on = seen_plan(request, pk), clock.today()
    unit = targets.unit_of(request.GET.get("don-vi", "")) if request.GET.get("don-vi") else None
    rows = open_ones(lists.person_of(request), found, on, unit)
    if len(rows) > MOST_ROWS:
        raise Refused(
            "sheet.too_many", f"Có {vn_number(len(rows))} kỳ hạn, quá {vn_number(MOST_ROWS)} dòng của một bảng.",
            "Chọn một cơ quan rồi xuất lại; hoặc xuất danh sách kỳ hạn dạng CSV.",
        )  # fmt: skip
    content = progress_book(found, rows, whole=unit is None)
    return workbook(content, f"tien-do-{slug(found.title)[:50]}.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Workbooks of progress to take home, the form to hand one in, and one's own so far."""
    plans = _plans(request)
    asked = request.GET.get("ke-hoach", "")
    bound = request.method == "POST"
    form = ProgressForm(
        request.POST if bound else None, request.FILES if bound else None, plans=plans, initial={"plan": asked}
    )
    if bound and form.is_valid():
        made: list[SheetImport] = []

        def run() -> None:
            book, by = form.workbook(), lists.person_of(request)
            plan = queries.plan_of(by, int(form.cleaned_data["plan"]))
            if plan is None:
                raise Http404
            made.append(services.check_progress_sheet(plan=plan, workbook=book, by=by, at=clock.now()))

        if tried(form, run):
            return redirect("work:progress_sheet", pk=made[0].pk)
    own = SheetImport.objects.filter(kind="progress", by=lists.person_of(request)).select_related("plan")
    context = {
        "form": form, "page": LISTING.page(own.defer("lines", "undo"), request), "plans": plans,
        "asked": asked if any(asked == key for key, _title in plans) else "", "units": _units(request),
    }  # fmt: skip
    return render(request, "work/progress_sheets.html", context, status=422 if bound else 200)


def _units(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    """Units to choose from, where the person sees more than the own."""
    person = lists.person_of(request)
    return lists.unit_choices(request) if reach(person).provinces("view", "province") else []


def _run(request: HttpRequest, pk: int) -> SheetImport:
    found = SheetImport.objects.filter(kind="progress", by=lists.person_of(request), pk=pk)
    run = found.select_related("plan", "file").first()
    if run is None or lists.person_of(request) is None:
        raise Http404(_("Không có lần nhập này."))
    return run


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a table of progress would do or has done; choose its columns, agree, withdraw."""
    run = _run(request, pk)
    form = AgreeForm(request.POST if "agree" in request.POST else None, initial={"digest": run.columns.get("digest")})
    if request.method == "POST":
        answer = _decided(request, run, form)
        if answer is not None:
            return answer
    return render(request, "work/progress_sheet.html", _context(request, run, form),
                  status=422 if request.method == "POST" else 200)  # fmt: skip


def _decided(request: HttpRequest, run: SheetImport, form: AgreeForm) -> HttpResponse | None:
    by, at, here = lists.person_of(request), clock.now(), reverse("work:progress_sheet", args=[run.pk])
    try:
        if "agree" in request.POST:
            form.is_valid()
            if not tried(form, lambda: services.import_progress_sheet(run=run, agreed=form.agreement(), by=by, at=at)):
                return None
            messages.success(request, _("Đã nhập tiến độ."))
        elif "undo" in request.POST:
            services.undo_progress_sheet(run=run, by=by, at=at)
            messages.success(request, _("Đã rút những gì chưa có ai dùng đến hay quyết định."))
        elif "discard" in request.POST:
            services.discard_progress_sheet(run=run, by=by, at=at)
            messages.success(request, _("Đã bỏ lần nhập; tiến độ không đổi."))
            return redirect("work:progress_sheets")
        else:
            here = _again(run, request, chosen_of(request, run.columns["heads"]))
    except Stale as stale:
        messages.warning(request, f"{stale.message} {stale.remedy}")
        here = _again(run, request, None)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    return redirect(here)


def _again(run: SheetImport, request: HttpRequest, chosen: Mapping[str, str] | None) -> str:
    book = Workbook(run.name, file_of(run), chosen)
    made = services.check_progress_sheet(plan=run.plan, workbook=book, by=lists.person_of(request), at=clock.now())
    return reverse("work:progress_sheet", args=[made.pk])


def _context(request: HttpRequest, run: SheetImport, form: AgreeForm) -> dict[str, Any]:
    asked = ROWS.read(request)
    kept = [one for one in run.lines if not asked.value("loai") or one["outcome"] == asked.value("loai")]
    start = (asked.number - 1) * asked.size
    page = Page(asked, [_worded(one) for one in kept[start : start + asked.size]], len(kept) > start + asked.size,
                len(kept))  # fmt: skip
    is_open = run.state == SheetImport.State.CHECKED
    named = [*OUTCOMES, ("same", gettext_lazy("Giữ nguyên")), ("submitted", gettext_lazy("Đề nghị duyệt"))]
    return {
        "run": run, "plan": run.plan, "form": form, "page": page, "is_open": is_open, "fields": FIELDS.items(),
        "is_done": run.state == SheetImport.State.DONE, "misfits": run.columns.get("misfits", ()),
        "parts": [(code, str(words), vn_number(run.counts.get(code, 0))) for code, words in named],
        "columns": columns_of(run, read_book(file_of(run), run.name), FIELDS) if is_open else [],
        "unchanged": not run.counts.get(CHANGED) and not run.counts.get(FAULT),
        "kept": [one for one in run.undo if one.get("kept")],
    }  # fmt: skip


def _worded(one: Mapping[str, Any]) -> dict[str, Any]:
    changes = [(FIELDS[name], one["before"].get(name, ""), value) for name, value in one["after"].items()]
    faults = [{**fault, "head": FIELDS.get(fault["field"], "")} for fault in one["faults"]]
    return {**one, "changes": changes, "faults": faults, "words": dict(OUTCOMES).get(one["outcome"], "")}


@login_required
@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook as it came, each fault beside its cell."""
    run = _run(request, pk)
    return workbook(given_back(run), f"loi-{run.pk}.xlsx")
