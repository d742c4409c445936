"""What every view of the room asks first: who, which estimate; and answers that are no pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person
from thuocdo.funding import permissions, queries
from thuocdo.funding.models import Estimate, Spending
from thuocdo.kernel.errors import NotAllowed
from thuocdo.ui.xlsx import CONTENT_TYPE


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the middleware found out."""
    return getattr(request, "person", None)


def seen_estimate(request: HttpRequest, pk: int) -> Estimate:
    """The estimate, when the person may see it; else the page does not exist."""
    found = queries.visible_estimate(person_of(request), pk)
    if found is None:
        raise Http404(_("Không có dự toán này, hoặc dự toán không thuộc phạm vi bạn được xem."))
    return found


def seen_spending(request: HttpRequest, pk: int) -> Spending:
    """A spending of an estimate that the person may see; else the page does not exist."""
    found = Spending.objects.select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có khoản chi này."))
    found.estimate = seen_estimate(request, found.estimate_id)
    return found


def refuse_without(request: HttpRequest, thing: object, verb: str) -> None:
    """Refuse a form to whom the decision would refuse, before anything is typed (`NotAllowed`)."""
    from config import wiring

    person = person_of(request)
    if verb not in permissions.rights(person, thing):
        refusal: NotAllowed = import_string(wiring.NOT_ALLOWED)(person, f"funding.{verb}", thing)
        raise refusal


def attached(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
