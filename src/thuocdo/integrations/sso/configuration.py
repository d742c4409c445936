"""Which provider is asked, and which of its claims finds the person; from the environment, without a framework."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from thuocdo.kernel.errors import Refused

# What a claim may be compared with: the user name of an account, or e-mail or personal number of a person.
USERNAME, EMAIL, NATIONAL_ID = "username", "email", "national_id"
TARGETS = (USERNAME, EMAIL, NATIONAL_ID)
USUAL_MATCH = "preferred_username:username"
USUAL_SCOPE = "openid profile email"
CLAIM = re.compile(r"[\w.:/-]+")
LOCAL = ("localhost", "127.0.0.1", "::1")
# Identities are kept under the issuer, in a column of 200 letters.
LONGEST_ISSUER = 200


@dataclass(frozen=True)
class Match:
    """One way to find the person: the value of a claim compared with a field of ours."""

    claim: str
    target: str


@dataclass(frozen=True)
class Configuration:
    """One provider (máy chủ định danh): its issuer address, who we are there, and how its people are found here."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    matches: tuple[Match, ...]
    scope: tuple[str, ...]
    create: bool = False


def read(environment: Mapping[str, str]) -> Configuration | None:
    """The provider that the environment names (`THUOCDO_OIDC_URL` and its companions), or nothing.

    >>> read({}) is None
    True
    >>> read({"THUOCDO_OIDC_URL": "https://id.example.vn/", "THUOCDO_OIDC_CLIENT_ID": "thuocdo"}).matches
    (Match(claim='preferred_username', target='username'),)

    Raises `Refused` when an address or a match cannot be used.
    """
    issuer = environment.get("THUOCDO_OIDC_URL", "").strip().removesuffix("/.well-known/openid-configuration")
    if not issuer:
        return None
    _usable(issuer)
    client_id = environment.get("THUOCDO_OIDC_CLIENT_ID", "").strip()
    if not client_id:
        raise Refused(
            "sso.no_client", "Có THUOCDO_OIDC_URL mà thiếu THUOCDO_OIDC_CLIENT_ID.",
            "Ghi mã ứng dụng mà máy chủ định danh đã cấp, hoặc bỏ THUOCDO_OIDC_URL.",
        )  # fmt: skip
    return Configuration(
        issuer=issuer,
        client_id=client_id,
        client_secret=environment.get("THUOCDO_OIDC_CLIENT_SECRET", ""),
        name=environment.get("THUOCDO_OIDC_NAME", "").strip() or str(urlsplit(issuer).hostname),
        matches=matches(environment.get("THUOCDO_OIDC_MATCH", "") or USUAL_MATCH),
        scope=tuple((environment.get("THUOCDO_OIDC_SCOPE", "") or USUAL_SCOPE).split()),
        create=environment.get("THUOCDO_OIDC_CREATE") == "1",
    )


def matches(text: str) -> tuple[Match, ...]:
    """Ways to find the person, in order, from "claim:target,claim:target".

    >>> matches("citizen_id:national_id, email:email")
    (Match(claim='citizen_id', target='national_id'), Match(claim='email', target='email'))
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        claim, _, target = part.rpartition(":")
        if not CLAIM.fullmatch(claim) or target not in TARGETS:
            raise Refused(
                "sso.bad_match", f"Không hiểu “{part}” trong THUOCDO_OIDC_MATCH.",
                f"Ghi dạng tên-claim:đích, đích là một trong {', '.join(TARGETS)}; nhiều cách thì cách nhau dấu phẩy.",
            )  # fmt: skip
        found.append(Match(claim, target))
    return tuple(found)


def _usable(issuer: str) -> None:
    """Only an encrypted connection proves who answers; plain HTTP is for tests on the same machine."""
    try:
        parts = urlsplit(issuer)
        parts.port  # noqa: B018  # a port that is no number raises here
    except ValueError:
        parts = urlsplit("")
    is_local = parts.scheme == "http" and parts.hostname in LOCAL
    if len(issuer) <= LONGEST_ISSUER and (is_local or (parts.scheme == "https" and parts.hostname)):
        return
    raise Refused(
        "sso.bad_address", "THUOCDO_OIDC_URL phải là địa chỉ https của máy chủ định danh.",
        "Ghi đúng địa chỉ “issuer” mà máy chủ định danh công bố, ví dụ https://id.tinh.gov.vn/realms/can-bo.",
    )  # fmt: skip
