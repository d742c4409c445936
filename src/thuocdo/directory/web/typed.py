"""What is being typed into a long form is kept meanwhile (bản gõ dở), for the person alone; `ui/keep.js` asks here."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock, typed
from thuocdo.directory.web.asking import person_of
from thuocdo.kernel.errors import Refused

# Names of this form's own fields, which no kept form may have.
PLACE, DROPPED = "_trang", "_bo"


@login_required
@require_http_methods(["GET", "POST"])
def typing(request: HttpRequest) -> JsonResponse:
    """GET gives back what the person left at an address; POST keeps it, with `_bo` throws it away."""
    person = person_of(request)
    place = (request.POST if request.method == "POST" else request.GET).get(PLACE, "")
    if person is None or not _is_a_page(place):
        return JsonResponse({}, status=422 if request.method == "POST" else 200)
    if request.method == "GET":
        found = typed.kept(person.actor_key, place)
        return JsonResponse({"fields": found.fields, "at": _words(found.at)} if found else {})
    if request.POST.get(DROPPED):
        typed.drop(person.actor_key, place)
        return JsonResponse({})
    fields = {name: values for name, values in request.POST.lists() if name not in (PLACE, DROPPED)}
    try:
        row = typed.keep(person.actor_key, place, fields, at=clock.now())
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=422)
    return JsonResponse({"at": _words(row.at)})


def _is_a_page(place: str) -> bool:
    try:
        resolve(place.partition("?")[0])
    except Resolver404:
        return False
    return True


def _words(at: datetime) -> str:
    return f"{at.astimezone(clock.ZONE):%H:%M %d/%m/%Y}"
