"""How single sign-on behaves here: a proved identity opens the account of a person who is known, and nothing else."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.http import HttpRequest
from requests import RequestException

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Account
from thuocdo.integrations.sso.matching import account_for
from thuocdo.integrations.sso.provider import PROVIDER, Refusal, StrictProvider, app_of
from thuocdo.integrations.sso.words import NOT_ANSWERED, explained
from thuocdo.kernel.errors import NotAllowed
from thuocdo.ui.refusals import answer


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One provider from the environment, no sign-up, every refusal in the audit."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Who is not known stays outside."""
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The provider of the environment; none of the database."""
        configuration = settings.THUOCDO_OIDC
        return [app_of(configuration)] if configuration is not None and provider in (None, PROVIDER) else []

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> StrictProvider:
        """The same for every name that is asked."""
        return StrictProvider(request, app=self.get_app(request, PROVIDER))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account of an identity that has proved itself, or refuse with the reason and whom to ask."""
        if sociallogin.is_existing:
            return
        configuration = settings.THUOCDO_OIDC
        assert configuration is not None, "without a provider nobody comes here"
        subject, at = sociallogin.account.uid, clock.now()
        try:
            account = account_for(sociallogin.claims, configuration, at=at)
            linked = services.link_identity(
                account=account, provider=sociallogin.account.provider, subject=subject, by=account.person, at=at
            )
        except NotAllowed as refusal:
            refused(refusal.code.rpartition(".")[2], detail=refusal.message)
            raise
        sociallogin.account, sociallogin.user = linked, account

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> NoReturn:
        """Say what went wrong and how to get in all the same; the password still works."""
        reason = _reason(error, exception, extra_context or {})
        refused(reason, detail=type(exception).__name__ if exception is not None else "")
        raise ImmediateHttpResponse(answer(request, explained(reason)))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own services tell the owner what happened."""


def refused(reason: str, *, detail: str = "", account: Account | None = None) -> None:
    """Note a refusal; nothing of the token, and no name that the provider told."""
    services.refuse_identity(reason=reason, detail=detail, account=account, by=None, at=clock.now())


def _reason(error: Any, exception: Any, context: dict[str, Any]) -> str:
    if isinstance(exception, Refusal):
        return exception.reason
    if isinstance(exception, RequestException):
        return NOT_ANSWERED
    if exception is not None:
        return "code"
    if "state" not in context:
        return "state"
    return "cancelled" if error == AuthError.CANCELLED else "provider"
