"""Which of several posts a person works as just now (đang làm việc với tư cách); rights stay those of all posts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from thuocdo.directory.web.middleware import WORKS_AS


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Keep the chosen post in the session; a post that is not one's own is not kept."""
    chosen = request.POST.get("vi-tri", "")
    own = {str(position.pk) for position in getattr(request, "positions", [])}
    if chosen in own:
        request.session[WORKS_AS] = int(chosen)
    back = request.POST.get("ve", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if allowed else resolve_url("/"))
