"""Pages of Word forms: the list with their versions, what may stand in them, handing one in, looking at it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.chancery.models import Template
from thuocdo.chancery.queries.books import units_where
from thuocdo.chancery.queries.drafts import tried as form_tried
from thuocdo.chancery.queries.templates import visible_templates
from thuocdo.chancery.services.templates import WORD, Form, retire_template, save_template
from thuocdo.chancery.web.draft_forms import TemplateForm, kind_choices
from thuocdo.chancery.web.drafts import person_of
from thuocdo.core import clock, files
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents.composing.kinds import KINDS, kind_of
from thuocdo.documents.composing.pictures import page_picture
from thuocdo.documents.composing.placeholders import PLACEHOLDERS, sample
from thuocdo.documents.composing.word_forms import own_form
from thuocdo.kernel.errors import NotAllowed, Refused


@login_required
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """The forms, and the place to hand in a new version; what is wrong in it is told paragraph by paragraph."""
    person = person_of(request)
    units = units_where(person, "save_template")
    form = TemplateForm(
        request.POST or None, request.FILES or None, units=[(unit.key, name) for unit, name in units]
    )  # fmt: skip
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _saved(person, form, {unit.key: unit for unit, _name in units})
        except NotAllowed:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã lưu mẫu “%(name)s”, phiên bản %(number)s.") % {
                "name": made.name, "number": made.version})  # fmt: skip
            return redirect("chancery:templates")
    context = {
        "form": form, "refused": refusal, "rows": _rows(person), "kinds": kind_choices(), "may_save": bool(units),
    }  # fmt: skip
    return render(request, "chancery/templates.html", context, status=422 if request.method == "POST" else 200)


def _rows(person: Any) -> list[tuple[Template, str, str]]:
    """Forms with the name of their kind and of their unit."""
    rows = list(visible_templates(person))
    names = directory.names_on({row.unit_id for row in rows if row.unit_id}, clock.today())
    return [(row, kind_of(row.kind).name or _("Công văn"), names.get(row.unit_id or 0, "")) for row in rows]


def _saved(person: Any, form: TemplateForm, units: dict[str, Unit]) -> Template:
    said = form.cleaned_data
    upload = said["tep"]
    files.refuse_too_large(upload.size or 0, upload.name or "tep")
    word = Form(kind=said["loai"], name=said["ten"], file_name=upload.name or "", data=upload.read())
    return save_template(unit=units[said["don_vi"]], form=word, by=person, at=clock.now())


@login_required
@require_safe
def placeholders(request: HttpRequest) -> HttpResponse:
    """What may stand in a form, and how it is written in Word."""
    return render(request, "chancery/placeholders.html", {"rows": PLACEHOLDERS, "kinds": kind_choices()})


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The system's own layout of a kind (`?loai=`) as a Word form, to be edited."""
    kind = request.GET.get("loai", "cong_van")
    if kind not in KINDS:
        raise Http404
    return _word(own_form(sample(kind)), f"mau-{kind.replace('_', '-')}.docx")


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _seen(request: HttpRequest, pk: int) -> Template:
    return get_object_or_404(visible_templates(person_of(request)), pk=pk)


def _content(form: Template) -> bytes:
    with form.file.content.open("rb") as content:
        return bytes(content.read())


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A form as it was handed in."""
    found = _seen(request, pk)
    return _word(_content(found), f"{found.code}-v{found.version}.docx")


@login_required
@require_safe
def tried(request: HttpRequest, pk: int) -> HttpResponse:
    """A form with example words in it: a picture of its first page where the machine can make one, else Word."""
    found = _seen(request, pk)
    made = form_tried(found.kind, _content(found))
    if request.GET.get("tai") or not made.pdf:
        return _word(made.docx, f"thu-{found.code}.docx")
    return HttpResponse(page_picture(made.pdf, 0), content_type="image/png")


@login_required
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a form out of use."""
    retire_template(template=_seen(request, pk), by=person_of(request), at=clock.now())
    messages.success(request, _("Mẫu đã ngừng dùng; dự thảo đang dùng mẫu này vẫn giữ."))
    return redirect("chancery:templates")
