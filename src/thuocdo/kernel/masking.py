"""How personal data look to who has no need of them (che dữ liệu cá nhân): enough to recognise, too little to use."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

DOT = "•"
# What looks like personal data in any text: e-mail, telephone (0912 345 678, +84…, 0238…), number of twelve digits.
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
NATIONAL_ID = re.compile(r"(?<![\w.,-])\d{3} ?\d{3} ?\d{3} ?\d{3}(?![\w-])")
PHONE = re.compile(r"(?<![\w.,-])(?:\+84|0084|84(?=\d{9}(?!\d))|0)[ .-]?\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}(?![\w-])")


def mask(kind: str, value: str) -> str:
    """The masked form of a value of a kind; an empty value stays empty, an unknown kind shows nothing of it.

    >>> mask("phone", "0912345678"), mask("email", "lan.vt@nghean.gov.vn"), mask("national_id", "040185001234")
    ('•••••••678', 'l•••@nghean.gov.vn', '•••••••••234')
    >>> mask("phone", ""), mask("address", "12 Quang Trung")
    ('', '••••')
    """
    return MASKS.get(kind, _nothing)(value) if value else ""


def scrub(text: str) -> str:
    """A text with everything masked that looks like personal data of anybody; for logs, where nobody declared what is.

    >>> scrub("Lan lan.vt@nghean.gov.vn gọi 0912 345 678, số 040185001234, ngày 15/07/2025, 1.234.567 đồng")
    'Lan l•••@nghean.gov.vn gọi •••••••••678, số •••••••••234, ngày 15/07/2025, 1.234.567 đồng'
    """
    for kind, pattern in (("email", EMAIL), ("national_id", NATIONAL_ID), ("phone", PHONE)):
        text = pattern.sub(partial(_found, kind), text)
    return text


def _found(kind: str, found: re.Match[str]) -> str:
    return mask(kind, found[0])


def _tail(value: str) -> str:
    return DOT * max(0, len(value) - 3) + value[-3:] if len(value) > 5 else _nothing(value)


def _email(value: str) -> str:
    name, at, host = value.partition("@")
    return f"{name[:1]}{DOT * 3}{at}{host}" if at else _nothing(value)


def _nothing(_value: str) -> str:
    return DOT * 4


MASKS: dict[str, Callable[[str], str]] = {"phone": _tail, "national_id": _tail, "email": _email}
