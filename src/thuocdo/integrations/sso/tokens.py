"""Whether an ID token is genuine: signature, issuer, audience, nonce, times. What the library leaves out is asked here.

The library trusts a token that it fetched itself and asks for no nonce; a provider may sit behind a proxy that is not
ours, and a code may have been planted, so that nothing of it is taken on trust. OpenID Connect Core 1.0, 3.1.3.7.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

# Signatures by a private key of the provider: a secret shared with us would prove nothing, nor does "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_SECONDS = 30
NEEDED = ["iss", "aud", "exp", "iat", "sub"]


class NotGenuine(Exception):
    """A token that proves nothing; `reason` is a word for the audit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS: list[tuple[type[Exception], str]] = [
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidAlgorithmError, "algorithm"),
    (jwt.MissingRequiredClaimError, "missing_claim"),
    (jwt.ImmatureSignatureError, "not_yet"),
]


def claims_of(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a genuine ID token; raises `NotGenuine`.

    `keys` is the provider's published key set (JWKS), `nonce` the word that we sent along with the question.
    """
    try:
        found: dict[str, Any] = jwt.decode(
            token, key=_key(token, keys), algorithms=ALGORITHMS, issuer=issuer, audience=client_id,
            leeway=LEEWAY_SECONDS, options={"require": NEEDED},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise NotGenuine(next((word for kind, word in REASONS if isinstance(error, kind)), "broken")) from error
    if not hmac.compare_digest(str(found.get("nonce", "")).encode(), nonce.encode()) or not nonce:
        raise NotGenuine("nonce")
    if not _is_for_us(found, client_id):
        raise NotGenuine("audience")
    return found


def _is_for_us(claims: Mapping[str, Any], client_id: str) -> bool:
    """A token for several audiences, or one that names its party, must have been issued to us."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return bool(claims["azp"] == client_id) if "azp" in claims else not several


def _key(token: str, keys: Mapping[str, Any]) -> Any:
    """The published key that the token names; the only one there is, when it names none."""
    usable = [key for key in _parsed(keys) if key.public_key_use in (None, "sig")]
    named = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in usable if key.key_id == named] if named else usable
    if len(fitting) != 1:
        raise NotGenuine("unknown_key")
    return fitting[0]


def _parsed(keys: Mapping[str, Any]) -> list[jwt.PyJWK]:
    try:
        return list(jwt.PyJWKSet.from_dict(dict(keys)).keys)
    except (jwt.PyJWTError, AttributeError, TypeError) as error:
        raise NotGenuine("unreadable_keys") from error
