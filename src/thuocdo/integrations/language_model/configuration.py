"""Which language model is asked, and how much it is told; from the environment, without a framework."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from thuocdo.kernel.errors import Refused

USUAL_SECONDS, MOST_SECONDS = 60, 600
USUAL_LETTERS, MOST_LETTERS = 60_000, 1_000_000


@dataclass(frozen=True)
class Configuration:
    """An endpoint that speaks the chat protocol of OpenAI (`address` ends before `/chat/completions`).

    `seconds` is the most that one question may take as a whole, `letters` the most of a paper that is sent.
    """

    address: str
    model: str
    key: str = field(default="", repr=False)
    seconds: int = USUAL_SECONDS
    letters: int = USUAL_LETTERS


def read(environment: Mapping[str, str]) -> Configuration | None:
    """The model that the environment names (`THUOCDO_MODEL_URL` and its companions), or nothing.

    >>> read({}) is None
    True
    >>> read({"THUOCDO_MODEL_URL": "http://10.0.0.5:8000/v1/", "THUOCDO_MODEL_NAME": "vn"}).address
    'http://10.0.0.5:8000/v1'

    Raises `Refused` when the address, the name or a limit cannot be used.
    """
    address = environment.get("THUOCDO_MODEL_URL", "").strip().rstrip("/").removesuffix("/chat/completions")
    if not address:
        return None
    _usable(address)
    model = environment.get("THUOCDO_MODEL_NAME", "").strip()
    if not model:
        raise Refused(
            "model.no_name", "Có THUOCDO_MODEL_URL mà thiếu THUOCDO_MODEL_NAME.",
            "Ghi tên mô hình mà máy chủ ấy phục vụ, hoặc bỏ THUOCDO_MODEL_URL.",
        )  # fmt: skip
    return Configuration(
        address=address, model=model, key=environment.get("THUOCDO_MODEL_KEY", ""),
        seconds=_number(environment, "THUOCDO_MODEL_SECONDS", USUAL_SECONDS, MOST_SECONDS),
        letters=_number(environment, "THUOCDO_MODEL_LETTERS", USUAL_LETTERS, MOST_LETTERS),
    )  # fmt: skip


def _number(environment: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = environment.get(name, "").strip() or str(usual)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
        raise Refused("model.bad_number", f"{name} không phải số từ 1 đến {most}.", f"Ghi một số, ví dụ {usual}.")
    return int(text)


def _usable(address: str) -> None:
    """Papers go there: encrypted, or to a machine of the own house (this one, or a private network address)."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # a port that is no number raises here
    except ValueError:
        parts = urlsplit("")
    private = parts.scheme == "http" and _at_home(parts.hostname or "")
    if parts.username or parts.password or not (private or (parts.scheme == "https" and parts.hostname)):
        raise Refused(
            "model.bad_address",
            "THUOCDO_MODEL_URL phải là địa chỉ https, hoặc http của máy trong mạng nội bộ, không kèm mật khẩu.",
            "Ghi địa chỉ gốc của máy chủ mô hình, ví dụ http://10.0.0.5:8000/v1; khóa ghi ở THUOCDO_MODEL_KEY.",
        )


def _at_home(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
