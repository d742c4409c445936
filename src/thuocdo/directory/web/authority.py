"""Lending the authority of a head's post, and taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Delegation, Person, Position
from thuocdo.directory.permissions import book
from thuocdo.directory.queries import name_on
from thuocdo.directory.queries.people import possible_borrowers
from thuocdo.directory.services import Authority
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of, seen_person
from thuocdo.directory.web.people_forms import WhyForm, day_after, text
from thuocdo.directory.web.person import address
from thuocdo.directory.web.posts import seen_position
from thuocdo.ui.fields import DayField

SIGNATURE, SOME, ALL = "ky", "mot-so", "tat-ca"
SCOPES = [
    (SIGNATURE, _("Chỉ quyền ký văn bản")), (SOME, _("Ký và một số việc chọn dưới đây")),
    (ALL, _("Toàn bộ quyền của vị trí (chỉ cho quyền, phụ trách và ký thay)")),
]  # fmt: skip


class DelegateForm(forms.Form):
    """To whom, how signed, what may be done, on which days, by which act."""

    to = forms.ChoiceField(label=_("Giao cho"), error_messages={"required": _("Chọn người được giao.")})
    kind = forms.ChoiceField(
        label=_("Hình thức"), choices=Delegation.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn hình thức.")},
    )  # fmt: skip
    title = text(
        _("Chức danh ghi dưới chữ ký"), _("Ghi chức danh của người ký."),
        hint=_("Như Nghị định 30/2020/NĐ-CP: Phó Giám đốc; Quyền Giám đốc; Giám đốc Sở Nội vụ (khi TUQ.)"),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("Phạm vi"), choices=SCOPES, widget=forms.RadioSelect, initial=SIGNATURE)
    verbs = forms.MultipleChoiceField(
        label=_("Việc được giao"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ những việc mà vị trí này được làm."),
    )  # fmt: skip
    start = DayField(label=_("Từ ngày"), error_messages={"required": _("Ghi ngày bắt đầu.")})
    end = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Bắt buộc khi thừa ủy quyền (TUQ.)"))
    legal_basis = text(_("Văn bản giao quyền"), _("Ghi văn bản giao quyền."), hint=_("Số, ngày; hoặc quy chế làm việc"))

    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = book()
        role = table.roles.get(position.role)
        verbs = sorted(role.anywhere if role else (), key=lambda verb: (table.duty_of.get(verb, ""), verb))
        lendable = [verb for verb in verbs if not verb.endswith(".view") and not verb.startswith("directory.")]
        duty = {verb: table.duties[code].name for verb, code in table.duty_of.items()}
        named = [(verb, ": ".join(filter(None, (duty.get(verb, ""), table.name_of(verb))))) for verb in lendable]
        self.fields["verbs"].choices = sorted(named, key=lambda one: one[1])  # type: ignore[attr-defined]
        self.fields["to"].choices = _people(position)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("scope") == SOME and not data.get("verbs") and "verbs" not in self.errors:
            self.add_error("verbs", _("Chọn ít nhất một việc."))
        return data

    def authority(self) -> Authority:
        """What was typed, as authority; the last day becomes the first day without."""
        data = self.cleaned_data
        return Authority(
            kind=data["kind"], title=data["title"], start=data["start"], end=day_after(data["end"]),
            legal_basis=data["legal_basis"], everything=data["scope"] == ALL,
            verbs=tuple(data["verbs"]) if data["scope"] == SOME else (),
        )  # fmt: skip


def _people(position: Position) -> list[tuple[str, Any]]:
    """People of the unit, then heads of units below."""
    inside, below = possible_borrowers(position, clock.today())
    return [
        ("", _("Chọn người")),
        (str(_("Trong đơn vị")), [(str(pk), words) for pk, words in inside]),
        (str(_("Người đứng đầu đơn vị trực thuộc")), [(str(pk), words) for pk, words in below]),
    ]


@require_http_methods(["GET", "POST"])
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Lend the authority of a post (giao quyền)."""
    found = seen_position(request, pk)
    need(request, found, "delegate")
    form = DelegateForm(
        request.POST if request.method == "POST" else None, position=found, initial={"start": clock.today()}
    )
    page = FormPage(
        title=_("Giao quyền"), button=_("Giao quyền"), icon="sign", back=address(found.person, "quyen"),
        back_words=found.person.full_name, lead=f"{found.title}, {name_on(found.unit, clock.today())}",
    )  # fmt: skip

    def run() -> None:
        to = Person.objects.get(pk=form.cleaned_data["to"])
        services.delegate(position=found, to=to, authority=form.authority(), by=person_of(request), at=clock.now())

    return form_page(request, form, page, run=run, done=_("Đã giao quyền; người được giao nhận được thông báo."))


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take lent authority back."""
    loan = Delegation.objects.select_related("position__person", "position__unit", "to").filter(pk=pk).first()
    if loan is None:
        raise Http404
    seen_person(request, loan.position.person_id)
    need(request, loan, "revoke_delegation")
    form = WhyForm(request.POST if request.method == "POST" else None)
    giver = loan.position.person
    page = FormPage(
        title=_("Thu hồi quyền đã giao"), button=_("Thu hồi"), icon="undo", back=address(giver, "quyen"),
        back_words=giver.full_name,
        lead=say("%(kind)s, giao cho %(name)s. Việc đã làm theo quyền này giữ nguyên.")
        % {"kind": loan.get_kind_display(), "name": loan.to.full_name},
    )  # fmt: skip

    def run() -> object:
        return services.revoke_delegation(
            delegation=loan, why=form.cleaned_data["why"], by=person_of(request), at=clock.now()
        )

    return form_page(request, form, page, run=run, done=_("Đã thu hồi."))
