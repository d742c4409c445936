"""What every view of the room asks first: who, which thing; and answers that are no pages."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person, Unit
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.meetings import permissions, queries
from thuocdo.meetings.models import Conclusion, Meeting, MonthList, MonthSheet
from thuocdo.meetings.queries.months import published

LOOKS = {
    "planned": ("draft", "draft"), "called": ("soon", "mail"), "under_way": ("doing", "half"),
    "concluded": ("done", "check"), "cancelled": ("unknown", "x"),
}  # fmt: skip
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "ics": "text/calendar; charset=utf-8",
}  # fmt: skip


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def seen_meeting(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, when the person may see it; else the page does not exist."""
    found = queries.visible_meeting(person_of(request), pk)
    if found is None:
        raise Http404(_("Không có cuộc họp này, hoặc cuộc họp không thuộc phạm vi bạn được xem."))
    return found


def seen_conclusion(request: HttpRequest, pk: int) -> Conclusion:
    """A conclusion of a meeting that the person may see; else the page does not exist."""
    found = queries.visible_conclusion(person_of(request), pk)
    if found is None:
        raise Http404(_("Không có kết luận này."))
    return found


def seen_list(request: HttpRequest, pk: int) -> MonthList:
    """A published list that the person may see; else the page does not exist."""
    found = published(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có danh sách này, hoặc danh sách không thuộc phạm vi bạn được xem."))
    return found


def seen_sheet(request: HttpRequest, pk: int) -> MonthSheet:
    """A sheet of such a list, or the person's own; else the page does not exist."""
    related = ("published__unit", "published__published_by", "person")
    found = MonthSheet.objects.select_related(*related).filter(pk=pk).first()
    person = person_of(request)
    own = found is not None and person is not None and found.person_id == person.pk
    if found is None or not (own or published(person).filter(pk=found.published_id).exists()):
        raise Http404(_("Không có phiếu này."))
    return found


def seen_unit(request: HttpRequest, key: str, verb: str) -> Unit:
    """A unit whose people's work the person looks through; else the page does not exist."""
    found = Unit.objects.filter(key=key).first()
    if found is None or verb not in permissions.rights(person_of(request), found):
        raise Http404(_("Không có cơ quan này trong phạm vi bạn được xem."))
    return found


def refuse_without(request: HttpRequest, thing: object, verb: str) -> None:
    """Refuse a form to whom the decision would refuse, before anything is typed (`NotAllowed`)."""
    from config import wiring

    person = person_of(request)
    if verb not in permissions.rights(person, thing):
        refusal: NotAllowed = import_string(wiring.NOT_ALLOWED)(person, f"meetings.{verb}", thing)
        raise refusal


def beside(form: forms.Form, refusal: Refused) -> str:
    """Put a refusal beside the field it is about; its words when it is about none."""
    field, words = str(refusal.where.get("field", "")), f"{refusal.message} {refusal.remedy}".strip()
    if field not in form.fields:
        return words
    form.add_error(field, words)
    return ""


def tried(request: HttpRequest, run: Callable[[], object], thanks: str) -> bool:
    """Do it and say so; what is refused is said on the next page."""
    try:
        run()
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return False
    messages.success(request, thanks)
    return True


def attached(content: bytes, name: str) -> HttpResponse:
    """A download by its ending; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
