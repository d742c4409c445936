"""What the pages about people share: who asks, whom they may see, and a page that is one form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person
from thuocdo.directory.people_rights import rights, sees
from thuocdo.directory.queries.why import not_allowed
from thuocdo.kernel.errors import NotAllowed, Refused, Stale

Words = str | Promise


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def seen_person(request: HttpRequest, pk: int) -> Person:
    """A person whom the asker may look up; for everybody else there is no such person."""
    found = Person.objects.filter(pk=pk).first()
    if found is None or not sees(person_of(request), found):
        raise Http404(_("Không có người này trong danh sách mà bạn được xem."))
    return found


def need(request: HttpRequest, thing: object, verb: str) -> None:
    """Refuse a page whose form could not be used."""
    if verb not in rights(person_of(request), thing):
        raise not_allowed(person_of(request), f"directory.{verb}", thing)


def tried(form: forms.Form, run: Callable[[], object]) -> bool:
    """Whether the decision was taken; a refusal of the rules becomes an error of the form, beside its field where the
    refusal names one. Want of rights does not."""
    try:
        run()
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        field = refusal.where.get("field")
        place = ", ".join(f"{name} {refusal.where[name]}" for name in ("dòng", "cột") if name in refusal.where)
        words = " ".join(part for part in (f"[{place}]" if place else "", refusal.message, refusal.remedy) if part)
        form.add_error(str(field) if field in form.fields else None, words)
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """The words around a form: head, what it does, its button, and where the person comes from."""

    title: Words
    button: Words
    back: str
    back_words: Words
    lead: Words = ""
    icon: str = "check"
    warning: Words = ""
    file: bool = False


def form_page(
    request: HttpRequest, form: forms.Form, page: FormPage, *, run: Callable[[], object], done: Words, **more: Any
) -> HttpResponse:
    """Show a form, or do what it asks and go back; with problems it comes back filled in (422)."""
    if request.method == "POST" and form.is_valid() and tried(form, run):
        messages.success(request, str(done))
        return HttpResponseRedirect(str(more.pop("to", page.back)))
    template = more.pop("template", "directory/form_page.html")
    return render(request, template, {"form": form, "page": page, **more}, status=422 if form.is_bound else 200)
