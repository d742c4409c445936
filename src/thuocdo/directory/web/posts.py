"""Giving, correcting and ending posts."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Position
from thuocdo.directory.permissions import posts
from thuocdo.directory.queries import name_on
from thuocdo.directory.queries.open_work import open_work
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of, seen_person
from thuocdo.directory.web.people_forms import AppointForm, CorrectPostForm, EndPostForm, day_after
from thuocdo.directory.web.person import address
from thuocdo.ui.formatting import vn_number


def seen_position(request: HttpRequest, pk: int) -> Position:
    """A post of somebody whom the asker may look up."""
    found = Position.objects.select_related("person", "unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    seen_person(request, found.person_id)
    return found


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a post in a unit (bổ nhiệm, giao việc)."""
    found = seen_person(request, pk)
    need(request, found, "appoint")
    held = posts(person_of(request), clock.today())
    provinces = sorted({post.province for post in held if "directory.appoint" in post.may(PROVINCE)})
    form = AppointForm(
        request.POST if request.method == "POST" else None, provinces=provinces, initial={"start": clock.today()}
    )
    page = FormPage(
        title=_("Giao vị trí"), button=_("Giao vị trí"), back=address(found), back_words=found.full_name,
        lead=_("Quyền trong hệ thống theo vai trò và đơn vị của vị trí, từ ngày bắt đầu."),
    )  # fmt: skip

    def run() -> None:
        assert form.chosen is not None
        services.appoint(person=found, unit=form.chosen, terms=form.terms(), by=person_of(request), at=clock.now())

    return form_page(request, form, page, run=run, done=_("Đã giao vị trí."))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was entered wrongly about a post."""
    found = seen_position(request, pk)
    need(request, found, "correct_position")
    form = CorrectPostForm(request.POST if request.method == "POST" else None, initial=CorrectPostForm.shown(found))
    page = FormPage(
        title=_("Đính chính vị trí"), button=_("Đính chính"), icon="edit", back=address(found.person),
        back_words=found.person.full_name, lead=f"{found.title}, {name_on(found.unit, clock.today())}",
    )  # fmt: skip

    def run() -> None:
        services.correct_position(
            position=found, terms=form.terms(), why=form.cleaned_data["why"], by=person_of(request), at=clock.now()
        )

    return form_page(request, form, page, run=run, done=_("Đã đính chính vị trí."))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post; with open work of the unit the page says so first and offers to hand it over."""
    found = seen_position(request, pk)
    need(request, found, "end_position")
    left = [one for one in open_work(found.person, clock.today()) if one.movable and one.unit in (found.unit_id, None)]
    form = EndPostForm(request.POST if request.method == "POST" else None, unfinished=len(left))
    page = FormPage(
        title=_("Kết thúc vị trí"), button=_("Kết thúc vị trí"), icon="x", back=address(found.person),
        back_words=found.person.full_name, lead=f"{found.title}, {name_on(found.unit, clock.today())}",
        warning=say("Người này còn %(count)s việc đang dở ở đơn vị.") % {"count": vn_number(len(left))} if left else "",
    )  # fmt: skip
    over = f"{reverse('directory:offer_work', args=[found.person_id])}?don-vi={found.unit.key}"

    def run() -> None:
        last = day_after(form.cleaned_data["last"])
        assert last is not None
        services.end_position(
            position=found, on=last, why=form.cleaned_data["why"], by=person_of(request), at=clock.now()
        )
        if left:
            messages.warning(request, say("Còn việc đang dở chưa bàn giao; xem mục Việc đang dở."))

    return form_page(
        request, form, page, run=run, done=_("Đã kết thúc vị trí; quá khứ giữ nguyên."), left=left, over=over,
        template="directory/end_post.html",
    )  # fmt: skip
