"""Pages of a plan in Excel: take it home, hand it in, see what it would change, agree, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock, files
from thuocdo.kernel.columns import head_key
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.formatting import vn_number
from thuocdo.ui.tables import Asked, Filter, Listing, Page
from thuocdo.work.models import Plan, SheetImport
from thuocdo.work.permissions import rights
from thuocdo.work.queries.sheets import LIMITS, Book, file_of, import_seen, imports_of, read_book
from thuocdo.work.rules.sheet_diff import ADDED, CHANGED, FAULT, VANISHED
from thuocdo.work.rules.sheet_rows import FIELDS, words_of
from thuocdo.work.services import sheets as services
from thuocdo.work.web import lists
from thuocdo.work.web.answers import tried, workbook
from thuocdo.work.web.plans import head_of, seen_plan
from thuocdo.work.web.sheets_given_back import given_back

OUTCOMES = (
    (FAULT, gettext_lazy("Có lỗi")), (CHANGED, gettext_lazy("Thay đổi")), (ADDED, gettext_lazy("Thêm mới")),
    (VANISHED, gettext_lazy("Không còn trong tệp")),
)  # fmt: skip
LISTING = Listing(sizes=(20, 50))
ROWS = Listing(
    filters=(
        Filter(name="loai", label=gettext_lazy("Loại"), choices=OUTCOMES, all_words=gettext_lazy("Mọi thay đổi")),
    ),
    sizes=(50, 100),
)  # fmt: skip
SAMPLES = 3


class UploadForm(forms.Form):
    """A workbook."""

    file = forms.FileField(
        label=gettext_lazy("Tệp Excel"),
        help_text=gettext_lazy("Dạng .xlsx, .xls: tệp xuất từ đây đã sửa, hoặc bảng cơ quan tự lập; nặng nhất 10 MB."),
        error_messages={"required": gettext_lazy("Chọn tệp."), "empty": gettext_lazy("Tệp rỗng (0 byte).")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls"}),
    )  # fmt: skip

    def workbook(self) -> services.Workbook:
        """What was handed in. Refused when it is too large."""
        upload = self.cleaned_data["file"]
        files.refuse_too_large(upload.size, upload.name)
        return services.Workbook(upload.name, upload.read(LIMITS.size + 1))


class AgreeForm(forms.Form):
    """What a person agrees to, as the difference was shown."""

    digest = forms.CharField(widget=forms.HiddenInput)
    fits = forms.BooleanField(label=gettext_lazy("Tôi đã xem: các cột đúng như vậy"), required=False)
    partial = forms.BooleanField(label=gettext_lazy("Nhập các dòng đúng, bỏ lại các dòng có lỗi"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Bỏ các nhiệm vụ không còn trong tệp"), required=False)
    why = forms.CharField(
        label=gettext_lazy("Lý do điều chỉnh"), required=False, max_length=500,
        help_text=gettext_lazy("Để trống thì ghi tên tệp."),
    )  # fmt: skip

    def agreement(self) -> services.Agreement:
        """What was agreed to."""
        return services.Agreement(**self.cleaned_data)


def may_write(request: HttpRequest, plan: Plan) -> bool:
    """Whether the person may hand in a workbook of the plan in its state."""
    wanted = services.WRITING.get(plan.state)
    return wanted is not None and wanted in rights(lists.person_of(request), plan)


@login_required
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a workbook to take home, the form to hand it in, and what was handed in so far."""
    plan = seen_plan(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        made: list[SheetImport] = []

        def run() -> None:
            by = lists.person_of(request)
            made.append(services.check_plan_sheet(plan=plan, workbook=form.workbook(), by=by, at=clock.now()))

        if tried(form, run):
            return redirect("work:plan_sheet", pk=plan.pk, number=made[0].pk)
    elif form.is_bound and not may_write(request, plan):
        # Who may not is told so whatever the form says.
        services.check_plan_sheet(
            plan=plan, workbook=services.Workbook("", b""), by=lists.person_of(request), at=clock.now()
        )
    context = {
        **head_of(plan), "form": form, "page": LISTING.page(imports_of(plan), request),
        "may_write": may_write(request, plan), "is_draft": plan.state == Plan.State.DRAFT,
    }  # fmt: skip
    return render(request, "work/plan_sheets.html", context, status=422 if form.is_bound else 200)


def _run(request: HttpRequest, pk: int, number: int) -> tuple[Plan, SheetImport]:
    plan = seen_plan(request, pk)
    run = import_seen(plan, number, lists.person_of(request))
    if run is None:
        raise Http404(_("Không có lần nhập này."))
    run.plan = plan
    return plan, run


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a workbook would change or has changed; choose its columns, agree to it, take it back."""
    plan, run = _run(request, pk, number)
    form = AgreeForm(request.POST if "agree" in request.POST else None, initial={"digest": run.columns.get("digest")})
    if request.method == "POST":
        answer = _decided(request, run, form)
        if answer is not None:
            return answer
    return render(request, "work/plan_sheet.html", _context(request, plan, run, form),
                  status=422 if request.method == "POST" else 200)  # fmt: skip


def _decided(request: HttpRequest, run: SheetImport, form: AgreeForm) -> HttpResponse | None:
    """Carry out what the form asks for; nothing when the page is to be shown again with an error."""
    by, at = lists.person_of(request), clock.now()
    here = redirect("work:plan_sheet", pk=run.plan_id, number=run.pk)
    try:
        if "agree" in request.POST:
            form.is_valid()
            if not tried(form, lambda: services.import_plan_sheet(run=run, agreed=form.agreement(), by=by, at=at)):
                return None
            messages.success(request, _("Đã nhập. Chưa dùng đến thì còn hoàn tác được ở trang này."))
            return here
        if "undo" in request.POST:
            services.undo_plan_sheet(run=run, by=by, at=at)
            messages.success(request, _("Đã hoàn tác lần nhập."))
            return here
        if "discard" in request.POST:
            services.discard_plan_sheet(run=run, by=by, at=at)
            messages.success(request, _("Đã bỏ lần nhập; kế hoạch không đổi."))
            return redirect("work:plan_sheets", pk=run.plan_id)
        return _again(run, request, chosen_of(request, run.columns["heads"]))
    except Stale as stale:
        messages.warning(request, f"{stale.message} {stale.remedy}")
        return _again(run, request, None)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
        return here


def chosen_of(request: HttpRequest, heads: Sequence[str]) -> dict[str, str]:
    """Columns as they were chosen on the page, by head."""
    return {head: request.POST.get(f"column-{at}", "") for at, head in enumerate(heads) if head}


def _again(run: SheetImport, request: HttpRequest, chosen: Mapping[str, str] | None) -> HttpResponse:
    """The same file looked over once more, with other columns or against the plan of now."""
    book = services.Workbook(run.name, file_of(run), chosen)
    made = services.check_plan_sheet(plan=run.plan, workbook=book, by=lists.person_of(request), at=clock.now())
    return redirect("work:plan_sheet", pk=run.plan_id, number=made.pk)


def _context(request: HttpRequest, plan: Plan, run: SheetImport, form: AgreeForm) -> dict[str, Any]:
    asked = ROWS.read(request)
    kept = [one for one in run.lines if not asked.value("loai") or one["outcome"] == asked.value("loai")]
    is_open = run.state == SheetImport.State.CHECKED
    return {
        **head_of(plan), "run": run, "form": form, "is_open": is_open, "is_done": run.state == SheetImport.State.DONE,
        "may_write": may_write(request, plan), "is_draft": plan.state == Plan.State.DRAFT,
        "page": cut_rows(kept, asked), "parts": parts_of(run.counts), "labels": FIELDS,
        "columns": columns_of(run, read_book(file_of(run), run.name), FIELDS) if is_open else [],
        "fields": FIELDS.items(), "misfits": run.columns.get("misfits", ()), "notes": run.columns.get("notes", ()),
        "unchanged": not any(run.counts.get(code, 0) for code, _words in OUTCOMES), "amendment": amendment_of(run),
    }  # fmt: skip


def amendment_of(run: SheetImport) -> int | None:
    """The amendment that an import has prepared."""
    return next((one["amendment"] for one in run.undo if "amendment" in one), None)


def parts_of(counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Counts by outcome in words."""
    named = [*OUTCOMES, ("same", gettext_lazy("Giữ nguyên"))]
    return [(code, str(words), vn_number(counts.get(code, 0))) for code, words in named]


def cut_rows(kept: Sequence[Mapping[str, Any]], asked: Asked) -> Page:
    """The page of rows, each with its changes as (head, before, after)."""
    start = (asked.number - 1) * asked.size
    rows = [worded(one) for one in kept[start : start + asked.size]]
    return Page(asked, rows, len(kept) > start + asked.size, len(kept))


def worded(one: Mapping[str, Any]) -> dict[str, Any]:
    """A kept row for the page."""
    names = [name for name in FIELDS if name in one["after"] or (name in one["before"] and one["outcome"] == CHANGED)]
    changes = [(FIELDS[name], one["before"].get(name, ""), one["after"].get(name, "")) for name in names]
    faults = [{**fault, "head": FIELDS.get(fault["field"], "")} for fault in one["faults"]]
    return {**one, "changes": changes, "faults": faults, "words": dict(OUTCOMES).get(one["outcome"], "")}


def columns_of(run: SheetImport, book: Book, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every head of an officials' own table with its field and some of its values; none for a workbook of ours."""
    if run.columns.get("keyed"):
        return []
    fields = {place: name for name, place in run.columns["places"].items()}
    rows = book.rows[run.columns["row"] + run.columns["height"] :][: SAMPLES * 10]
    found = []
    for at, head in enumerate(run.columns["heads"]):
        if head and head_key(head):
            values = [words_of(row[at])[:60] for row in rows if at < len(row) and words_of(row[at]).strip()][:SAMPLES]
            found.append({"at": at, "head": head, "field": fields.get(at, ""), "values": values})
    return found


@login_required
@require_safe
def faults(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The workbook as it came, each fault beside its cell."""
    _plan, run = _run(request, pk, number)
    return workbook(given_back(run), f"loi-{run.pk}.xlsx")
