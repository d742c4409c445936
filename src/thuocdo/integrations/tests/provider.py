"""A real provider (oidc-provider-mock) on a local port, which a test may let answer wrongly."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, app

CLIENT_ID = "thuocdo"
Twist = Callable[[dict[str, Any]], dict[str, Any]]


class Silent(WSGIRequestHandler):
    def log(self, *_words: object) -> None:
        """A test prints nothing."""


@dataclass
class Provider:
    """Where it answers; `twists` change its JSON answers by path; `hosts` the name under which it speaks there."""

    server: BaseWSGIServer
    application: Any
    twists: dict[str, Twist] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server.server_port}"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if path in self.hosts:
            environ["HTTP_HOST"] = self.hosts[path]
        if path not in self.twists:
            return self.application(environ, start_response)
        begun: list[Any] = []
        body = b"".join(self.application(environ, lambda status, headers, *_: begun.extend((status, headers))))
        content = json.dumps(self.twists[path](json.loads(body))).encode()
        headers = [(name, value) for name, value in begun[1] if name.lower() != "content-length"]
        start_response(begun[0], [*headers, ("Content-Length", str(len(content)))])
        return [content]

    def signs(self, subject: str, client: Client, *, back: str = "/", start: str = "") -> str:
        """Walk from our button to the provider and sign in there; the address to which it sends the browser back."""
        answer = client.get(start or f"/dang-nhap/mot-lan/?next={back}")
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        asked = answer["Location"]
        self.asked.append({name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()})
        return self.consents(asked, subject)

    def consents(self, asked: str, subject: str) -> str:
        """What somebody's browser gets who agrees at the provider."""
        given = requests.post(asked, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert given.status_code == 302, given.text
        back = urlsplit(given.headers["Location"])
        return f"{back.path}?{back.query}"


@contextmanager
def running(*people: dict[str, Any], age: timedelta = timedelta(hours=1)) -> Iterator[Provider]:
    """A provider that knows these people: mappings with "sub" and other claims."""
    users = [User(sub=str(one["sub"]), claims={name: one[name] for name in one if name != "sub"}) for one in people]
    provider = Provider(None, app(user_claims=users, access_token_max_age=age))  # type: ignore[arg-type]
    provider.server = make_server("localhost", 0, provider, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        thread.join(5)
        provider.server.server_close()
