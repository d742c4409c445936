"""The exchange with the model: one question, one answer, within a time and a size; nothing secret is ever logged."""

from __future__ import annotations

import time
from typing import Any

import requests

from thuocdo.integrations.language_model.configuration import Configuration
from thuocdo.kernel.errors import Refused

LARGEST = 1024 * 1024
CONNECT_SECONDS = 5
TOKENS = 4000


def answer(configuration: Configuration, messages: list[dict[str, str]]) -> bytes:
    """The body of the answer. Raises `Refused` (`model.*`) when there is none in time, or none that is one.

    Redirects are not followed and the settings of the machine's user (proxies, stored passwords) are not used: the
    paper goes to the named address and nowhere else.
    """
    until = time.monotonic() + configuration.seconds
    asked: dict[str, Any] = {"model": configuration.model, "messages": messages, "temperature": 0, "max_tokens": TOKENS}
    headers = {"Authorization": f"Bearer {configuration.key}"} if configuration.key else {}
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.post(
                f"{configuration.address}/chat/completions", json=asked, headers=headers, stream=True,
                allow_redirects=False, timeout=(CONNECT_SECONDS, configuration.seconds),
            ) as response:  # fmt: skip
                if response.status_code != 200:
                    raise no_answer(f"trả lời mã {response.status_code}")
                return _read(response, until)
    except requests.Timeout as error:
        raise no_answer(f"không trả lời trong {configuration.seconds} giây") from error
    except requests.RequestException as error:
        raise no_answer(f"không kết nối được ({type(error).__name__})") from error


def _read(response: Any, until: float) -> bytes:
    """The body, piece by piece: a server that drips is left when the time is over."""
    found = bytearray()
    for piece in response.iter_content(8 * 1024):
        found += piece
        if len(found) > LARGEST:
            raise no_answer("trả lời quá dài")
        if time.monotonic() > until:
            raise no_answer("trả lời quá chậm")
    return bytes(found)


def no_answer(why: str) -> Refused:
    """The refusal when the model did not help; never with the key or the words that were sent."""
    return Refused(
        "model.no_answer", f"Trợ lý ngôn ngữ {why}.",
        "Bản đọc của bộ quy tắc vẫn đủ; muốn hỏi lại thì bấm “Đọc lại”, nếu vẫn vậy báo người quản trị.",
    )  # fmt: skip
