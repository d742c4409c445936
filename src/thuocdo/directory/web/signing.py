"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import live_sessions, services
from thuocdo.directory.web.entering import NOTICE
from thuocdo.directory.web.forms import SignInForm
from thuocdo.directory.web.middleware import account_of
from thuocdo.ui.context import address

# Why somebody who was signed in stands before the door again: kept in the new session under NOTICE.
NOTICES = {
    "idle": _("Phiên làm việc đã hết vì để lâu không dùng. Đăng nhập lại để tiếp tục."),
    "second": _("Tài khoản vừa có bước xác thực thứ hai. Đăng nhập lại và qua bước đó để tiếp tục."),
    "recovered": _("Đã đặt mật khẩu mới. Đăng nhập bằng mật khẩu vừa đặt."),
    "passkey": _("Khóa không mở được tài khoản nào ở đây. Đăng nhập bằng tên và mật khẩu."),
}


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page; back to where the person wanted to go. Too many attempts answer 429."""
    back = back_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(back)
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_bound and form.is_valid():
        response: HttpResponse = form.login(request, redirect_url=back)
        return response
    status = 429 if form.is_bound and form.locked else 422 if form.is_bound else 200
    notice = request.session.pop(NOTICE, "") if request.method == "GET" and NOTICE in request.session else ""
    context = {
        "form": form, "next": back, "notice": NOTICES.get(notice, ""), "tone": "man" if notice == "passkey" else "",
        "provider": settings.THUOCDO_OIDC.name if settings.THUOCDO_OIDC else "",
        "single": address("integrations:start"),
        "one_step": settings.THUOCDO_DEMO and settings.THUOCDO_SECOND_FACTOR == "optional",
    }  # fmt: skip
    return render(request, "directory/login.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; a link (GET) asks first, so that no other page can sign a person out."""
    if request.method == "GET":
        if not request.user.is_authenticated:
            return redirect("directory:login")
        return render(request, "directory/logout.html")
    if account := account_of(request):
        services.sign_out(account=account, by=account.person, at=clock.now())
        live_sessions.forget(request.session.session_key or "")
    end_session(request)
    return redirect("directory:login")


def back_of(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this site, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else resolve_url("/")
