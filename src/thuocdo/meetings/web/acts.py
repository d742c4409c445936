"""Short acts upon a meeting: call, open, cancel, conclude."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.meetings import services
from thuocdo.meetings.models import Meeting
from thuocdo.meetings.web.asking import beside, person_of, refuse_without, seen_meeting, tried
from thuocdo.meetings.web.forms import ClosingForm, ReasonForm
from thuocdo.meetings.web.meeting import decided_of


@login_required
@require_POST
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Call whoever is invited."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "call_meeting")

    def run() -> object:
        return services.call_meeting(meeting=found, by=person_of(request), at=clock.now())

    tried(request, run, _("Đã báo mời họp tới thành phần."))
    return redirect("meetings:meeting", pk)


@login_required
@require_POST
def open_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the meeting; the page for keeping it comes next."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "open_meeting")

    def run() -> object:
        return services.open_meeting(meeting=found, by=person_of(request), at=clock.now())

    done = tried(request, run, _("Đã khai mạc; tình trạng các nội dung được chốt theo hôm nay."))
    return redirect("meetings:run" if done else "meetings:meeting", pk)


Words = tuple[str, str, str]


def asked(
    request: HttpRequest, found: Meeting, form: forms.Form, words: Words, run: Callable[[dict[str, Any]], object],
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """A small form upon a meeting: head, button and thanks, and the decision that it calls."""
    problem, then = "", more.pop("then", reverse("meetings:meeting", args=[found.pk]))
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, words[2])
            return redirect(then)
    context = {"meeting": found, "form": form, "problem": problem, "head": words[0], "button": words[1], **more}
    return render(request, "meetings/act.html", context, status=422 if form.is_bound else 200)


def given(request: HttpRequest) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the meeting with a reason."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "cancel_meeting")

    def run(data: dict[str, Any]) -> object:
        return services.cancel_meeting(meeting=found, reason=data["reason"], by=person_of(request), at=clock.now())

    words = (_("Hủy cuộc họp"), _("Hủy cuộc họp"), _("Đã hủy và báo cho thành phần."))
    return asked(request, found, ReasonForm(given(request)), words, run)


@login_required
@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude the meeting: what is not given out yet, is given out with it."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "conclude_meeting")
    waiting = [one for one in decided_of(found, clock.today()) if one["row"].state == "draft"]

    def run(data: dict[str, Any]) -> object:
        return services.conclude_meeting(meeting=found, closing=data["closing"], by=person_of(request), at=clock.now())

    words = (_("Chốt kết luận"), _("Chốt kết luận và giao việc"), _("Đã chốt kết luận; việc đã giao cho từng nơi."))
    form = ClosingForm(given(request), initial={"closing": found.closing})
    return asked(request, found, form, words, run, waiting=waiting)
