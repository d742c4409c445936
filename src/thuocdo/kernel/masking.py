"""How personal data look to who has no need of them (che dữ liệu cá nhân): enough to recognise, too little to use."""

from __future__ import annotations

from collections.abc import Callable

DOT = "•"


def mask(kind: str, value: str) -> str:
    """The masked form of a value of a kind; an empty value stays empty, an unknown kind shows nothing of it.

    >>> mask("phone", "0912345678"), mask("email", "lan.vt@nghean.gov.vn"), mask("national_id", "040185001234")
    ('•••••••678', 'l•••@nghean.gov.vn', '•••••••••234')
    >>> mask("phone", ""), mask("address", "12 Quang Trung")
    ('', '••••')
    """
    return MASKS.get(kind, _nothing)(value) if value else ""


def _tail(value: str) -> str:
    return DOT * max(0, len(value) - 3) + value[-3:] if len(value) > 5 else _nothing(value)


def _email(value: str) -> str:
    name, at, host = value.partition("@")
    return f"{name[:1]}{DOT * 3}{at}{host}" if at else _nothing(value)


def _nothing(_value: str) -> str:
    return DOT * 4


MASKS: dict[str, Callable[[str], str]] = {"phone": _tail, "national_id": _tail, "email": _email}
