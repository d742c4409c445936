"""The person's choice of display, and the page that shows every component."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from thuocdo.ui.context import COOKIE, DISPLAY, Furniture
from thuocdo.ui.web.kit import samples

YEAR = 365 * 24 * 3600


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep theme, density and contrast (cách hiển thị) in cookies of this browser, then return to the page."""
    target = request.POST.get("next", "")
    host, secure = request.get_host(), request.is_secure()
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={host}, require_https=secure):
        target = Furniture(request).urls["home"]
    response = HttpResponseRedirect(target)
    for name, values in DISPLAY.items():
        value = request.POST.get(name, values[0])
        response.set_cookie(
            COOKIE.format(name), value if value in values else values[0], max_age=YEAR, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    messages.success(request, _("Đã lưu cách hiển thị trên máy này."))
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language (ngôn ngữ) that the person reads in a cookie of this browser, then return to the page."""
    answer: HttpResponse = set_language(request)
    return answer


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """Every component with sample data; only where the data is a demonstration or the program is being built."""
    if not (settings.DEBUG or Furniture(request).demo):
        raise Http404(_("Trang mẫu chỉ có ở bản minh họa."))
    return render(request, "ui/kit.html", samples(request))
