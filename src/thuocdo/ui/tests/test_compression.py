"""Pages are compressed for who asks; everything else is left as it is."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from thuocdo.ui.compression import PageCompressionMiddleware


@pytest.fixture
def signed_in(client, db):
    client.force_login(
        get_user_model().objects.create(username="lan", password="!", created_at=datetime(2025, 1, 2, tzinfo=UTC))
    )
    return client


def test_a_big_page_is_sent_compressed_when_asked(signed_in):
    address = reverse("ui:kit")
    plain, sent = signed_in.get(address), signed_in.get(address, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert "Content-Encoding" not in plain.headers and len(plain.content) > 20_000
    assert sent["Content-Encoding"] == "gzip" and "Accept-Encoding" in sent["Vary"]
    assert int(sent["Content-Length"]) == len(sent.content) < len(plain.content) / 3
    page = gzip.decompress(sent.content).decode()
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    assert sent["Content-Security-Policy"] == plain["Content-Security-Policy"]


def test_the_same_page_twice_has_not_the_same_compressed_length():
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = PageCompressionMiddleware(lambda _request: HttpResponse("một trang " * 500))
    assert len({len(answer(request).content) for _ in range(30)}) > 1


def test_files_and_workbooks_keep_their_bytes_and_length():
    content, kind = b"van ban " * 500, "application/octet-stream"
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    for answer in (HttpResponse(content, content_type=kind), FileResponse(BytesIO(content), content_type=kind)):
        sent = PageCompressionMiddleware(lambda _request, answer=answer: answer)(request)
        assert "Content-Encoding" not in sent.headers and b"".join(sent) == content
        assert sent.headers.get("Content-Length", "4000") == "4000"
