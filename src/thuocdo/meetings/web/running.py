"""During the meeting: who is there, what is said to each point; usable on a phone and by keyboard, one form."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.meetings import permissions, services
from thuocdo.meetings.models import Invitee
from thuocdo.meetings.rules.notes import mark
from thuocdo.meetings.services import Heard
from thuocdo.meetings.web.asking import person_of, refuse_without, seen_meeting, tried
from thuocdo.meetings.web.meeting import decided_of, last_of, points_of
from thuocdo.ui.asked import whole


@login_required
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as it is held; every button saves the whole page."""
    found, on = seen_meeting(request, pk), clock.today()
    refuse_without(request, found, "record_meeting")
    if request.method == "POST":
        heard = _heard(request)

        def save() -> object:
            return services.record_meeting(meeting=found, heard=heard, by=person_of(request), at=clock.now())

        if tried(request, save, _("Đã ghi lúc %(time)s.") % {"time": f"{clock.now():%H:%M}"}):
            return _next(request, pk)
        return redirect("meetings:run", pk)
    decided = decided_of(found, on)
    by_item: dict[int | None, list[object]] = {}
    for one in decided:
        by_item.setdefault(one["row"].item_id, []).append(one)
    points = [
        point | {"decided": by_item.get(point["row"].pk, []), "mark": mark(point["row"].said)}
        for point in points_of(found, on)
    ]
    context = {
        "meeting": found, "points": points, "decided": decided, "general": by_item.get(None, []),
        "guests": [(row, row.mark) for row in found.invitees.all()], "closing_mark": mark(found.closing),
        "attendances": Invitee.Attendance.choices, "last": last_of(found),
        "may": permissions.abilities(person_of(request), found), "on": on,
    }  # fmt: skip
    return render(request, "meetings/run.html", context)


def _heard(request: HttpRequest) -> Heard:
    """Fields `a-KEY` attendance, `c-KEY` who came instead, `s-KEY` what was said, `closing`; `b-…` marks what the form
    showed in each."""
    sent = request.POST
    came = {key: (sent[f"a-{key}"], sent.get(f"c-{key}", "")) for key in _keys(request, "a-")}
    shown = {name[2:]: str(sent[name]) for name in sent if name[:2] == "b-"}
    return Heard(
        attendance=came, said={key: sent[f"s-{key}"] for key in _keys(request, "s-")}, closing=sent.get("closing"),
        shown=shown,
    )  # fmt: skip


def _keys(request: HttpRequest, start: str) -> list[int]:
    """Keys of the fields that begin so; what is no key is passed over."""
    found = [whole(name.removeprefix(start)) for name in request.POST if name.startswith(start)]
    return [key for key in found if key is not None and f"{start}{key}" in request.POST]


def _next(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the pressed button leads: a conclusion about a point, the end, or the same place again."""
    point = whole(request.POST.get("ket-luan"))
    if point is not None:
        return redirect(f"/hop/{pk}/ket-luan/?noi-dung={point}" if point else f"/hop/{pk}/ket-luan/")
    if "chot" in request.POST:
        return redirect("meetings:conclude", pk)
    place = whole(request.POST.get("luu"))
    return redirect(f"/hop/{pk}/dieu-hanh/#noi-dung-{place}" if place else f"/hop/{pk}/dieu-hanh/")
