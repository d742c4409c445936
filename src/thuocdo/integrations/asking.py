"""Asking an outside server over HTTP: short waits, small answers, no redirects; refusals in the officials' words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from thuocdo.kernel.errors import Refused

SECONDS = (5, 20)
LARGEST = 20 * 1024 * 1024


def ask(
    address: str, *, who: str, data: bytes | None = None, headers: Mapping[str, str] | None = None,
    largest: int = LARGEST,
) -> bytes:  # fmt: skip
    """The answer's bytes to a GET, or to a POST where there is data.

    `who` names the server in the refusal. Raises `Refused` (outside.no_answer) when it is not reached, redirects,
    answers with an error or with too much.
    """
    method = "GET" if data is None else "POST"
    try:
        with requests.request(
            method, address, data=data, headers=dict(headers or {}), timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code != 200:
                raise no_answer(who, f"trả lời mã {answer.status_code}")
            return _read(answer, who, largest)
    except requests.RequestException as error:
        raise no_answer(who, f"không kết nối được ({type(error).__name__})") from error


def _read(answer: Any, who: str, largest: int) -> bytes:
    found = bytearray()
    for piece in answer.iter_content(64 * 1024):
        found += piece
        if len(found) > largest:
            raise no_answer(who, "trả lời quá lớn")
    return bytes(found)


def no_answer(who: str, why: str) -> Refused:
    """The refusal when an outside server did not help."""
    return Refused("outside.no_answer", f"{who} {why}.", "Thử lại sau; nếu vẫn vậy, báo người quản trị hệ thống.")
