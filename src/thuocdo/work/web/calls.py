"""Pages of results asked for out of turn (yêu cầu đột xuất) and of the event that a deadline runs from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.fields import DayField
from thuocdo.ui.formatting import vn_date
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Task, TaskDeadline
from thuocdo.work.queries import calling
from thuocdo.work.web import lists
from thuocdo.work.web.forms import words_field
from thuocdo.work.web.papers import PaperField, paper_named

ONE_DAY = timedelta(days=1)
EVERYBODY, SOME = "all", "some"


class CallForm(forms.Form):
    """What is asked for out of turn, of whom, until when, why."""

    what = forms.CharField(
        label=gettext_lazy("Nội dung yêu cầu"), max_length=300,
        help_text=gettext_lazy("Ví dụ: số liệu hồ sơ quá hạn quý I."),
        error_messages={
            "required": gettext_lazy("Ghi cần báo cáo gì."), "max_length": gettext_lazy("Nhiều nhất 300 chữ cái."),
        },
    )  # fmt: skip
    due_on = DayField(
        label=gettext_lazy("Hạn"), help_text=gettext_lazy("Ví dụ 30/09/2025"),
        error_messages={"required": gettext_lazy("Ghi hạn.")},
    )  # fmt: skip
    whom = forms.ChoiceField(
        label=gettext_lazy("Yêu cầu"), widget=forms.RadioSelect, initial=EVERYBODY,
        choices=[
            (EVERYBODY, gettext_lazy("mọi cơ quan chủ trì")), (SOME, gettext_lazy("chỉ các cơ quan chọn dưới đây"))
        ],
        error_messages={"required": gettext_lazy("Chọn yêu cầu những cơ quan nào.")},
    )  # fmt: skip
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Cơ quan chủ trì"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Chọn trong các cơ quan đang chủ trì.")},
    )  # fmt: skip
    window_first = DayField(label=gettext_lazy("Số liệu từ ngày"), required=False)
    window_last = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    paper = PaperField(label=gettext_lazy("Văn bản yêu cầu"))
    reason = words_field(gettext_lazy("Lý do"), gettext_lazy("Ghi vì sao cần báo cáo đột xuất."))

    def __init__(self, *args: Any, person: Person | None, leads: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        units = self.fields["units"]
        assert isinstance(units, forms.MultipleChoiceField)
        units.choices = leads

    def clean_paper(self) -> Any:
        return paper_named(self.cleaned_data.get("paper", ""), self.person)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("whom") == SOME and not data.get("units") and "units" not in self.errors:
            self.add_error("units", _("Chọn ít nhất một cơ quan."))
        if bool(data.get("window_first")) != bool(data.get("window_last")):
            self.add_error("window_last", _("Kỳ số liệu cần cả ngày đầu và ngày cuối."))
        return data

    @property
    def window(self) -> tuple[date, date] | None:
        """The days of the figures, half-open."""
        first, last = self.cleaned_data.get("window_first"), self.cleaned_data.get("window_last")
        return (first, last + ONE_DAY) if first and last else None


class EventForm(forms.Form):
    """When the event was that a deadline runs from."""

    event_on = DayField(
        label=gettext_lazy("Ngày của sự kiện"), error_messages={"required": gettext_lazy("Ghi ngày của sự kiện.")},
        help_text=gettext_lazy("Ví dụ 30/09/2025"),
    )  # fmt: skip
    due_on = DayField(
        label=gettext_lazy("Hạn"),
        required=False,
        help_text=gettext_lazy("Để trống thì tính theo văn bản; bắt buộc khi văn bản không ghi trong bao lâu."),
    )
    reason = words_field(gettext_lazy("Lý do"), "", required=False, hint=gettext_lazy("Bắt buộc khi sửa ngày đã ghi."))


@login_required
@require_http_methods(["GET", "POST"])
def call_occurrence(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for out of turn in a task, and the form to ask (yêu cầu báo cáo đột xuất)."""
    person, on = lists.person_of(request), clock.today()
    task = queries.visible_task(person, pk)
    if task is None:
        raise Http404
    leads = calling.leads_of(task, on)
    sent = request.POST if request.method == "POST" else None
    form = CallForm(sent, person=person, leads=[(key, name) for key, name in leads.items()])
    if sent is not None:
        _refuse_without_right(person, task, "call_occurrence")
        if form.is_valid() and _called(request, form, task):
            return redirect("work:call_occurrence", pk=task.pk)
    may = "call_occurrence" in permissions.abilities(person, task)
    context = {
        "task": task, "plan": task.plan, "calls": calling.calls_of(task, on), "leads": len(leads),
        "form": form if may and leads else None, "may": may,
    }  # fmt: skip
    return render(request, "work/call.html", context, status=422 if form.errors else 200)


