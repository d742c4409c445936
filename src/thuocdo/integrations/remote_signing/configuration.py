"""Which signing service is asked; from the environment, without a framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thuocdo.integrations.addresses import usable
from thuocdo.kernel.errors import Refused

VERSIONS = ("1", "2")


@dataclass(frozen=True)
class Configuration:
    """One signing service (dịch vụ ký số từ xa) that speaks the API of the Cloud Signature Consortium.

    `address` leads to its `/csc/v1` or `/csc/v2`. Signed in to with a `token`, or with a client's name and secret at
    `token_address` (OAuth 2, client credentials).
    """

    address: str
    version: str = "2"
    token: str = field(default="", repr=False)
    token_address: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


def read(environment: Mapping[str, str]) -> Configuration | None:
    """The service that the environment names (`THUOCDO_SIGN_URL` and its companions), or nothing.

    >>> read({}) is None
    True
    >>> read({"THUOCDO_SIGN_URL": "https://ky.example.vn/csc/v2/", "THUOCDO_SIGN_TOKEN": "x"}).address
    'https://ky.example.vn/csc/v2'

    Raises `Refused` when an address cannot be used or nothing says who we are.
    """
    address = environment.get("THUOCDO_SIGN_URL", "").strip().rstrip("/")
    if not address:
        return None
    found = Configuration(
        address=usable(address, "THUOCDO_SIGN_URL"),
        version=environment.get("THUOCDO_SIGN_VERSION", "").strip() or "2",
        token=environment.get("THUOCDO_SIGN_TOKEN", ""),
        token_address=environment.get("THUOCDO_SIGN_TOKEN_URL", "").strip() or f"{address}/oauth2/token",
        client_id=environment.get("THUOCDO_SIGN_CLIENT_ID", ""),
        client_secret=environment.get("THUOCDO_SIGN_CLIENT_SECRET", ""),
    )
    usable(found.token_address, "THUOCDO_SIGN_TOKEN_URL")
    if found.version not in VERSIONS:
        raise Refused("remote_signing.version", "THUOCDO_SIGN_VERSION phải là 1 hoặc 2.", "Ghi bản API của dịch vụ ký.")
    if not found.token and not found.client_id:
        raise Refused(
            "remote_signing.no_client", "Có THUOCDO_SIGN_URL mà thiếu THUOCDO_SIGN_TOKEN hoặc THUOCDO_SIGN_CLIENT_ID.",
            "Ghi mã mà dịch vụ ký đã cấp, hoặc bỏ THUOCDO_SIGN_URL.",
        )  # fmt: skip
    return found
