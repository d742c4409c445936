"""Papers of state secrets are not kept (không nhận văn bản mật): seen by their stamp, refused, counted, nothing else.

Law on the protection of state secrets: such papers are drafted, sent and kept outside networks. The program keeps no
file, no name and no line about what such a paper says; the chancery keeps how many there were (`STATE_SECRETS` of the
wiring, a room above). A stamp that is only a picture on an unread scan is seen when the worker has read the scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.documents.queries.places import receiving_place
from thuocdo.documents.reading.loading import load_file, takes_long
from thuocdo.documents.rules.stamps import stamps
from thuocdo.kernel.errors import Refused

Result = TypeVar("Result")


class StateSecret(Refused):
    """A paper with a stamp of state secrets was handed in (`documents.state_secret`); `number` of them in a bundle."""

    def __init__(self, number: int = 1) -> None:
        if number == 1:
            words = "Văn bản này mang dấu chỉ độ mật (Mật, Tối mật hoặc Tuyệt mật) nên hệ thống không nhận."
        else:
            words = f"Có {number} văn bản mang dấu chỉ độ mật (Mật, Tối mật hoặc Tuyệt mật) nên hệ thống không nhận."
        super().__init__(
            "documents.state_secret",
            f"{words} Tệp, tên tệp và nội dung đều không được lưu; chỉ đếm số lượng.",
            "Xử lý văn bản này theo quy định về bảo vệ bí mật nhà nước, không đưa lên mạng. Nếu gửi cả gói thì bỏ văn"
            " bản đó ra rồi gửi lại gói.",
        )  # fmt: skip
        self.number = number


def refuse_stamped(text: str) -> None:
    """Refused `documents.state_secret` when the head of the text carries a stamp of secrecy."""
    if stamps(text).secrecy:
        raise StateSecret


def refuse_stamped_parts(parts: Iterable[tuple[str, bytes]]) -> None:
    """The same for the papers of a bundle, before anything of the bundle is kept; what takes long the worker sees."""
    number = sum(is_stamped(data, name) for name, data in parts)
    if number:
        raise StateSecret(number)


def is_stamped(data: bytes, name: str) -> bool:
    """Whether a file that can be read at once carries a stamp of secrecy; what cannot be read tells nothing."""
    if takes_long(data, name):
        return False
    try:
        return bool(stamps(load_file(data, name).text).secrecy)
    except Refused:
        return False


def counting(function: Callable[..., Result]) -> Callable[..., Result]:
    """Count refused papers of state secrets after the decision that met them has left nothing behind."""

    @wraps(function)
    def decide(**kwargs: Any) -> Result:
        try:
            return function(**kwargs)
        except StateSecret as refusal:
            by, at = kwargs["by"], kwargs["at"]
            person = by if isinstance(by, Person) else None
            place = receiving_place(person, on=at.astimezone(clock.ZONE).date())
            count(kwargs.get("unit") or place.unit, by=by, at=at, number=refusal.number)
            raise

    return decide


def count(unit: Any, *, by: Any, at: datetime, number: int) -> None:
    """Let the chancery count; nobody's chancery counts what the system itself was offered."""
    if unit is not None:
        keeper().count_secrets(unit=unit, number=number, by=by, at=at)


def keeper() -> ModuleType:
    """The services above that count, and that let go of a paper before it is erased."""
    return import_module(import_module("config.wiring").STATE_SECRETS)
