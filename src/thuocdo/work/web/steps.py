"""Pages of steps: giving one, one with what can be done about it, and the list of a person and of an agency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.queries.why import not_allowed
from thuocdo.ui.tables import Filter, Listing, Page, TextFilter
from thuocdo.ui.xlsx import Column, plain_list
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Occurrence, Step
from thuocdo.work.permissions import reach
from thuocdo.work.queries import sharing
from thuocdo.work.queries.open_work import colleagues
from thuocdo.work.web import inside, lists
from thuocdo.work.web.answers import cut_for_workbook, tried, workbook
from thuocdo.work.web.sharing_forms import GiveStepForm, ReasonForm, StepForm

VERBS = {"xong": "finish_step", "thoi": "drop_step", "mo-lai": "reopen_step", "sua": "change_step"}
HEADS = {
    "xong": gettext_lazy("Báo xong"), "thoi": gettext_lazy("Thôi không làm"), "mo-lai": gettext_lazy("Mở lại"),
    "sua": gettext_lazy("Sửa, giao lại"),
}  # fmt: skip
DONE = {
    "xong": gettext_lazy("Đã báo xong."), "thoi": gettext_lazy("Đã thôi bước này."),
    "mo-lai": gettext_lazy("Đã mở lại."), "sua": gettext_lazy("Đã ghi."),
}  # fmt: skip
CHANGED = gettext_lazy(
    "Người khác vừa sửa bước này sau khi bạn mở trang. Nội dung mới ở đầu trang; lời bạn nhập vẫn còn dưới đây và chưa"
    " được ghi: xem lại rồi bấm lần nữa để ghi."
)


@login_required
@require_http_methods(["GET", "POST"])
def give_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a step of a part of work; a form with problems comes back on a page of its own."""
    person, on = lists.person_of(request), clock.today()
    found = queries.visible_obligation(person, pk)
    if found is None:
        raise Http404
    if request.method == "GET":
        return redirect(f"{reverse('work:obligation', args=[pk])}#buoc")
    if "give_step" not in permissions.rights(person, found):
        raise not_allowed(person, "work.give_step", found)
    people = colleagues(found, on)
    form = GiveStepForm(request.POST, people=people)
    one = _occurrence(request.POST.get("ky", ""), found.task_id)
    if form.is_valid():
        data = form.cleaned_data
        words = services.StepWords(data["text"], form.people.get(data["person"]), data["due_on"])
        about = {"obligation": found, "step": words, "occurrence": None if data["every"] else one}
        if tried(form, lambda: services.give_step(**about, by=person, at=clock.now())):
            messages.success(request, _("Đã giao bước này."))
            back = f"?ky={one.pk}" if one is not None else ""
            return redirect(f"{reverse('work:obligation', args=[pk])}{back}#buoc")
    context = {
        "form": form, "head": _("Giao một bước cho người trong cơ quan"), "button": _("Giao bước này"),
        "back": reverse("work:obligation", args=[pk]), "about": found.task.text,
        "kept": [("ky", one.pk)] if one else [],
    }  # fmt: skip
    return render(request, "work/one_form.html", context, status=422)


