"""The provider that is asked: discovery, code against token with PKCE, and a strict look at the token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from thuocdo.integrations.sso.configuration import Configuration
from thuocdo.integrations.sso.tokens import NotGenuine, claims_of

PROVIDER = "oidc"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri", "issuer")


class Refusal(OAuth2Error):  # type: ignore[misc]
    """The provider's answer is not taken; `reason` is a word for the audit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The exchange with the provider; `nonce` is set by the view from the stored state."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes about itself; its issuer must be the one that was configured."""
        found: dict[str, Any] = super().openid_config
        if not isinstance(found, dict) or any(not isinstance(found.get(name), str) for name in NEEDED):
            raise Refusal("discovery")
        configured = self.get_provider().app.settings["server_url"]
        if found["issuer"].rstrip("/") != configured.rstrip("/"):
            raise Refusal("issuer")
        return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """The identity behind a token, with the claims of the ID token, and of the provider's page about the person."""
        answer = kwargs["response"]
        claims = self._verified(app, answer.get("id_token") if isinstance(answer, dict) else None)
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = {**self._more(token, claims), **claims}
        return login

    def _verified(self, app: SocialApp, id_token: object) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise Refusal("no_token")
        config = self.openid_config
        try:
            return claims_of(
                id_token, keys=self._keys(config["jwks_uri"]), issuer=config["issuer"], client_id=app.client_id,
                nonce=self.nonce,
            )  # fmt: skip
        except NotGenuine as error:
            raise Refusal(error.reason) from error

    def _keys(self, address: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(address)
            response.raise_for_status()
            return dict(response.json())

    def _more(self, token: SocialToken, claims: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider's page says about the person, when it has one; it must speak of the same one."""
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        found = self._fetch_user_info(token.token)
        if not isinstance(found, dict) or not _same(found.get("sub"), claims["sub"]):
            raise Refusal("subject")
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back: to be registered there."""
        return request.build_absolute_uri(reverse("integrations:callback"))


def _same(one: object, other: object) -> bool:
    return hmac.compare_digest(str(one).encode(), str(other).encode())


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The one provider of this installation."""

    id = PROVIDER
    oauth2_adapter_class = StrictAdapter

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        """The provider's own mark of the person."""
        return str(data["sub"])

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing is kept of what the provider tells: it is personal data, and it grows old."""
        return {}

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """No account is filled in from the token."""
        return {}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:
        """The addresses of people are our own."""
        return []


def app_of(configuration: Configuration) -> SocialApp:
    """The provider as the library wants it; never saved, because the secret stays in the environment.

    Identities are kept under the issuer: the same mark at another provider is another person.
    """
    return SocialApp(
        provider=PROVIDER, provider_id=configuration.issuer, name=configuration.name, client_id=configuration.client_id,
        secret=configuration.client_secret,
        settings={
            "server_url": configuration.issuer, "oauth_pkce_enabled": True, "scope": list(configuration.scope),
        },
    )  # fmt: skip
