"""The two addresses of single sign-on: to the provider, and back from it."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException

from thuocdo.integrations.sso.adapter import refused
from thuocdo.integrations.sso.provider import PROVIDER, Refusal, StrictAdapter
from thuocdo.integrations.sso.words import NOT_ANSWERED, REPLAYED, explained
from thuocdo.ui.refusals import answer

# Longer than any provider keeps a code.
CODE_SECONDS = 3600
LETTERS_OF_A_NONCE = 32


@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider (đăng nhập một lần), with a state, a nonce and a PKCE challenge of its own.

    A link and not a form: the page policy keeps forms at home. A foreign page cannot start it for somebody.
    """
    if settings.THUOCDO_OIDC is None:
        return redirect("directory:login")
    if request.user.is_authenticated:
        return redirect(_back(request))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("directory:login")
    nonce = get_random_string(LETTERS_OF_A_NONCE)
    try:
        provider = get_adapter().get_provider(request, PROVIDER)
        response: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=_back(request), auth_params={"nonce": nonce}, nonce=nonce
        )
    except (RequestException, Refusal) as error:
        return _failed(request, error)
    return response


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer: once for each code, and only in the browser that asked."""
    if settings.THUOCDO_OIDC is None:
        return redirect("directory:login")
    if code := request.GET.get("code"):
        used = hashlib.sha256(code.encode()).hexdigest()
        if not cache.add(f"integrations.sso.{used}", True, CODE_SECONDS):
            return _refuse(request, REPLAYED)
    view = StrictCallbackView.adapter_view(StrictAdapter(request, PROVIDER))
    try:
        response: HttpResponse = view(request)
    except (RequestException, Refusal) as error:  # the library asks for the addresses outside its own handling
        return _failed(request, error)
    return response


class StrictCallbackView(OAuth2CallbackView):  # type: ignore[misc]
    """The library's view, which knows the nonce of the state that it takes up."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = str(state.get("nonce") or "")
        return state, refusal


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refuse(request, error.reason if isinstance(error, Refusal) else NOT_ANSWERED)


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    refused(reason)
    return answer(request, explained(reason))


def _back(request: HttpRequest) -> str:
    wanted = request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else "/"
