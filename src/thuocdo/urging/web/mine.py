"""One's own: how one is told, one's digests, and the addresses of calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Absence, Person, Unit
from thuocdo.directory.rules.roles import OWN
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.tables import Listing
from thuocdo.urging import permissions, services
from thuocdo.urging.models import Feed, Message, Wish
from thuocdo.urging.queries.messages import sections_of
from thuocdo.urging.queries.policy import ladder_of
from thuocdo.urging.queries.recipients import people_with_mail
from thuocdo.urging.services.wishes import Chosen
from thuocdo.urging.web.asking import person_of


class Clock(forms.TimeField):
    """A time of day as people type it: 7:30 or 07:30."""

    def __init__(self, label: Any, hint: Any = "") -> None:
        attrs = {"class": "input input-s", "inputmode": "numeric", "placeholder": "07:30", "autocomplete": "off"}
        super().__init__(
            label=label, required=False, help_text=hint, input_formats=["%H:%M", "%Hh%M"],
            widget=forms.TimeInput(attrs=attrs, format="%H:%M"),
            error_messages={"invalid": _("Ghi giờ dạng 07:30.")},
        )  # fmt: skip


class WishForm(forms.Form):
    """How a person wants to be told."""

    mails = forms.BooleanField(label=gettext_lazy("Gửi bản tổng hợp hằng ngày qua thư điện tử"), required=False)
    digest_at = Clock(gettext_lazy("Giờ nhận bản tổng hợp"))
    quiet_from = Clock(gettext_lazy("Giờ yên lặng: từ"))
    quiet_to = Clock(gettext_lazy("đến"))


DIGESTS = Listing(sorts={"ngay": ("day", "urgent", "pk")}, order="-ngay")


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """How I am told: hour, quiet hours, mail; my digests; my calendar."""
    person = _somebody(request)
    form = _form(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(person, form):
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("urging:mine")
    return _page(request, person, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, person: Person, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
    province = next(iter(permissions.Standing(person).posts), None)
    ladder = ladder_of(province.province if province else "", clock.today())
    feeds = list(Feed.objects.filter(person=person, revoked_at=None))
    context = {
        "form": form, "ladder": ladder, "page": DIGESTS.page(Message.objects.filter(person=person), request),
        "reached": bool(people_with_mail([person.pk])), "feed": feeds[0] if feeds else None,
        "agencies": _agencies(person), "away": _away(person), **more,
    }  # fmt: skip
    return render(request, "urging/mine.html", context, status=status)


def _away(person: Person) -> dict[str, Any] | None:
    """The present or next absence with who is told meanwhile; nothing when none is noted."""
    found = Absence.objects.filter(person=person, cancelled_at=None, valid__endswith__gt=clock.today())
    one = found.select_related("deputy").order_by("valid").first()
    if one is None:
        return None
    return {"since": one.valid.lower, "until": one.valid.upper - timedelta(days=1), "deputy": one.deputy}


def _somebody(request: HttpRequest) -> Person:
    person = person_of(request)
    if not isinstance(person, Person):
        raise Http404(_("Tài khoản này không gắn với người nào."))
    return person


def _form(person: Person, data: Any = None) -> WishForm:
    row = Wish.objects.filter(person=person).first()
    initial: dict[str, Any] = {"mails": True}
    if row is not None:
        initial = {name: getattr(row, name) for name in ("mails", "digest_at", "quiet_from", "quiet_to")}
    return WishForm(data, initial=initial)


def _kept(person: Person, form: forms.Form) -> bool:
    """Whether the choice was kept; a refusal becomes an error of the form."""
    try:
        services.choose_notices(person=person, chosen=Chosen(**form.cleaned_data), by=person, at=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(str(refusal.where.get("field") or "quiet_from"), f"{refusal.message} {refusal.remedy}")
        return False
    return True


def _agencies(person: Person) -> list[tuple[Unit, str, Feed | None]]:
    """Agencies of the person's posts whose calendar the person may keep, with names and live addresses."""
    own = {post.unit for post in permissions.Standing(person).has("open_feed", OWN)}
    units = list(Unit.objects.filter(pk__in=own).order_by("key"))
    names = directory.names_on([unit.pk for unit in units], clock.today())
    feeds = {feed.unit_id: feed for feed in Feed.objects.filter(unit__in=units, revoked_at=None)}
    return [(unit, names[unit.pk], feeds.get(unit.pk)) for unit in units if unit.pk in names]


@login_required
@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke the address of a calendar: one's own, or that of the agency named in the form."""
    person = _somebody(request)
    wanted = _wanted(request, person)
    act = request.POST.get("viec", "")
    now = clock.now()
    try:
        if act == "thu-hoi":
            services.revoke_feed(feed=wanted, by=person, at=now)
            messages.success(request, _("Đã thu hồi địa chỉ lịch; phần mềm lịch không đọc được nữa."))
            return redirect("urging:mine")
        make = services.renew_feed if wanted.pk else services.open_feed
        made = make(feed=wanted, by=person, at=now)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return redirect("urging:mine")
    address = request.build_absolute_uri(reverse("urging:calendar", args=[made.secret]))
    # The one moment in which the address can be seen: only its hash is kept.
    return _page(request, person, _form(person), shown=address, shown_of=wanted)


def _wanted(request: HttpRequest, person: Person) -> Feed:
    """The live feed that the form means, or a new one; an agency that the person does not know is not there."""
    key = request.POST.get("co-quan", "")
    if not key:
        return Feed.objects.filter(person=person, revoked_at=None).first() or Feed(person=person)
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise Http404(_("Không có cơ quan này."))
    return Feed.objects.filter(unit=unit, revoked_at=None).first() or Feed(unit=unit)


@login_required
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One digest as it stands now: what is settled is no longer in it."""
    found = Message.objects.filter(pk=pk, person=person_of(request)).select_related("person").first()
    if found is None:
        raise Http404(_("Không có bản tổng hợp này, hoặc không gửi cho bạn."))
    context = {"message": found, "sections": sections_of(found, clock.today())}
    return render(request, "urging/message.html", context)
