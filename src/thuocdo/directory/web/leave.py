"""Noting and cancelling days away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Absence, Person
from thuocdo.directory.queries.people import colleagues
from thuocdo.directory.services import Leave
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of, seen_person
from thuocdo.directory.web.people_forms import day_after, reason, text
from thuocdo.directory.web.person import address
from thuocdo.ui.fields import DayField
from thuocdo.ui.formatting import vn_date


class LeaveForm(forms.Form):
    """Days, why, and who stands in."""

    start = DayField(label=_("Từ ngày"), error_messages={"required": _("Ghi ngày đầu.")})
    end = DayField(label=_("Đến hết ngày"), error_messages={"required": _("Ghi ngày cuối.")})
    why = text(_("Lý do"), _("Ghi lý do."), hint=_("Ví dụ: nghỉ phép năm, đi công tác, đi học"))
    deputy = forms.ChoiceField(
        label=_("Người làm thay"), required=False,
        help_text=_("Thấy việc của người vắng trong Việc của tôi. Quyền ký và quyết định thì giao riêng."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(one.pk), one.full_name) for one in colleagues(person, clock.today())]
        self.fields["deputy"].choices = [("", _("Chưa phân công")), *others]  # type: ignore[attr-defined]

    def leave(self) -> Leave:
        """What was typed; the last day becomes the first day back."""
        data = self.cleaned_data
        end = day_after(data["end"])
        assert end is not None
        deputy = Person.objects.get(pk=data["deputy"]) if data["deputy"] else None
        return Leave(start=data["start"], end=end, why=data["why"], deputy=deputy)


class CancelForm(forms.Form):
    """Why the days are cancelled."""

    why = reason(_("Lý do hủy"), required=False)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Note days on which a person is away."""
    found = seen_person(request, pk)
    need(request, found, "note_absence")
    form = LeaveForm(request.POST if request.method == "POST" else None, person=found)
    page = FormPage(
        title=_("Ghi ngày vắng mặt"), button=_("Ghi"), icon="cal", back=address(found, "vang-mat"),
        back_words=found.full_name,
    )  # fmt: skip

    def run() -> object:
        return services.note_absence(person=found, leave=form.leave(), by=person_of(request), at=clock.now())

    return form_page(request, form, page, run=run, done=_("Đã ghi ngày vắng mặt."))


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel noted days."""
    found = Absence.objects.select_related("person").filter(pk=pk).first()
    if found is None:
        raise Http404
    seen_person(request, found.person_id)
    need(request, found, "cancel_absence")
    form = CancelForm(request.POST if request.method == "POST" else None)
    days = {"first": vn_date(found.valid.lower), "last": vn_date(found.valid.upper - found.valid.upper.resolution)}
    page = FormPage(
        title=_("Hủy ngày vắng mặt"), button=_("Hủy ngày vắng mặt"), icon="undo",
        back=address(found.person, "vang-mat"), back_words=found.person.full_name,
        lead=say("Từ %(first)s đến hết %(last)s.") % days,
    )  # fmt: skip

    def run() -> object:
        return services.cancel_absence(
            absence=found, why=form.cleaned_data["why"], by=person_of(request), at=clock.now()
        )

    return form_page(request, form, page, run=run, done=_("Đã hủy."))
