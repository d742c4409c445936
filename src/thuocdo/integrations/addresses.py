"""Addresses of outside servers that an operator may name; pure, so that settings are read without a client library."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from thuocdo.kernel.errors import Refused

LOCAL = ("localhost", "127.0.0.1", "::1")


def usable(address: str, setting: str) -> str:
    """The address, when secrets may go there: https, or http here. Raises `Refused` (outside.bad_address)."""
    parts = _parts(address)
    if (parts.scheme == "https" and parts.hostname) or (parts.scheme == "http" and parts.hostname in LOCAL):
        return address
    raise Refused(
        "outside.bad_address", f"{setting} phải là địa chỉ https.", "Ghi đúng địa chỉ mà nơi cung cấp dịch vụ công bố."
    )


def plain(address: str, setting: str) -> str:
    """The address, when it may be asked without secrets: http will do. Revocation lists and time stamps are signed by
    themselves, and are published so as a rule. Raises `Refused` (outside.bad_address)."""
    parts = _parts(address)
    if parts.scheme in ("http", "https") and parts.hostname:
        return address
    raise Refused("outside.bad_address", f"{setting} phải là địa chỉ http hoặc https.", "Ghi đúng địa chỉ công bố.")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # a port that is no number raises here
    except ValueError:
        return urlsplit("")
    return parts
