"""Which servers of trust services are asked; from the environment, without a framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thuocdo.integrations.addresses import plain, usable


@dataclass(frozen=True)
class Configuration:
    """Addresses of a time stamp server, of revocation lists and of OCSP responders; empty ones are not asked.

    With `long_term` papers signed here get what verifies them years later. Addresses that stand in certificates or in
    papers are never asked: only these.
    """

    stamps: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    lists: tuple[str, ...] = ()
    responders: tuple[str, ...] = ()
    long_term: bool = False


def read(environment: Mapping[str, str]) -> Configuration:
    """The servers that the environment names (`THUOCDO_TSA_URL`, `THUOCDO_CRL_URLS`, `THUOCDO_OCSP_URLS`).

    >>> read({}) == Configuration()
    True
    >>> read({"THUOCDO_CRL_URLS": "http://a.example/a.crl  http://b.example/b.crl"}).lists
    ('http://a.example/a.crl', 'http://b.example/b.crl')

    Raises `Refused` when an address cannot be used.
    """
    stamps = environment.get("THUOCDO_TSA_URL", "").strip()
    user = environment.get("THUOCDO_TSA_USER", "")
    allowed = usable if user else plain
    return Configuration(
        stamps=allowed(stamps, "THUOCDO_TSA_URL") if stamps else "",
        user=user,
        password=environment.get("THUOCDO_TSA_PASSWORD", ""),
        lists=_addresses(environment, "THUOCDO_CRL_URLS"),
        responders=_addresses(environment, "THUOCDO_OCSP_URLS"),
        long_term=environment.get("THUOCDO_LONG_TERM") == "1",
    )


def _addresses(environment: Mapping[str, str], setting: str) -> tuple[str, ...]:
    return tuple(plain(address, setting) for address in environment.get(setting, "").split())