def _occurrence(text: str, task: int) -> Occurrence | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return Occurrence.objects.filter(pk=int(text), task=task).first()


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step (bước công việc): finished, dropped, opened again, changed or passed to a colleague."""
    person = lists.person_of(request)
    found = _found(person, pk)
    if request.method == "GET":
        return _page(request, found, "", None)
    way = request.POST.get("viec", "")
    if way not in VERBS:
        raise Http404
    if VERBS[way] not in permissions.rights(person, found):
        raise not_allowed(person, f"work.{VERBS[way]}", found)
    form = _form(way, found, request.POST)
    if form.is_valid() and way == "sua" and request.POST.get("da-thay", mark_of(found)) != mark_of(found):
        form.add_error(None, CHANGED)
        return _page(request, found, way, form, status=409)
    if form.is_valid() and tried(form, lambda: _run(way, found, form, person)):
        messages.success(request, str(DONE[way]))
        return redirect("work:step", pk=pk)
    return _page(request, _found(person, pk), way, form, status=422)


def _found(person: Person | None, pk: int) -> Step:
    seen = Step.objects.filter(permissions.visible_to(person, Step), pk=pk).values("pk")
    rows = Step.objects.select_related("obligation__task", "obligation__plan", "occurrence", "person", "given_by")
    return get_object_or_404(rows, pk__in=seen)


def _run(way: str, found: Step, form: forms.Form, person: Person | None) -> object:
    data, at = form.cleaned_data, clock.now()
    if way == "sua":
        to = services.StepWords(data["text"], form.people.get(data["person"]), data["due_on"])  # type: ignore[attr-defined]
        return services.change_step(step=found, to=to, by=person, at=at)
    if way == "xong":
        return services.finish_step(step=found, result=data["reason"], by=person, at=at)
    if way == "thoi":
        return services.drop_step(step=found, reason=data["reason"], by=person, at=at)
    return services.reopen_step(step=found, reason=data["reason"], by=person, at=at)


def mark_of(found: Step) -> str:
    """What a step says now, in a form that a page can carry and that can be compared."""
    said = f"{found.state}|{found.person_id}|{found.due_on}|{found.text}"
    return str(crc32(said.encode()))


def _form(way: str, found: Step, data: Any = None) -> forms.Form:
    if way == "sua":
        people = colleagues(found.obligation, clock.today())
        return StepForm.of(found, people) if data is None else StepForm(data, people=people, now=found.person)
    form = ReasonForm(data, auto_id=f"{way}_%s")
    if way == "xong":
        form.fields["reason"].label = _("Kết quả")
        form.fields["reason"].error_messages["required"] = _("Ghi kết quả của bước này.")
    return form


def _page(request: HttpRequest, found: Step, marked: str, bound: forms.Form | None, status: int = 200) -> HttpResponse:
    on, verbs = clock.today(), permissions.abilities(lists.person_of(request), found)
    ways = [
        {"mark": mark, "head": HEADS[mark], "form": bound if mark == marked else _form(mark, found),
         "open": mark == marked or (mark == "xong" and not marked)}
        for mark, verb in VERBS.items() if verb in verbs or mark == marked
    ]  # fmt: skip
    names = queries.names_on([found.obligation.unit_id], on)
    context = {
        "one": found, "ways": ways, "code": inside.step_code(found, on), "seen": mark_of(found),
        "unit_name": names.get(found.obligation.unit_id, ""),
    }  # fmt: skip
    return render(request, "work/step.html", context, status=status)


def _unchanged(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows


def _colleagues(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    """Myself, or everybody of the own agency."""
    return (("co-quan", _("Cả cơ quan tôi")),)


STATES = (("tre", gettext_lazy("Quá ngày")), *Step.State.choices)
LISTING = Listing(
    filters=(
        Filter(name="cua", label=gettext_lazy("Của ai"), choices=_colleagues, all_words=gettext_lazy("Giao cho tôi"),
               apply=_unchanged),
        Filter(name="tinh-trang", label=gettext_lazy("Tình trạng"), choices=STATES,
               all_words=gettext_lazy("Đang làm"), apply=_unchanged),
        TextFilter(name="nguoi", label=gettext_lazy("Tên người"), lookup="person__folded__contains"),
    ),
    sorts={"ngay": ("due_on",), "nguoi": ("person",)}, order="ngay", sizes=(20, 50, 100),
)  # fmt: skip
ORDERS: dict[str, list[Any]] = {
    "ngay": [F("due_on").asc(nulls_last=True), "pk"], "-ngay": [F("due_on").desc(nulls_last=True), "-pk"],
    "nguoi": ["person__full_name", "due_on", "pk"], "-nguoi": ["-person__full_name", "due_on", "pk"],
}  # fmt: skip


def _rows(request: HttpRequest) -> tuple[QuerySet[Step], Any]:
    person, on = lists.person_of(request), clock.today()
    asked = LISTING.read(request)
    if asked.value("cua") == "co-quan":
        rows = sharing.steps_in(reach(person, on).own_units)
    else:
        rows = sharing.steps_for(person, on) if person is not None else Step.objects.none()
    if words := asked.value("nguoi"):
        rows = rows.filter(person__folded__contains=words)
    state = asked.value("tinh-trang") or "open"
    rows = rows.filter(state="open", due_on__lt=on) if state == "tre" else rows.filter(state=state)
    return rows.order_by(*ORDERS[asked.order]), asked


@login_required
@require_safe
def step_list(request: HttpRequest) -> HttpResponse:
    """Steps given to the person, or to anybody of the own agency; a fixed number of queries."""
    on = clock.today()
    found, asked = _rows(request)
    start = (asked.number - 1) * asked.size
    rows = list(found[start : start + asked.size + 1])
    items = [{"row": row, "code": inside.step_code(row, on)} for row in rows[: asked.size]]
    page = Page(asked, items, len(rows) > asked.size)
    return render(request, "work/steps.html", {"page": page, "xlsx": asked.url()})


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Bước", width=56), Column(title="Nhiệm vụ", width=56),
    Column(title="Kỳ", width=22), Column(title="Người làm", width=26), Column(title="Trước hết ngày", width=14),
    Column(title="Tình trạng", width=16), Column(title="Kết quả", width=40),
)  # fmt: skip


@login_required
@require_safe
def step_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    found, _asked = _rows(request)
    rows, note = cut_for_workbook(found, clock.today())
    cells = (
        (number, row.text, row.obligation.task.text, row.occurrence.label if row.occurrence else "mọi kỳ hạn",
         row.person.full_name if row.person else "", row.due_on, row.get_state_display(), row.result)
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    content = plain_list("Việc được giao", COLUMNS, cells, note=note)
    return workbook(content, f"viec-duoc-giao-{clock.today():%Y%m%d}.xlsx")
