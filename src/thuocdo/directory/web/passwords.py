"""Changing one's own password."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import live_sessions, services
from thuocdo.directory.web.adapter import LOCKED
from thuocdo.directory.web.forms import PasswordForm
from thuocdo.directory.web.middleware import account_of
from thuocdo.directory.web.signing import back_of
from thuocdo.kernel.errors import NotAllowed, Refused


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password for oneself (đổi mật khẩu): this session goes on, every other ends; too many tries give 429."""
    account = account_of(request)
    if account is None:
        return redirect("directory:login")
    form = PasswordForm(request.POST if request.method == "POST" else None, account=account)
    if not form.is_bound:
        return render(request, "directory/password.html", {"form": form})
    if not ratelimit.consume(request, action="change_password", user=account):
        form = PasswordForm(account=account)
        return render(request, "directory/password.html", {"form": form, "locked": LOCKED}, status=429)
    if form.is_valid():
        try:
            services.set_password(account=account, password=form.cleaned_data["new"], by=account.person, at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("new", f"{refusal.message} {refusal.remedy}")
        else:
            key = request.session.session_key or ""
            update_session_auth_hash(request, account)
            live_sessions.renamed(key, request.session.session_key or "")
            messages.success(request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc."))
            return redirect(back_of(request))
    return render(request, "directory/password.html", {"form": form}, status=422)
