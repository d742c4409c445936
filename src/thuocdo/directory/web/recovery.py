"""A forgotten password: asking for a link, and using it. Whether a name exists shows neither in words nor in time."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import services, tokens
from thuocdo.directory.services import STALE_LINK
from thuocdo.directory.web.entering import NOTICE
from thuocdo.directory.web.forms import NewPasswordForm, RecoveryForm
from thuocdo.kernel.errors import Refused

LINK, STALE = "directory_recovery_link", "directory_stale_link"


@never_cache
@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """Ask for a link (quên mật khẩu); the answer is always the same. Without a mail server it says whom to ask."""
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    stale = " ".join(STALE_LINK[1:]) if request.session.pop(STALE, False) else ""
    context = {"form": form, "mail": settings.THUOCDO_MAIL_ON, "asked": False, "locked": False, "stale": stale}
    if not settings.THUOCDO_MAIL_ON or not form.is_bound:
        return render(request, "directory/recovery.html", context)
    if not form.is_valid():
        return render(request, "directory/recovery.html", context, status=422)
    name = form.cleaned_data["username"].lower()
    if not ratelimit.consume(request, action="recover_password", key=name):
        return render(request, "directory/recovery.html", context | {"locked": True}, status=429)
    site = request.build_absolute_uri("/").rstrip("/")
    services.ask_recovery(username=name, site=site, by=None, at=clock.now())
    return render(request, "directory/recovery.html", context | {"asked": True})


@never_cache
@require_http_methods(["GET"])
def link(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Take the link of a mail out of the address, where logs and neighbours could read it, into the session."""
    account = tokens.account_named(name)
    if account is None or not tokens.RECOVERY.check_token(account, token):
        return _stale(request)
    request.session[LINK] = [name, token]
    return redirect("directory:recovery_password")


def _stale(request: HttpRequest) -> HttpResponse:
    """Nothing to be done with this link: the page on which a new one is asked for says so."""
    request.session.pop(LINK, None)
    request.session[STALE] = True
    return redirect("directory:recovery")


@sensitive_post_parameters("new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password with the link; every session of the account ends, and one signs in with it."""
    name, token = request.session.get(LINK, ["", ""])
    account = tokens.account_named(name)
    if account is None or not tokens.RECOVERY.check_token(account, token):
        return _stale(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        new = form.cleaned_data["new"]
        try:
            services.recover_password(account=account, token=token, password=new, by=account.person, at=clock.now())
        except Refused as refusal:
            if refusal.code == STALE_LINK[0]:
                return _stale(request)
            form.add_error("new", f"{refusal.message} {refusal.remedy}")
        else:
            del request.session[LINK]
            request.session[NOTICE] = "recovered"
            return redirect("directory:login")
    title = _("Chọn mật khẩu mới")
    context = {"form": form, "title": title, "username": account.username}
    return render(request, "directory/recovery_password.html", context, status=422 if form.is_bound else 200)
