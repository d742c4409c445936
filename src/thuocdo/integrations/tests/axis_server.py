"""A document axis on a local port: it checks every signature, keeps what is sent and hands out what waits."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SYSTEM, SECRET = "thuocdo.nghean", "khóa-thử"


@dataclass
class Axis:
    """What it holds: `sent` what we handed over, `waiting` what waits for us by key, `settled` what we said of it."""

    url: str = ""
    sent: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    waiting: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    refuses: str = ""

    def answer(self, call: str, query: dict[str, str], body: bytes) -> dict[str, object]:
        if self.refuses:
            return {"status": "FAIL", "errorCode": "99", "errorDesc": self.refuses}
        if call == "sendEdoc":
            self.sent.append((query, body))
            return {"status": "OK", "docId": f"doc-{len(self.sent)}"}
        if call == "getReceivedEdocList":
            kind = query["messagetype"]
            keys = [key for key, (of, _data) in self.waiting.items() if of == kind and key not in self.settled]
            return {"status": "OK", "data": [{"id": key} for key in keys]}
        if call == "getEdoc":
            return {"status": "OK", "data": base64.b64encode(self.waiting[query["docId"]][1]).decode()}
        said = json.loads(body)
        self.settled[said["docId"]] = said["status"]
        return {"status": "OK"}


@contextmanager
def axis_server() -> Iterator[Axis]:
    """An axis that answers until the block ends."""
    axis = Axis()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = self.headers["X-System-Id"] + self.headers["X-Timestamp"] + self.headers["Content-Type"]
            wanted = hmac.new(SECRET.encode(), said.encode() + body, hashlib.sha256).hexdigest()
            if self.headers["X-System-Id"] != SYSTEM or self.headers["X-Signature"] != wanted:
                self.send_response(401)
                self.end_headers()
                return
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            content = json.dumps(axis.answer(parts.path.rsplit("/", 1)[1], query, body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _do

        def log_message(self, *_words: object) -> None:
            """A test prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    axis.url = f"http://127.0.0.1:{server.server_port}/eDoc"
    try:
        yield axis
    finally:
        server.shutdown()
        server.server_close()
