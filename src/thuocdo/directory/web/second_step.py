"""The second step of signing in: a code of the app, a passkey, a recovery code. Passkeys also open the door alone."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import codes, services
from thuocdo.directory.models import Account
from thuocdo.directory.queries import factors_of
from thuocdo.directory.web import passkeys
from thuocdo.directory.web.adapter import LOCKED
from thuocdo.directory.web.entering import NOTICE
from thuocdo.directory.web.forms import CodeForm
from thuocdo.directory.web.signing import back_of
from thuocdo.kernel.errors import Refused

WRONG_PASSKEY = "passkey"


class SecondStep(LoginStage):  # type: ignore[misc]
    """What follows the password or the single sign-on of an account that has a second factor."""

    key = "second_step"
    urlname = "directory:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page of the second step, or straight on when there is none, or a passkey was both steps at once."""
        account = self.login.user
        if not factors_of(account).count or did_use_passwordless_login(self.request, account):
            return None, True
        return redirect("directory:second_step"), True


@sensitive_post_parameters("code", "credential")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code or the passkey; too many wrong answers give 429 and tell the owner."""
    stage = LoginStageController.enter(request, SecondStep.key)
    account = stage.login.user if stage is not None else None
    if request.user.is_authenticated or not isinstance(account, Account) or not account.is_active:
        return redirect("directory:login")
    form = CodeForm(request.POST if request.method == "POST" and "credential" not in request.POST else None)
    if request.method == "GET":
        return _page(request, account, form)
    if not ratelimit.consume(request, action="second_factor", key=_limit(account)):
        services.fail_second_factor(account=account, kind=_kind(request), locked=True, by=None, at=clock.now())
        return _page(request, account, CodeForm(), status=429)
    factor = _factor(request, account, form)
    if factor is None:
        return _page(request, account, form, status=422)
    ratelimit.clear(request, action="second_factor", key=_limit(account))
    post_authentication(request, factor)
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        left = factors_of(account).codes_left
        services.note_used_code(account=account, left=left, by=account.person, at=clock.now())
    answer: HttpResponse = stage.exit()
    return answer


def _limit(account: Account) -> str:
    return f"account {account.pk}"


def _kind(request: HttpRequest) -> str:
    return "webauthn" if "credential" in request.POST else "code"


def _factor(request: HttpRequest, account: Account, form: CodeForm) -> Authenticator | None:
    """The factor that answered rightly; a wrong answer is noted, and said on the form."""
    if not form.is_bound:
        factor = passkeys.answered(account, request.POST["credential"])
    elif not form.is_valid():
        return None
    else:
        factor = _by_code(account, form)
    if factor is None and not form.errors:
        services.fail_second_factor(account=account, kind=_kind(request), locked=False, by=None, at=clock.now())
        if form.is_bound:
            form.add_error("code", _("Mã chưa đúng, đã quá hạn hoặc đã dùng rồi. Đợi mã kế tiếp hiện ra rồi nhập lại."))
    return factor


def _by_code(account: Account, form: CodeForm) -> Authenticator | None:
    try:
        return codes.accepted(account, form.cleaned_data["code"])
    except Refused as refusal:
        form.add_error("code", f"{refusal.message} {refusal.remedy}")
        return None


def _page(request: HttpRequest, account: Account, form: CodeForm, *, status: int = 200) -> HttpResponse:
    factors = factors_of(account)
    context: dict[str, Any] = {
        "form": form,
        "factors": factors,
        "options": json.dumps(passkeys.request_options(account)) if factors.passkeys else "",
        "locked": LOCKED if status == 429 else "",
        "wrong_key": status == 422 and not form.is_bound,
    }
    return render(request, "directory/second_step.html", context, status=status)


@sensitive_post_parameters("credential")
@never_cache
@require_http_methods(["GET", "POST"])
def passkey_login(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone (đăng nhập bằng khóa): GET gives the script its challenge, POST takes the answer.

    The key asks for finger, face or PIN, so that it is two factors at once.
    """
    if request.user.is_authenticated:
        return redirect(back_of(request))
    if request.method == "GET":
        return JsonResponse(passkeys.request_options(None))
    text = request.POST.get("credential", "") if ratelimit.consume(request, action="passkey") else ""
    account = passkeys.owner(text)
    factor = passkeys.answered(account, text) if account is not None else None
    if account is None or factor is None:
        services.fail_sign_in(username=account.username if account else "", locked=False, by=None, at=clock.now())
        request.session[NOTICE] = WRONG_PASSKEY
        return redirect("directory:login")
    post_authentication(request, factor, passwordless=True)
    answer: HttpResponse = perform_login(request, account, redirect_url=back_of(request))
    return answer
