"""A meeting is planned: its head, who is invited, its agenda."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.core.clock import ZONE
from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import below
from thuocdo.directory.queries import names_on
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.meetings import permissions, queries, services
from thuocdo.meetings.models import AgendaItem, Meeting
from thuocdo.meetings.queries.agenda import candidates, scope
from thuocdo.meetings.services.arranging import Change, Move, Order, Pick, Remove, Say
from thuocdo.meetings.web.asking import beside, person_of, refuse_without, seen_meeting, tried
from thuocdo.meetings.web.forms import MeetingForm
from thuocdo.meetings.web.meeting import points_of
from thuocdo.ui.asked import whole


def _named(units: list[Unit]) -> list[tuple[str, str]]:
    names = names_on([unit.pk for unit in units], clock.today())
    return [(unit.key, names.get(unit.pk, unit.key)) for unit in units]


def _people(units: list[Unit]) -> list[Person]:
    held = Position.objects.filter(unit__in=units, valid__contains=clock.today())
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("full_name", "pk"))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting of one's own unit."""
    units = permissions.units_for(person_of(request))
    form = MeetingForm(
        request.POST or None, units=_named(units), people=_people(units),
        initial={"kind": "briefing", "day": clock.today(), "time": "08:00", "minutes": 90},
    )  # fmt: skip

    def save() -> Meeting:
        unit = next(unit for unit in units if unit.key == form.cleaned_data["unit"])
        return services.plan_meeting(unit=unit, content=form.content(), by=person_of(request), at=clock.now())

    return _answer(request, form, save, {"head": _("Lập cuộc họp")}, "meetings:guests")


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the head of a meeting."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "write_meeting")
    starts = found.starts_at.astimezone(ZONE)
    initial = {name: getattr(found, name) for name in ("kind", "title", "minutes", "place", "link", "purpose")} | {
        "unit": found.unit.key, "day": starts.date(), "time": f"{starts:%H:%M}",
        "chair": str(found.chair_id or ""), "secretary": str(found.secretary_id or ""),
    }  # fmt: skip
    people = {one.pk: one for one in [*_people([found.unit]), found.chair, found.secretary] if one is not None}
    form = MeetingForm(
        request.POST if request.method == "POST" else None, units=_named([found.unit]), people=list(people.values()),
        initial=initial,
    )  # fmt: skip
    revision = whole(request.POST.get("revision")) if request.method == "POST" else found.revision

    def save() -> Meeting:
        return services.write_meeting(
            meeting=found, content=form.content(), revision=revision or 0, by=person_of(request), at=clock.now()
        )

    context = {"head": _("Sửa cuộc họp"), "meeting": found, "revision": revision}
    return _answer(request, form, save, context, "meetings:meeting")


def _answer(
    request: HttpRequest, form: MeetingForm, save: Callable[[], Meeting], context: dict[str, Any], then: str
) -> HttpResponse:
    """The page with the form; saved when it is sound."""
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = save()
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã lưu cuộc họp."))
            return redirect(then, made.pk)
    context |= {"form": form, "problem": problem}
    return render(request, "meetings/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def guests(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is invited: people of the unit, and units that send somebody."""
    found, on = seen_meeting(request, pk), clock.today()
    refuse_without(request, found, "invite")
    posts, units = queries.people_to_invite(found.unit, on), queries.units_to_invite(found.unit, on)
    if request.method == "POST":
        people, keys = set(request.POST.getlist("nguoi")), set(request.POST.getlist("co-quan"))
        there = list(found.invitees.select_related("person", "unit"))
        chosen = services.Guests(
            people=[post.person for post in posts if str(post.person_id) in people]
            + [row.person for row in there if row.person is not None and str(row.person_id) in people],
            units=[unit for unit, _name in units if unit.key in keys]
            + [row.unit for row in there if row.unit is not None and row.unit.key in keys],
        )

        def run() -> object:
            return services.invite(meeting=found, guests=chosen, by=person_of(request), at=clock.now())

        if tried(request, run, _("Đã lưu thành phần.")):
            return redirect("meetings:agenda" if "tiep" in request.POST else "meetings:meeting", pk)
        return redirect("meetings:guests", pk)
    invited = list(found.invitees.values_list("person", "unit"))
    lower = below([found.unit_id], on)
    context = {
        "meeting": found, "posts": posts, "people": {person for person, _unit in invited if person},
        "lower": [pair for pair in units if pair[0].pk in lower],
        "others": [pair for pair in units if pair[0].pk not in lower],
        "units": {unit for _person, unit in invited if unit},
    }  # fmt: skip
    return render(request, "meetings/guests.html", context)


KINDS = [one for one in AgendaItem.Kind if one != AgendaItem.Kind.WORDS]


@login_required
@require_http_methods(["GET", "POST"])
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda: what may stand on it by kind (`?nguon=`), words of its own, the order by hand."""
    found, on = seen_meeting(request, pk), clock.today()
    refuse_without(request, found, "arrange_agenda")
    back = f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path
    if request.method == "POST":
        change = _change(request)

        def run() -> object:
            return services.arrange_agenda(meeting=found, change=change, by=person_of(request), at=clock.now())

        tried(request, run, _("Đã lưu chương trình họp."))
        return redirect(back)
    kind = request.GET.get("nguon", "")
    kind = kind if kind in AgendaItem.Kind.values and kind != "words" else AgendaItem.Kind.LATE.value
    units = scope(found, on)
    names = names_on(units, on)
    unit = whole(request.GET.get("co-quan"))
    text = request.GET.get("chu", "").strip()[:100]
    rows = candidates(person_of(request), found, on, kind=kind, unit=unit if unit in units else None, text=text)
    context = {
        "meeting": found, "points": points_of(found, on), "rows": rows, "kind": kind, "text": text, "unit": unit,
        "kinds": [(one.value, one.label) for one in KINDS], "on": on,
        "units": sorted(((key, name) for key, name in names.items()), key=lambda pair: pair[1]),
    }  # fmt: skip
    return render(request, "meetings/agenda.html", context)


MAKERS: dict[str, Callable[[int], Change]] = {
    "len": lambda key: Move(key, -1), "xuong": lambda key: Move(key, 1), "bo": Remove,
}  # fmt: skip


def _change(request: HttpRequest) -> Change:
    """What the form asks for: `len`, `xuong`, `bo` name a point; `thu-tu` has all numbers; `them` words; else picks."""
    for name, make in MAKERS.items():
        if (key := whole(request.POST.get(name))) is not None:
            return make(key)
    if "thu-tu" in request.POST:
        given = {whole(name[3:]): whole(request.POST.get(name)) for name in request.POST if name[:3] == "so-"}
        return Order({key: number for key, number in given.items() if key is not None and number is not None})
    if "them" in request.POST:
        return Say(request.POST.get("noi-dung", ""))
    marks = [mark.partition(":") for mark in request.POST.getlist("chon")]
    keys = [(kind, whole(key)) for kind, _colon, key in marks]
    return Pick([(kind, key) for kind, key in keys if key is not None])