def _called(request: HttpRequest, form: CallForm, task: Task) -> bool:
    """Whether the call was made; a refusal stands beside its field."""
    data = form.cleaned_data
    units = list(Unit.objects.filter(key__in=data["units"])) if data["whom"] == SOME else []
    asked = services.Asked(
        what=data["what"], reason=data["reason"], due_on=data["due_on"], units=units, document=data["paper"],
        window=form.window,
    )  # fmt: skip
    if not _done(
        form, lambda: services.call_occurrence(task=task, asked=asked, by=lists.person_of(request), at=clock.now())
    ):
        return False
    messages.success(request, _("Đã yêu cầu. Các cơ quan thấy kỳ hạn mới trong việc của mình."))
    return True


@login_required
@require_http_methods(["GET", "POST"])
def date_event(request: HttpRequest, pk: int) -> HttpResponse:
    """The event that a deadline runs from, with its day where it is known (ghi ngày sự kiện)."""
    person = lists.person_of(request)
    seen = TaskDeadline.objects.filter(permissions.visible_to(person, TaskDeadline))
    deadline = get_object_or_404(seen.select_related("task__plan__issuer", "task__plan__document"), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = EventForm(sent, initial={"event_on": deadline.event_on})
    if sent is not None:
        _refuse_without_right(person, deadline, "date_event")
        if form.is_valid() and _event_dated(request, form, deadline):
            return redirect("work:task", pk=deadline.task_id)
    may = "date_event" in permissions.abilities(person, deadline)
    context = {"deadline": deadline, "task": deadline.task, "plan": deadline.task.plan, "form": form if may else None}
    return render(request, "work/event.html", context, status=422 if form.errors else 200)


def _event_dated(request: HttpRequest, form: EventForm, deadline: TaskDeadline) -> bool:
    data = form.cleaned_data
    event = services.Event(data["event_on"], data["due_on"], data["reason"])
    if not _done(
        form, lambda: services.date_event(deadline=deadline, event=event, by=lists.person_of(request), at=clock.now())
    ):
        return False
    words = {"day": vn_date(deadline.event_due_on)}
    messages.success(request, _("Đã ghi ngày của sự kiện: hạn là %(day)s.") % words)
    return True


def _refuse_without_right(person: Person | None, thing: Any, verb: str) -> None:
    """Ask for the right before the fields are looked at: the service says the same."""
    if verb not in permissions.rights(person, thing):
        raise NotAllowed("work.not_allowed", _("Bạn không có quyền làm việc này."), _("Nhờ cơ quan giao nhiệm vụ."))


def _done(form: forms.Form, run: Any) -> bool:
    try:
        run()
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        field = str(refusal.where.get("field", "")) if refusal.where else ""
        words = " ".join(part for part in (refusal.message, refusal.remedy) if part)
        form.add_error(field if field in form.fields else None, words)
        return False
    return True


def of_task(request: HttpRequest, task: Task) -> list[tuple[str, dict[str, Any]]]:
    """The panel on a task's page (wiring: `TASK_PANELS`): calls, deadlines that wait for an event, ways to both."""
    person, on = lists.person_of(request), clock.today()
    verbs = permissions.abilities(person, task)
    calls = calling.calls_of(task, on)
    events = calling.by_event(task)
    may_call = "call_occurrence" in verbs and task.state == Task.State.IN_FORCE
    if not calls and not events and not may_call:
        return []
    given = {"calls": calls, "events": events, "may_call": may_call, "may_date": "date_event" in verbs, "task": task}
    return [("work/parts/calls_panel.html", given)]
