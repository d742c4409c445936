"""Conclusions: written with who, what, by when; given out at once or with the end; dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thuocdo.core import clock
from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import below
from thuocdo.directory.queries import names_on
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.meetings import permissions, services
from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting
from thuocdo.meetings.queries.agenda import occurrence_of, with_things
from thuocdo.meetings.web.acts import asked, given
from thuocdo.meetings.web.asking import beside, person_of, refuse_without, seen_conclusion, seen_meeting, tried
from thuocdo.meetings.web.forms import ConclusionForm, ReasonForm
from thuocdo.ui.asked import whole


def _form(request: HttpRequest, found: Meeting, **initial: Any) -> ConclusionForm:
    on = clock.today()
    items = list(with_things(found.items.order_by("order", "pk")))
    lower = below([found.unit_id], on) - {found.unit_id}
    names = names_on(lower, on)
    keys = dict(Unit.objects.filter(pk__in=lower).values_list("pk", "key"))
    units = sorted(((keys[pk], name) for pk, name in names.items()), key=lambda pair: pair[1])
    return ConclusionForm(given(request), items=items, units=units, people=_people(found, items), initial=initial)


def _people(found: Meeting, items: list[AgendaItem]) -> list[tuple[Person, str]]:
    """People who may be given something: of the unit, and of the units whose work is on the agenda."""
    about = {one.unit_id for item in items if (one := occurrence_of(item)) is not None}
    held = Position.objects.filter(unit__in=about | {found.unit_id}, valid__contains=clock.today())
    rows = held.select_related("person").order_by("person__full_name", "pk")
    named = names_on(about, clock.today()) if about - {found.unit_id} else {}
    found_people: dict[int, tuple[Person, str]] = {}
    for post in rows:
        name = named.get(post.unit_id, "") if post.unit_id != found.unit_id else ""
        found_people.setdefault(post.person_id, (post.person, f"{post.title}, {name}" if name else post.title))
    return list(found_people.values())


@login_required
@require_http_methods(["GET", "POST"])
def new_conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a conclusion; `?noi-dung=` names the point of the agenda."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "write_conclusion")
    item = found.items.filter(pk=whole(request.GET.get("noi-dung")) or 0).first()
    kind = Conclusion.Kind.EXTENSION if item and item.kind == "extension" else Conclusion.Kind.TASK
    form = _form(request, found, kind=kind.value, item=str(item.pk) if item else "")
    return _answer(request, found, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a conclusion anew while it was not given out."""
    row = seen_conclusion(request, pk)
    refuse_without(request, row, "write_conclusion")
    form = _form(
        request, row.meeting, kind=row.kind, item=str(row.item_id or ""), text=row.text, due_on=row.due_on,
        unit=row.unit.key if row.unit and row.unit_id != row.meeting.unit_id else "", person=str(row.person_id or ""),
        output=row.output, granted="" if row.granted is None else "co" if row.granted else "khong",
    )  # fmt: skip
    return _answer(request, row.meeting, form, row)


def _answer(request: HttpRequest, found: Meeting, form: ConclusionForm, row: Conclusion | None) -> HttpResponse:
    problem, revision = "", row.revision if row else 0
    if request.method == "POST":
        revision = whole(request.POST.get("revision")) or 0
    if request.method == "POST" and form.is_valid():
        try:
            made = services.write_conclusion(
                meeting=found, content=form.content(), conclusion=row, revision=revision, by=person_of(request),
                at=clock.now(),
            )  # fmt: skip
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã ghi kết luận."))
            return _written(request, made)
    may_give = "carry_out_conclusion" in permissions.rights(person_of(request), found)
    context = {"meeting": found, "form": form, "problem": problem, "row": row, "revision": revision,
               "may_give": may_give}  # fmt: skip
    return render(request, "meetings/conclusion.html", context, status=422 if form.is_bound else 200)


def _written(request: HttpRequest, made: Conclusion) -> HttpResponse:
    """Back to the meeting; with the button "giao ngay" the work is given out at once."""
    if "giao" in request.POST:
        _carry_out(request, made)
    place = f"#noi-dung-{made.item_id}" if made.item_id else "#ket-luan"
    return redirect(f"{reverse('meetings:run', args=[made.meeting_id])}{place}")


def _carry_out(request: HttpRequest, row: Conclusion) -> None:
    def run() -> object:
        return services.carry_out_conclusion(conclusion=row, by=person_of(request), at=clock.now())

    tried(request, run, _("Đã giao việc theo kết luận."))


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out at once what was concluded."""
    row = seen_conclusion(request, pk)
    refuse_without(request, row, "carry_out_conclusion")
    _carry_out(request, row)
    return redirect(f"{reverse('meetings:run', args=[row.meeting_id])}#ket-luan")


@login_required
@require_http_methods(["GET", "POST"])
def drop_conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a conclusion with a reason."""
    row = seen_conclusion(request, pk)
    refuse_without(request, row, "drop_conclusion")

    def run(data: dict[str, Any]) -> object:
        return services.drop_conclusion(conclusion=row, reason=data["reason"], by=person_of(request), at=clock.now())

    words = (_("Bỏ kết luận"), _("Bỏ kết luận"), _("Đã bỏ kết luận; dòng vẫn còn để xem."))
    then = f"{reverse('meetings:run', args=[row.meeting_id])}#ket-luan"
    return asked(request, row.meeting, ReasonForm(given(request)), words, run, then=then, about=row.text)
