"""Pages about personal data: show one value for a purpose, one's own data, and what whoever administers looks after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.core import audit, clock
from thuocdo.core.privacy import personal_fields
from thuocdo.core.privacy_rules import PrivacyRules, in_force
from thuocdo.directory import people_rights
from thuocdo.directory.models import Person
from thuocdo.directory.queries import names_on
from thuocdo.directory.queries.privacy import held_about, readers_of, what_keeps
from thuocdo.directory.services import privacy as services
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.templatetags.ui import PERSONAL

KINDS = {"directory.person": Person}


class PurposeForm(forms.Form):
    """Why somebody wants to see masked data: a purpose of the reviewed list, and words where it needs them."""

    purpose = forms.ChoiceField(label=say("Để làm gì"), error_messages={"required": say("Chọn mục đích.")})
    note = forms.CharField(
        label=say("Ghi rõ thêm"), required=False, max_length=300,
        help_text=say("Ví dụ số văn bản, việc đang làm. Nhật ký giữ lại lời này."),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: PrivacyRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["purpose"]
        assert isinstance(chosen, forms.ChoiceField)
        words = [
            (one.code, f"{one.name} ({_('cần ghi rõ')})" if one.text_needed else one.name)
            for one in rules.purposes.values()
        ]
        chosen.choices = [("", _("Chọn mục đích")), *words]


@dataclass(frozen=True)
class Asked:
    """Which value of whom is asked for, and the page to go back to."""

    person: Person
    field: str
    back: str
    own: bool


def _asked(request: HttpRequest) -> Asked:
    """What the address or the form asks for; 404 for whoever may not even look the person up."""
    given = request.POST if request.method == "POST" else request.GET
    model, key, field = KINDS.get(given.get("loai", "")), given.get("khoa", ""), given.get("truong", "")
    reader: Person | None = getattr(request, "person", None)
    person = model.objects.filter(pk=int(key)).first() if model and key.isdecimal() and len(key) < 19 else None
    if person is None or field not in personal_fields(Person) or not people_rights.sees(reader, person):
        raise Http404(_("Không có dữ liệu này, hoặc người này không thuộc phạm vi bạn được xem."))
    back = given.get("ve", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    return Asked(person, field, back, own=person == reader)


@never_cache
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest) -> HttpResponse:
    """Ask for the purpose (GET), then show the value in this one answer (POST); a fragment for HTMX, else a page."""
    asked = _asked(request)
    names = f"id_%s_{asked.person.pk}_{asked.field}"
    form = PurposeForm(request.POST if request.method == "POST" else None, rules=in_force(), auto_id=names)
    value, status = "", 200
    if request.method == "POST":
        value = _shown(request, asked, form)
        status = 200 if value else 422
    elif "unmask" not in people_rights.rights(getattr(request, "person", None), asked.person):
        raise _not_yours()
    whole = not getattr(request, "htmx", False)
    part = "directory/parts/unmasked.html" if value else "directory/parts/unmask_form.html"
    context = {"asked": asked, "form": form, "value": value, "what": PERSONAL_WORDS[asked.field], "part": part}
    answer = render(request, "directory/unmask.html" if whole else part, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


PERSONAL_WORDS = {name: PERSONAL[kind] for name, kind in personal_fields(Person).items()}


def _not_yours() -> NotAllowed:
    return NotAllowed(
        "directory.unmask.not_allowed", _("Bạn không có quyền xem dữ liệu cá nhân của người này."),
        _("Hỏi thủ trưởng đơn vị của người ấy, hoặc quản trị hệ thống."),
    )  # fmt: skip


def _shown(request: HttpRequest, asked: Asked, form: PurposeForm) -> str:
    """The value when the purpose is good enough; else the form knows what is missing."""
    if not asked.own and not form.is_valid():
        return ""
    told = {"purpose": "", "note": ""} if asked.own else form.cleaned_data
    try:
        return services.unmask(
            person=asked.person, field=asked.field, purpose=told["purpose"], note=told["note"],
            by=getattr(request, "person", None), at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        note_limit(refusal, "directory.unmask", by=getattr(request, "person", None), thing=asked.person)
        if refusal.where.get("field") not in form.fields:
            raise
        form.add_error(str(refusal.where["field"]), f"{refusal.message} {refusal.remedy}")
        return ""


def note_limit(refusal: Refused, action: str, *, by: Person | None, thing: Person | None = None) -> None:
    """Keep in the audit that somebody came to the limit of an hour or a day: that alone is worth a look."""
    if refusal.code in services.LIMIT_CODES:
        details = audit.Details(after={"refused": refusal.code})
        with transaction.atomic():
            audit.record(action, by=by, at=clock.now(), thing=thing, outcome="refused", details=details)


@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """What is held about oneself, why, for how long, and who read it (dữ liệu của tôi)."""
    person = _oneself(request)
    rules = in_force()
    held = [(PERSONAL_WORDS[name], getattr(person, name)) for name in personal_fields(Person)]
    told = rules.holding("directory.Person.phone")
    context = {
        "me": person, "held": held, "data": held_about(person, clock.now()), "readers": readers_of(person),
        "posts": _posts(person), "rule": rules.retention.get("person_contact"),
        "purpose": told.purpose if told else "",
    }  # fmt: skip
    return render(request, "directory/own_data.html", context)


@dataclass(frozen=True)
class Post:
    """A position as a page tells it; `last` is the last day in it."""

    title: str
    unit: str
    key: str
    first: date | None
    last: date | None


def _posts(person: Person) -> list[Post]:
    held = list(person.positions.select_related("unit").order_by("pk"))
    names = names_on([one.unit_id for one in held], clock.today())
    return [
        Post(
            one.title, names.get(one.unit_id, one.unit.key), one.unit.key, one.valid.lower,
            one.valid.upper - timedelta(days=1) if one.valid.upper else None,
        )
        for one in held
    ]  # fmt: skip


def _oneself(request: HttpRequest) -> Person:
    person: Person | None = getattr(request, "person", None)
    if person is None:
        raise Http404(_("Tài khoản này không gắn với một người nào."))
    return person


@never_cache
@require_POST
def own_data_file(request: HttpRequest) -> HttpResponse:
    """The same as a JSON file to take along; noted in the audit."""
    person = _oneself(request)
    found = services.hand_out_data(person=person, by=person, at=clock.now())
    text = json.dumps(found, ensure_ascii=False, indent=2)
    name = f'attachment; filename="du-lieu-cua-toi-{clock.today().isoformat()}.json"'
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers={"Content-Disposition": name})


class ErasureForm(forms.Form):
    """Why the data of a person are erased, and that this is meant."""

    why = forms.CharField(
        label=say("Lý do, căn cứ"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say("Ví dụ: yêu cầu của chính người ấy, văn bản số mấy. Nhật ký giữ lại."),
        error_messages={"required": say("Ghi lý do.")},
    )  # fmt: skip
    sure = forms.BooleanField(
        label=say("Tôi hiểu rằng dữ liệu đã xóa không lấy lại được"),
        error_messages={"required": say("Đánh dấu để xác nhận.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def erase_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase the personal data of somebody who left; what stays and what goes is said before."""
    reader: Person | None = getattr(request, "person", None)
    person = Person.objects.filter(pk=pk).first()
    if person is None or not people_rights.sees(reader, person):
        raise Http404(_("Không có người này, hoặc người này không thuộc phạm vi bạn được xem."))
    if "erase_person" not in people_rights.rights(reader, person):
        raise _not_yours()
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (done := _erased(request, person, form)):
        return done
    context = {
        "subject": person, "form": form, "keeps": what_keeps(person, clock.today()),
        "fields": [(PERSONAL_WORDS[name], name) for name in personal_fields(Person)],
        "posts": _posts(person),
    }  # fmt: skip
    return render(request, "directory/erase_person.html", context, status=422 if form.is_bound else 200)


def _erased(request: HttpRequest, person: Person, form: ErasureForm) -> HttpResponseRedirect | None:
    rule = in_force().retention.get("person_contact")
    try:
        services.erase_person(
            person=person, why=form.cleaned_data["why"], replace_name=rule is not None and rule.name == "replaced",
            by=getattr(request, "person", None), at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        if refusal.where.get("field") != "why":
            raise
        form.add_error("why", f"{refusal.message} {refusal.remedy}")
        return None
    messages.success(request, _("Đã xóa dữ liệu cá nhân của %(name)s. Việc công đã làm giữ nguyên.") % {"name": person})
    return HttpResponseRedirect(reverse("directory:privacy_due"))
