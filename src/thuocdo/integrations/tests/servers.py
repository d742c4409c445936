"""Real servers on a local port: time stamps, revocation lists and answers, remote signing (CSC 1 and 2)."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from thuocdo.documents.signing import FileKey
from thuocdo.documents.signing.tests.authority import DER, Authority, loaded

Answer = tuple[int, str, bytes]
PIN, SECRET = "123456", "bi-mat-cua-ung-dung"


@dataclass
class Servers:
    """Where they answer, what they were asked, and what they answer instead."""

    port: int = 0
    asked: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    routes: dict[str, Callable[[bytes, dict[str, str]], Answer]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, path: str, data: bytes, headers: dict[str, str]) -> Answer:
        self.asked.append((path, data, headers))
        route = self.routes.get(path)
        return route(data, headers) if route else (404, "text/plain", b"")

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


@contextmanager
def running() -> Iterator[Servers]:
    """The servers on a free port, ended afterwards."""
    servers = Servers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _answer(self, data: bytes) -> None:
            status, kind, body = servers.answer(self.path, data, dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """A test prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    servers.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield servers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def trust_services(servers: Servers, ca: Authority) -> None:
    """The authority's time stamps, its list and its answers."""
    servers.routes["/tsa"] = lambda data, _: (200, "application/timestamp-reply", ca.stamps()(data))
    servers.routes["/list.crl"] = lambda *_: (200, "application/pkix-crl", ca.list_of_revoked())
    servers.routes["/ocsp"] = lambda data, _: (200, "application/ocsp-response", ca.answers(data))


@dataclass
class SigningService:
    """A signing service with some keys, that releases one signature for one digest against the PIN."""

    ca: Authority
    keys: dict[str, FileKey]
    version: str = "2"
    raw: bool = False
    status: str = "enabled"
    released: dict[str, str] = field(default_factory=dict)
    twist: Callable[[bytes], bytes] = bytes

    def serve(self, servers: Servers) -> str:
        """Put it onto the servers; its address."""
        root = f"/csc/v{self.version}"
        servers.routes[f"{root}/oauth2/token"] = self.token
        for what, act in {
            "credentials/list": self.listed, "credentials/info": self.info, "credentials/authorize": self.authorize,
            "signatures/signHash": self.signed,
        }.items():  # fmt: skip
            servers.routes[f"{root}/{what}"] = self._guarded(act)
        return servers.url(root)

    def _guarded(self, act: Callable[[dict[str, Any]], Any]) -> Callable[[bytes, dict[str, str]], Answer]:
        def route(data: bytes, headers: dict[str, str]) -> Answer:
            if headers.get("Authorization") != "Bearer duoc-vao":
                return 401, "application/json", b"{}"
            told = act(json.loads(data))
            status = 400 if told is None else 200
            return status, "application/json", json.dumps(told or {"error": "invalid_request"}).encode()

        return route

    def token(self, data: bytes, _headers: dict[str, str]) -> Answer:
        form = {name: values[0] for name, values in parse_qs(data.decode()).items()}
        good = form == {"grant_type": "client_credentials", "client_id": "thuocdo", "client_secret": SECRET}
        return (200 if good else 401), "application/json", json.dumps({"access_token": "duoc-vao"}).encode()

    def listed(self, _asked: dict[str, Any]) -> Any:
        return {"credentialIDs": list(self.keys)}

    def info(self, asked: dict[str, Any]) -> Any:
        key = self.keys.get(asked["credentialID"])
        if key is None:
            return None
        chain = [loaded(key)[1], self.ca.root]
        needs = (
            {"PIN": {"presence": "true"}}
            if self.version == "1"
            else {"auth": {"mode": "explicit", "objects": [{"id": "PIN"}]}}
        )
        return {
            "key": {"status": self.status, "algo": []},
            "cert": {"certificates": [base64.b64encode(one.public_bytes(DER)).decode() for one in chain]}, **needs,
        }  # fmt: skip

    def authorize(self, asked: dict[str, Any]) -> Any:
        given = asked.get("PIN") or next((one["value"] for one in asked.get("authData", []) if one["id"] == "PIN"), "")
        if given != PIN or asked["numSignatures"] != 1:
            return None
        [told] = self._digests(asked)
        self.released["sad-1"] = told
        return {"SAD": "sad-1", "expiresIn": 60}

    def signed(self, asked: dict[str, Any]) -> Any:
        [told] = self._digests(asked)
        if self.released.pop(asked["SAD"], None) != told:
            return None
        private, _ = loaded(self.keys[asked["credentialID"]])
        digest, prehashed = base64.b64decode(told), Prehashed(hashes.SHA256())
        if isinstance(private, rsa.RSAPrivateKey):
            assert asked["signAlgo"] == "1.2.840.113549.1.1.11"
            made = private.sign(digest, padding.PKCS1v15(), prehashed)
        else:
            assert asked["signAlgo"] == "1.2.840.10045.4.3.2"
            made = private.sign(digest, ec.ECDSA(prehashed))
            if self.raw:
                made = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(made))
        return {"signatures": [base64.b64encode(self.twist(made)).decode()]}

    def _digests(self, asked: dict[str, Any]) -> list[str]:
        return asked["hash"] if self.version == "1" else asked["hashes"]
