"""The mail server as one address in the environment: where notices leave the program, or that they do not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from thuocdo.kernel.errors import Refused

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """How to reach a mail server (máy chủ thư); without a host nothing is sent."""

    backend: str = f"{BACKENDS}.dummy.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False

    @property
    def sends(self) -> bool:
        """Whether mail goes anywhere at all."""
        return not self.backend.endswith("dummy.EmailBackend")


def read(text: str) -> Server:
    """The server that `THUOCDO_MAIL` names: empty (none), `console`, `smtp://user:password@host:587?tls=1`, `smtps://…`.

    `tls=1` asks for encryption before anything is said (STARTTLS); `smtps` is encrypted from the first byte. Letters
    that an address cannot hold are written as %xx. Raises `Refused`.

    >>> read("").sends, read("console").sends, read("smtp://a:b%40c@thu.nghean.gov.vn?tls=1").password
    (False, True, 'b@c')
    """
    if not text:
        return Server()
    if text == "console":
        return Server(backend=f"{BACKENDS}.console.EmailBackend")
    try:
        parts = urlsplit(text)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _unreadable() from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise _unreadable()
    return Server(
        backend=f"{BACKENDS}.smtp.EmailBackend", host=parts.hostname, port=port,
        user=unquote(parts.username or ""), password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parse_qs(parts.query).get("tls") == ["1"], tls=parts.scheme == "smtps",
    )  # fmt: skip


def _unreadable() -> Refused:
    """The address itself is not repeated: it holds a password."""
    return Refused(
        "mail.unreadable", "Không hiểu địa chỉ máy chủ thư trong biến THUOCDO_MAIL.",
        "Ghi dạng smtp://tên:mật-khẩu@máy-chủ:587?tls=1, hoặc smtps://…:465, console, hoặc bỏ trống để không gửi thư.",
    )  # fmt: skip
