"""ID tokens that prove nothing, each for its own reason; and the configuration of the provider."""

from __future__ import annotations

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from thuocdo.integrations.sso import configuration
from thuocdo.integrations.sso.configuration import Match
from thuocdo.integrations.sso.tokens import NotGenuine, claims_of
from thuocdo.kernel.errors import Refused

ISSUER, CLIENT, NONCE = "https://id.example.vn", "thuocdo", "n" * 32
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CURVE = ec.generate_private_key(ec.SECP256R1())


def published(key=KEY, *, kid="k1", kind=jwt.algorithms.RSAAlgorithm, **more):
    return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


KEYS = {"keys": [published(alg="RS256", use="sig")]}


def token(key=KEY, algorithm="RS256", kid="k1", **changed):
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "s", "iat": now, "exp": now + 60, "nonce": NONCE, **changed}
    headers = {"kid": kid} if kid else {}
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm, headers)


def read(text, keys=KEYS, **changed):
    return claims_of(text, **{"keys": keys, "issuer": ISSUER, "client_id": CLIENT, "nonce": NONCE, **changed})


def test_a_genuine_token_gives_its_claims():
    assert read(token(name="Lan"))["name"] == "Lan"
    assert read(token(aud=[CLIENT]))["sub"] == "s"
    assert read(token(aud=[CLIENT, "khac"], azp=CLIENT))["sub"] == "s"
    assert read(token(kid=None))["sub"] == "s", "the only key needs no name"
    curve = {"keys": [published(CURVE, kind=jwt.algorithms.ECAlgorithm, alg="ES256")]}
    assert read(token(CURVE, "ES256"), curve)["sub"] == "s"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "https://id.example.vn.gia-mao.example"}, "issuer"),
        ({"aud": "khac"}, "audience"),
        ({"aud": [CLIENT, "khac"]}, "audience"),
        ({"aud": [CLIENT, "khac"], "azp": "khac"}, "audience"),
        ({"azp": "khac"}, "audience"),
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"exp": None}, "missing_claim"),
        ({"iat": None}, "missing_claim"),
        ({"iat": int(time.time()) + 86_400}, "not_yet"),
        ({"sub": None}, "missing_claim"),
        ({"nonce": None}, "nonce"),
        ({"nonce": "m" * 32}, "nonce"),
        ({"nonce": "ả" * 32}, "nonce"),
    ],
)
def test_a_token_that_says_something_else_is_refused(changed, reason):
    with pytest.raises(NotGenuine, match=f"^{reason}$"):
        read(token(**changed))


def test_a_token_signed_otherwise_is_refused():
    secret = "một bí mật chung đủ dài để không bị nhắc nhở gì"
    for forged in (token(OTHER), token(None, "none"), token(secret, "HS256"), token(kid="k9"), "", "a.b.c", "x" * 5000):
        with pytest.raises(NotGenuine):
            read(forged)


def test_a_public_key_is_no_shared_secret():
    """The old trick: the published key taken as the secret of a symmetric signature."""
    shared = {
        "keys": [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "k1", "alg": "HS256"}]
    }
    forged = token(b"secret-secret-secret-secret-secret", "HS256")
    with pytest.raises(NotGenuine):
        read(forged, shared)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{}]}, {"keys": "x"}, {"keys": [published(use="enc")]},
                                  {"keys": [published(), published()]}])  # fmt: skip
def test_keys_that_do_not_tell_which_are_refused(keys):
    with pytest.raises(NotGenuine):
        read(token(), keys)


def test_without_a_question_of_ours_no_token_is_taken():
    with pytest.raises(NotGenuine, match="nonce"):
        read(token(nonce=""), nonce="")


def environment(**more):
    return {"THUOCDO_OIDC_URL": ISSUER, "THUOCDO_OIDC_CLIENT_ID": CLIENT} | {
        f"THUOCDO_OIDC_{name}": value for name, value in more.items()
    }


def test_a_provider_is_named_by_its_address():
    found = configuration.read(environment(URL=f"{ISSUER}/.well-known/openid-configuration"))
    assert (found.issuer, found.name, found.create) == (ISSUER, "id.example.vn", False)
    found = configuration.read(environment(CREATE="1", SCOPE="openid", MATCH="cccd:national_id, email:email"))
    assert found.create and found.scope == ("openid",)
    assert found.matches == (Match("cccd", "national_id"), Match("email", "email"))
    assert configuration.read({"THUOCDO_OIDC_CLIENT_ID": "x"}) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"URL": "http://id.example.vn"}, "phải là địa chỉ https"),
        ({"URL": "ftp://id.example.vn"}, "phải là địa chỉ https"),
        ({"URL": "https://"}, "phải là địa chỉ https"),
        ({"URL": "https://id.example.vn:cong"}, "phải là địa chỉ https"),
        ({"URL": "https://id.example.vn/" + "x" * 200}, "phải là địa chỉ https"),
        ({"CLIENT_ID": " "}, "thiếu THUOCDO_OIDC_CLIENT_ID"),
        ({"MATCH": "email"}, "Không hiểu “email”"),
        ({"MATCH": "email:mat_khau"}, "Không hiểu “email:mat_khau”"),
        ({"MATCH": "a b:email"}, "Không hiểu “a b:email”"),
    ],
)
def test_a_provider_that_cannot_be_used_is_refused_at_the_start(changed, said):
    with pytest.raises(Refused, match=said):
        configuration.read(environment(**changed))
