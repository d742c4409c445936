"""A server on a local port that speaks the chat protocol, well or badly, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class ModelServer:
    """What it answers, and what it was asked: (path, body, headers)."""

    port: int = 0
    items: list[dict[str, Any]] = field(default_factory=list)
    content: str = ""
    raw: bytes = b""
    status: int = 200
    location: str = ""
    wait: float = 0.0
    drip: float = 0.0
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def body(self) -> bytes:
        content = self.content or json.dumps({"items": self.items}, ensure_ascii=False)
        message = {"role": "assistant", "content": content}
        return self.raw or json.dumps({"object": "chat.completion", "choices": [{"message": message}]}).encode()


@contextmanager
def running() -> Iterator[ModelServer]:
    """The server on a free port, ended afterwards."""
    server = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append((self.path, json.loads(sent), dict(self.headers)))
            time.sleep(server.wait)
            body = server.body()
            self.send_response(server.status)
            if server.location:
                self.send_header("Location", server.location)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                for at in range(0, len(body), 8 * 1024):
                    self.wfile.write(body[at : at + 8 * 1024])
                    self.wfile.flush()
                    time.sleep(server.drip)
            except OSError:
                pass

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = http.server_port
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
