"""Two ways to the axis behind one small interface: its HTTP service with signed requests, or a folder."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from thuocdo.integrations.asking import ask, no_answer
from thuocdo.integrations.document_axis.configuration import Configuration
from thuocdo.kernel.errors import Refused

WHO = "Trục liên thông văn bản"
KINDS = ("edoc", "status")
JSON, XML = "application/json", "application/xml"
LARGEST = 150 * 2**20


class Gateway(Protocol):
    """What the exchange needs of the axis."""

    def send(self, data: bytes, *, kind: str, sender: str) -> str:
        """Hand a message over; its key at the axis. Raises `Refused` when it was not taken."""

    def waiting(self) -> Iterable[str]:
        """Keys of the messages that wait for us."""

    def fetch(self, key: str) -> bytes:
        """One message."""

    def settle(self, key: str, *, taken: bool) -> None:
        """Say that a message was taken in, or could not be."""


def signature(system_id: str, secret: str, *, timestamp: str, content_type: str, body: bytes) -> str:
    """The mark of a request: HMAC-SHA256 over system id, timestamp, content type and body, in hexadecimal.

    >>> signature("H41", "khóa", timestamp="1", content_type="application/json", body=b"{}")[:12]
    '51ff5b97f187'
    """
    said = system_id.encode() + timestamp.encode() + content_type.encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


class HttpAxis:
    """The HTTP service of the axis."""

    def __init__(self, configuration: Configuration, *, milliseconds: Any) -> None:
        self.configuration, self.milliseconds = configuration, milliseconds

    def send(self, data: bytes, *, kind: str, sender: str) -> str:
        """`sendEdoc`: the message as it is; the axis gives its key."""
        found = self._asked("sendEdoc", data, XML, servicetype="eDoc", messagetype=kind, **{"from": sender})
        return str(found.get("docId") or found.get("id") or "")

    def waiting(self) -> list[str]:
        """`getReceivedEdocList`, packages first and then states."""
        keys = []
        for kind in KINDS:
            found = (
                self._asked("getReceivedEdocList", b"", JSON, servicetype="eDoc", messagetype=kind).get("data") or []
            )
            keys += [str(one.get("id") or one.get("docId") or "") for one in found if isinstance(one, dict)]
        return [key for key in dict.fromkeys(keys) if key]

    def fetch(self, key: str) -> bytes:
        """`getEdoc`: one message, in base64."""
        found = self._asked("getEdoc", b"", JSON, docId=key).get("data")
        try:
            return base64.b64decode(str(found or ""), validate=True)
        except (binascii.Error, ValueError):
            raise Refused("axis.undecodable", "Thông điệp không giải mã được.", "Yêu cầu nơi gửi gửi lại.") from None

    def settle(self, key: str, *, taken: bool) -> None:
        """`updateStatus`: done, or fail."""
        body = json.dumps({"docId": key, "status": "done" if taken else "fail"}).encode()
        self._asked("updateStatus", body, JSON)

    def _asked(self, call: str, body: bytes, content_type: str, **query: str) -> dict[str, Any]:
        given = self.configuration
        timestamp = str(self.milliseconds())
        headers = {
            "Content-Type": content_type, "X-System-Id": given.system_id, "X-Timestamp": timestamp,
            "X-Signature": signature(
                given.system_id, given.secret, timestamp=timestamp, content_type=content_type, body=body
            ),
        }  # fmt: skip
        address = f"{given.endpoint}/{call}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        answer = ask(address, who=WHO, data=body or None, headers=headers, largest=LARGEST)
        try:
            found = json.loads(answer)
        except ValueError:
            raise no_answer(WHO, "trả lời không đúng dạng") from None
        if not isinstance(found, dict) or found.get("status") != "OK":
            said = str(found.get("errorDesc") or found.get("errorCode") or "") if isinstance(found, dict) else ""
            raise no_answer(WHO, f"từ chối: {said[:200] or 'không nói lý do'}")
        return found


class FolderAxis:
    """A folder: what goes out is laid into `di`, what comes in is taken from `den` and put aside under what became of
    it. Names are ours on the way out; nothing that a name says is believed on the way in."""

    def __init__(self, configuration: Configuration) -> None:
        self.root = Path(configuration.folder)
        for name in ("di", "den", "den/xong", "den/loi"):
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def send(self, data: bytes, *, kind: str, sender: str) -> str:
        """Write the message whole, then give it its name."""
        key = f"{kind}-{hashlib.sha256(data).hexdigest()[:24]}.edxml"
        draft = self.root / "di" / f".{key}"
        draft.write_bytes(data)
        draft.replace(self.root / "di" / key)
        return key

    def waiting(self) -> list[str]:
        """Files that wait, oldest first."""
        found = [path for path in (self.root / "den").glob("*.edxml") if path.is_file() and not path.is_symlink()]
        return [path.name for path in sorted(found, key=lambda path: (path.stat().st_mtime, path.name))]

    def fetch(self, key: str) -> bytes:
        """One file."""
        return (self.root / "den" / key).read_bytes()

    def settle(self, key: str, *, taken: bool) -> None:
        """Put the file aside."""
        (self.root / "den" / key).replace(self.root / "den" / ("xong" if taken else "loi") / key)
