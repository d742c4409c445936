"""What every view of the room asks first: who, which thing; and answers that are no pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from thuocdo.activities import permissions, queries
from thuocdo.activities.models import Activity, ActivityImport, ActivityStep, Asked, Proof
from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.queries import names_on
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.xlsx import CONTENT_TYPE


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def seen_activity(request: HttpRequest, pk: int) -> Activity:
    """The activity, when the person may see it; else the page does not exist."""
    found = queries.visible_activity(person_of(request), pk)
    if found is None:
        raise Http404(_("Không có hoạt động này, hoặc hoạt động không thuộc phạm vi bạn được xem."))
    return found


def seen_step(request: HttpRequest, pk: int) -> ActivityStep:
    """A step of an activity that the person may see; else the page does not exist."""
    found = ActivityStep.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có bước này."))
    found.activity = seen_activity(request, found.activity_id)
    return found


def seen_proof(request: HttpRequest, pk: int) -> Proof:
    """A file of an activity that the person may see; else it does not exist."""
    found = Proof.objects.select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có tài liệu này."))
    found.activity = seen_activity(request, found.activity_id)
    return found


def seen_asked(request: HttpRequest, pk: int) -> Asked:
    """What was asked for in the person's province; else the page does not exist."""
    seen = Asked.objects.filter(permissions.asked_visible_to(person_of(request)), pk=pk)
    found = seen.select_related("unit", "kind").first()
    if found is None:
        raise Http404(_("Không có số lượng này, hoặc không thuộc tỉnh của bạn."))
    return found


def seen_import(request: HttpRequest, pk: int) -> ActivityImport:
    """A list that was handed in for a unit that the person sees; else the page does not exist."""
    found = queries.imports(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có lần nhập này, hoặc không thuộc phạm vi bạn được xem."))
    return found


def refuse_without(request: HttpRequest, thing: object, *verbs: str) -> None:
    """Refuse a form to whom the decision would refuse, before anything is typed (`NotAllowed`); one verb is enough."""
    from config import wiring

    person = person_of(request)
    if not permissions.rights(person, thing) & set(verbs):
        refusal: NotAllowed = import_string(wiring.NOT_ALLOWED)(person, f"activities.{verbs[0]}", thing)
        raise refusal


def named(units: list[Unit]) -> list[tuple[str, str]]:
    """Units as choices of a form: key and name of today."""
    names = names_on([unit.pk for unit in units], clock.today())
    return [(unit.key, names.get(unit.pk, unit.key)) for unit in units]


def beside(form: forms.Form, refusal: Refused) -> str:
    """Put a refusal beside the field it is about; its words when it is about none."""
    field, words = str(refusal.where.get("field", "")), f"{refusal.message} {refusal.remedy}".strip()
    if field not in form.fields:
        return words
    form.add_error(field, words)
    return ""


def attached(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


Context = dict[str, Any]
